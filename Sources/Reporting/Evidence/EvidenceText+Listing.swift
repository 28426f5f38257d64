import PanicContract

extension EvidenceText {
  /// Text columns wider than these push only their own row.
  private static let widestText = 46
  private static let widestBytes = 24

  mutating func write(_ listing: FunctionListing) {
    line(
      style(.bold, VisibleText.escaping(listing.function)) + "  \(source(listing.location))  "
        + "\(hexadecimalAddress(listing.entry)) to \(hexadecimalAddress(listing.end))")
    if !listing.facts.isEmpty {
      line("  " + listing.facts.map { VisibleText.escaping($0) }.joined(separator: ", "))
    }
    let columns = Columns(listing)
    var last: SourceLocation?
    for row in listing.lines {
      if row.location != last {
        last = row.location
        sourceLine(row.location)
      }
      write(row, columns)
    }
  }

  private struct Columns {
    var bytes: Int
    var text: Int
    var hasTracks: Bool
    init(_ listing: FunctionListing) {
      bytes = min(listing.lines.map { $0.bytes.count * 2 }.max() ?? 0, EvidenceText.widestBytes)
      text = min(listing.lines.map { $0.text.utf8.count }.max() ?? 0, EvidenceText.widestText)
      hasTracks = listing.lines.contains { $0.track != nil }
    }
  }

  private mutating func sourceLine(_ location: SourceLocation?) {
    guard let location else { return }
    let lines = options.sources[location.file] ?? []
    let text =
      location.line > 0 && location.line <= lines.count
      ? "  " + VisibleText.escaping(lines[location.line - 1].replacing("\t", with: "    ")) : ""
    line("  " + style(.dim, fileName(location) + text))
  }

  private mutating func write(_ row: FunctionListing.Line, _ columns: Columns) {
    let address = hexadecimalAddress(row.address)
    let bytes = hexadecimal(row.bytes, separator: "")
    let text = VisibleText.escaping(row.text)
    var cells = (row.isMarked ? "> " : "  ") + address + "  " + padded(bytes, columns.bytes) + "  "
    if columns.hasTracks { cells += track(row.track) + "  " }
    guard let first = row.notes.first else {
      line(cells + text)
      return
    }
    let indent = cells.utf8.count + columns.text
    line(cells + padded(text, columns.text) + "  " + style(.yellow, "; " + visible(first)))
    for note in row.notes.dropFirst() {
      line(String(repeating: " ", count: indent) + "  " + style(.yellow, "; " + visible(note)))
    }
  }

  private func visible(_ note: String) -> String { VisibleText.escaping(note) }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// `SP-0x40 pcsp-0x40 BP-0x8`, the two marked where they differ.
  private func track(_ track: StackTrack?) -> String {
    guard let track else { return padded("", 34) }
    let depth = track.depth == nil ? "SP ?" : "SP" + signed(track.depth)
    let table = "pcsp" + signed(track.tableDepth)
    let pointer =
      switch track.framePointer {
      case .callers: "BP caller's"
      case .unknown: "BP ?"
      case .frame(let offset): "BP" + signed(0 &- offset)
      }
    let mark = track.isMismatch ? "!" : " "
    var text = padded(depth, 9) + mark + padded(table, 11) + padded(pointer, 12)
    if let argument = track.firstArgument {
      text += " AX " + VisibleText.escaping(argument)
    }
    return padded(text, 34)
  }
}
