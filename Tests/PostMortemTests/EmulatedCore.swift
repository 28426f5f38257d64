import Foundation
import TestSupport

/// Cores of arm64 programs, which qemu's user mode emulation writes when they die.
enum EmulatedCore {
  private static let emulator = "/usr/bin/qemu-aarch64-static"

  static let isAvailable = FileManager.default.isExecutableFile(atPath: emulator)

  /// The path of a core of this program, made once for each program.
  static func of(_ program: String, abortAfter seconds: Int = 20) throws -> String {
    let name = "arm64-" + (program as NSString).lastPathComponent
    let core = try CacheDirectory.directory("cores/" + name) + "/core"
    let manager = FileManager.default
    if manager.fileExists(atPath: core) { return core }
    let scratch = try CacheDirectory.directory("cores/\(name).\(UUID().uuidString)")
    defer { try? manager.removeItem(atPath: scratch) }
    _ = try runCommand(
      "/bin/sh",
      [
        "-c", "ulimit -c unlimited; exec timeout -s ABRT \(seconds) \"$0\" \"$@\"", emulator,
        program,
      ],
      environment: ["GOTRACEBACK": "crash", "GOMAXPROCS": "2"], directory: scratch)
    // The kernel may write one of the emulator itself.
    guard
      let found = try manager.contentsOfDirectory(atPath: scratch).first(where: {
        $0.hasPrefix("qemu_") && $0.hasSuffix(".core")
      })
    else { throw NoCore(program: program) }
    try? manager.moveItem(atPath: scratch + "/" + found, toPath: core)
    return core
  }
}
