import Foundation
import TestSupport
import Testing

/// A report that nobody can get is a failure in every verb; one that nobody wants to read on is not.
@Suite struct LostOutputTests {
  private static let go = GoToolchain.installed.last

  private static let source = """
    package main

    func helper() { recover() }

    func main() {
    	defer func() { helper() }()
    	panic("boom")
    }
    """

  /// `$1` is a program of Go with a finding, `$2` its baseline.
  static let commands = [
    "audit \"$1\"", "audit -o json \"$1\"", "audit -o sarif \"$1\"", "audit -o github \"$1\"",
    "show \"$1\" main.main", "show --track \"$1\"", "show -o json \"$1\" main.main",
    "show --graph dot \"$1\" main.main", "diff \"$1\" \"$1\"", "diff -o json \"$1\" \"$1\"",
    "upgrade \"$1\"", "upgrade -o json \"$1\"", "explain --exit-status 2",
    "explain -o markdown --exit-status 2", "explain -o json /dev/null", "simulate --list",
    "simulate helper-too-deep", "simulate -o json helper-too-deep",
    "trace --dry-run -- \"$1\"",
    "contract", "contract -o json", "facts", "facts -o json", "baseline check \"$2\" \"$1\"",
    "rules", "rules PS201", "rules -o json", "rules -o markdown", "config", "completion bash",
    "version", "--help", "help audit", "audit --help", "--version",
  ]

  private func run(_ script: String) throws -> CommandResult {
    let program = try #require(Self.go).build(Self.source)
    let baseline = program + ".lost-output.json"
    if !FileManager.default.fileExists(atPath: baseline) {
      _ = try runCommand(builtProgram.path, ["baseline", "write", baseline, program])
    }
    return try runCommand(
      "/bin/sh", ["-c", script, "sh", program, baseline],
      environment: ["PANICSCOPE": builtProgram.path, "HOME": "/nonexistent"])
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"), arguments: commands)
  func isAFailureOfEveryVerb(command: String) throws {
    for (redirection, words) in [
      (">&-", "it is closed"), ("> /dev/full", "No space left on device"),
    ] {
      let result = try run("exec \"$PANICSCOPE\" \(command) \(redirection)")
      #expect(result.status == 1, "\(command) \(redirection): \(result.errors)")
      #expect(
        result.errors.hasSuffix("panicscope: standard output: \(words)\n"),
        "\(command) \(redirection): \(result.errors)")
    }
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"), arguments: commands)
  func aClosedPagerIsNone(command: String) throws {
    let result = try run(
      "{ \"$PANICSCOPE\" \(command); echo $? >&2; } | true")
    #expect(!result.errors.contains("standard output"), "\(command): \(result.errors)")
    let status = result.errors.split(separator: "\n").last.map(String.init)
    #expect(status == "0" || status == "3", "\(command): \(result.errors)")
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func aFileThatMayNotGrowIsAFailure() throws {
    let result = try run(
      "ulimit -f 1; \"$PANICSCOPE\" audit --sites -o json=\"$1.limited.json\" \"$1\"")
    #expect(result.status == 1, "\(result.errors)")
    #expect(result.errors.contains("File too large"), "\(result.errors)")
  }

  @Test func aClosedInputIsAFailure() throws {
    let result = try runCommand("/bin/sh", ["-c", "exec \"$0\" explain - <&-", builtProgram.path])
    #expect(result.status == 1)
    #expect(result.errors == "panicscope: standard input: cannot be read: it is closed\n")
  }

  /// The stories of a program started here go to standard error: it is not run for nothing.
  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func aClosedStandardErrorIsAFailureOfATrace() throws {
    for format in ["text", "json", "ndjson"] {
      let lost = try run("exec \"$PANICSCOPE\" trace --engine ptrace -o \(format) -- \"$1\" 2>&-")
      #expect(lost.status == 1, "\(format)")
      let kept = try run(
        "exec \"$PANICSCOPE\" trace --engine ptrace -o \(format)=\"$1.kept.$$\" -- \"$1\" 2>&-")
      #expect(kept.status == 2, "\(format)")
    }
  }

  /// Programs with little: what cannot be done is told, the rest is done.
  @Test(
    .enabled(if: go != nil, "no Go toolchain"),
    arguments: [
      ("audit -o json=/dev/null \"$1\" \"$1\"", 3), ("diff \"$1\" \"$1\"", 0),
      ("show \"$1\" main.main", 0),
      ("trace --dry-run -- \"$1\"", 0),
    ])
  func fewDescriptorsAreEnough(command: String, status: Int32) throws {
    let result = try run("ulimit -n 6; exec \"$PANICSCOPE\" \(command)")
    #expect(result.status == status, "\(command): \(result.errors)")
    let fewer = try run("ulimit -n 4; exec \"$PANICSCOPE\" \(command)")
    #expect(
      fewer.status == status || fewer.errors.contains("Too many open files"), "\(fewer.errors)")
  }

  @Test func theArgumentsAreKnownWithoutProc() throws {
    let script = "mount -t tmpfs none /proc && exec \"$0\" explain --exit-status 2"
    let result = try runCommand(
      "/bin/sh", ["-c", "exec unshare -m /bin/sh -c \"$1\" \"$0\"", builtProgram.path, script])
    guard !result.errors.contains("Operation not permitted") else {
      print("not tried: /proc cannot be hidden without CAP_SYS_ADMIN")
      return
    }
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("exit status 2"), "\(result.output)")
  }
}
