/// Finds the words of `FatalErrorTable` in a text by its bytes: a log may hold a million such texts.
struct FatalErrorSearch: Sendable {
  private let rows: [(words: [UInt8], isWhole: Bool)]
  /// Whether one of the words begins with a pair of bytes.
  private let begins: [Bool]

  /// - Parameter rows: of words of at least two bytes each.
  init(_ rows: [FatalErrorTable.Row]) {
    self.rows = rows.map { (Array($0.words.utf8), $0.isWhole) }
    var begins = [Bool](repeating: false, count: 1 << 16)
    for (words, _) in self.rows where words.count >= 2 {
      begins[Int(words[0]) | Int(words[1]) << 8] = true
    }
    self.begins = begins
  }

  /// The first row whose words stand in the text, or are the text.
  func firstRow(in text: String) -> Int? {
    let bytes = text.utf8.span
    let begins = begins.span
    var found = rows.count
    for place in 0..<max(bytes.count - 1, 0) where begins[Self.pair(bytes, at: place)] {
      if let row = (0..<found).first(where: { stands($0, in: bytes, at: place) }) { found = row }
    }
    return found < rows.count ? found : nil
  }

  private func stands(_ row: Int, in bytes: Span<UInt8>, at place: Int) -> Bool {
    let words = rows[row].words
    guard words.count <= bytes.count - place,
      !rows[row].isWhole || words.count == bytes.count
    else { return false }
    for index in words.indices where words[index] != bytes[place + index] { return false }
    return true
  }

  private static func pair(_ bytes: Span<UInt8>, at place: Int) -> Int {
    Int(bytes[place]) | Int(bytes[place + 1]) << 8
  }
}
