import PanicContract
import PostMortem
import Testing

/// What a set of public reports, collected after the reader was written, showed it to get wrong; the texts
/// are of our own making.
@Suite struct PublicReportTests {
  private static let work = "main.work()\n\t/parcels/main.go:9 +0x1d\n"

  /// `go test -json`, with the lines of another package between.
  @Test func outputOfTests() throws {
    func event(_ output: String, package: String = "example.org/parcels") -> String {
      #"{"Time":"2026-04-10T14:52:44.19-04:00","Action":"output","Package":"\#(package)","#
        + #""Test":"TestSort","Output":"\#(output)\n"}"# + "\n"
    }
    let remains = CrashCorpus.remains(
      event("=== RUN   TestSort") + event("panic: no stamps [recovered]")
        + event(#"\tpanic: no stamps"#) + event("ok", package: "example.org/letters") + event("")
        + event("goroutine 7 [running]:")
        + event("testing.tRunner.func1.2({0x50f560, 0x561a20})")
        + event(#"\t/usr/lib/go/src/testing/testing.go:1545 +0x238"#)
        + event("panic({0x50f560?, 0x561a20?})")
        + event(#"\t/usr/lib/go/src/runtime/panic.go:914 +0x21f"#)
        + event("example.org/parcels.TestSort(0x0?)")
        + event(#"\t/parcels/sort_test.go:6 +0x25"#, package: "example.org/parcels")
        + event("testing.tRunner(0xc000083040, 0x6072a0)")
        + event(#"\t/usr/lib/go/src/testing/testing.go:1595 +0xff"#)
        + event(#"FAIL\texample.org/parcels\t0.005s"#))
    let only = try #require(remains.first)
    #expect(remains.count == 1)
    #expect(only.explanation.kind == .repanicked)
    #expect(
      only.episode.panics.first?.callers.first?.place.function == "example.org/parcels.TestSort")
    #expect(only.episode.goroutine.root?.function == "testing.tRunner")
  }

  /// The panics of the kernels of BSD.
  @Test(arguments: [
    "panic: kernel diagnostic assertion \"n == 0\" failed: file \"/src/sys/kern/parcels.c\", line 23\n",
    "[  39.1414248] panic: lock error: Mutex: parcels_exit,761\n\n[  39.1691] cpu0: Begin traceback...\n[  39.1914] vpanic() at netbsd:vpanic+0x29d\n",
    "panic: mixed up by the console\niStopped at     db_enter+0x18:  addq    $0x8,%rsp\n    TID    PID    UID\n",
  ])
  func kernels(text: String) {
    let remains = CrashCorpus.remains(text)
    #expect(remains.isEmpty, "\(remains.map(\.explanation.sentence))")
  }

  /// Whoever wrote `panic:` before it, the server recovered it.
  @Test func servedUnderAnotherHead() throws {
    let remains = CrashCorpus.remains(
      "panic: runtime error: index out of range\ngoroutine 108 [running]:\n"
        + "net/http.(*conn).serve.func1(0xc420115a40)\n\t/go/src/net/http/server.go:1726 +0xd0\n"
        + "panic(0xc30720, 0x144ca60)\n\t/go/src/runtime/panic.go:502 +0x229\n" + Self.work
        + "net/http.(*conn).serve(0xc420115a40)\n\t/go/src/net/http/server.go:1830 +0x651\n")
    #expect(remains.map(\.explanation.kind) == [.recovered])
  }

  /// From Go 1.26 on the runtime may have written it, else the deferred function did.
  @Test func aDeferredFunctionAboveTheOnlyPanic() throws {
    func remains(_ version: String) -> [Remains] {
      CrashCorpus.remains(
        "panic: no stamps\n\ngoroutine 1 [running]:\nmain.work.func1()\n\t/parcels/main.go:7 +0x25\n"
          + "panic({0x475b00?, 0x501ba0?})\n\t/usr/lib/go\(version)/src/runtime/panic.go:783 +0x132\n"
          + Self.work + "main.main()\n\t/parcels/main.go:3 +0x1\n")
    }
    let unsure = try #require(remains("").first).explanation
    #expect(unsure.confidence == .low)
    #expect(unsure.details.contains { $0.contains("or it printed this text itself") })
    #expect(remains("1.24.1").map(\.explanation.kind) == [.unknown])
  }

  @Test func theRuntimeFailsAgainBeforeTheStack() throws {
    let remains = CrashCorpus.remains(
      "fatal error: sweep: bad parcel\n\nruntime stack: \nfatal: bad g in signal handler\n")
    #expect(remains.map(\.explanation.kind) == [.fatalError])
    let first = try #require(remains.first)
    #expect(first.explanation.sentence.hasPrefix("\"sweep: bad parcel\""))
    #expect(first.episode.gaps.contains("the runtime failed again while it printed this"))
  }

  // MARK: Stacks that are cut

  @Test func aCutStackHasNoRoot() throws {
    let head = "panic: no stamps\n\ngoroutine 7 [running]:\nmain.stamp(...)\n\t/parcels/main.go:5\n"
    let cut = try #require(CrashCorpus.remains(head + Self.work).first)
    #expect(cut.episode.goroutine.root == nil)
    #expect(
      cut.episode.gaps == [
        "the stack of goroutine 7 is cut behind main.work: its first function and what started it are not shown"
      ])
    #expect(cut.explanation.sentence.hasPrefix("nothing on goroutine 7 recovered the panic"))
    #expect(
      cut.explanation.advice
        == "Defer a function that calls recover() in main.work or in one of its callers.")

    let whole = try #require(
      CrashCorpus.remains(
        head + Self.work + "created by main.main in goroutine 1\n\t/parcels/main.go:3 +0x1f\n"
      ).first)
    #expect(whole.episode.goroutine.root?.function == "main.work")
    #expect(whole.episode.gaps.isEmpty)
  }

  /// No `go` statement started them.
  @Test(arguments: [
    "goroutine 1 [running]:\nmain.main()\n\t/parcels/main.go:3 +0x1f\n",
    "goroutine 1 [running]:\nmain.init.0()\n\t/parcels/main.go:3 +0x1f\n",
    "goroutine 17 [running, locked to thread]:\nmain._cgoexp_1d_sort(0x0)\n\t_cgo_gotypes.go:64 +0x37\n",
  ])
  func wholeStacksOfOtherKinds(stack: String) throws {
    let remains = try #require(CrashCorpus.remains("panic: no stamps\n\n" + stack).first)
    #expect(remains.episode.goroutine.root != nil)
    #expect(remains.episode.gaps.isEmpty)
  }

  /// GOTRACEBACK=system shows what the compiler makes of a `go` statement with arguments.
  @Test func theWrapperOfAGoStatementIsNoRoot() throws {
    let remains = try #require(
      CrashCorpus.remains(
        "panic: no stamps\n\ngoroutine 7 gp=0xc000 m=0 mp=0x5a [running]:\n" + Self.work
          + "main.main.gowrap1()\n\t/parcels/main.go:3 +0x1f\nruntime.goexit({})\n"
          + "\t/go/src/runtime/asm_amd64.s:1700 +0x1\ncreated by main.main in goroutine 1\n"
          + "\t/parcels/main.go:3 +0x1f\n"
      ).first)
    #expect(remains.episode.goroutine.root?.function == "main.work")
  }

  /// A log that begins in the middle of a stack.
  @Test func theEndOfAStackIsReadBackToItsFirstLine() throws {
    let creator = "created by main.start in goroutine 1\n\t/parcels/main.go:3 +0x1f\n\n"
    let idle = "goroutine 9 [select]:\nmain.idle()\n\t/parcels/main.go:30 +0x1f\n"
    let remains = try #require(
      CrashCorpus.remains(
        "main.sort(0x1, 0x2)\n\t/parcels/sort.go:5 +0x3\n" + Self.work + creator + idle
      )
      .first)
    #expect(remains.lines == 1...10)
    #expect(
      remains.episode.stackAtEnd.map(\.place.function) == ["main.sort", "main.work"])
    #expect(remains.episode.goroutine.root?.function == "main.work")
    #expect(remains.goroutines.count == 2)
    #expect(remains.explanation.confidence == .low)
  }

  @Test func aRuntimeStackWithoutItsHead() throws {
    let remains = try #require(
      CrashCorpus.remains(
        "runtime stack:\nruntime.throw(0x6731d0, 0x16)\n\t/go/src/runtime/panic.go:608 +0x72\n"
          + "runtime.sysMap(0xc008000000, 0x4000000, 0x847798)\n\t/go/src/runtime/mem.go:165 +0xc7\n"
      ).first)
    #expect(remains.explanation.kind == .fatalError)
    #expect(remains.explanation.confidence == .low)
    #expect(remains.explanation.sentence.contains("called by runtime.sysMap"))
  }

  /// GODEBUG=tracebackancestors shows the stacks of those that started a goroutine below its own.
  @Test func stacksOfAncestorsAreNotItsOwn() throws {
    let remains = try #require(
      CrashCorpus.remains(
        "panic: no stamps\n\ngoroutine 7 [running]:\n" + Self.work
          + "created by main.start\n\t/parcels/main.go:3 +0x1f\n[originating from goroutine 5]:\n"
          + "main.start(...)\n\t/parcels/main.go:12\ncreated by main.main\n\t/parcels/main.go:20 +0x4f\n"
      ).first)
    #expect(remains.episode.stackAtEnd.map(\.place.function) == ["main.work"])
    #expect(remains.episode.goroutine.createdBy?.function == "main.start")
    #expect(remains.episode.goroutine.createdBy?.location?.line == 3)
  }

  /// A goroutine that jumped to nowhere has no function of its own on its stack.
  @Test func theRuntimeIsNoRoot() throws {
    let remains = try #require(
      CrashCorpus.remains(
        "unexpected fault address 0xc212\nfatal error: fault\n[signal SIGSEGV: segmentation violation code=0x2 addr=0xc212 pc=0xc212]\n\n"
          + "goroutine 31 [running]:\nruntime.throw(0xad7840, 0x5)\n\t/go/src/runtime/panic.go:527 +0x96\n"
          + "runtime.sigpanic()\n\t/go/src/runtime/sigpanic_unix.go:27 +0x2ae\n"
          + "created by main.start\n\t/parcels/main.go:40 +0x15e\n"
      ).first)
    #expect(remains.explanation.kind == .signalInGo)
    #expect(remains.episode.goroutine.root == nil)
  }

  // MARK: Collectors

  /// As docker's API sends it, and as it is left when somebody posts that.
  @Test(arguments: ["\u{2}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}M", "M", "6", "<"])
  func streamsOfDocker(header: String) throws {
    let text =
      "panic: no stamps\n\ngoroutine 1 [running]:\n" + Self.work
      + "main.main()\n\t/parcels/main.go:3 +0x1f"
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      header + "2017-05-23T17:46:31.200450199Z " + $0 + "\n"
    }
    let remains = CrashCorpus.remains(lines.joined())
    #expect(remains.count == 1)
    #expect(remains.first?.episode.panics.first?.valueText == "no stamps")
    #expect(remains.first?.episode.goroutine.root?.function == "main.main")
  }

  @Test func tabsOfRsyslog() throws {
    let prefix = "Sep 13 03:08:29 host bash[5523]: "
    let remains = try #require(
      CrashCorpus.remains(
        prefix + "panic: no stamps\n" + prefix + "goroutine 8 [running]:\n" + prefix
          + "main.work(0xa99d40)\n" + prefix + "#011/parcels/main.go:9 +0x9f8\n" + prefix
          + "created by main.main\n" + prefix + "#011/parcels/main.go:3 +0x281\n"
      ).first)
    #expect(remains.episode.stackAtEnd.first?.place.location?.file == "/parcels/main.go")
    #expect(remains.episode.goroutine.createdBy?.location?.file == "/parcels/main.go")
  }

  /// Who posts a log may leave the prefix of its first line out.
  @Test func theFirstLineWithoutThePrefixOfTheOthers() throws {
    let prefix = "Nov 15 17:39:50 host parcels: "
    let text =
      "goroutine 8 [running]:\nmain.work(0xa99d40)\n/parcels/main.go:9 +0x9f8\ncreated by main.main\n/parcels/main.go:3 +0x281"
    let lines = text.split(separator: "\n").map { prefix + $0 + "\n" }.joined()
    let remains = CrashCorpus.remains("`panic: no stamps\n" + lines)
    #expect(remains.map(\.explanation.kind) == [.noRecoverOnGoroutine])
    #expect(remains.first?.episode.panics.map(\.valueText) == ["no stamps"])
    #expect(remains.first?.episode.goroutine.root?.function == "main.work")
  }

  // MARK: What the answer says

  @Test func panicsOfInitialisation() throws {
    for name in ["init.0", "init", "init.ializers", "map.init.2"] {
      let remains = CrashCorpus.remains(
        "panic: no stamps\n\ngoroutine 1 [running]:\nexample.org/parcels.\(name)()\n\t/parcels/p.go:6 +0x27\n"
      )
      let advice = try #require(remains.first?.explanation.advice)
      #expect(advice.hasPrefix("Packages are initialised before main begins"), "\(advice)")
    }
  }

  @Test func adviceNamesNoFunctionOfTheLibrary() throws {
    let remains = CrashCorpus.remains(
      "panic: no stamps\n\ngoroutine 7 [running]:\n" + Self.work
        + "net/rpc.(*service).call(0xc000)\n\t/go/src/net/rpc/server.go:388 +0x157\n"
        + "created by net/rpc.(*Server).ServeCodec\n\t/go/src/net/rpc/server.go:475 +0x36b\n")
    #expect(
      try #require(remains.first).explanation.advice
        == "Defer a function that calls recover() in main.work.")
  }

  @Test func aFileThatBecameShorter() throws {
    let remains = CrashCorpus.remains(
      "unexpected fault address 0x7ff9d0019000\nfatal error: fault\n"
        + "[signal SIGBUS: bus error code=0x2 addr=0x7ff9d0019000 pc=0x499c96]\n\n"
        + "goroutine 1 [running]:\n" + Self.work)
    let explanation = try #require(remains.first).explanation
    #expect(explanation.kind == .signalInGo)
    #expect(explanation.details.contains { $0.contains("memory-mapped file") })
  }

  /// The processor names no address then, and no file is to blame.
  @Test(arguments: ["SIGBUS: bus error", "SIGSEGV: segmentation violation"])
  func anAddressThatNothingCanHave(signal: String) throws {
    let remains = CrashCorpus.remains(
      "unexpected fault address 0x0\nfatal error: fault\n[signal \(signal) code=0x80 addr=0x0 pc=0x40873b]\n\n"
        + "goroutine 1 [running]:\n" + Self.work)
    let details = try #require(remains.first).explanation.details
    #expect(details.contains { $0.contains("not for nil") }, "\(details)")
    #expect(!details.contains { $0.contains("file") }, "\(details)")
  }

  @Test func adviceForSignals() throws {
    let inC = CrashCorpus.remains(
      "fatal error: unexpected signal during runtime execution\n[signal SIGBUS: bus error code=0x2 addr=0x7ff8 pc=0x46ca3d]\n\n"
        + "goroutine 1 [syscall]:\nruntime.cgocall(0x46ca50, 0xc00003af58)\n\t/go/src/runtime/cgocall.go:133 +0x5b\n"
        + "main._Cfunc_sort()\n\t_cgo_gotypes.go:41 +0x45\n" + Self.work)
    #expect(inC.first?.explanation.kind == .signalInC)
    #expect(inC.first?.explanation.advice?.contains("C code") == true)
    let illegal = CrashCorpus.remains(
      "SIGILL: illegal instruction\nPC=0x3c9420 m=0 sigcode=1\n\ngoroutine 1 [running]:\n"
        + Self.work)
    #expect(illegal.first?.explanation.advice?.contains("GOAMD64") == true)
  }

  @Test func theLineOfTheTestedPackageEndsTheValue() {
    let remains = CrashCorpus.remains(
      "PASS\npanic: no stamps\nFAIL\texample.org/parcels\t0.005s\n")
    #expect(remains.map { $0.episode.panics.map(\.valueText) } == [["no stamps"]])
  }

  @Test func wideSpaces() throws {
    let remains = CrashCorpus.remains(
      "panic: no stamps\n\ngoroutine 1 [running]:\nmain.main()\n\u{2003}/parcels/main.go:5 +0x1f\n")
    let place = try #require(remains.first?.episode.stackAtEnd.first?.place)
    #expect(place.location?.file == "/parcels/main.go")
  }
}
