import PanicContract
import Testing

@testable import PanicScope

@Suite struct ReportOptionsTests {
  private let findings = [
    Fake.finding("PS101", .low, in: "dep.f", scope: .deps, package: "example.com/dep/x"),
    Fake.finding("PS101", .medium, in: "main.g"),
    Fake.finding("PS201", .high, in: "std.h", scope: .std),
    Fake.finding("PS301", .high, in: "dep.r", scope: .deps, package: "example.com/dep"),
    Fake.finding("PS201", .high, in: "main.a", address: 9),
    Fake.finding("PS201", .high, in: "main.b", address: 5),
  ]

  private func names(_ report: AuditReport) -> [String] {
    report.subjects.flatMap(\.findings).compactMap(\.place.function)
  }

  @Test func mostSevereFirstThenRuleThenScopeThenPlace() {
    let report = Fake.report(findings) { $0.scopes = Set(CodeScope.allCases) }
    #expect(names(report) == ["main.b", "main.a", "std.h", "dep.r", "main.g", "dep.f"])
  }

  @Test func byDefaultFindingsOfMainAndDepsAndAllSites() {
    let report = Fake.report(findings)
    #expect(!names(report).contains("std.h") && names(report).count == 5)
    #expect(report.subjects[0].recovers.count == 3)
  }

  @Test func aScopeThatIsAskedForHoldsForSitesToo() {
    let report = Fake.report(findings) { $0.scopes = [.std] }
    #expect(names(report) == ["std.h"])
    #expect(report.subjects[0].recovers.map(\.scope) == [.std])
    #expect(report.subjects[0].defers.map(\.scope) == [.std])
    #expect(report.subjects[0].goroutines.map(\.scope) == [.std])
  }

  @Test func countsFromASeverityOn() {
    let report = Fake.report(findings)
    #expect(report.count(atOrAbove: .high) == 3)
    #expect(report.count(atOrAbove: .medium) == 4)
    #expect(report.count(atOrAbove: .low) == 5)
  }

  // MARK: Suppressions

  private func suppressed(_ configure: (inout IgnoreEntry) -> Void) -> (
    names: [String], notices: [String]
  ) {
    var entry = IgnoreEntry(line: 4)
    entry.reason = "r"
    configure(&entry)
    let report = Fake.report(findings) {
      $0.configuration.ignore = [entry]
      $0.today = CivilDate("2026-11-23") ?? $0.today
    }
    let names = report.subjects[0].findings.filter { $0.suppression != nil }
      .compactMap(\.place.function)
    return (names, report.notices)
  }

  @Test func everyCriterionMustFit() {
    #expect(suppressed { $0.rules = [RuleID("PS101")] }.names == ["main.g", "dep.f"])
    #expect(
      suppressed {
        $0.rules = [RuleID("PS101")]
        $0.symbol = "main.*"
      }.names == ["main.g"])
    #expect(suppressed { $0.module = "example.com/dep" }.names == ["dep.r", "dep.f"])
    #expect(suppressed { $0.module = "example.com/de" }.names == [])
    #expect(suppressed { $0.fingerprint = "PS201 main.a" }.names == ["main.a"])
    #expect(suppressed { $0.path = "bin/app" }.names.count == 5)
  }

  @Test func pathsArePatternsFoldersOrEnds() {
    let finding = Fake.finding("PS101", .high, in: "f", file: "/src/app/web/h.go")
    for (path, fits) in [
      ("*/web/*", true), ("web/h.go", true), ("web/", true), ("/src/app/", true), ("h.go", true),
      ("eb/h.go", false), ("/web/h.go", false), ("app", false), ("other/", false),
    ] {
      var entry = IgnoreEntry(line: 1)
      entry.path = path
      #expect(entry.fits(finding, of: "bin/x") == fits, "\(path)")
    }
  }

  @Test func suppressedFindingsDoNotCount() {
    var entry = IgnoreEntry(line: 1)
    entry.rules = [RuleID("PS201"), RuleID("PS301")]
    entry.reason = "r"
    let report = Fake.report(findings) { $0.configuration.ignore = [entry] }
    #expect(report.count(atOrAbove: .high) == 0)
  }

  @Test func expiredEntriesStopWorkingAndAreReported() {
    let lastDay = suppressed {
      $0.symbol = "main.g"
      $0.expires = CivilDate("2026-11-23")
    }
    #expect(lastDay.names == ["main.g"] && lastDay.notices.isEmpty)
    let after = suppressed {
      $0.symbol = "main.g"
      $0.expires = CivilDate("2026-11-22")
    }
    #expect(after.names.isEmpty)
    #expect(
      after.notices == [
        "ignore entry of line 4 (r) expired on 2026-11-22 and suppresses nothing any more"
      ])
  }

  @Test func unusedEntriesAreReported() {
    #expect(
      suppressed { $0.symbol = "main.gone" }.notices == [
        "ignore entry of line 4 (r) fits no finding"
      ])
  }

  @Test func anEntryForWhatIsOutOfScopeIsUsed() {
    #expect(suppressed { $0.symbol = "std.h" }.notices.isEmpty)
  }

  // MARK: Baseline

  @Test func knownFindingsAreUnchangedNewOnesCountGoneOnesAreTold() {
    let old = Fake.report([findings[1], Fake.finding("PS401", .high, in: "main.gone")])
    let report = Fake.report(findings) { $0.baseline = Baseline(old) }
    let states = report.subjects[0].findings.map {
      "\($0.place.function ?? ""): \($0.baselineState?.rawValue ?? "")"
    }
    #expect(states.contains("main.g: unchanged") && states.contains("main.a: new"))
    #expect(report.count(atOrAbove: .medium) == 3)
    #expect(report.notices == ["baseline: PS401 in main.gone is gone"])
  }
}

@Suite struct PatternTests {
  @Test(arguments: [
    ("main.f", "main.f", true), ("main.f", "main.*", true), ("main.f", "*", true),
    ("", "*", true), ("", "", true), ("main.f", "main", false), ("main.f", "*f", true),
    ("main.(*T).f", "main.(?T).*", true), ("aXbXc", "a*b*c", true), ("abc", "a*b", false),
    ("aaa", "*a*a*a*a*", false), ("main.ff", "main.?", false),
  ])
  func starsAndQuestionMarks(text: String, pattern: String, fits: Bool) {
    #expect(matches(text, pattern) == fits)
  }

  @Test func manyStarsTakeNoTime() {
    let text = String(repeating: "a", count: 5000)
    #expect(!matches(text, String(repeating: "*a", count: 40) + "b"))
  }
}

@Suite struct CivilDateTests {
  @Test func readsDaysThatExist() {
    #expect(CivilDate("2024-02-29")?.description == "2024-02-29")
    for text in [
      "2023-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-11-31", "x", "", "2026-11-23Z",
      "+026-11-23",
    ] {
      #expect(CivilDate(text) == nil, "\(text)")
    }
  }

  @Test func daysSince1970() {
    #expect(CivilDate(daysSinceEpoch: 0).description == "1970-01-01")
    #expect(CivilDate(daysSinceEpoch: 19_782).description == "2024-02-29")
    #expect(CivilDate(daysSinceEpoch: 20_780).description == "2026-11-23")
    #expect(CivilDate(daysSinceEpoch: -1).description == "1969-12-31")
  }
}
