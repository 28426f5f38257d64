/// The decisions of the runtime's panic code, by function and by what is looked at.
///
/// Source: `src/runtime/panic.go` of Go 1.18 to 1.27.
enum RuntimeDecisionTable {
  struct Row {
    /// The field that is compared or stored, the call whose result is, or a mark below.
    var subject: String
    var name: String
    var meaning: String
    init(_ subject: String, _ name: String, _ meaning: String) {
      self.subject = subject
      self.name = name
      self.meaning = meaning
    }
  }

  /// The first parameter's type, where a function takes one of the runtime's structures.
  static let firstParameters: [String: RuntimeStruct] = [
    "runtime.recovery": .goroutine, "runtime.(*_panic).nextDefer": .panic,
    "runtime.(*_panic).nextFrame": .panic, "runtime.addOneOpenDeferFrame": .goroutine,
    "runtime.runOpenDeferFrame": .deferRecord,
  ]
  /// What closures captured, by offset in the closure (Go 1.26 and later).
  static let captures: [String: [Int32: RuntimeStruct]] = [
    "runtime.gorecover.func1": [8: .goroutine, 16: .panic]
  ]

  /// In the order of a panic.
  static let functions: [(function: String, rows: [Row])] = [
    (
      "runtime.gopanic",
      [
        Row(
          "argument 0", "nil-value-test",
          "panic(nil) becomes a *PanicNilError, unless GODEBUG panicnil=1"),
        Row(
          "m.curg", "system-stack-test",
          "not on a goroutine's own stack: fatal, no deferred call runs"),
        Row("m.mallocing", "malloc-test", "inside the allocator: fatal"),
        Row("m.preemptoff", "preemption-test", "preemption is off: fatal"),
        Row("m.locks", "locks-test", "the runtime holds locks: fatal"),
        Row(
          "result of runtime.(*_panic).nextDefer", "more-defers-test",
          "no deferred call is left: the process ends"),
        Row("g._defer", "more-defers-test", "no deferred call is left: the process ends"),
        Row(
          "_defer.started", "started-test",
          "an earlier panic was running this deferred call: that panic is aborted"),
        Row(
          "_defer.openDefer", "open-coded-test",
          "the record stands for a frame with open-coded defers"),
        Row(
          "_panic.recovered", "recovered-test",
          "the deferred call recovered: the frame returns to its caller"),
        Row("_panic.goexit", "goexit-test", "a Goexit below goes on instead of the recovery"),
        Row("_panic.aborted", "aborted-test", "panics that later ones replaced are dropped"),
      ]
    ),
    (
      "runtime.(*_panic).nextDefer",
      [
        Row(
          "_panic.deferreturn", "deferreturn-test",
          "a normal return runs the defers: nothing to recover"),
        Row(
          "g._panic", "same-panic-test",
          "this is the goroutine's running panic, else fatal: bad panic stack"),
        Row(
          "_panic.recovered", "recovered-test",
          "the last deferred call recovered: runtime.recovery leaves the panic"),
        Row(
          "_panic.deferBitsPtr", "open-coded-frame-test", "does the frame have open-coded defers?"),
        Row(
          "*_panic.deferBitsPtr", "pending-test",
          "deferBits: is one of them still pending? the highest bit runs first"),
        Row("g._defer", "list-test", "is a record on the goroutine's list?"),
        Row("_defer.sp", "frame-test", "does the record belong to this frame?"),
        Row(
          "_defer.rangefunc", "range-func-test",
          "defers of a range-over-func body: put into order first"),
        Row(
          "result of runtime.(*_panic).nextFrame", "next-frame-test",
          "is there an outer frame with defers?"),
      ]
    ),
    (
      "runtime.addOneOpenDeferFrame.func1",
      [
        Row("_defer.sp", "frame-test", "is there a record for this frame already?"),
        Row("_defer.started", "started-test", "its defers are running: stop looking"),
        Row(
          "_defer.openDefer", "open-coded-test",
          "an open-coded frame's record, else fatal: duplicated defer entry"),
      ]
    ),
    (
      "runtime.runOpenDeferFrame",
      [
        Row("_panic.recovered", "recovered-test", "the deferred call recovered: stop here")
      ]
    ),
    (
      "runtime.gorecover",
      [
        Row("g._panic", "no-panic-test", "no panic is running: recover returns nil"),
        Row("_panic.goexit", "goexit-test", "Goexit runs the deferred function: returns nil"),
        Row(
          "_panic.recovered", "already-recovered-test",
          "the panic was recovered before: returns nil"),
        Row(
          "_panic.argp", "argp-test",
          "the caller is not the function that the runtime called as deferred: returns nil"),
        Row(
          "call of runtime.gorecover.func1", "frame-walk",
          "counts the frames up to gopanic, on the system stack"),
        Row(
          "call of runtime.systemstack", "frame-walk",
          "counts the frames up to gopanic, on the system stack"),
        Row(
          "store of _panic.recovered", "recovered-mark",
          "marks the panic as recovered: it ends when the deferred function returns"),
      ]
    ),
    (
      "runtime.gorecover.func1",
      [
        Row("funcID gopanic", "gopanic-test", "the walk has met gopanic"),
        Row("funcID wrapper", "wrapper-test", "wrappers are passed over"),
        Row(
          "second frame", "second-frame-test",
          "a second frame that is no wrapper: recover returns nil"),
        Row("_panic.startSP", "same-panic-test", "is that gopanic the running panic's?"),
        Row("_panic.gopanicFP", "same-panic-test", "is that gopanic the running panic's?"),
      ]
    ),
    (
      "runtime.recovery",
      [
        Row(
          "_panic.deferBitsPtr", "open-coded-frame-test", "does the frame have open-coded defers?"),
        Row(
          "*_panic.deferBitsPtr", "pending-test",
          "are some still pending? deferreturn must run them"),
        Row("_panic.startSP", "inner-panic-test", "panics that began further in end with this one"),
        Row("_panic.goexit", "goexit-test", "a Goexit between goes on instead"),
        Row("g.param", "param-test", "g.param is in use: fatal"),
        Row("g.stack.lo", "stack-test", "SP below the goroutine's stack: fatal, bad recovery"),
        Row("g.stack.hi", "stack-test", "SP above the goroutine's stack: fatal, bad recovery"),
        Row("store of g.sched.ret", "result-mark", "deferproc will seem to return 1"),
      ]
    ),
  ]
}
