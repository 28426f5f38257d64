import Foundation
import TestSupport

/// Cores that gcore makes of Go programs that run.
enum LiveCore {
  /// The program prints a line when it is as the test wants it.
  static func of(_ program: String) throws -> String {
    let name = (program as NSString).lastPathComponent
    let directory = try CacheDirectory.directory("cores/live-" + name)
    let core = directory + "/core"
    let manager = FileManager.default
    if manager.fileExists(atPath: core) { return core }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.start()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    _ = try pipe.fileHandleForReading.read(upToCount: 1)
    let made = "\(directory)/new.\(process.processIdentifier)"
    let result = try runCommand(
      "/usr/bin/gcore", ["-o", directory + "/new", "\(process.processIdentifier)"])
    guard manager.fileExists(atPath: made) else { throw NoCore(program: result.errors) }
    try? manager.moveItem(atPath: made, toPath: core)
    return core
  }

  static let isAvailable: Bool = {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/gcore") else { return false }
    let scope = try? String(contentsOfFile: "/proc/sys/kernel/yama/ptrace_scope", encoding: .utf8)
    return getuid() == 0 || scope == nil || scope?.hasPrefix("0") == true
  }()
}
