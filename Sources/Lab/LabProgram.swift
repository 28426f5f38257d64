public import ByteReading

/// A Go program of the lab: its files as text.
public struct LabProgram: Sendable {
  public var name: String
  /// By file name, without `go.mod`, which names the version of the toolchain.
  public var files: [String: String]
  /// Has C code, so that a C compiler is needed.
  public var usesC: Bool
  /// Has assembly code for amd64 only.
  public var isForAMD64: Bool

  public init(
    _ name: String, files: [String: String], usesC: Bool = false, isForAMD64: Bool = false
  ) {
    self.name = name
    self.files = files
    self.usesC = usesC
    self.isForAMD64 = isForAMD64
  }

  /// All files, as a toolchain of a version such as `1.24` takes them.
  public func sources(version: String) -> [(name: String, text: String)] {
    let module = (name: "go.mod", text: "module lab\n\ngo \(version)\n")
    return [module]
      + files.sorted { $0.key < $1.key }.map { (name: $0.key, text: $0.value + "\n") }
  }

  /// Writes all files below a folder, and tells their paths.
  public func write(to folder: String, version: String) throws(HostError) -> [String] {
    try SourceFolder.write(sources(version: version), to: folder)
  }
}
