import Foundation

struct ToolError: Error, CustomStringConvertible {
  let description: String
}

/// Programs that the tests run.
enum Tool {
  static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `${XDG_CACHE_HOME:-~/.cache}/panicscope`
  static let cache: URL = {
    let home = ProcessInfo.processInfo.environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    let base = home.map { URL(filePath: $0) } ?? URL.homeDirectory.appending(path: ".cache")
    return base.appending(path: "panicscope")
  }()

  /// The executable next to the test bundle, or `PANICSCOPE_BINARY`.
  static func panicscope() throws -> URL {
    if let path = ProcessInfo.processInfo.environment["PANICSCOPE_BINARY"] {
      return URL(filePath: path)
    }
    let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    var directory = URL(filePath: bundle).deletingLastPathComponent()
    while directory.path != "/" {
      let candidate = directory.appending(path: "panicscope")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      directory.deleteLastPathComponent()
    }
    let built = packageRoot.appending(path: ".build/debug/panicscope")
    guard FileManager.default.isExecutableFile(atPath: built.path) else {
      throw ToolError(description: "no panicscope executable: swift build --product panicscope")
    }
    return built
  }

  /// Runs a program and returns what it wrote to standard output.
  static func run(_ program: URL, _ arguments: [String], allowing statuses: Set<Int32> = [0]) throws
    -> Data
  {
    // Files rather than pipes: a program that writes much to both cannot block.
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let output = scratch.appending(path: "out")
    let errors = scratch.appending(path: "err")
    for file in [output, errors] {
      try Data().write(to: file)
    }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    guard process.terminationReason == .exit, statuses.contains(process.terminationStatus) else {
      let said = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
      let name = program.lastPathComponent
      throw ToolError(
        description: "\(name) \(arguments.joined(separator: " ")) ended with status"
          + " \(process.terminationStatus): \(said.suffix(2000))")
    }
    return try Data(contentsOf: output)
  }

  /// The audit of one executable with every site.
  static func audit(_ binary: String) throws -> AuditDocument.Subject {
    let data = try run(
      try panicscope(),
      ["audit", "-o", "json", "--sites", "--scope", "all", "--fail-on", "never", binary])
    let document = try JSONDecoder().decode(AuditDocument.self, from: data)
    guard let subject = document.subjects.first, document.subjects.count == 1 else {
      throw ToolError(description: "\(document.subjects.count) subjects for \(binary)")
    }
    return subject
  }
}
