import Foundation
import TestSupport
import Testing

/// Odd arguments, files and streams: one clear line on standard error, the documented status.
@Suite struct HostileCommandLineTests {
  private func shell(_ script: String, in folder: URL? = nil) throws -> CommandResult {
    try runCommand(
      "/bin/sh", ["-c", script],
      environment: ["PANICSCOPE": builtProgram.path, "HOME": "/nonexistent"],
      directory: folder?.path)
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("panicscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test(arguments: ["--help", "version", "rules", "config", "completion bash"])
  func aFullDiskIsAFailure(command: String) throws {
    let result = try shell("\"$PANICSCOPE\" \(command) > /dev/full")
    #expect(result.status == 1)
    #expect(result.errors == "panicscope: standard output: No space left on device\n")
  }

  @Test(arguments: [
    ("''", "(no name): an empty argument is no path; is a variable unset?"),
    ("/proc/self/status", "/proc/self/status: is no regular file"),
    ("/dev/zero", "/dev/zero: is no regular file and no folder"),
    ("loop", "loop: Too many levels of symbolic links"),
    ("pipe", "pipe: is no regular file and no folder"),
    (
      "start",
      "start: is damaged: the ELF header is cut off at offset 0x4 of the file; "
        + "build or copy it again"
    ),
    (
      "\"$(printf 'a\\377')\"",
      "a\u{FFFD}: cannot be opened, since its name is not UTF-8; link or copy it to another name"
    ),
  ])
  func oddFilesAreRefusedInWords(argument: String, words: String) throws {
    try withFolder { folder in
      let result = try shell(
        "ln -s loop loop; mkfifo pipe; printf '\\177ELF' > start; "
          + "exec \"$PANICSCOPE\" audit \(argument)",
        in: folder)
      #expect(result.status == 1 && result.output == "")
      #expect(result.errors == "panicscope: \(words)\n")
    }
  }

  /// A configuration that nobody named is not waited for, and not passed over.
  @Test(arguments: [
    ("mkfifo .panicscope.yaml", "is no regular file; name another by --config"),
    ("mkdir .panicscope.yaml", "is a folder; name another by --config"),
    ("ln -s /dev/zero .panicscope.yaml", "is no regular file; name another by --config"),
    ("ln -s nothing .panicscope.yaml", "No such file or directory"),
    ("ln -s .panicscope.yaml .panicscope.yaml", "Too many levels of symbolic links"),
  ])
  func aConfigurationThatIsFoundIsAFile(setup: String, words: String) throws {
    try withFolder { folder in
      let result = try shell(
        "\(setup); exec timeout 20 \"$PANICSCOPE\" audit /dev/null", in: folder)
      #expect(result.status == 2)
      #expect(result.errors == "panicscope: .panicscope.yaml: \(words)\n")
    }
  }

  /// A file's name may look like an option, and hold what a terminal obeys.
  @Test(arguments: ["audit %", "audit -o % x", "audit --jobs % x", "contract %", "trace -p %"])
  func complaintsShowWhatTerminalsObey(command: String) throws {
    let name = "--b\u{1B}[2J\u{202E}"
    let arguments = command.split(separator: " ").map { $0 == "%" ? name : String($0) }
    let result = try runCommand(builtProgram.path, arguments)
    #expect(result.status == 2)
    #expect(!result.errors.contains("\u{1B}") && !result.errors.contains("\u{202E}"))
  }

  @Test(arguments: [
    "audit -o json=server x", "audit -o text -o sarif=server .", "baseline write server x",
  ])
  func noReportReplacesAProgram(command: String) throws {
    try withFolder { folder in
      let server = folder.appendingPathComponent("server")
      let program = Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1])
      try program.write(to: server)
      let result = try shell("exec \"$PANICSCOPE\" \(command)", in: folder)
      #expect(result.status == 2)
      #expect(
        result.errors.hasSuffix(
          "panicscope: server: is an executable, which no report replaces; name another file\n"))
      #expect(try Data(contentsOf: server) == program)
    }
  }

  @Test func anOutputThatFailsDoesNotCostTheOthers() throws {
    try withFolder { folder in
      let result = try shell(
        "exec \"$PANICSCOPE\" audit -o sarif=none/x -o json=out.json -o text /dev/null", in: folder)
      #expect(result.status == 1)
      #expect(result.errors.contains("none/x: cannot be written: No such file or directory"))
      #expect(result.errors.contains("/dev/null: is no regular file"))
      #expect(
        try String(contentsOf: folder.appendingPathComponent("out.json"), encoding: .utf8)
          .contains("\"schemaVersion\""))
    }
  }
}
