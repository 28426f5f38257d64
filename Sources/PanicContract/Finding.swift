/// A line of a source file as pclntab names it.
public struct SourceLocation: Hashable, Sendable {
  public var file: String
  public var line: Int
  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }
}

/// A place in the code: an address, the function around it and its source line.
public struct CodePlace: Hashable, Sendable {
  /// Virtual address in the file's own address space (no load bias); nil for a place without code.
  public var address: UInt64?
  /// The logical function, escaped by the writer, never here.
  public var function: String?
  public var location: SourceLocation?
  /// Why this place stands in a path, such as `started here` or `panics here`.
  public var note: String?
  public init(
    address: UInt64?, function: String?, location: SourceLocation?, note: String? = nil
  ) {
    self.address = address
    self.function = function
    self.location = location
    self.note = note
  }
}

/// One instruction (or table entry) that proves a verdict.
public struct Evidence: Hashable, Sendable {
  public var address: UInt64
  public var bytes: [UInt8]
  /// Disassembly, or a rendering of the table entry.
  public var text: String
  public var location: SourceLocation?
  /// What the instruction means here.
  public var note: String?
  public init(
    address: UInt64, bytes: [UInt8], text: String, location: SourceLocation?, note: String?
  ) {
    self.address = address
    self.bytes = bytes
    self.text = text
    self.location = location
    self.note = note
  }
}

/// A stable rule identifier such as `PS201`.
public struct RuleID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let text: String
  public init(_ text: String) { self.text = text }
  public var description: String { text }
  public static func < (a: RuleID, b: RuleID) -> Bool { a.text < b.text }
}

/// Something that the user should know, with its proof.
public struct Finding: Sendable {
  public var rule: RuleID
  public var severity: Severity
  public var confidence: Confidence
  /// A `Verdict` or `Guard` raw value.
  public var verdict: String
  public var scope: CodeScope
  public var place: CodePlace
  /// One sentence, no line break, names unescaped.
  public var message: String
  public var fix: String
  /// Survives a rebuild: made of rule, symbols and an ordinal, never of addresses, lines or absolute paths.
  public var fingerprint: String
  public var evidence: [Evidence]
  /// From the cause to the effect, for example from the spawn site to the panic.
  public var path: [CodePlace]
  public var blindSpots: [String]
  /// Package import path of `place`, for grouping.
  public var package: String
  /// Set when the configuration suppresses it.
  public var suppression: Suppression?
  /// Set when there is a baseline.
  public var baselineState: BaselineState?

  public init(
    rule: RuleID, severity: Severity, confidence: Confidence, verdict: String, scope: CodeScope,
    place: CodePlace, message: String, fix: String, fingerprint: String,
    evidence: [Evidence] = [], path: [CodePlace] = [], blindSpots: [String] = [],
    package: String, suppression: Suppression? = nil, baselineState: BaselineState? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.confidence = confidence
    self.verdict = verdict
    self.scope = scope
    self.place = place
    self.message = message
    self.fix = fix
    self.fingerprint = fingerprint
    self.evidence = evidence
    self.path = path
    self.blindSpots = blindSpots
    self.package = package
    self.suppression = suppression
    self.baselineState = baselineState
  }
}

extension Finding {
  /// Counts against `--fail-on`: neither suppressed nor known to the baseline.
  public var isActive: Bool { suppression == nil && baselineState != .unchanged }
}
