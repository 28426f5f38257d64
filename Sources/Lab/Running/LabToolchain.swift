import ByteReading
public import GoRuntimeModel

/// A Go toolchain that the lab builds with.
public struct LabToolchain: Sendable, Hashable {
  /// GOROOT.
  public var root: String
  public var version: GoVersion

  /// Reads the `VERSION` file of a GOROOT.
  public init(root: String) throws(LabFailure) {
    let bytes = Host.beginning(of: root + "/VERSION", bytes: 4096)
    let first = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first
    guard let first, let version = GoVersion(parsing: String(first)),
      Host.isExecutable(root + "/bin/go")
    else {
      throw LabFailure("\(root): is no Go toolchain (it has no VERSION or no bin/go)")
    }
    self.root = root
    self.version = version
  }

  /// The toolchain of the `go` command in PATH.
  public static func onPath() throws(LabFailure) -> LabToolchain {
    guard let program = Host.find(program: "go") else {
      throw LabFailure("there is no go in PATH; name toolchains with --go, or use --fetch")
    }
    do throws(HostError) {
      let folder = try TemporaryFolder()
      let result = try ChildProcess.run(
        program, ["env", "GOROOT"], environment: ["GOTOOLCHAIN": "local"], folder: folder.path,
        outputFile: folder.path + "/log", limits: ChildProcess.Limits(seconds: 30))
      let root = result.output.prefix { $0 != "\n" }
      guard result.status == 0, !root.isEmpty else {
        throw HostError(2)
      }
      return try LabToolchain(reading: String(root))
    } catch {
      throw LabFailure("\(program): `go env GOROOT` tells no folder of a toolchain; see --go")
    }
  }

  private init(reading root: String) throws(HostError) {
    do throws(LabFailure) { self = try LabToolchain(root: root) } catch { throw HostError(2) }
  }

  /// Keeps the toolchain to itself: no downloads, no settings of the user's, a build cache of ours.
  func environment(usesC: Bool, architecture: String?) -> ChildProcess.Environment {
    var result: ChildProcess.Environment = [
      "GOROOT": root, "GOTOOLCHAIN": "local", "GOPROXY": "off", "GOFLAGS": "-mod=mod",
      "GO111MODULE": "on", "GOWORK": "off", "GOEXPERIMENT": "", "GODEBUG": "",
      "CGO_ENABLED": usesC ? "1" : "0",
      "GOCACHE": "\(LabCache.path)/gocache/\(version.text)",
    ]
    if let architecture { result["GOARCH"] = architecture }
    return result
  }
}

/// Where the lab keeps what is dear to make: `panicscope` in the user's cache folder.
enum LabCache {
  static var path: String {
    if let base = Host.environment("XDG_CACHE_HOME"), base.hasPrefix("/") {
      return base + "/panicscope"
    }
    let home = Host.environment("HOME").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    return home + "/.cache/panicscope"
  }
}
