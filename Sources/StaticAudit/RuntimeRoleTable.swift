/// Which runtime functions mean what; names as pclntab has them (Go 1.18 to 1.27).
enum RuntimeRoleTable {
  static let exact: [String: RuntimeRole] = [
    "runtime.gorecover": .recover,
    "runtime.gopanic": .panic,
    "runtime.newproc": .newGoroutine,
    "runtime.deferproc": .deferHeap,
    "runtime.deferprocStack": .deferStack,
    "runtime.deferprocat": .deferRange,
    "runtime.deferrangefunc": .deferRangeToken,
    "runtime.deferreturn": .deferReturn,
    "runtime.newobject": .allocate,
    "runtime.sigpanic": .runtimePanic,
    "runtime.sigpanic0": .runtimePanic,
    "runtime.throw": .fatal,
    "runtime.fatal": .fatal,
    "runtime.fatalthrow": .fatal,
    "runtime.fatalpanic": .fatal,
    "runtime.abort": .fatal,
    "runtime.badsystemstack": .fatal,
    "sync.fatal": .fatal,
    "sync.throw": .fatal,
    "internal/sync.fatal": .fatal,
    "internal/sync.throw": .fatal,
    "internal/runtime/maps.fatal": .fatal,
    "runtime.Goexit": .goexit,
    "runtime.block": .goexit,
    "runtime.exit": .exit,
    "os.Exit": .exit,
    "syscall.Exit": .exit,
    "runtime.duffzero": .duff,
    "runtime.duffcopy": .duff,
    "runtime.chansend1": .channelSend,
    "runtime.selectnbsend": .channelSend,
    "runtime.closechan": .channelClose,
    "runtime.chanrecv1": .channelReceive,
    "runtime.racefuncenter": .instrumentation,
    "runtime.racefuncexit": .instrumentation,
    "runtime.raceread": .instrumentation,
    "runtime.racereadrange": .instrumentation,
    "runtime.racewrite": .instrumentation,
    "runtime.racewriterange": .instrumentation,
    "runtime.msanmove": .instrumentation,
    "runtime.msanread": .instrumentation,
    "runtime.msanwrite": .instrumentation,
    "runtime.asanread": .instrumentation,
    "runtime.asanwrite": .instrumentation,
    "runtime.panicwrap": .addedPanic,
    "runtime.panicrangestate": .addedPanic,
    // Named like the panics below, but they return.
    "runtime.panicCheck1": .none,
    "runtime.panicCheck2": .none,
    "runtime.panicnil": .none,
    "runtime.panicking": .none,
  ]

  /// Longest first where one begins another.
  static let prefixes: [(name: String, role: RuntimeRole)] = [
    ("runtime.gcWriteBarrier", .writeBarrier),
    ("runtime.goPanic", .runtimePanic),
    ("runtime.mallocgc", .allocate),
    ("runtime.mapassign", .mapWrite),
    ("runtime.morestack", .morestack),
    ("runtime.panic", .runtimePanic),
  ]

  /// How the names in the table begin, to pass the others over quickly.
  static let packages = ["runtime.", "sync.", "internal/", "os.Exit", "syscall."].map {
    NameBeginning($0.utf8)
  }
}
