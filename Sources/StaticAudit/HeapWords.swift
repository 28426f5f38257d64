/// Words stored in the objects that one function allocates.
///
/// An object goes by the number of the call that allocates it. A word that is stored more than once
/// with different contents is unknown for good.
struct HeapWords: ~Copyable {
  private struct Entry {
    /// Call number and offset, so that an object's words stand together and ascend.
    var key: UInt64
    var value: Word
    var isRead = false
  }
  private var entries: [Entry] = []
  /// By object, the flags below.
  private var flags: [UInt8] = []
  /// Something was learned that contradicts an earlier read: what was concluded is out of date.
  private(set) var isStale = false

  /// Other code may write to the object.
  private static let escapedFlag: UInt8 = 1
  /// A word was looked for that was not there, or all words were looked at.
  private static let searchedFlag: UInt8 = 2
  /// A known word was loaded while the object had not escaped.
  private static let loadedFlag: UInt8 = 4

  /// More words than any closure needs: what a function stores beyond them is not kept.
  private static let limit = 1 << 14

  mutating func reset(calls: Int) {
    entries.removeAll(keepingCapacity: true)
    flags.removeAll(keepingCapacity: true)
    flags.append(contentsOf: repeatElement(0, count: calls))
    isStale = false
  }

  /// All is read anew; what is known stays.
  mutating func beginRound() {
    isStale = false
    for i in flags.indices { flags[i] &= Self.escapedFlag }
    for i in entries.indices { entries[i].isRead = false }
  }

  mutating func escape(_ object: Int) {
    guard object < flags.count, flags[object] & Self.escapedFlag == 0 else { return }
    if flags[object] & Self.loadedFlag != 0 { isStale = true }
    flags[object] |= Self.escapedFlag
  }

  func isEscaped(_ object: Int) -> Bool {
    object < flags.count && flags[object] & Self.escapedFlag != 0
  }

  private mutating func note(_ flag: UInt8, _ object: Int) {
    if object < flags.count { flags[object] |= flag }
  }

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

  mutating func word(_ object: Int, _ offset: Int32) -> Word {
    let key = Self.key(object, offset)
    let i = index(of: key)
    guard i < entries.count, entries[i].key == key else {
      note(Self.searchedFlag, object)
      return .unknown
    }
    entries[i].isRead = true
    return entries[i].value
  }

  /// What a load finds, as long as no other code may write to the object.
  mutating func load(_ object: Int, _ offset: Int32) -> Word {
    let value = word(object, offset)
    if value != .unknown, !isEscaped(object) { note(Self.loadedFlag, object) }
    return value
  }

  mutating func store(_ value: Word, _ object: Int, _ offset: Int32) {
    let key = Self.key(object, offset)
    let i = index(of: key)
    if i < entries.count, entries[i].key == key {
      let old = entries[i].value
      if old != value, old != .unknown {
        if entries[i].isRead { isStale = true }
        entries[i].value = .unknown
      }
    } else if entries.count < Self.limit {
      // To find an unknown word is to find none.
      if value != .unknown, object < flags.count, flags[object] & Self.searchedFlag != 0 {
        isStale = true
      }
      entries.insert(Entry(key: key, value: value), at: i)
    }
  }

  /// The words behind an object's first, ascending.
  mutating func words(behindFirstOf object: Int) -> [(offset: Int32, value: Word)] {
    note(Self.searchedFlag, object)
    var result: [(offset: Int32, value: Word)] = []
    var i = index(of: Self.key(object, 1))
    while i < entries.count, Int(entries[i].key >> 32) == object {
      let offset = Int32(bitPattern: UInt32(truncatingIfNeeded: entries[i].key) ^ 0x8000_0000)
      entries[i].isRead = true
      result.append((offset, entries[i].value))
      i &+= 1
    }
    return result
  }
}
