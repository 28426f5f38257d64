import Foundation
import TestSupport
import Testing

/// From a Go program to findings, exit status, suppression and baseline, through the command line.
@Suite struct AuditOfAProgramTests {
  private static let go = GoToolchain.installed.last
  private static let program = builtProgram

  private static let mistakes = """
    package main

    func logPanic() {
    	if r := recover(); r != nil {
    		println("recovered")
    	}
    }

    func handle() {
    	defer func() { logPanic() }()
    	panic("boom")
    }

    func main() { handle() }
    """

  /// One mistake less, one more, and every line and address another.
  private static let changed = """
    package main

    // A comment moves the lines.
    var table = []int{1, 2, 3}

    func logPanic() {
    	if r := recover(); r != nil {
    		println("recovered", table[len(table)-1])
    	}
    }

    func other() {
    	defer recover()
    	panic("bang")
    }

    func handle() {
    	defer func() { logPanic() }()
    	panic("boom")
    }

    func main() { other(); handle() }
    """

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("panicscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func run(_ arguments: [String], in folder: String) throws -> CommandResult {
    try runCommand(
      Self.program.path, arguments,
      environment: ["HOME": folder, "XDG_CONFIG_HOME": folder, "NO_COLOR": "1"], directory: folder)
  }

  private func findings(_ json: String) throws -> [[String: Any]] {
    let top = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let subjects = try #require(top?["subjects"] as? [[String: Any]])
    return subjects.flatMap { $0["findings"] as? [[String: Any]] ?? [] }
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func theSameStatusAndReasonInEveryFormat() throws {
    let binary = try #require(Self.go).build(Self.mistakes)
    try withFolder { folder in
      for format in ["text", "json", "ndjson", "sarif", "github"] {
        let outcome = try run(["audit", "-o", format, binary], in: folder)
        #expect(outcome.status == 3)
        #expect(
          outcome.errors
            == "panicscope: 1 finding at or above high (--fail-on): exit status 3\n")
        #expect(outcome.output.contains("PS201"))
        #expect(
          try run(["audit", "-o", format, "--exit-code", "0", binary], in: folder).status == 0)
        let never = try run(["audit", "-o", format, "--fail-on", "never", binary], in: folder)
        #expect(never.status == 0 && never.errors == "")
      }
    }
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func severalOutputsAtOnceSayTheSame() throws {
    let binary = try #require(Self.go).build(Self.mistakes)
    try withFolder { folder in
      let outcome = try run(
        ["audit", "-o", "text", "-o", "json=a.json", "-o", "sarif=a.sarif", binary], in: folder)
      #expect(outcome.status == 3 && outcome.output.contains("HIGH PS201 recover-too-deep"))
      let json = try String(contentsOfFile: folder + "/a.json", encoding: .utf8)
      let sarif = try String(contentsOfFile: folder + "/a.sarif", encoding: .utf8)
      let fingerprint = try #require(try findings(json).first?["fingerprint"] as? String)
      #expect(sarif.contains("\"panicscope/v1\": \"\(fingerprint)\""))
    }
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func hashIsThatOfTheFileAndNullUnlessAsked() throws {
    let binary = try #require(Self.go).build(Self.mistakes)
    let sum = try runCommand("/usr/bin/sha256sum", [binary]).output.prefix(64)
    try withFolder { folder in
      let hashed = try run(["audit", "--hash", "-o", "json", binary], in: folder).output
      #expect(hashed.contains("\"sha256\": \"\(sum)\""))
      let plain = try run(["audit", "-o", "json", binary], in: folder).output
      #expect(plain.contains("\"sha256\": null"))
    }
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func aBaselineLetsOnlyNewFindingsThroughAfterARebuild() throws {
    let go = try #require(Self.go)
    let before = try go.build(Self.mistakes)
    let after = try go.build(Self.changed, flags: ["-trimpath", "-ldflags=-s -w"])
    try withFolder { folder in
      let written = try run(["baseline", "write", "b.json", before], in: folder)
      #expect(written.status == 0 && written.errors.contains("1 finding written to b.json"))
      #expect(try run(["baseline", "check", "b.json", before], in: folder).status == 0)

      let checked = try run(["baseline", "check", "b.json", after], in: folder)
      #expect(checked.status == 3)
      #expect(checked.output.contains("HIGH PS203") && !checked.output.contains("HIGH PS201"))
      #expect(checked.errors.contains("1 finding at or above high"))

      let json = try run(["audit", "--baseline", "b.json", "-o", "json", after], in: folder).output
      let states = try findings(json).map { "\($0["rule"] ?? "") \($0["baselineState"] ?? "")" }
      #expect(states.sorted() == ["PS201 unchanged", "PS203 new"])

      _ = try run(["baseline", "write", "b.json", after], in: folder)
      let gone = try run(["baseline", "check", "b.json", before], in: folder)
      #expect(gone.status == 0)
      #expect(gone.errors.contains("note: baseline: PS203 in main.other is gone"))
    }
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func aSuppressionNeedsToFitAndToHold() throws {
    let binary = try #require(Self.go).build(Self.mistakes)
    try withFolder { folder in
      func configure(_ expires: String, symbol: String = "main.handle*") throws {
        try """
        ignore:
          - id: PS201
            symbol: \(symbol)
            reason: known
            expires: \(expires)
        """.write(toFile: folder + "/.panicscope.yaml", atomically: true, encoding: .utf8)
      }
      try configure("2999-01-01")
      let held = try run(["audit", binary], in: folder)
      #expect(held.status == 0 && held.errors == "")
      #expect(held.output.contains("1 finding suppressed") && !held.output.contains("HIGH"))
      let shown = try run(["audit", "--show-suppressed", binary], in: folder)
      #expect(shown.status == 0 && shown.output.contains("suppressed: known, until 2999-01-01"))
      let sarif = try run(["audit", "-o", "sarif", binary], in: folder).output
      #expect(sarif.contains("\"justification\": \"known\""))

      try configure("2001-01-01")
      let expired = try run(["audit", binary], in: folder)
      #expect(expired.status == 3 && expired.errors.contains("expired on 2001-01-01"))

      try configure("2999-01-01", symbol: "main.nobody")
      let unused = try run(["audit", binary], in: folder)
      #expect(unused.status == 3 && unused.errors.contains("(known) fits no finding"))
    }
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func anUnreadableFileNeverHidesFindings() throws {
    let binary = try #require(Self.go).build(Self.mistakes)
    try withFolder { folder in
      let both = try run(["audit", binary, "missing"], in: folder)
      #expect(both.status == 3 && both.errors.contains("panicscope: missing: No such file"))
      let soft = try run(["audit", "--exit-code", "0", binary, "missing"], in: folder)
      #expect(soft.status == 1)
    }
  }

  @Test(.enabled(if: go != nil, "no Go toolchain"))
  func aTruncatedProgramBelowAFolderIsAFailure() throws {
    let binary = try #require(Self.go).build(Self.mistakes)
    try withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/d", withIntermediateDirectories: true)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: binary))
      try bytes.prefix(bytes.count * 9 / 10).write(to: URL(fileURLWithPath: folder + "/d/cut"))
      try Data("text".utf8).write(to: URL(fileURLWithPath: folder + "/d/note"))
      let outcome = try run(["audit", "--fail-on", "never", "d"], in: folder)
      #expect(outcome.status == 1 || outcome.output.contains("d/cut: go"))
      #expect(outcome.output.contains("Passed over 1 file: 1 not executable"))
    }
  }
}
