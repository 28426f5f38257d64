/// Writes JSON straight into an output buffer; no tree is built.
///
/// Every string is also safe to print on a terminal and to put into an HTML script element: what
/// `VisibleText` hides is escaped, and so is the slash of `</`.
package struct JSONWriter {
  /// `lines` is indented by two spaces; `compact` has no white space (one line for NDJSON).
  package enum Layout { case lines, compact }

  package var out: OutputBuffer
  private let layout: Layout
  private var depth = 0
  private var needsComma = false

  package init(_ out: consuming OutputBuffer, layout: Layout) {
    self.out = out
    self.layout = layout
  }

  // MARK: Containers

  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    beginValue()
    container(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  package mutating func array<S: Sequence>(
    _ elements: S, _ body: (inout JSONWriter, S.Element) -> Void
  ) {
    beginValue()
    container(UInt8(ascii: "["), UInt8(ascii: "]")) { writer in
      for element in elements { body(&writer, element) }
    }
  }

  package mutating func object(_ key: String, _ body: (inout JSONWriter) -> Void) {
    beginField(key)
    container(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  package mutating func array<S: Sequence>(
    _ key: String, _ elements: S, _ body: (inout JSONWriter, S.Element) -> Void
  ) {
    beginField(key)
    container(UInt8(ascii: "["), UInt8(ascii: "]")) { writer in
      for element in elements { body(&writer, element) }
    }
  }

  package mutating func strings(_ key: String, _ elements: [String]) {
    array(key, elements) { $0.element($1) }
  }

  // MARK: Containers that are written in pieces

  package mutating func beginObject() {
    beginValue()
    begin(UInt8(ascii: "{"))
  }

  package mutating func beginArray(_ key: String) {
    beginField(key)
    begin(UInt8(ascii: "["))
  }

  package mutating func endObject() { end(UInt8(ascii: "}")) }
  package mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Ends an NDJSON record.
  package mutating func endLine() {
    out.append(byte: UInt8(ascii: "\n"))
    needsComma = false
  }

  // MARK: Values

  package mutating func element(_ value: String) {
    beginValue()
    quoted(value)
  }

  package mutating func element(_ value: Int) {
    beginValue()
    out.append(String(value))
  }

  /// nil is null.
  package mutating func field(_ key: String, _ value: String?) {
    beginField(key)
    if let value { quoted(value) } else { out.append("null") }
  }

  package mutating func field(_ key: String, _ value: Int?) {
    beginField(key)
    out.append(value.map(String.init) ?? "null")
  }

  package mutating func field(_ key: String, unsigned value: UInt64) {
    beginField(key)
    out.append(String(value))
  }

  package mutating func field(_ key: String, _ value: Bool) {
    beginField(key)
    out.append(value ? "true" : "false")
  }

  // MARK: Syntax

  private mutating func container(
    _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void
  ) {
    begin(open)
    body(&self)
    end(close)
  }

  private mutating func begin(_ open: UInt8) {
    out.append(byte: open)
    depth += 1
    needsComma = false
  }

  private mutating func end(_ close: UInt8) {
    depth -= 1
    if needsComma { lineBreak() }
    out.append(byte: close)
    needsComma = true
  }

  private mutating func beginValue() {
    if needsComma { out.append(byte: UInt8(ascii: ",")) }
    if depth > 0 { lineBreak() }
    needsComma = true
  }

  private mutating func beginField(_ key: String) {
    beginValue()
    quoted(key)
    out.append(layout == .lines ? ": " : ":")
  }

  private mutating func lineBreak() {
    guard layout == .lines else { return }
    out.append(byte: UInt8(ascii: "\n"))
    out.append(UInt8(ascii: " "), count: depth * 2)
  }

  private mutating func quoted(_ text: String) {
    out.append(byte: UInt8(ascii: "\""))
    if Self.isPlain(text.utf8.span) { out.append(text) } else { escaped(text) }
    out.append(byte: UInt8(ascii: "\""))
  }

  private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
    for index in bytes.indices {
      let byte = bytes[index]
      guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"),
        byte != UInt8(ascii: "<")
      else { return false }
    }
    return true
  }

  private mutating func escaped(_ text: String) {
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      switch scalar {
      case "\"": out.append("\\\"")
      case "\\": out.append("\\\\")
      case "\n": out.append("\\n")
      case "\r": out.append("\\r")
      case "\t": out.append("\\t")
      case "/" where previous == "<": out.append("\\/")
      case _ where VisibleText.isHidden(scalar):
        for unit in String(scalar).utf16 {
          out.append("\\u" + hexadecimal(UInt64(unit), digits: 4))
        }
      default: out.append(String(scalar))
      }
    }
  }
}
