/// Words stored in the objects that one function allocates.
///
/// An object goes by the number of the call that allocates it. A word that is stored more than once
/// with different contents is unknown for good.
struct HeapWords: ~Copyable {
  private struct Entry {
    /// Call number and offset, so that an object's words stand together and ascend.
    var key: UInt64
    var value: Word
  }
  private var entries: [Entry] = []
  /// Objects that other code may write to, by call number.
  private var escaped: [Bool] = []
  /// Something was learned since this was set to false.
  var hasChanged = false

  /// More words than any closure needs: what a function stores beyond them is not kept.
  private static let limit = 1 << 14

  mutating func reset(calls: Int) {
    entries.removeAll(keepingCapacity: true)
    escaped.removeAll(keepingCapacity: true)
    escaped.append(contentsOf: repeatElement(false, count: calls))
    hasChanged = false
  }

  mutating func escape(_ object: Int) {
    if object < escaped.count { escaped[object] = true }
  }

  func isEscaped(_ object: Int) -> Bool { object < escaped.count && escaped[object] }

  private static func key(_ object: Int, _ offset: Int32) -> UInt64 {
    UInt64(truncatingIfNeeded: object) << 32 | UInt64(UInt32(bitPattern: offset) ^ 0x8000_0000)
  }

  private func index(of key: UInt64) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low &+ high) / 2
      if entries[middle].key < key { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  func word(_ object: Int, _ offset: Int32) -> Word {
    let key = Self.key(object, offset)
    let i = index(of: key)
    return i < entries.count && entries[i].key == key ? entries[i].value : .unknown
  }

  mutating func store(_ value: Word, _ object: Int, _ offset: Int32) {
    let key = Self.key(object, offset)
    let i = index(of: key)
    if i < entries.count, entries[i].key == key {
      let old = entries[i].value
      if old != value, old != .unknown {
        entries[i].value = .unknown
        hasChanged = true
      }
    } else if entries.count < Self.limit {
      entries.insert(Entry(key: key, value: value), at: i)
      hasChanged = true
    }
  }

  /// The words behind an object's first, ascending.
  func words(behindFirstOf object: Int) -> [(offset: Int32, value: Word)] {
    var result: [(offset: Int32, value: Word)] = []
    var i = index(of: Self.key(object, 1))
    while i < entries.count, Int(entries[i].key >> 32) == object {
      let offset = Int32(bitPattern: UInt32(truncatingIfNeeded: entries[i].key) ^ 0x8000_0000)
      result.append((offset, entries[i].value))
      i &+= 1
    }
    return result
  }
}
