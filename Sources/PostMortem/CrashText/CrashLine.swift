/// A line of a log without what collectors wrote before it.
struct CrashLine {
  let text: String

  /// More than a collector would let through is not kept of a line.
  static let longest = 64 << 10

  init(_ bytes: [UInt8]) {
    text = String(decoding: bytes.prefix(Self.longest), as: UTF8.self)
  }

  /// Without spaces at the beginning, which collectors may remove or add.
  var trimmed: Substring { text.drop { $0 == " " || $0 == "\t" } }
  var isBlank: Bool { text.allSatisfy { $0 == " " || $0 == "\t" } }
  var isIndented: Bool { text.first == "\t" || text.first == " " }

  /// What follows `prefix`.
  func rest(after prefix: String) -> Substring? {
    text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : nil
  }

  /// What follows `prefix` behind one tab, or the spaces that a collector made of it.
  func indentedRest(after prefix: String) -> Substring? {
    let indent = text.prefix { $0 == "\t" || $0 == " " }
    guard indent == "\t" || indent.count > 1 && !indent.contains("\t"),
      text[indent.endIndex...].hasPrefix(prefix)
    else { return nil }
    return text[indent.endIndex...].dropFirst(prefix.count)
  }
}

/// `goroutine 7 gp=0xc000003c00 m=0 mp=0x59d4e0 [chan receive, 5 minutes, locked to thread] {k: v}:`
struct GoroutineHeader {
  var id: UInt64
  var hasAddresses: Bool
  var status: String
  var minutes: Int?
  var isLockedToThread = false

  init?(_ line: String) {
    guard line.hasPrefix("goroutine ") else { return nil }
    let rest = line.dropFirst(10)
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits.count <= 19, let id = UInt64(digits),
      let open = rest.firstIndex(of: "["), open > digits.endIndex,
      let close = rest[open...].firstIndex(of: "]"), rest.hasSuffix(":")
    else { return nil }
    let between = rest[digits.endIndex..<open]
    guard between == " " || between.hasPrefix(" gp=") || between.hasPrefix(" m=") else {
      return nil
    }
    let behind = rest[rest.index(after: close)...]
    guard behind == ":" || behind.hasPrefix(" {") else { return nil }
    self.id = id
    hasAddresses = between != " "
    let parts = rest[rest.index(after: open)..<close].split(separator: ",")
    status = parts.first.map(String.init) ?? ""
    for part in parts.dropFirst() {
      if part == " locked to thread" { isLockedToThread = true }
      if part.hasSuffix(" minutes") { minutes = Int(part.dropFirst().prefix { $0.isNumber }) }
    }
  }
}

extension CrashFrame {
  /// `main.(*T).Method(0xc000012345, {0x1, 0x2})`, `main.f(...)`; nil for anything else.
  init?(functionLine line: String) {
    guard line.last == ")", let first = line.first, first != "\t", first != " ",
      let open = line.lastIndex(of: "("), open != line.startIndex
    else { return nil }
    let name = line[..<open]
    let arguments = line[line.index(after: open)...].dropLast()
    guard Self.isFunctionName(name), Self.isArgumentList(arguments) else { return nil }
    self.init(function: String(name), isInlined: arguments == "...")
  }

  /// Import paths, receivers, type arguments: no spaces outside brackets, and a dot behind the last
  /// slash, but for `panic` and C functions.
  private static func isFunctionName(_ name: Substring) -> Bool {
    guard name.utf8.count <= 4096, let first = name.unicodeScalars.first,
      first.properties.isAlphabetic || first == "_"
    else { return false }
    var depth = 0
    var hasDot = false
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";"):
        if depth == 0 { return false }
      case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "\""), UInt8(ascii: "'"):
        if depth == 0 { return false }
      case UInt8(ascii: "."): hasDot = true
      default: break
      }
    }
    return hasDot || name == "panic" || name.hasPrefix("_cgo") || name.hasPrefix("crosscall")
      || name.hasPrefix("x_cgo") || name.hasPrefix("type:") || name == "gogo"
  }

  /// Hexadecimal numbers, braces, `...`, `_` and `?`.
  private static func isArgumentList(_ arguments: Substring) -> Bool {
    arguments.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "x"), UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: "{"),
        UInt8(ascii: "}"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "?"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
  }
}

/// `	/src/main.go:12 +0x1d fp=0xc000 sp=0xc000 pc=0x4a3f20`
struct CrashLocation {
  var file: String
  var line: Int
  var offset: UInt64?
  var programCounter: UInt64?

  init?(_ text: Substring) {
    guard text.utf8.count <= 8192 else { return nil }
    var words = text.split(separator: " ", omittingEmptySubsequences: true)
    var offset: UInt64?
    var counter: UInt64?
    while let last = words.last, words.count > 1 {
      if last.hasPrefix("+0x") {
        offset = UInt64(last.dropFirst(3), radix: 16)
      } else if last.hasPrefix("pc=0x") {
        counter = UInt64(last.dropFirst(5), radix: 16)
      } else if !last.hasPrefix("fp=0x") && !last.hasPrefix("sp=0x") {
        break
      }
      words.removeLast()
    }
    guard let end = words.last, let colon = end.lastIndex(of: ":"),
      let line = Int(end[end.index(after: colon)...]), line >= 0,
      let firstWord = words.first
    else { return nil }
    let file = text[firstWord.startIndex..<colon]
    guard
      file.hasSuffix(".go") || file.hasSuffix(".s") || file == "<autogenerated>"
        || file.hasSuffix(".c") || file == "?" || file == "_cgo_gotypes.go"
        || file.hasSuffix(".S") || file.hasSuffix(".h")
    else { return nil }
    self.file = String(file)
    self.line = line
    self.offset = offset
    programCounter = counter
  }
}
