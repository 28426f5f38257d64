import PanicContract
import Testing

@testable import Reporting

@Suite struct TextReportTests {
  private let report = Sample.report([
    Sample.subject(
      findings: [
        Sample.exposed, Sample.tooDeep, Sample.low("example.com/dep", 1),
        Sample.low("example.com/dep", 2), Sample.low("main", 3, scope: .main),
      ])
  ])

  @Test func summaryThenTheHighestFindingsWithProofAndFix() {
    #expect(
      report.output(.text) == """
        bin/server: go1.27.3 amd64, 4217 functions, 0 recovers, 0 defers, 0 goroutines: \
        1 high, 1 medium, 3 low

        HIGH PS201 recover-too-deep: recover() runs in a function that the deferred function \
        calls, so it returns nil
          main.handle.func1  /build/web/handler.go:42  [ineffective]
            recover() in main.logPanic returns nil: main.handle.func1 calls it
              0x4a3f20  e8 1b 2c fa ff  call main.logPanic      \
        ; the deferred function calls the helper
              0x4a3e05  e8 16 f0 f9 ff  call runtime.gorecover
            fix: defer main.logPanic() itself

        MEDIUM PS101 exposed-goroutine: A goroutine has no effective recover of its own, so a \
        panic in it ends the process
          main.start  /build/web/handler.go:10  [exposed, medium confidence]
            main.work has no recover on its goroutine
            path  main.start  /build/web/handler.go:10  started here
                  main.work   /build/web/handler.go:22
                  main.must   /build/web/handler.go:40  panics here
            fix: recover in main.work

        LOW 3 findings in 2 packages, in full with --all
          count  package          example
              1  main             PS101 main.run3  handler.go:3
              2  example.com/dep  PS101 dep.run1   handler.go:1

        Blind spots
          - Calls through reflection are not followed. (1 finding)

        """)
  }

  @Test func allShowsEveryLowFindingInFull() {
    let text = report.output(.text) { $0.all = true }
    #expect(text.contains("  example.com/dep.run2  /build/web/handler.go:2  [exposed]\n"))
    #expect(!text.contains("in full with --all"))
  }

  @Test func quietPrintsFindingsOnly() {
    let text = report.output(.text) { $0.quiet = true }
    #expect(text.hasPrefix("HIGH PS201"))
    #expect(!text.contains("Blind spots"))
    #expect(Sample.report([Sample.subject(findings: [])]).output(.text) { $0.quiet = true } == "")
  }

  @Test func manyMediumFindingsAreShortenedAfterThree() {
    let many = (1...7).map { index in
      var finding = Sample.exposed
      finding.place.function = "main.start\(index)"
      return finding
    }
    let text = Sample.report([Sample.subject(findings: many)]).output(.text)
    #expect(text.contains("  main.start3  /build/web/handler.go:10  [exposed"))
    #expect(text.contains("  4 more, in full with --all:\n    main.start4  /build"))
  }

  @Test func instancesOfOneGenericFunctionAreOneEntry() {
    let instances = ["int", "string", "struct { X int }"].map { shape in
      var finding = Sample.tooDeep
      finding.place.function = "main.Do[go.shape.\(shape)]"
      return finding
    }
    let report = Sample.report([Sample.subject(findings: instances)])
    let text = report.output(.text)
    #expect(text.contains("HIGH PS201 recover-too-deep (3)"))
    #expect(text.contains("  main.Do[...]  /build/web/handler.go:42  [ineffective, 3 instances]"))
    #expect(text.split(separator: "\n").count { $0.hasPrefix("  main.Do[...]") } == 1)
    let all = report.output(.text) { $0.all = true }
    #expect(all.split(separator: "\n").count { $0.hasPrefix("  main.Do[...]") } == 3)
  }

  @Test func longPathsKeepBothEnds() {
    var finding = Sample.tooDeep
    finding.path = (1...12).map { (n: Int) in Sample.place("main.f\(n)", n) }
    let text = Sample.report([Sample.subject(findings: [finding])]).output(.text)
    #expect(text.contains("... 5 more"))
    #expect(text.contains("main.f5 ") && !text.contains("main.f6 ") && text.contains("main.f12 "))
  }

  @Test func sitesAreTables() {
    let text = Sample.report([Sample.subject(findings: [], sites: true)]).output(.text) {
      $0.sites = true
    }
    #expect(
      text == """
        bin/server: go1.27.3 amd64, 4217 functions, 1 recover (1 ineffective), 4 defers, \
        2 goroutines (1 exposed, 1 conditional): no findings

        Recovers (1)
          0x4a3e05  ineffective  main.logPanic                /build/web/handler.go:50  too-deep
                                 called in main.handle.func1  /build/web/handler.go:42  \
        ineffective: too-deep

        Defers (4): function known 1, one of several 1, chosen at run time behind a wrapper 1, \
        unknown 1
          0x4a3d00  open-coded  main.handle  /build/web/handler.go:41  main.handle.func1
          0x4a3d20  open-coded  main.handle  /build/web/handler.go:43  main.handle.deferwrap1, calls \
        interface method in slot 1
          0x4a3d30  stack       main.pick    /build/web/handler.go:50  one of main.a, main.b
          0x4a3d40  heap        main.loop    /build/web/handler.go:60  unknown

        Goroutines (2)
          0x4a0000  exposed      main.start  /build/web/handler.go:10  starts main.work, through \
        sync.(*WaitGroup).Go, believed in main.main.func1
          0x4a0100  conditional  main.other  /build/web/handler.go:12  starts unknown, guarded by \
        main.crash (re-panics if ReallyCrash is set)

        """)
  }

  @Test func suppressedAndKnownFindingsAreCountedAndShownOnRequest() {
    var suppressed = Sample.tooDeep
    suppressed.suppression = Suppression(reason: "dies on purpose", expires: "2027-01-31")
    var known = Sample.exposed
    known.baselineState = .unchanged
    let report = Sample.report([Sample.subject(findings: [suppressed, known])])
    let text = report.output(.text)
    #expect(text.contains(": 1 medium, 1 of them in the baseline, 1 suppressed\n"))
    #expect(!text.contains("HIGH") && !text.contains("MEDIUM"))
    #expect(text.contains("1 finding suppressed; --show-suppressed lists them"))
    let shown = report.output(.text) { $0.showSuppressed = true }
    #expect(shown.contains("    suppressed: dies on purpose, until 2027-01-31\n"))
    #expect(shown.contains("[exposed, medium confidence, unchanged in the baseline]"))
  }

  @Test func sourcePathsAreShortenedAndMapped() {
    let mapped = report.output(.text) {
      $0.pathMap = PathMap(entries: [PathMap.Entry(from: "/build", to: "src")])
    }
    #expect(mapped.contains("main.handle.func1  src/web/handler.go:42"))
    let here = report.output(.text) { $0.pathMap = PathMap(workingDirectory: "/build") }
    #expect(here.contains("main.handle.func1  web/handler.go:42"))
  }

  @Test func colourOnlyWhenAsked() {
    #expect(!report.output(.text).contains("\u{1B}"))
    #expect(report.output(.text) { $0.color = true }.contains("\u{1B}[1;31mHIGH\u{1B}[0m"))
  }
}

@Suite struct PlaceTextTests {
  @Test(arguments: [
    (
      "encoding/json.(*Decoder).Buffered", "/usr/local/go/src/encoding/json/stream.go",
      "json.(*Decoder).Buffered", "encoding/json/stream.go:7"
    ),
    ("example.com/server/web.F", "/go/src/example.com/server/web/a.go", "web.F", "web/a.go:7"),
    ("example.com/server/web.F", "example.com/server/web/a.go", "web.F", "web/a.go:7"),
    (
      "k8s.io/api/v1.G[a/b.T]", "/home/dev/go/pkg/mod/k8s.io/api@v0.1.0/v1/g.go", "v1.G[a/b.T]",
      "k8s.io/api@v0.1.0/v1/g.go:7"
    ),
    ("main.main", "/home/me/main.go", "main.main", "/home/me/main.go:7"),
    ("other.F", "/elsewhere/name/a.go", "other.F", "/elsewhere/name/a.go:7"),
  ])
  func namesAndPathsSayNoMoreThanNeeded(function: String, file: String, name: String, path: String)
  {
    let places = PlaceText(Sample.subject(findings: []), PathMap())
    let place = CodePlace(
      address: nil, function: function, location: SourceLocation(file: file, line: 7))
    #expect(places.shortName(place) == name)
    #expect(places.source(place) == path)
  }

  @Test func theMainModulesPathIsLeftOut() {
    let places = PlaceText(Sample.subject(findings: []), PathMap())
    #expect(
      places.prose("example.com/server/web.F calls example.com/server/db.G and example.com/x.H")
        == "web.F calls db.G and example.com/x.H")
  }

  @Test func shapesOfTypeArgumentsAreElided() {
    let places = PlaceText(Sample.subject(findings: []), PathMap())
    #expect(
      places.prose("a.F[go.shape.struct { X map[string]int }].func1 calls b.G[go.shape.int]")
        == "a.F[...].func1 calls b.G[...]")
    #expect(places.prose("a.F[go.shape.int") == "a.F[go.shape.int")
    let traced = TracePlaces(PathMap(), mainModule: nil)
    #expect(traced.prose("recover() in a.(*G[go.shape.int]).f") == "recover() in a.(*G[...]).f")
    #expect(places.prose("a[3] b[x.T]") == "a[3] b[x.T]")
  }
}
