/// One sentence of the contract and the version from which it holds, until a later row of the same
/// topic.
public struct ContractRule: Sendable, Hashable {
  public enum Topic: String, Sendable, CaseIterable {
    case lowering = "What a defer statement becomes"
    case registration = "How a deferred call is registered"
    case finding = "How the runtime finds deferred calls"
    case deciding = "How recover() decides"
    case wrappers = "What wrappers do"
    case inlining = "What inlining can change"
    case nilPanic = "panic(nil)"
    case committing = "When a recovery takes effect"
    case resuming = "Where execution goes on"
    case nesting = "Panics during panics, and Goexit"
    case rangeOverFunc = "Loops over functions"
    case bounds = "How bounds panics begin"
    case printing = "What is printed"
    case fatal = "What no recover() ever sees"
  }
  public var topic: Topic
  public var since: GoVersion
  public var text: String
  /// File and function in Go's source.
  public var source: String
  /// Which programs notice the change to this row; nil for the first row of a topic.
  public var notices: String?

  /// The rules that hold for a version, one a topic, in the order of the topics.
  public static func of(_ version: GoVersion) -> [ContractRule] {
    Topic.allCases.compactMap { topic in
      all.last { $0.topic == topic && $0.since <= version }
    }
  }

  static let all: [ContractRule] = [
    ContractRule(
      topic: .lowering, since: GoVersion(1, 18),
      text:
        "Open-coded if the function has at most 8 defers, none in a loop, and is compiled with optimisation and without -race: a slot and a bit in the frame, and a direct call at the end. Otherwise deferprocStack with a record in the frame, and deferproc with a record on the heap for those in loops.",
      source: "cmd/compile/internal/ssagen/ssa.go: (*state).openDeferRecord"),
    ContractRule(
      topic: .registration, since: GoVersion(1, 18),
      text:
        "deferproc(fn) and deferprocStack(record) put a record at the head of g._defer and return 0 in AX (R0). After a recovery they return once more, with 1: the code after the call tests for it and jumps to the function's end.",
      source: "runtime/panic.go: deferproc, return0"),
    ContractRule(
      topic: .registration, since: GoVersion(1, 25),
      text:
        "deferproc(fn) and deferprocStack(record) put a record at the head of g._defer and return nothing. No test follows the call.",
      source: "runtime/panic.go: deferproc",
      notices: "tools that look for TESTL AX, AX after deferproc; no program"),
    ContractRule(
      topic: .finding, since: GoVersion(1, 18),
      text:
        "gopanic walks the list g._defer. For a frame with open-coded defers it first adds one record (addOneOpenDeferFrame), found by FUNCDATA_OpenCodedDeferInfo with one offset a closure.",
      source: "runtime/panic.go: gopanic, addOneOpenDeferFrame, runOpenDeferFrame"),
    ContractRule(
      topic: .finding, since: GoVersion(1, 22),
      text:
        "gopanic, Goexit and deferreturn walk the stack (nextFrame) and take, frame by frame, open-coded calls by FUNCDATA_OpenCodedDeferInfo (offset of deferBits, offset of the slots) and records of g._defer whose sp is the frame's. g._defer is nil where all defers are open-coded.",
      source: "runtime/panic.go: (*_panic).nextFrame, nextDefer, initOpenCodedDefers",
      notices: "debuggers and tools that read _defer records; no program"),
    ContractRule(
      topic: .deciding, since: GoVersion(1, 18),
      text:
        "gorecover(argp) succeeds if g._panic is not nil, _panic.goexit and _panic.recovered are false, and argp, the address of the arguments of the function that contains recover(), equals _panic.argp, where the runtime's call put the deferred function's arguments. So that function must have been called by the runtime itself. An inlined function has no arguments of its own: it is not seen.",
      source: "runtime/panic.go: gorecover"),
    ContractRule(
      topic: .deciding, since: GoVersion(1, 26),
      text:
        "gorecover() succeeds if g._panic is not nil, _panic.goexit and _panic.recovered are false, and exactly one frame that is no wrapper lies between it and gopanic. Inlined frames count. gopanic's frame is recognised by _panic.gopanicFP.",
      source: "runtime/panic.go: gorecover",
      notices:
        "recovers in helpers of functions that were inlined into a wrapper: they worked by accident and return nil now"
    ),
    ContractRule(
      topic: .deciding, since: GoVersion(1, 27),
      text:
        "gorecover() succeeds if g._panic is not nil, _panic.goexit and _panic.recovered are false, and exactly one frame that is no wrapper lies between it and gopanic. Inlined frames count. gopanic's frame is recognised by _panic.startSP.",
      source: "runtime/panic.go: gorecover", notices: "tools that read _panic; no program"),
    ContractRule(
      topic: .wrappers, since: GoVersion(1, 18),
      text:
        "Functions that the compiler makes for arguments, methods and interfaces have funcID wrapper. Their prologue tests g._panic and, if _panic.argp is their own argument pointer, sets it to their callee's: they do not count.",
      source: "cmd/internal/obj/x86/obj6.go: preprocess"),
    ContractRule(
      topic: .wrappers, since: GoVersion(1, 26),
      text:
        "Functions that the compiler makes for arguments, methods and interfaces have funcID wrapper and are passed over when frames are counted. Their prologue does nothing for recover.",
      source: "runtime/panic.go: gorecover",
      notices: "tools that look for the prologue MOVQ 32(R14), R12; no program"),
    ContractRule(
      topic: .inlining, since: GoVersion(1, 18),
      text:
        "A function that contains recover() or defer is never inlined. A value method that is deferred through an interface can be inlined into its wrapper, and then a recover() in a function that it calls works by accident.",
      source: "cmd/compile/internal/inline/inl.go: call to recover"),
    ContractRule(
      topic: .inlining, since: GoVersion(1, 21),
      text:
        "A function that contains recover() or defer is never inlined. A method that is deferred as a method value or through an interface can be inlined into its wrapper, and then a recover() in a function that it calls works by accident.",
      source: "cmd/compile/internal/inline/inl.go: call to recover",
      notices: "one-line methods around a recovering helper, deferred as method values"),
    ContractRule(
      topic: .inlining, since: GoVersion(1, 22),
      text:
        "A function that contains recover() or defer is never inlined. Any small function that is deferred with arguments, as a method or through an interface can be inlined into its wrapper (deferwrap), and then a recover() in a function that it calls works by accident. -gcflags=-l ends it.",
      source: "cmd/compile/internal/inline/inl.go; golang/go#73916",
      notices: "one-line functions around a recovering helper: they recover, and did not before"),
    ContractRule(
      topic: .inlining, since: GoVersion(1, 26),
      text:
        "A function that contains recover() or defer is never inlined. Inlining changes nothing for recover(): inlined frames count as any other.",
      source: "runtime/panic.go: gorecover",
      notices: "one-line functions around a recovering helper: they do not recover any more"),
    ContractRule(
      topic: .nilPanic, since: GoVersion(1, 18),
      text: "panic(nil) is a panic whose recover() returns nil and stops it nevertheless.",
      source: "runtime/panic.go: gopanic"),
    ContractRule(
      topic: .nilPanic, since: GoVersion(1, 21),
      text:
        "panic(nil) panics with a *runtime.PanicNilError, unless GODEBUG has panicnil=1 or the main module says go 1.20 or older.",
      source: "runtime/panic.go: gopanic, PanicNilError",
      notices: "code that took a nil from recover() for no panic"),
    ContractRule(
      topic: .committing, since: GoVersion(1, 18),
      text:
        "recover() sets _panic.recovered and returns the value. The panic is over only when the deferred function returns; if that panics, exits, blocks or calls Goexit instead, it is not.",
      source: "runtime/panic.go: gorecover, gopanic"),
    ContractRule(
      topic: .resuming, since: GoVersion(1, 18),
      text:
        "runtime.recovery jumps to the return of the deferproc call of the record, with result 1; for open-coded defers to the call of deferreturn at the function's end. What is still deferred in the frame runs, and the function returns to its caller with its result slots as they are.",
      source: "runtime/panic.go: recovery"),
    ContractRule(
      topic: .resuming, since: GoVersion(1, 25),
      text:
        "runtime.recovery jumps to the call of deferreturn at the function's end (_func.deferreturn), however the call was deferred. What is still deferred in the frame runs, and the function returns to its caller with its result slots as they are.",
      source: "runtime/panic.go: recovery", notices: "tools that set breakpoints; no program"),
    ContractRule(
      topic: .nesting, since: GoVersion(1, 18),
      text:
        "A panic in a deferred function begins a new one on top; recover() gets the newest only. Recovering further out ends all panics that began below that frame. Goexit runs deferred calls as a panic does, recover() returns nil to them, and a recovery that would pass a Goexit comes back to it. Goexit in a deferred call ends the panic that runs it.",
      source: "runtime/panic.go: Goexit, recovery"),
    ContractRule(
      topic: .rangeOverFunc, since: GoVersion(1, 18), text: "Not part of the language.",
      source: "go.dev/ref/spec"),
    ContractRule(
      topic: .rangeOverFunc, since: GoVersion(1, 23),
      text:
        "The body of such a loop is a function of its own (f-range1): a recover() in it is one frame too deep. A defer in it belongs to the function around the loop (deferrangefunc, deferprocat). If the iterator recovers the body's panic, the runtime panics in its place.",
      source: "cmd/compile/internal/rangefunc/rewrite.go; runtime/panic.go: panicrangestate",
      notices: "deferred functions that recover inside of such a loop"),
    ContractRule(
      topic: .bounds, since: GoVersion(1, 18),
      text:
        "Index and slice checks call one stub for each kind (runtime.panicIndex, panicSliceAlen and so on) with the operands in fixed registers.",
      source: "runtime/asm_amd64.s: panicIndex"),
    ContractRule(
      topic: .bounds, since: GoVersion(1, 26),
      text:
        "Index and slice checks call runtime.panicBounds; kind and operands stand in PCDATA_PanicBounds.",
      source: "runtime/panic.go: panicBounds64",
      notices: "tools that look for the stubs; no program"),
    ContractRule(
      topic: .printing, since: GoVersion(1, 18),
      text:
        "Uncaught panics are printed oldest first, each newer one on a line of its own after a tab, with [recovered] after those that were recovered and panicked over.",
      source: "runtime/panic.go: printpanics"),
    ContractRule(
      topic: .printing, since: GoVersion(1, 23),
      text:
        "Uncaught panics are printed oldest first, each newer one on a line of its own after a tab, with [recovered] after those that were recovered and panicked over. A line break in a value is followed by a tab, so that values cannot pass for other lines.",
      source: "runtime/error.go: printindented", notices: "parsers of crash text"),
    ContractRule(
      topic: .printing, since: GoVersion(1, 25),
      text:
        "Uncaught panics are printed oldest first, each newer one on a line of its own after a tab, with [recovered] after those that were recovered and panicked over. A value that was recovered and panicked with again is printed once, with [recovered, repanicked]; also where the same value was panicked with twice and nobody recovered.",
      source: "runtime/panic.go: preprintpanics, printpanics", notices: "parsers of crash text"),
    ContractRule(
      topic: .printing, since: GoVersion(1, 26),
      text:
        "Uncaught panics are printed oldest first, each newer one on a line of its own after a tab, with [recovered] after those that were recovered and panicked over, and once with [recovered, repanicked] where that was with the same value. runtime.fatal prints the panics that were running before its own message; their Error methods are not called.",
      source: "runtime/panic.go: printpanics, printPreFatalDeferPanic",
      notices: "parsers of crash text"),
    ContractRule(
      topic: .printing, since: GoVersion(1, 27),
      text:
        "Uncaught panics are printed oldest first, each newer one on a line of its own after a tab, with [recovered] after those that were recovered and panicked over, and once with [recovered, repanicked] where that was with the same value. runtime.fatal prints the panics that were running before its own message; their Error methods are not called. panic(nil) is worded as other runtime errors (runtime error: panic called with nil argument).",
      source: "runtime/panic.go: PanicNilError.Error", notices: "parsers of crash text"),
    ContractRule(
      topic: .fatal, since: GoVersion(1, 18),
      text:
        "fatal errors (concurrent map access, unlock of an unlocked mutex, deadlock, stack overflow, out of memory, a fault at an address of 4096 or more without debug.SetPanicOnFault), faults and abort in C code, signals sent by others, os.Exit, and panics on other goroutines.",
      source: "runtime/panic.go: throw, fatal; runtime/signal_unix.go: sigpanic"),
  ]
}
