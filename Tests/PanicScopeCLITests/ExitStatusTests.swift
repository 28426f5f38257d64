import PanicScope
import Testing

@testable import PanicScopeCLI

@Suite struct ExitStatusTests {
  private func report(_ severities: [Severity], failed: Bool = false) -> AuditReport {
    let findings = severities.map {
      Finding(
        rule: RuleID("PS101"), severity: $0, confidence: .high, verdict: "exposed", scope: .main,
        place: CodePlace(address: nil, function: nil, location: nil), message: "m", fix: "f",
        fingerprint: "p", package: "main")
    }
    var report = AuditReport(
      tool: AuditReport.Tool(name: "t", version: "1"),
      subjects: [
        AuditSubject(
          path: "p", goBuildID: nil, gnuBuildID: nil, format: "elf", architecture: "amd64",
          goVersion: nil, goVersionSource: nil, era: "", stripped: true, functions: 0,
          mainModule: nil, coverage: Coverage(textBytes: 0, decodedBytes: 0), findings: findings,
          recovers: [], defers: [], goroutines: [], notes: [])
      ])
    if failed { report.errors = [AuditReport.Failure(path: "x", message: "is broken")] }
    return report
  }

  @Test func followsSeverityFailuresAndOverride() {
    func status(
      _ severities: [Severity], failed: Bool = false, failOn: FailOn = .high, code: UInt8? = nil
    ) -> Int32 {
      ExitStatus.of(report(severities, failed: failed), failOn: failOn, exitCode: code).rawValue
    }
    #expect(status([]) == 0)
    #expect(status([.low, .medium]) == 0)
    #expect(status([.high]) == 3)
    #expect(status([.medium], failOn: .medium) == 3)
    #expect(status([.low], failOn: .low) == 3)
    #expect(status([.high], failOn: .never) == 0)
    #expect(status([], failed: true) == 1)
    #expect(status([.high], failed: true) == 3)
    #expect(status([.low], failed: true) == 1)
    #expect(status([.high], failed: true, failOn: .never) == 1)
    #expect(status([.high], code: 10) == 10)
    #expect(status([.high], code: 0) == 0)
    #expect(status([.high], failed: true, code: 0) == 1)
  }

  @Test func editDistances() {
    #expect(editDistance("adit", "audit") == 1)
    #expect(editDistance("", "abc") == 3)
    #expect(editDistance("abc", "") == 3)
    #expect(editDistance("rulse", "rules") == 2)
  }
}
