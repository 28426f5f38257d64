import PanicContract
import PostMortem
import Testing

/// Crashes as they look after somebody posted them, and what only looks like one.
@Suite struct PostedReportTests {
  @Test(arguments: FieldReport.posted)
  func isCalledByItsName(report: FieldReport) throws {
    let remains = CrashCorpus.remains(report.text)
    #expect(remains.count == 1, "\(remains.map(\.explanation.sentence))")
    let last = try #require(remains.last, "no crash was seen")
    let explanation = last.explanation
    #expect(explanation.kind.rawValue == report.kind, "\(explanation.sentence)")
    #expect(explanation.confidence >= report.least, "\(explanation.sentence)")
    if let root = report.root { #expect(last.episode.goroutine.root?.function == root) }
  }

  @Test(arguments: FieldReport.elsewhere)
  func isNoCrash(text: String) {
    let remains = CrashCorpus.remains(text)
    #expect(remains.isEmpty, "\(remains.map(\.explanation.sentence))")
  }

  /// A value ends where the block of code does; what follows is the writer's own text.
  @Test func aFenceEndsTheValue() {
    let remains = CrashCorpus.remains(
      "I have\n```\npanic: 0xddc300\n```\nand want\n```\npanic: no stamps left\n```\nas logged.\n")
    #expect(
      remains.map { $0.episode.panics.map(\.valueText) } == [["0xddc300"], ["no stamps left"]])
    #expect(remains.allSatisfy { $0.explanation.kind == .noRecoverOnGoroutine })
    #expect(remains.allSatisfy { $0.explanation.confidence == .low })
  }

  @Test func aPanicBelowAFailedTest() {
    let head = "  --- FAIL: TestParcels (0.02 seconds)\n"
    let panic = "  panic: \n  No stamps left.\n"
    #expect(CrashCorpus.remains(head + panic).map(\.explanation.confidence) == [.low])
    #expect(CrashCorpus.remains("  sent:\n" + panic).isEmpty)
  }

  /// No line of a program says it.
  @Test func aDeadlockBehindAnUnknownPrefix() {
    let remains = CrashCorpus.remains(
      "parcels> fatal error: all goroutines are asleep - deadlock!\n")
    #expect(remains.map(\.explanation.kind) == [.deadlock])
    #expect(remains.map(\.explanation.confidence) == [.low])
  }

  @Test func logcatOfAndroidStudio() {
    let prefix = "- 2026-01-10 00:51:44.057 31288-31290 Go   org.example.parcels  E  "
    let remains = CrashCorpus.remains(prefix + "fatal error: sync: unlock of unlocked mutex\n")
    #expect(remains.map(\.explanation.kind) == [.fatalError])
  }

  @Test func errorsOfTheRuntimeAreOneLine() {
    let remains = CrashCorpus.remains(
      "panic: runtime error: nil pointer dereference\nerror: failed to run main: signal: abort trap\n"
    )
    #expect(
      remains.map { $0.episode.panics.map(\.valueText) } == [
        ["runtime error: nil pointer dereference"]
      ])
  }

  /// A dump of all goroutines is no crash.
  @Test func profilesAreNoCrashes() throws {
    let remains = CrashCorpus.remains(
      "goroutine 1 [running]:\n"
        + "runtime/pprof.writeGoroutineStacks(0x14e5940, 0xc0000abc50, 0x101b8a5, 0xc000333d20)\n"
        + "\tC:/Go/src/runtime/pprof/pprof.go:693 +0x9f\nmain.main()\n\tC:/parcels/main.go:9 +0x1\n"
    )
    let explanation = try #require(remains.first).explanation
    #expect(explanation.kind == .unknown)
    #expect(explanation.sentence.hasSuffix("it is no crash"), "\(explanation.sentence)")
  }

  /// The words may stand in the next line.
  @Test func wrappedFatalErrors() throws {
    let remains = CrashCorpus.remains(
      "fatal error:      \nsweep increased allocation count\n\nruntime stack:\n"
        + "runtime.throw(0x8e319b, 0x20)\n\t/usr/local/go/src/runtime/panic.go:596 +0x95\n")
    let sentence = try #require(remains.first).explanation.sentence
    #expect(sentence.hasPrefix("\"sweep increased allocation count\""), "\(sentence)")
  }

  /// A program's own word `recover:` is none of the runtime's.
  @Test func aLineBeforeIsNoPartOfIt() throws {
    let remains = CrashCorpus.remains(
      "2019/05/11 23:39:47 recover: parcels\n\nand without it:\n\npanic: parcels\n\n"
        + "goroutine 1 [running]:\nmain.main()\n\t/home/dev/parcels/main.go:10 +0xf\n")
    #expect(try #require(remains.first).lines == 5...9)
  }

  /// What package testing does itself is nothing to recover from.
  @Test func testsThatTakeTooLong() throws {
    let remains = CrashCorpus.remains(
      "panic: test timed out after 10m0s\n\ngoroutine 7 [running]:\n"
        + "testing.(*M).startAlarm.func1()\n\t/usr/local/go/src/testing/testing.go:1459 +0xdf\n"
        + "created by time.goFunc\n\t/usr/local/go/src/time/sleep.go:168 +0x44\n")
    let explanation = try #require(remains.first).explanation
    #expect(explanation.sentence.contains("ran longer than -timeout (10m0s)"))
    #expect(explanation.advice?.contains("recover") == false)
  }

  @Test func adviceNamesTheOutermostOwnFunction() throws {
    let remains = CrashCorpus.remains(
      "panic: no stamps\n\ngoroutine 7 [running]:\nmain.TestSort(0xc000)\n\t/t_test.go:9 +0xdf\n"
        + "testing.tRunner(0xc000, 0xc0001)\n\t/usr/local/go/src/testing/testing.go:1459 +0xdf\n")
    #expect(
      try #require(remains.first).explanation.advice
        == "Defer a function that calls recover() in main.TestSort.")
  }

  /// What the writer says after the crash stands outside it.
  @Test func textBehindIsNoPartOfIt() throws {
    let remains = CrashCorpus.remains(
      """
      panic: no stamps left

      goroutine 1 [running]:
      main.main()
      \t/home/dev/parcels/main.go:10 +0xf

      I tried again and it works now.

      Thank you!
      """)
    let only = try #require(remains.first)
    #expect(only.lines == 1...5)
    #expect(only.episode.gaps.isEmpty)
  }
}
