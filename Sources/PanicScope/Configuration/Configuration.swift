/// What `.panicscope.yaml` can say.
public struct Configuration: Sendable {
  /// Where it was read; nil for the built-in one.
  public var path: String?
  public var ignore: [IgnoreEntry] = []
  public var failOn: FailOn?
  public var scopes: Set<CodeScope>?
  public var pathMap: [PathMap.Entry] = []
  public var spawners: [Spawner] = []

  public init() {}

  /// A function that starts one of its arguments on another goroutine.
  public struct Spawner: Hashable, Sendable {
    /// As in a stack trace: `example.com/pool.(*Pool).Submit`.
    public var function: String
    /// Which argument carries the function, the receiver not counted; 0 is the first.
    public var argument: Int
  }
}

/// The severity from which on findings make the exit status 3.
public enum FailOn: String, Sendable, CaseIterable {
  case high, medium, low, never

  /// nil for `never`.
  public var severity: Severity? { Severity(rawValue: rawValue) }
}

/// A suppression: findings that fit all of its criteria are accepted, for a reason.
public struct IgnoreEntry: Hashable, Sendable {
  /// Line of the configuration.
  public var line: Int
  public var rules: Set<RuleID> = []
  /// Pattern of the function's name; `*` stands for any characters.
  public var symbol: String?
  /// Pattern of the source file or of the audited binary, or a folder.
  public var path: String?
  /// Import path of a module or package; everything below it fits too.
  public var module: String?
  public var fingerprint: String?
  public var reason = ""
  /// The last day on which it holds.
  public var expires: CivilDate?

  init(line: Int) { self.line = line }

  /// At least one, or it would suppress everything.
  var hasCriterion: Bool {
    !rules.isEmpty || symbol != nil || path != nil || module != nil || fingerprint != nil
  }

  func fits(_ finding: Finding, of binary: String) -> Bool {
    if !rules.isEmpty && !rules.contains(finding.rule) { return false }
    if let fingerprint, fingerprint != finding.fingerprint { return false }
    if let symbol, !finding.place.function.map({ matches($0, symbol) }).isTrue { return false }
    if let module, finding.package != module, !finding.package.hasPrefix(module + "/") {
      return false
    }
    if let path {
      let paths = [binary] + (finding.place.location.map { [$0.file] } ?? [])
      let fits = paths.contains { candidate in
        matches(candidate, path) || candidate.hasSuffix("/" + path)
          || path.hasSuffix("/") && (candidate.hasPrefix(path) || candidate.contains("/" + path))
      }
      if !fits { return false }
    }
    return true
  }
}

extension Bool? {
  fileprivate var isTrue: Bool { self ?? false }
}

/// Whether the whole text fits a pattern in which `*` stands for any characters and `?` for one.
func matches(_ text: String, _ pattern: String) -> Bool {
  let text = Array(text.unicodeScalars)
  let pattern = Array(pattern.unicodeScalars)
  var position = 0
  var wanted = 0
  var star: (pattern: Int, text: Int)?
  while position < text.count {
    if wanted < pattern.count, pattern[wanted] == "*" {
      star = (wanted, position)
      wanted += 1
    } else if wanted < pattern.count, pattern[wanted] == "?" || pattern[wanted] == text[position] {
      wanted += 1
      position += 1
    } else if let last = star {
      // The star takes one character more; each retry begins further on, so this ends.
      star = (last.pattern, last.text + 1)
      wanted = last.pattern + 1
      position = last.text + 1
    } else {
      return false
    }
  }
  return pattern[wanted...].allSatisfy { $0 == "*" }
}
