import PanicContract
import Testing

@testable import Reporting

@Suite struct GitHubReportTests {
  private let report = Sample.report([
    Sample.subject(findings: [Sample.low("x", 1), Sample.exposed, Sample.tooDeep])
  ])

  @Test func annotationsMostSevereFirstAndLowOnesInOne() {
    #expect(
      report.output(.github) == """
        ::error file=build/web/handler.go,line=42,title=PS201 recover-too-deep::\
        main.handle.func1: recover() in main.logPanic returns nil: main.handle.func1 calls it\
        %0Afix: defer main.logPanic() itself
        ::warning file=build/web/handler.go,line=10,title=PS101 exposed-goroutine::\
        main.start: main.work has no recover on its goroutine%0Afix: recover in main.work
        ::notice file=bin/server,title=panicscope::1 finding of low severity; \
        panicscope audit --all lists them

        """)
  }

  @Test func allAnnotatesEachLowFinding() {
    let lines = report.output(.github) { $0.all = true }.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[2].hasPrefix("::notice file=build/web/handler.go,line=1,title=PS101"))
  }

  @Test func suppressedAndKnownFindingsAreNotAnnotated() {
    var suppressed = Sample.tooDeep
    suppressed.suppression = Suppression(reason: "r", expires: nil)
    var known = Sample.exposed
    known.baselineState = .unchanged
    #expect(Sample.report([Sample.subject(findings: [suppressed, known])]).output(.github) == "")
  }

  @Test func failuresAreErrors() {
    var report = Sample.report([])
    report.errors = [AuditReport.Failure(path: "a%b", message: "is broken")]
    #expect(report.output(.github) == "::error title=panicscope::a%25b: is broken\n")
  }
}
