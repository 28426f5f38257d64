import PostMortem
import Testing

/// The forms of lines that are read in place, and those beside them that are not.
@Suite struct LogLineFormTests {
  /// Crashes of several kinds; some show all goroutines, registers or the runtime's frames.
  private static let kinds = [
    CrashLogTests.boom,
    """
    panic: all

    goroutine 7 gp=0xc000003c00 m=0 mp=0x59d4e0 [running]:
    panic({0x4a3f20?, 0x4e1b68?})
    \t/go/src/runtime/panic.go:770 +0x132 fp=0xc00005af08 sp=0xc00005ae58 pc=0x433b52
    main.work(...)
    \t/src/main.go:12
    main.main()
    \t/src/main.go:20 +0x1d fp=0xc00005af50 sp=0xc00005af08 pc=0x48f5dd
    runtime.goexit({})
    \t/go/src/runtime/asm_amd64.s:1695 +0x1 fp=0xc00005afe8 sp=0xc00005afe0 pc=0x465b01

    goroutine 2 [force gc (idle), 5 minutes]:
    runtime.gopark(0x1)
    \t/go/src/runtime/proc.go:402 +0xce
    created by runtime.init.7 in goroutine 1
    \t/go/src/runtime/proc.go:314 +0x1a

    """,
    """
    SIGQUIT: quit
    PC=0x465b01 m=0 sigcode=0

    goroutine 1 [select]:
    main.main()
    \t/src/main.go:5 +0x22

    rax    0x0
    rip    0x465b01

    """,
    """
    fatal error: all goroutines are asleep - deadlock!

    goroutine 1 [chan receive]:
    main.main()
    \t/src/main.go:5 +0x22

    """,
  ]

  private static let collectors: [LogWrapping] = [
    .plain, .carriageReturns, .journaldShort, .syslog5424, .dockerJSON, .cri, .kubectlPrefix,
    .kubectlTimestamps, .compose, .jsonLines, .brackets, .cloudWatch, .colours, .unknownPrefix,
  ]

  /// Behind the first thousand, crashes are counted as the kept ones are found.
  @Test(arguments: collectors)
  func crashesAreCountedBehindEveryPrefix(wrapping: LogWrapping) {
    let log = wrapping.wrap(String(repeating: Self.kinds.joined(), count: 300))
    let result = CrashCorpus.read(log)
    #expect(result.crashes.count == 1000)
    #expect(result.omittedCrashes == 200)
  }

  /// What is kept is the same behind every prefix.
  @Test(arguments: collectors)
  func framesAreKeptBehindEveryPrefix(wrapping: LogWrapping) throws {
    let crashes = CrashCorpus.read(wrapping.wrap(Self.kinds.joined())).crashes
    try #require(crashes.count == 4)
    #expect(crashes[1].panics.map(\.value) == ["all"])
    let frames = try #require(crashes[1].goroutines.first?.frames)
    #expect(
      frames.map(\.function) == ["panic", "main.work", "main.main", "runtime.goexit"])
    #expect(frames.map(\.line) == [770, 12, 20, 1695])
    #expect(frames.map(\.offset) == [0x132, nil, 0x1d, 1])
    #expect(frames.map(\.programCounter) == [0x433b52, nil, 0x48f5dd, 0x465b01])
    #expect(frames.last?.file == "/go/src/runtime/asm_amd64.s")
    #expect(crashes[1].goroutines.last?.createdBy?.function == "runtime.init.7")
    #expect(crashes[1].goroutines.last?.minutes == 5)
    #expect(crashes[2].registers == ["rax": 0, "rip": 0x465b01])
  }

  @Test(arguments: [
    "2026-11-23T06:55:49Z ", "2026-11-23T06:55:49.123+01:00 ", "2026-11-23 06:55:49,123 +0000 ",
    "2026-11-23_06:55:49 ", "2026/11/23 06:55:49.000001 ", "Nov  3 06:55:49 ", "06:55:49.123 ",
    "[06:55:49] ", "[2026-11-23 06:55:49 UTC] ", "[2026-11-23T06:55:49.1-0300] ",
    "[   12.345678] ", "1700000000.123 ", "<11>1 2026-11-23T06:55:49Z ",
    "12-01 12:31:35.108 22021 22154 E GoLog   : ", "E/GoLog   (22021): ",
    "2026-12-01 12:31:35.108 22021-22154 GoLog   org.example   E  ",
  ])
  func timesAreNoPartOfALine(time: String) {
    let lines = CrashLogTests.boom.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.dropLast().map { time + $0 + "\n" }.joined()
    let crashes = CrashCorpus.read(text).crashes
    #expect(crashes.map(\.panics.first?.value) == ["boom"])
    #expect(crashes.first?.goroutines.first?.frames.map(\.function) == ["main.work"])
  }

  /// A record is read by the form of the one before it, of which one thing or another changes.
  @Test(arguments: [
    // The time's fraction has as many digits as it needs.
    #"{"log":"TEXT\n","stream":"stderr","time":"2026-11-23T06:55:49.1DZ"}"#,
    // Numbers, and keys behind and before the message.
    #"{"ts":1700000000.D,"msg":"TEXT","n":D}"#,
    #"{"time":"06:55:D","level":"fatal","message":"TEXT\r\n"}"#,
    // Fields that come and go.
    #"{"message":"TEXT"FIELD}"#,
  ])
  func likeAndUnlikeRecords(form: String) {
    let lines = CrashLogTests.boom.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.dropLast().enumerated().map { index, line in
      form.replacing("TEXT", with: line.replacing("\t", with: index % 2 == 0 ? "\\t" : "\\u0009"))
        .replacing("D", with: String(repeating: "\(index)", count: 1 + index % 3))
        .replacing("FIELD", with: index % 3 == 0 ? ",\"field\":\"\(index)\"" : "") + "\n"
    }.joined()
    let crashes = CrashCorpus.read(text).crashes
    #expect(crashes.map(\.panics.first?.value) == ["boom"])
    #expect(crashes.first?.goroutines.first?.frames.map(\.function) == ["main.work"])
    #expect(crashes.first?.goroutines.first?.createdBy?.function == "main.main")
  }

  /// Another writer's record differs by what tells the writers apart, if only by a digit.
  @Test func recordsOfTwoWriters() {
    let lines = CrashLogTests.boom.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.dropLast().flatMap { line in
      ["7", "8"].map { #"{"_PID":"\#($0)","MESSAGE":"\#(line.replacing("\t", with: "\\t"))"}"# }
    }.joined(separator: "\n")
    let crashes = CrashCorpus.read(text + "\n").crashes
    #expect(crashes.map(\.panics.first?.value) == ["boom", "boom"])
    #expect(crashes.allSatisfy { $0.goroutines.first?.frames.count == 1 })
  }

  /// Keys and values of a record with escapes of their own.
  @Test func escapesInRecords() {
    let lines = CrashLogTests.boom.split(separator: "\n", omittingEmptySubsequences: false)
    let text = lines.dropLast().map {
      "{\"l\\u006fg\":\"\($0.replacing("\t", with: "\\u0009"))\\r\\n\",\"str\\u0065am\":\"std\\u0065rr\"}\n"
    }
    let crashes = CrashCorpus.read(text.joined()).crashes
    #expect(crashes.map(\.panics.first?.value) == ["boom"])
    #expect(crashes.first?.goroutines.first?.createdBy?.function == "main.main")
  }
}
