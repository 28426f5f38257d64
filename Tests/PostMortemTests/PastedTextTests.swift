import PanicContract
import PostMortem
import Testing

/// Crashes as people paste them, changed by what they pasted them through.
@Suite struct PastedTextTests {
  static let head = "panic: runtime error: invalid memory address or nil pointer dereference"
  static let stack = """
    [signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x4a3f20]

    goroutine 1 [running]:
    main.(*Server).handle(0x0, {0xc00001a0c0, 0x1})
    \t/app/server.go:17 +0x20
    main.main()
    \t/app/main.go:69 +0x1af

    """
  static let crash = head + "\n" + stack

  static let forms: [(name: String, text: String)] = [
    ("bold", "**\(head)**\n\(stack)"),
    ("in backticks", "`\(crash)`\n"),
    ("behind a field's name", "    Reason:    Error\n    Message:   \(crash)    Exit Code: 2\n"),
    ("as a heading", "# \(head)\n\nsomeone wrote on Monday\n\(stack)"),
    ("without a space", "panic:runtime error\n\n" + stack.drop { $0 != "g" }),
    ("the header on the first line", head + " " + stack.drop { $0 != "g" }),
    ("empty lines between", crash.replacing("\n", with: "\n\n")),
    ("indented by tabs", indented("\t")),
    ("Windows' signal", crash.replacing("SIGSEGV: segmentation violation", with: "0xc0000005")),
    ("stars taken for emphasis", crash.replacing("(*Server)", with: "(_Server)")),
    ("columns closed", crash.replacing("\n", with: "   - \n")),
    ("byte order mark", "\u{FEFF}" + crash),
    ("a quotation in YAML", "  message: \"\(escaped(crash))\"\n"),
    ("escaped twice", "{\"msg\":\"\(escaped(escaped(crash)))\"}\n"),
    ("no-break spaces", crash.replacing("\t", with: "\u{A0}\u{A0}")),
    ("line numbers", numbered),
    ("a diff", "```diff\n" + prefixed("+") + "```\n"),
    ("tags with attributes", "<div class=\"x\"><pre>\(crash)</pre></div>\n"),
    (
      "behind a tag of a collector",
      records("2026-11-23 06:55:49 +0000 app.web: {\"log\":\"", "\"}")
    ),
    ("a list of Loki", records("{\"values\":[[\"1700000000\",\"", "\"]]}")),
    ("a raw terminal", staircase),
    ("a signal behind a prompt", crash.replacing("[signal", with: "~/app# [signal")),
    ("wrapped by a mailer", crash.replacing("memory address or ", with: "memory address or\n")),
  ]

  private static let lines = crash.split(separator: "\n", omittingEmptySubsequences: false)
    .dropLast()

  private static func prefixed(_ prefix: String) -> String {
    lines.map { prefix + $0 + "\n" }.joined()
  }

  private static let numbered = lines.enumerated().map { index, line in
    let number = String(index + 7)
    return String(repeating: " ", count: 4 - number.count) + number + "  \(line)\n"
  }.joined()

  private static func records(_ opening: String, _ closing: String) -> String {
    lines.map { opening + escaped(String($0)) + closing + "\n" }.joined()
  }

  /// Each line begins where the one before ended.
  private static let staircase: String = {
    var column = 0
    var text = "counting..."
    for line in lines {
      let isBlank = line.isEmpty
      text += (isBlank ? "" : String(repeating: " ", count: column)) + line + "\n"
      column += line.count
    }
    return text
  }()

  private static func indented(_ indentation: String) -> String {
    crash.split(separator: "\n", omittingEmptySubsequences: false)
      .map { indentation + $0 + "\n" }.joined()
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n").replacing("\t", with: "\\t")
  }

  @Test(arguments: forms.map(\.name))
  func isRead(form: String) throws {
    let text = try #require(Self.forms.first { $0.name == form }).text
    let remains = CrashCorpus.remains(text)
    let whole = try #require(remains.last { !$0.goroutines.isEmpty }, "\(remains.count) crashes")
    #expect(whole.explanation.kind == .noRecoverOnGoroutine, "\(whole.explanation.sentence)")
    #expect(whole.explanation.confidence == .medium)
    #expect(whole.episode.goroutine.root?.function == "main.main")
    let value = try #require(whole.episode.panics.first?.valueText)
    #expect(value.hasPrefix("runtime error") && !value.contains("*") && !value.contains("\""))
  }

  @Test(arguments: [true, false], [1, 2, 3, 1 << 16])
  func isReadInUTF16(isLittleEndian: Bool, block: Int) throws {
    let text = "é 😀\r\n" + Self.crash.replacing("\n", with: "\r\n")
    var bytes: [UInt8] = isLittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]
    for unit in text.utf16 {
      let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
      bytes += isLittleEndian ? [low, high] : [high, low]
    }
    var log = CrashLog()
    for start in stride(from: 0, to: bytes.count, by: block) {
      log.read(Array(bytes[start..<min(start + block, bytes.count)]))
    }
    let crash = try #require(log.finish().crashes.first)
    #expect(
      crash.goroutines.first?.frames.map(\.function) == ["main.(*Server).handle", "main.main"])
    #expect(crash.lines.lowerBound == 2)
  }

  /// Words that look like those of a crash do not make one.
  @Test func proseIsNoCrash() {
    let texts = [
      "The log says \"panic: boom\" and then goroutine 7 stops.\n",
      "msg=\"retry\\npanic: no\\n\" goroutine 7 [fast]: ok\n",
      "  panic: in a list\n  fatal error: too\n",
    ]
    for text in texts {
      let found = CrashCorpus.remains(text)
      #expect(found.allSatisfy { $0.explanation.confidence == .low }, "\(text)")
    }
  }

  /// Mending is for small texts, and takes no longer than reading does.
  @Test func mendingIsLinear() {
    let hard = [
      String(repeating: "goroutine ", count: 20_000), String(repeating: "\n", count: 200_000),
      String(repeating: "goroutine 1 [running]: ", count: 9_000),
      "goroutine 1 [running]: " + String(repeating: "a.go:1 ", count: 30_000),
      String(repeating: "]:\\n", count: 40_000), String(repeating: "&", count: 200_000),
      "    goroutine 1 [running]:\n" + String(repeating: "    panic:x\n", count: 15_000),
    ]
    let clock = ContinuousClock()
    for text in hard {
      let time = clock.measure { _ = CrashCorpus.remains(text) }
      #expect(time < .seconds(20), "\(text.prefix(30))")
    }
  }
}
