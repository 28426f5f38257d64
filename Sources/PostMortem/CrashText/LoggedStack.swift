import ByteReading

/// Stacks that programs log of panics which they recovered, in forms that the runtime has not: functions
/// without arguments, as loggers write the frames of `runtime.Callers`, and the reports of web frameworks.
struct LoggedStack: Sendable {
  private static let mostFrames = 32
  /// The words count if the stack follows within so many lines; a report of gin has a request between.
  static let reach = 64

  /// Frames directly above the line that is read next.
  private(set) var frames: [CrashFrame] = []
  /// A function without its place.
  private var isOpen = false
  private var lineOfWords: Int?

  // MARK: Words

  /// Keeps where the program says that it recovered.
  mutating func takeWords(_ line: LineText, number: Int) {
    if Self.saysRecovered(line) { lineOfWords = number }
  }

  /// The line in which the program said so shortly before.
  func lineOfWords(before number: Int) -> Int? {
    lineOfWords.flatMap { number >= $0 && number - $0 <= Self.reach ? $0 : nil }
  }

  private static let own = MarkerSearch([
    "ecovered", "ECOVERED", "PANIC RECOVER", "recover from panic",
  ])

  static func saysRecovered(_ line: LineText) -> Bool {
    guard line.contains(own) else { return false }
    // The runtime's own mark, and the opposite.
    let others: [StaticString] = ["[recovered", "nrecovered", "ot recovered"]
    return !others.contains(where: line.contains)
  }

  // MARK: Frames

  /// Keeps the frames that may stand above `runtime.gopanic`.
  mutating func take(_ line: LineText) {
    if let function = Self.function(line) {
      if frames.count == Self.mostFrames || isOpen { frames = [] }
      frames.append(CrashFrame(function: function.text))
      isOpen = true
    } else if isOpen, let location = Self.location(line), let last = frames.indices.last {
      frames[last].place(at: location)
      isOpen = false
    } else {
      frames = []
      isOpen = false
    }
  }

  mutating func takeFrames() -> [CrashFrame] {
    defer {
      frames = []
      isOpen = false
    }
    return isOpen ? [] : frames
  }

  /// `main.(*Server).serve.func1`, alone on its line.
  static func function(_ line: LineText) -> LineText? {
    let name = line.withoutTrailingSpaces
    guard let first = name.first, first | 0x20 >= UInt8(ascii: "a"),
      first | 0x20 <= UInt8(ascii: "z"),
      name.firstOffset(of: UInt8(ascii: ".")) != nil,
      name.allSatisfy({ !LineText.isSpace($0) && $0 != UInt8(ascii: ":") && $0 != 0x22 })
    else { return nil }
    return name
  }

  /// A tab, or the spaces made of it, and a file with a line.
  static func location(_ line: LineText) -> CrashLocation? {
    let trimmed = line.trimmed
    return trimmed.count < line.count ? CrashLocation(trimmed) : nil
  }

  /// `/app/main.go:12 (0x4a3f20)`, as gin writes it.
  static func reportedLocation(_ line: LineText) -> CrashLocation? {
    guard line.last == UInt8(ascii: ")"), let open = line.lastOffset(of: " (0x"),
      let counter = line.dropFirst(open + " (0x".utf8.count).dropLast().hexadecimal,
      var location = CrashLocation(line.prefix(open))
    else { return nil }
    location.programCounter = counter
    return location
  }
}
