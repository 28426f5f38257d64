/// Puts the instructions of two builds of a function side by side.
struct ListingAlignment {
  private let old: FunctionListing
  private let new: FunctionListing
  private let oldKeys: [String]
  private let newKeys: [String]
  private var rows: [FunctionDifference.Row] = []

  /// A table with more cells than these is not filled; what is left is then paired in order.
  private static let mostCells = 4 << 20

  init(old: FunctionListing, new: FunctionListing) {
    self.old = old
    self.new = new
    oldKeys = Self.keys(old)
    newKeys = Self.keys(new)
  }

  func difference() -> FunctionDifference {
    var copy = self
    copy.align(oldKeys.indices, newKeys.indices)
    func callees(_ listing: FunctionListing) -> [String] {
      listing.lines.compactMap(\.callee).filter { $0 != listing.function }
    }
    let before = Set(callees(old))
    let after = Set(callees(new))
    return FunctionDifference(
      function: new.function, rows: copy.rows, oldSize: Int(clamping: old.end &- old.entry),
      newSize: Int(clamping: new.end &- new.entry),
      removedCallees: before.subtracting(after).sorted(),
      addedCallees: after.subtracting(before).sorted())
  }

  // MARK: what an instruction is apart from where code and data lie

  private static func keys(_ listing: FunctionListing) -> [String] {
    var previous = ""
    return listing.lines.map { line in
      let key = key(line, in: listing, after: previous)
      previous = line.text
      return key
    }
  }

  private static func key(
    _ line: FunctionListing.Line, in listing: FunctionListing, after previous: String
  ) -> String {
    let words = line.text.split(separator: " ", maxSplits: 1)
    let opcode = words.first.map(String.init) ?? ""
    if let target = line.target {
      if let callee = line.callee { return opcode + " " + callee }
      let isHere = target >= listing.entry && target < listing.end
      return opcode + (isHere ? " here" : " elsewhere")
    }
    let last = line.text.split(separator: " ").last.map(String.init) ?? ""
    // Places of data: relative to the instruction on amd64, pages and offsets on arm64.
    if line.text.contains("(IP)") { return opcode + " (IP) " + last }
    if opcode == "ADRP" { return opcode + " " + last }
    if previous.hasPrefix("ADRP"), opcode == "ADD" || opcode.hasPrefix("MOV") {
      return opcode + " page " + last
    }
    return line.text
  }

  // MARK: alignment

  private mutating func align(_ a: Range<Int>, _ b: Range<Int>) {
    var first = (a.lowerBound, b.lowerBound)
    while first.0 < a.upperBound, first.1 < b.upperBound, oldKeys[first.0] == newKeys[first.1] {
      pair(first.0, first.1)
      first = (first.0 + 1, first.1 + 1)
    }
    var end = (a.upperBound, b.upperBound)
    while end.0 > first.0, end.1 > first.1, oldKeys[end.0 - 1] == newKeys[end.1 - 1] {
      end = (end.0 - 1, end.1 - 1)
    }
    between(first.0..<end.0, first.1..<end.1)
    for step in 0..<(a.upperBound - end.0) { pair(end.0 + step, end.1 + step) }
  }

  private mutating func between(_ a: Range<Int>, _ b: Range<Int>) {
    if a.isEmpty || b.isEmpty || a.count * b.count > Self.mostCells {
      for i in a { rows.append(row(i, nil)) }
      for j in b { rows.append(row(nil, j)) }
      return
    }
    // The longest common subsequence.
    let width = b.count + 1
    var lengths = [UInt32](repeating: 0, count: (a.count + 1) * width)
    for i in a.reversed() {
      let here = (i - a.lowerBound) * width
      for j in b.reversed() {
        let column = j - b.lowerBound
        lengths[here + column] =
          oldKeys[i] == newKeys[j]
          ? lengths[here + width + column + 1] + 1
          : max(lengths[here + width + column], lengths[here + column + 1])
      }
    }
    var i = a.lowerBound
    var j = b.lowerBound
    while i < a.upperBound || j < b.upperBound {
      let at = (i - a.lowerBound) * width + (j - b.lowerBound)
      if i < a.upperBound, j < b.upperBound, oldKeys[i] == newKeys[j] {
        pair(i, j)
        i += 1
        j += 1
      } else if j == b.upperBound || i < a.upperBound && lengths[at + width] >= lengths[at + 1] {
        rows.append(row(i, nil))
        i += 1
      } else {
        rows.append(row(nil, j))
        j += 1
      }
    }
  }

  private mutating func pair(_ i: Int, _ j: Int) {
    rows.append(FunctionDifference.Row(old: old.lines[i], new: new.lines[j], isSame: true))
  }

  private func row(_ i: Int?, _ j: Int?) -> FunctionDifference.Row {
    FunctionDifference.Row(
      old: i.map { old.lines[$0] }, new: j.map { new.lines[$0] }, isSame: false)
  }
}
