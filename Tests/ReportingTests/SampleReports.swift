import PanicContract

@testable import Reporting

/// Reports made by hand, small enough that the whole output can stand in a test.
enum Sample {
  static let handler = SourceLocation(file: "/build/web/handler.go", line: 42)

  static func place(
    _ function: String?, _ line: Int? = nil, address: UInt64? = nil, note: String? = nil
  ) -> CodePlace {
    CodePlace(
      address: address, function: function,
      location: line.map { SourceLocation(file: "/build/web/handler.go", line: $0) }, note: note)
  }

  static let tooDeep = Finding(
    rule: RuleID("PS201"), severity: .high, confidence: .high, verdict: "ineffective",
    scope: .main, place: place("main.handle.func1", 42, address: 0x4A3F20),
    message: "recover() in main.logPanic returns nil: main.handle.func1 calls it",
    fix: "defer main.logPanic() itself", fingerprint: "PS201 main.handle.func1 main.logPanic 0",
    evidence: [
      Evidence(
        address: 0x4A3F20, bytes: [0xE8, 0x1B, 0x2C, 0xFA, 0xFF], text: "call main.logPanic",
        location: handler, note: "the deferred function calls the helper"),
      Evidence(
        address: 0x4A3E05, bytes: [0xE8, 0x16, 0xF0, 0xF9, 0xFF],
        text: "call runtime.gorecover", location: nil, note: nil),
    ],
    blindSpots: ["Calls through reflection are not followed."], package: "main")

  static let exposed = Finding(
    rule: RuleID("PS101"), severity: .medium, confidence: .medium, verdict: "exposed",
    scope: .main, place: place("main.start", 10, address: 0x4A0000),
    message: "main.work has no recover on its goroutine", fix: "recover in main.work",
    fingerprint: "PS101 main.start main.work 0",
    path: [
      place("main.start", 10, note: "started here"), place("main.work", 22),
      place("main.must", 40, note: "panics here"),
    ], package: "main")

  static func low(_ package: String, _ index: Int, scope: CodeScope = .deps) -> Finding {
    Finding(
      rule: RuleID("PS101"), severity: .low, confidence: .high, verdict: "exposed", scope: scope,
      place: place("\(package).run\(index)", index), message: "no recover", fix: "recover",
      fingerprint: "PS101 \(package).run\(index) 0", package: package)
  }

  static func subject(
    path: String = "bin/server", findings: [Finding], sites: Bool = false
  ) -> AuditSubject {
    AuditSubject(
      path: path, goBuildID: "aa/bb", gnuBuildID: nil, format: "elf", architecture: "amd64",
      goVersion: "go1.27.3", goVersionSource: .buildInfo, era: "1.26+", stripped: false,
      functions: 4217, mainModule: "example.com/server",
      coverage: Coverage(textBytes: 1000, decodedBytes: 990), findings: findings,
      recovers: sites
        ? [
          RecoverSite(
            place: place("main.logPanic", 50, address: 0x4A3E05), verdict: .ineffective,
            cause: .tooDeep, rule: RuleID("PS201"),
            uses: [
              RecoverSite.Use(
                how: .called, place: place("main.handle.func1", 42, address: 0x4A3F20),
                verdict: .ineffective, cause: .tooDeep)
            ], scope: .main)
        ] : [],
      defers: sites
        ? [
          DeferSite(
            place: place("main.handle", 41, address: 0x4A3D00), kind: .openCoded,
            target: place("main.handle.func1", 42), scope: .main),
          DeferSite(
            place: place("main.handle", 43, address: 0x4A3D20), kind: .openCoded,
            target: place("main.handle.deferwrap1", 43),
            calls: DeferSite.DynamicCall(.interfaceMethod, slot: 1), scope: .main),
          DeferSite(
            place: place("main.pick", 50, address: 0x4A3D30), kind: .stack, target: nil,
            candidates: [place("main.a", 70), place("main.b", 71)], scope: .main),
          DeferSite(
            place: place("main.loop", 60, address: 0x4A3D40), kind: .heap, target: nil,
            scope: .deps),
        ] : [],
      goroutines: sites
        ? [
          GoroutineSite(
            place: place("main.start", 10, address: 0x4A0000), root: place("main.work", 20),
            verdict: .exposed, guardedBy: nil, via: "sync.(*WaitGroup).Go",
            believedRecover: place("main.main.func1", 5), scope: .main),
          GoroutineSite(
            place: place("main.other", 12, address: 0x4A0100), root: nil, verdict: .conditional,
            guardedBy: place("main.crash", 70, note: "re-panics if ReallyCrash is set"), via: nil,
            believedRecover: nil, scope: .main),
        ] : [],
      notes: [])
  }

  static func report(_ subjects: [AuditSubject]) -> AuditReport {
    AuditReport(
      tool: AuditReport.Tool(name: "panicscope", version: "1.2.3"), subjects: subjects)
  }

  /// Everything that a binary could use to deceive a reader or a parser.
  static let hostileText =
    "a\"b\\c\nd\u{1B}[31me\u{202E}f</script>\u{0}\u{9B}31m::error file=x::y%0A\u{2028}é\u{1F600}"

  static let hostile: AuditReport = {
    var finding = tooDeep
    finding.place.function = hostileText
    finding.place.location = SourceLocation(file: "/x/" + hostileText + ".go", line: 0)
    finding.message = hostileText
    finding.fix = hostileText
    finding.package = hostileText
    finding.evidence[0].text = hostileText
    finding.evidence[0].note = hostileText
    finding.path = [place(hostileText, 1, note: hostileText), place(nil)]
    finding.blindSpots = [hostileText]
    var suppressed = low(hostileText, 1)
    suppressed.suppression = Suppression(reason: hostileText, expires: nil)
    var subject = Sample.subject(
      path: hostileText, findings: [finding, suppressed, low(hostileText, 2)])
    subject.goVersion = hostileText
    subject.mainModule = hostileText
    subject.notes = [hostileText]
    subject.defers = [
      DeferSite(place: place(hostileText, 1), kind: .heap, target: place(hostileText), scope: .std)
    ]
    subject.goroutines = [
      GoroutineSite(
        place: place(hostileText), root: nil, verdict: .guarded,
        guardedBy: place(hostileText, note: hostileText), via: hostileText,
        believedRecover: place(hostileText), scope: .deps)
    ]
    var report = Sample.report([subject])
    report.errors = [AuditReport.Failure(path: hostileText, message: hostileText)]
    report.notices = [hostileText]
    return report
  }()
}

extension AuditReport {
  func output(
    _ format: ReportFormat, _ configure: (inout ReportOptions) -> Void = { _ in }
  ) -> String {
    var options = ReportOptions()
    configure(&options)
    var out = OutputBuffer()
    write(as: format, options: options, into: &out)
    return out.text
  }
}
