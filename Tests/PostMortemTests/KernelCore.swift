import Foundation
import TestSupport

struct NoCore: Error {
  var program: String
}

/// Cores that the kernel writes of Go programs that die.
enum KernelCore {
  /// True where cores are files in the working directory, which the tests need.
  static let isAvailable: Bool = {
    let pattern = try? String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)
    return pattern?.trimmingCharacters(in: .whitespacesAndNewlines) == "core"
  }()

  /// The path of a core of this program, made once for each program.
  static func of(
    _ program: String, arguments: [String] = [], environment: [String: String] = [:],
    abortAfter seconds: Int = 20, key: String = ""
  ) throws -> String {
    let name = ([(program as NSString).lastPathComponent, key] + arguments).filter { !$0.isEmpty }
      .joined(separator: "-")
    let directory = try CacheDirectory.directory("cores/" + name)
    let core = directory + "/core"
    let manager = FileManager.default
    if manager.fileExists(atPath: core) { return core }
    let scratch = try CacheDirectory.directory("cores/\(name).\(UUID().uuidString)")
    defer { try? manager.removeItem(atPath: scratch) }
    _ = try runCommand(
      "/bin/sh",
      ["-c", "ulimit -c unlimited; exec timeout -s ABRT \(seconds) \"$0\" \"$@\"", program]
        + arguments,
      environment: ["GOTRACEBACK": "crash", "GOMAXPROCS": "2"].merging(environment) { $1 },
      directory: scratch)
    guard
      let found = try manager.contentsOfDirectory(atPath: scratch).first(where: {
        $0 == "core" || $0.hasPrefix("core.")
      })
    else { throw NoCore(program: program) }
    try? manager.moveItem(atPath: scratch + "/" + found, toPath: core)
    return core
  }
}
