internal import GoBinary
internal import MachineCode

/// Static funcvals and other words of the data that hold a function's entry.
struct FunctionWords {
  /// The words' addresses; a word's rank is its place in `functions`.
  let addresses: TargetBitmap
  /// The same, ascending.
  private let places: [UInt64]
  private let functions: [FunctionIndex]
  /// By function the numbers of its words, ascending.
  private let numbers: RowTable

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
    places = words.map(\.address)
    functions = words.compactMap { entries.function(at: $0.value) }
    addresses = TargetBitmap(places)
    numbers = RowTable(
      rows: entries.functionCount, keys: functions.map(\.rawValue),
      values: (0..<UInt32(clamping: functions.count)).map { $0 })
  }

  var count: Int { places.count }

  /// The number of the word at an address.
  func number(of address: UInt64) -> Int? {
    addresses.rank(of: address).flatMap { $0 < functions.count ? $0 : nil }
  }

  func function(number: Int) -> FunctionIndex { functions[number] }

  func address(number: Int) -> UInt64 { places[number] }

  /// The function whose entry the word at `address` holds.
  subscript(address: UInt64) -> FunctionIndex? { number(of: address).map { functions[$0] } }

  /// Some word holds the function's entry.
  func hold(_ f: FunctionIndex) -> Bool { !numbers[f.rawValue].isEmpty }

  /// The addresses of the words that hold a function's entry, ascending.
  func addresses(of f: FunctionIndex) -> some Sequence<UInt64> {
    numbers[f.rawValue].lazy.map { places[Int($0)] }
  }
}
