import PanicContract
import PostMortem
import Testing

@Suite struct CrashLogTests {
  static let boom = """
    panic: boom

    goroutine 7 [running]:
    main.work(0x1)
    \t/src/main.go:12 +0x1d
    created by main.main in goroutine 1
    \t/src/main.go:5 +0x22
    exit status 2

    """

  @Test func linesAreCounted() throws {
    let noise = String(repeating: "nothing of interest\n", count: 10_000)
    let result = CrashCorpus.read(noise + Self.boom + noise + Self.boom, block: 4099)
    #expect(result.crashes.map(\.lines) == [10_001...10_008, 20_009...20_016])
    #expect(result.lines == 20_016)
    #expect(result.crashes.allSatisfy { $0.exitStatus == 2 })
  }

  /// However the log comes in blocks.
  @Test(arguments: [1, 2, 3, 7, 16, 100, 1 << 20])
  func blocksDoNotMatter(block: Int) {
    let text = String(repeating: "a line\n", count: 50) + Self.boom
    let crashes = CrashCorpus.read(text, block: block).crashes
    #expect(crashes.count == 1)
    #expect(crashes.first?.lines == 51...58)
    #expect(crashes.first?.goroutines.first?.frames.first?.offset == 0x1d)
  }

  /// Words of recovery count above a stack that follows within 64 lines, wherever a block ends.
  @Test(arguments: [100, 4099, 1 << 20], [(1, true), (40, true), (63, true), (66, false)])
  func wordsOfRecoveryAboveAStack(block: Int, between: (lines: Int, count: Bool)) {
    let structured = String(
      repeating: "time=06:55:49 level=info msg=\"served\" recovered=false\n", count: 30_000)
    let silent = String(repeating: "time=06:55:49 level=info msg=\"served\"\n", count: 100)
    let text =
      structured + silent + "recovered: boom\n"
      + String(repeating: "nothing of interest\n", count: between.lines) + Self.boom + structured
    let crashes = CrashCorpus.read(text, block: block).crashes
    let first = 30_100 + 1 + between.lines + 1
    #expect(crashes.map(\.lines) == [first...(first + 7)])
    #expect(crashes.first?.recoveryLine == (between.count ? 30_101 : nil))
  }

  @Test(
    arguments: [
      ("all goroutines are asleep - deadlock!", true), ("runtime: out of memory", true),
      ("fault", true), ("a fault", false), ("unknown pc", true), ("unknown pc 7", false),
      ("stack overflow", true), ("stackoverflow", false), ("f", false), ("", false),
      ("cannot do that at all", false),
    ])
  func textsOfFatalErrors(text: String, isKnown: Bool) {
    #expect(FatalErrorTable.knows(text) == isKnown)
  }

  @Test func raceReportsArePassedOver() {
    let race = """
      ==================
      WARNING: DATA RACE
      Write at 0x00c000012345 by goroutine 7:
        main.f()
            /src/main.go:9 +0x44

      Goroutine 7 (running) created at:
        main.main()
            /src/main.go:8 +0x33
      ==================

      """
    let result = CrashCorpus.read(race + Self.boom + race)
    #expect(result.raceReports == 2)
    #expect(result.crashes.map(\.panics.count) == [1])
  }

  @Test func ordinaryLogsHaveNoCrashes() {
    let logs = [
      "2026/11/23 06:55:49 panic: recovered in handler\n",
      "time=06:55:49 level=ERROR msg=\"panic: boom\"\n",
      "{\"level\":\"error\",\"msg\":\"worker said panic: boom\"}\n",
      "started goroutine 7 [fast]: ok\n", "runtime: warming up\n", "",
      "created by alice in team 4\n", "fatal error reported upstream\n",
    ]
    for log in logs {
      let remains = CrashCorpus.remains(log)
      #expect(remains.allSatisfy { $0.explanation.confidence == .low }, "\(log)")
      #expect(remains.isEmpty, "\(log): \(remains.map(\.explanation.sentence))")
    }
  }

  @Test func endlessLinesAreCut() {
    let line = String(repeating: "x", count: 9 << 20)
    let result = CrashCorpus.read(line + "\n" + Self.boom, block: 1 << 20)
    #expect(result.crashes.count == 1)
  }

  @Test(arguments: ["", "2026-11-23T06:55:49.123Z ", "[pod/web-1/app] "])
  func newestLinesFirst(prefix: String) throws {
    let lines = ("ready\n" + Self.boom).split(separator: "\n", omittingEmptySubsequences: false)
    let turned = lines.dropLast().reversed().map { prefix + $0 + "\n" }.joined()
    let result = CrashCorpus.read(turned, block: 100)
    let crash = try #require(result.crashes.first)
    #expect(result.order == .newestFirst && result.crashes.count == 1)
    #expect(crash.lines == 1...8)
    #expect(crash.panics.map(\.value) == ["boom"])
    #expect(crash.goroutines.first?.frames.map(\.line) == [12])
    #expect(crash.goroutines.first?.createdBy?.line == 5)
  }

  /// Too long to be read twice.
  @Test func newestLinesFirstOfALongLog() {
    let lines = Self.boom.split(separator: "\n", omittingEmptySubsequences: false)
    let noise = String(repeating: "nothing of interest\n", count: 100_000)
    let result = CrashCorpus.read(noise + lines.reversed().joined(separator: "\n"))
    #expect(result.order == .likelyNewestFirst)
    #expect(CrashCorpus.read(noise + Self.boom).order == .oldestFirst)
  }

  @Test(arguments: [1, 7, 1 << 20])
  func carriageReturnsAlone(block: Int) {
    let text = "ready\n" + Self.boom
    let result = CrashCorpus.read(text.replacing("\n", with: "\r"), block: block)
    #expect(result.crashes.map(\.lines) == [2...9])
    let long = String(repeating: "nothing of interest\n", count: 10_000) + Self.boom
    #expect(CrashCorpus.read(long.replacing("\n", with: "\r"), block: 4099).crashes.count == 1)
  }

  /// A chain of panics is kept with its two ends, in time that grows with its length.
  @Test func endlessChainsOfPanics() throws {
    let chain = (1..<100_000).map { "\tpanic: \($0) [recovered]\n" }.joined()
    let text = "panic: 0 [recovered]\n" + chain + "\tpanic: last\n\n"
    let crash = try #require(CrashCorpus.read(text).crashes.first)
    #expect(crash.panics.count == 128 && crash.omittedPanics == 99_873)
    #expect(crash.panics.first?.value == "0" && crash.panics.last?.value == "last")
  }

  @Test func manyCrashesAreCounted() {
    let result = CrashCorpus.read(String(repeating: Self.boom, count: 1200))
    #expect(result.crashes.count == 1000)
    #expect(result.omittedCrashes == 200)
  }

  /// GOTRACEBACK=none: no stack tells where a crash ends.
  @Test func startsOfAProgramAreNoNestedPanics() {
    let log = "starting\npanic: one\nstarting\npanic: two\nstarting\npanic: three\n"
    let crashes = CrashCorpus.read(log).crashes
    #expect(crashes.count == 3)
    #expect(crashes.allSatisfy { $0.panics.count == 1 })
    let nested = CrashCorpus.read("panic: one\n\tpanic: two\n").crashes
    #expect(nested.count == 1 && nested[0].panics.map(\.value) == ["one", "two"])
  }

  @Test(arguments: [0, 1, 2, 4, 66, 77, 124, 125, 126, 127, 128, 130, 134, 137, 139, 143, 200, 255])
  func everyExitStatusIsExplained(status: Int) throws {
    let remains = try #require(ExitStatusMeaning.remains(of: status))
    #expect(!remains.possibilities.isEmpty && !remains.exclusions.isEmpty)
    #expect(remains.explanation.confidence == .low)
  }

  @Test func otherNumbersAreNoExitStatus() {
    #expect(ExitStatusMeaning.remains(of: 256) == nil)
    #expect(ExitStatusMeaning.remains(of: -1) == nil)
  }
}
