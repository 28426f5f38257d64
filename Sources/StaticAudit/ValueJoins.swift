/// Values that differ where paths meet: instead of nothing, what each path brings is kept.
///
/// Only the few functions are run this way whose deferred or returned function is not known otherwise.
struct ValueJoins {
  private struct Place: Hashable {
    var block: Int
    /// A register's number, or a frame offset above all of them.
    var location: Int64
  }
  private var numbers: [Place: Int] = [:]
  private var members: [[Word]] = []

  /// A value that comes from more places than this is unknown.
  private static let memberLimit = 8
  /// More places than any function needs that people wrote.
  static let placeLimit = 1 << 12

  mutating func reset() {
    numbers.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
  }

  static func location(ofRegister number: Int) -> Int64 { Int64(number) }
  static func location(ofFrame offset: Int32) -> Int64 { 1 << 33 + Int64(offset) }

  /// The word for `old`, which was known at a block's entry, joined with `new`, which is not the same.
  mutating func join(_ old: Word, _ new: Word, block: Int, location: Int64) -> Word {
    guard old != .unknown, new != .unknown else { return .unknown }
    let place = Place(block: block, location: location)
    guard let number = numbers[place], old == .join(number) else {
      guard members.count < Self.placeLimit else { return .unknown }
      numbers[place] = members.count
      members.append([old, new])
      return .join(members.count - 1)
    }
    if !members[number].contains(new) {
      guard members[number].count < Self.memberLimit else { return .unknown }
      members[number].append(new)
    }
    return old
  }

  /// The word for either of two at an instruction; the same one each time it is followed.
  mutating func select(_ first: Word, _ second: Word, at address: UInt64) -> Word {
    guard first != .unknown, second != .unknown else { return .unknown }
    let place = Place(block: -1, location: Int64(truncatingIfNeeded: address))
    guard let number = numbers[place] else {
      guard members.count < Self.placeLimit else { return .unknown }
      numbers[place] = members.count
      members.append([first, second])
      return .join(members.count - 1)
    }
    members[number] = [first, second]
    return .join(number)
  }

  /// What a joined word can be, joins of joins included.
  func words(of word: Word) -> [Word] {
    var found: [Word] = []
    var seen: Set<Word> = [word]
    var work = [word]
    while let next = work.popLast() {
      guard next.kind == Word.Kind.join else {
        found.append(next)
        continue
      }
      for member in members[next.call] where seen.insert(member).inserted { work.append(member) }
    }
    return found.sorted { $0.bits < $1.bits }
  }
}
