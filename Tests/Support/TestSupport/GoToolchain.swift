import ByteReading
import Foundation

/// A Go toolchain on this machine.
///
/// `PANICSCOPE_GO_ROOTS` lists their roots, separated by colons; without it those below
/// `go/*/go` of the cache directory and Debian's are taken.
public struct GoToolchain: Sendable, Hashable, CustomStringConvertible {
  /// GOROOT.
  public let root: String
  public let major: Int
  public let minor: Int
  public let patch: Int

  /// `1.24.11`
  public var version: String { "\(major).\(minor).\(patch)" }
  public var description: String { "Go \(version)" }

  /// Oldest first, one for each version.
  public static let installed: [GoToolchain] = {
    var roots: [String]
    if let listed = ProcessInfo.processInfo.environment["PANICSCOPE_GO_ROOTS"], !listed.isEmpty {
      roots = listed.split(separator: ":").map(String.init)
    } else {
      let cache = CacheDirectory.path + "/go"
      roots = ((try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? [])
        .map { "\(cache)/\($0)/go" }
      roots += (18...40).map { "/usr/lib/go-1.\($0)" }
    }
    var seen: Set<String> = []
    return roots.compactMap(GoToolchain.init).sorted { ($0.minor, $0.patch) < ($1.minor, $1.patch) }
      .filter { seen.insert($0.version).inserted }
  }()

  /// One toolchain of the minor version, such as `(1, 24)`; nil when there is none.
  public static func installed(_ major: Int, _ minor: Int) -> GoToolchain? {
    installed.last { $0.major == major && $0.minor == minor }
  }

  /// Nil when `root` is no toolchain's.
  public init?(root: String) {
    guard let text = try? String(contentsOfFile: root + "/VERSION", encoding: .utf8),
      let first = text.split(whereSeparator: \.isWhitespace).first, first.hasPrefix("go"),
      FileManager.default.isExecutableFile(atPath: root + "/bin/go")
    else { return nil }
    let numbers = first.dropFirst(2).split(separator: ".").map { Int($0.prefix(while: \.isNumber)) }
    guard numbers.count >= 2, let major = numbers[0], let minor = numbers[1] else { return nil }
    self.root = root
    self.major = major
    self.minor = minor
    patch = numbers.count > 2 ? numbers[2] ?? 0 : 0
  }

  /// The environment that keeps the toolchain to itself: no downloads, a build cache of its own.
  public var environment: [String: String] {
    [
      "GOROOT": root, "GOTOOLCHAIN": "local", "GOPROXY": "off", "GOFLAGS": "-mod=mod",
      "GO111MODULE": "on", "GOWORK": "off", "CGO_ENABLED": "0",
      "GOCACHE": "\(CacheDirectory.path)/gocache/\(version)",
    ]
  }

  /// Runs the `go` command; throws when it fails.
  public func go(
    _ arguments: [String], environment extra: [String: String] = [:], directory: String? = nil,
    input: String? = nil
  ) throws -> String {
    let result = try runCommand(
      root + "/bin/go", arguments, environment: environment.merging(extra) { $1 },
      directory: directory, input: input)
    guard result.status == 0 else {
      let command = (["go"] + arguments).joined(separator: " ")
      throw CommandFailure(description: "\(self): \(command): \(result.errors)")
    }
    return result.output
  }

  /// The path of the program built from `files` (by name; a `go.mod` is added when there is none).
  /// The same files, flags and environment are built once only.
  public func build(
    files: [String: String], flags: [String] = [], environment extra: [String: String] = [:],
    package: String = "."
  ) throws -> String {
    var files = files
    if files["go.mod"] == nil {
      files["go.mod"] = "module example.com/scenario\n\ngo \(major).\(minor)\n"
    }
    let parts =
      [version, package] + flags
      + extra.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
      + files.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
    let key = MessageDigest.sha256(Array(parts.joined(separator: "\0").utf8).span.rawBytes)
    let program = try CacheDirectory.directory("builds") + "/\(key.prefix(24))"
    if FileManager.default.fileExists(atPath: program) { return program }

    // The sources' directory is part of the program; its name must not change from run to run.
    let directory = try CacheDirectory.directory("sources/\(key.prefix(24))")
    for (name, text) in files {
      let place = directory + "/" + name
      try FileManager.default.createDirectory(
        atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try text.write(toFile: place, atomically: true, encoding: .utf8)
    }
    let output = "\(program).\(ProcessInfo.processInfo.processIdentifier).\(UUID().uuidString)"
    _ = try go(
      ["build", "-o", output] + flags + [package], environment: extra, directory: directory)
    guard rename(output, program) == 0 else {
      throw CommandFailure(description: "cannot rename \(output)")
    }
    return program
  }

  /// The path of the program built from one file, `main.go`.
  public func build(
    _ source: String, flags: [String] = [], environment extra: [String: String] = [:]
  ) throws -> String {
    try build(files: ["main.go": source], flags: flags, environment: extra)
  }
}
