internal import GoBinary
internal import MachineCode

/// Static funcvals and other words of the data that hold a function's entry.
struct FunctionWords: Sequence {
  /// The words' addresses; a word's rank is its place in `functions`.
  let addresses: TargetBitmap
  private let words: [DataWords.Word]
  private let functions: [FunctionIndex]

  /// - Parameter words: all values are entries of functions.
  init(_ found: [DataWords.Word], entries: FunctionEntries) {
    // Where a relocation sets a word that the file holds too, the relocation counts.
    var words = found
    if !zip(found, found.dropFirst()).allSatisfy({ $0.address < $1.address }) {
      words = []
      let order = found.indices.sorted { (found[$0].address, $0) < (found[$1].address, $1) }
      for i in order {
        if words.last?.address == found[i].address { words.removeLast() }
        words.append(found[i])
      }
    }
    words.removeAll { entries.function(at: $0.value) == nil }
    self.words = words
    functions = words.compactMap { entries.function(at: $0.value) }
    addresses = TargetBitmap(words.map(\.address))
  }

  var count: Int { words.count }

  /// The number of the word at an address.
  func number(of address: UInt64) -> Int? {
    addresses.rank(of: address).flatMap { $0 < functions.count ? $0 : nil }
  }

  func function(number: Int) -> FunctionIndex { functions[number] }

  /// The function whose entry the word at `address` holds.
  subscript(address: UInt64) -> FunctionIndex? { number(of: address).map { functions[$0] } }

  func makeIterator() -> Zip2Sequence<[UInt64], [FunctionIndex]>.Iterator {
    zip(words.map(\.address), functions).makeIterator()
  }
}
