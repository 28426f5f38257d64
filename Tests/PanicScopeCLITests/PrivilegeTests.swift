import Foundation
import TestSupport
import Testing

/// Runs commands as somebody who owns nothing and may do nothing.
enum OrdinaryUser {
  static let setpriv = "/usr/bin/setpriv"
  /// Somebody who owns nothing here.
  static let nobody = [
    "--reuid", "65534", "--regid", "65534", "--clear-groups", "--no-new-privs",
    "--bounding-set=-all", "--inh-caps=-all",
  ]
  static let go = GoToolchain.installed(1, 27) ?? GoToolchain.installed.last

  static let canRun: Bool = {
    guard getuid() == 0, FileManager.default.isExecutableFile(atPath: setpriv), go != nil else {
      print("privilege tests are skipped: they need root, setpriv and a Go toolchain")
      return false
    }
    guard let result = try? runCommand(setpriv, nobody + [builtProgram.path, "version"]),
      result.status == 0
    else {
      print("privilege tests are skipped: other users cannot run \(builtProgram.path)")
      return false
    }
    return true
  }()
}

/// What an ordinary user without capabilities is told, and what still works.
@Suite(.enabled(if: OrdinaryUser.canRun)) struct PrivilegeTests {
  private static let source = """
    package main

    import (
    	"os"
    	"time"
    )

    func help() { recover() }

    func main() {
    	if len(os.Args) > 1 {
    		time.Sleep(time.Minute)
    	}
    	defer func() { help() }()
    	panic("boom")
    }
    """

  private func withProgram(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("panicscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appendingPathComponent("program").path
    try copyProgram(try #require(OrdinaryUser.go).build(Self.source), to: program)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    try body(program)
  }

  private func run(_ arguments: [String]) throws -> CommandResult {
    try runCommand(OrdinaryUser.setpriv, OrdinaryUser.nobody + [builtProgram.path] + arguments)
  }

  private static let lackings = [
    (
      "bpf", "the BPF engine lacks CAP_BPF and CAP_PERFMON",
      "sudo setcap cap_bpf,cap_perfmon+ep"
    ),
    ("perf", "the perf engine lacks CAP_SYS_ADMIN", "sudo setcap cap_sys_admin+ep"),
  ]

  @Test func eachEngineSaysWhatItLacks() throws {
    try withProgram { program in
      for (engine, lacking, remedy) in Self.lackings {
        let result = try run(["trace", "--engine", engine, "--", program])
        #expect(result.status == 1 && result.output == "")
        #expect(result.errors.hasPrefix("panicscope: \(lacking) ("), "\(result.errors)")
        #expect(result.errors.contains(remedy))
        #expect(result.errors.split(separator: "\n").count == 1)
      }
    }
  }

  @Test func aSetuidProgramRunsWithoutItsOwnersRights() throws {
    try withProgram { program in
      try FileManager.default.setAttributes([.posixPermissions: 0o4755], ofItemAtPath: program)
      let note =
        "note: \(program) is setuid or setgid: under ptrace, without CAP_SYS_PTRACE, it runs without its owner's rights\n"
      #expect(try run(["trace", "--", program]).errors.contains(note))
      #expect(try run(["inject", "--at", "main.help", "--", program]).output.contains(note))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
      #expect(try !run(["trace", "--", program]).errors.contains("setuid"))
    }
  }

  @Test func ownChildrenAreTracedByPtrace() throws {
    try withProgram { program in
      let result = try run(["trace", "--", program])
      #expect(result.status == 2)
      #expect(result.errors.contains("engine ptrace"))
      for (_, lacking, _) in Self.lackings {
        #expect(result.errors.contains("note: \(lacking)"), "\(result.errors)")
      }
      #expect(result.errors.contains("recover() in main.help"), "\(result.errors)")
      #expect(result.errors.contains("one frame too deep"), "\(result.errors)")
      let plan = try run(["trace", "--dry-run", "--", program])
      #expect(plan.status == 0 && plan.output.contains("engine ptrace"))
      let injected = try run(["inject", "--at", "main.main", "--", program])
      #expect(injected.status == 3 && injected.output.contains("DIED"), "\(injected.errors)")
    }
  }

  @Test func runningProcessesNeedAPrivilege() throws {
    try withProgram { program in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: OrdinaryUser.setpriv)
      process.arguments = OrdinaryUser.nobody + [program, "sleep"]
      try process.start()
      defer { process.terminate() }
      let own = "\(process.processIdentifier)"
      // Until setpriv has become the program.
      for _ in 0..<3000 where try command(of: own) != "program" { usleep(10_000) }
      let result = try run(["trace", "-p", own])
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("panicscope: no engine can be used: "), "\(result.errors)")
      for (_, lacking, _) in Self.lackings { #expect(result.errors.contains(lacking)) }
      let byPtrace = try run(["trace", "--engine", "ptrace", "-p", own])
      #expect(byPtrace.status == 1)
      #expect(byPtrace.errors.contains("traces only programs that it starts"))
      let other = try run(["trace", "-p", "\(getpid())"])
      #expect(other.status == 1)
      #expect(other.errors.contains("belongs to another user or is protected"))
      #expect(other.errors.contains("CAP_SYS_PTRACE"))
    }
  }

  private func command(of process: String) throws -> String {
    try String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
      .trimmingCharacters(in: .newlines)
  }
}
