import ByteReading

/// What `go build` writes into a program and `go version -m` prints (`runtime/debug.BuildInfo`).
public struct BuildInfo: Hashable, Sendable {
  public struct Module: Hashable, Sendable {
    public var path: String
    public var version: String
    /// `h1:…`; empty for the main module and for directories.
    public var sum: String

    public init(path: String, version: String, sum: String = "") {
      self.path = path
      self.version = version
      self.sum = sum
    }
  }

  public struct Dependency: Hashable, Sendable {
    public var module: Module
    /// The module that stands in for it (`replace` in go.mod).
    public var replacedBy: Module?

    public var path: String { module.path }
    public var version: String { module.version }
  }

  /// Such as `go1.24.3 X:boringcrypto`.
  public var goVersion: String
  /// Import path of the main package; `command-line-arguments` for a list of files.
  public var path: String?
  public var mainModule: Module?
  public var dependencies: [Dependency] = []
  /// Build settings: `-ldflags`, `CGO_ENABLED`, `vcs.revision` …
  public var settings: [String: String] = [:]

  /// Reads the text that the linker wrote, one tab-separated record a line; lines that are not
  /// understood are passed over. Source: `runtime/debug/mod.go`.
  public init(goVersion: String, moduleText: String) {
    self.goVersion = goVersion
    for line in moduleText.split(separator: "\n", omittingEmptySubsequences: true) {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count >= 2 else { continue }
      switch fields[0] {
      case "path": path = String(fields[1])
      case "mod": mainModule = Self.module(fields)
      case "dep": dependencies.append(Dependency(module: Self.module(fields)))
      case "=>":
        if dependencies.isEmpty {
          mainModule = Self.module(fields)
        } else {
          dependencies[dependencies.count - 1].replacedBy = Self.module(fields)
        }
      case "build": addSetting(line.dropFirst("build\t".count))
      default: continue
      }
    }
  }

  private static func module(_ fields: [Substring]) -> Module {
    Module(
      path: String(fields[1]), version: fields.count > 2 ? String(fields[2]) : "",
      sum: fields.count > 3 ? String(fields[3]) : "")
  }

  /// `key=value`, either of which may be quoted as a Go string.
  private mutating func addSetting(_ text: Substring) {
    var rest = text
    guard let key = Self.unquotedPrefix(&rest, until: "="), rest.first == "=" else { return }
    rest = rest.dropFirst()
    guard let value = Self.unquotedPrefix(&rest, until: nil) else { return }
    settings[key] = value
  }

  private static func unquotedPrefix(_ rest: inout Substring, until end: Character?) -> String? {
    guard let quote = rest.first, quote == "\"" || quote == "`" else {
      let plain = end.map { end in rest.prefix { $0 != end } } ?? rest
      rest = rest[plain.endIndex...]
      return String(plain)
    }
    rest = rest.dropFirst()
    var text = ""
    while let character = rest.popFirst() {
      if character == quote { return text }
      guard character == "\\", quote == "\"" else {
        text.append(character)
        continue
      }
      switch rest.popFirst() {
      case "n": text.append("\n")
      case "t": text.append("\t")
      case "r": text.append("\r")
      case "\"": text.append("\"")
      case "\\": text.append("\\")
      case let other?: text += "\\\(other)"
      case nil: return nil
      }
    }
    return nil
  }
}
