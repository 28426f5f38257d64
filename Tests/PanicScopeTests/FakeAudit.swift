import PanicContract
import Synchronization

@testable import PanicScope

/// Subjects made by hand instead of read from files.
enum Fake {
  static func finding(
    _ rule: String, _ severity: Severity, in function: String, scope: CodeScope = .main,
    package: String = "main", file: String? = nil, address: UInt64? = nil
  ) -> Finding {
    Finding(
      rule: RuleID(rule), severity: severity, confidence: .high, verdict: "exposed", scope: scope,
      place: CodePlace(
        address: address, function: function,
        location: file.map { SourceLocation(file: $0, line: 3) }),
      message: "m", fix: "f", fingerprint: "\(rule) \(function)", package: package)
  }

  static func subject(_ path: String, _ findings: [Finding]) -> AuditSubject {
    func place(_ name: String) -> CodePlace {
      CodePlace(address: 1, function: name, location: nil)
    }
    return AuditSubject(
      path: path, goBuildID: nil, gnuBuildID: nil, format: "elf", architecture: "amd64",
      goVersion: "go1.27.3", goVersionSource: .buildInfo, era: "1.26+", stripped: false,
      functions: 1, mainModule: nil, coverage: Coverage(textBytes: 1, decodedBytes: 1),
      findings: findings,
      recovers: CodeScope.allCases.map {
        RecoverSite(
          place: place("r"), verdict: .effective, cause: nil, rule: nil, uses: [], scope: $0)
      },
      defers: CodeScope.allCases.map {
        DeferSite(place: place("d"), kind: .heap, target: nil, scope: $0)
      },
      goroutines: CodeScope.allCases.map {
        GoroutineSite(
          place: place("g"), root: nil, verdict: .exposed, guardedBy: nil, via: nil,
          believedRecover: nil, scope: $0)
      }, notes: [])
  }

  /// Files named `*.go` have the findings, `broken*` fail, all others are passed over.
  static func audit(_ findings: [Finding]) -> TargetAudit {
    TargetAudit { path in
      let name = path.split(separator: "/").last ?? ""
      if name.hasSuffix(".go") { return .audited(subject(path, findings)) }
      if name.hasPrefix("broken") { return .failed("is broken") }
      return .passedOver(kind: "not Go", sentence: "it is not Go")
    }
  }

  static func report(
    _ findings: [Finding], _ configure: (inout AuditOptions) -> Void = { _ in }
  ) -> AuditReport {
    var report = AuditReport(
      tool: AuditReport.Tool(name: "t", version: "1"), subjects: [subject("bin/app", findings)])
    var options = AuditOptions()
    configure(&options)
    report.apply(options)
    return report
  }
}
