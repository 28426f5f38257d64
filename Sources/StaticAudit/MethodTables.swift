internal import GoBinary

/// The method tables of interfaces (`runtime.itab`: two type pointers and a hash of four bytes, then
/// the methods) among the words of the data that hold functions.
///
/// From Go 1.27 on they end the descriptions of types, and the static funcvals follow at once.
final class MethodTables {
  private let image: GoImage
  private let words: FunctionWords
  /// What a method wrapper stands for.
  private let withoutWrapper: (FunctionIndex) -> FunctionIndex
  /// A table's methods by their offsets, for programs with few enough of them.
  private lazy var tables = words.count <= Self.wordLimit ? findTables() : []
  private var known: [Set<Int32>: [Int32: [FunctionIndex]]] = [:]

  /// In a program with more words one call could be of too many methods.
  private static let wordLimit = 1 << 14
  /// `runtime.itab.fun`, behind two pointers, the hash and padding.
  static let firstMethod: Int32 = 24
  /// Longer interfaces are rare.
  private static let methodLimit = 64

  init(
    image: GoImage, words: FunctionWords,
    withoutWrapper: @escaping (FunctionIndex) -> FunctionIndex
  ) {
    self.image = image
    self.words = words
    self.withoutWrapper = withoutWrapper
  }

  /// The methods at `offset` of all tables that have methods at all of `offsets`, ascending; none for a
  /// program with very many.
  func methods(at offset: Int32, ofTablesWith offsets: Set<Int32>) -> [FunctionIndex] {
    if let found = known[offsets]?[offset] { return found }
    var found: Set<FunctionIndex> = []
    for table in tables where offsets.allSatisfy({ method(at: $0, of: table) != nil }) {
      if let method = method(at: offset, of: table) { found.insert(method) }
    }
    let result = Set(found.map(withoutWrapper)).sorted()
    known[offsets, default: [:]][offset] = result
    return result
  }

  /// Where in its method table the word at an address stands; nil when it is in none.
  func offset(of address: UInt64) -> Int32? {
    var first = address
    for _ in 0..<Self.methodLimit {
      guard first != image.typesEnd, words[first &- 8] != nil else { break }
      first &-= 8
    }
    guard isFirstMethod(first) else { return nil }
    return Int32(truncatingIfNeeded: address &- first) &+ Self.firstMethod
  }

  /// The numbers of the words of one table.
  private func method(at offset: Int32, of table: Range<Int>) -> FunctionIndex? {
    let place = Int(offset) - Int(Self.firstMethod)
    guard place >= 0, place % 8 == 0, place / 8 < table.count else { return nil }
    return words.function(number: table.lowerBound + place / 8)
  }

  private func findTables() -> [Range<Int>] {
    var found: [Range<Int>] = []
    var first = 0
    while first < words.count {
      var end = first + 1
      while end < words.count, words.address(number: end) == words.address(number: end - 1) &+ 8,
        words.address(number: end) != image.typesEnd
      {
        end += 1
      }
      if isFirstMethod(words.address(number: first)) {
        found.append(first..<min(end, first + Self.methodLimit + 1))
      }
      first = end
    }
    return found
  }

  private func isFirstMethod(_ address: UInt64) -> Bool {
    guard let hash = image.word(at: address &- 8), hash != 0, hash >> 32 == 0,
      let type = image.word(at: address &- 16), let interface = image.word(at: address &- 24)
    else { return false }
    return [type, interface].allSatisfy {
      $0 & 7 == 0 && image.word(at: $0) != nil && image.function(containing: $0) == nil
    } && image.function(startingAt: hash) == nil
  }
}
