/// The article's statements, its chapters 1 to 5, each with what was found when it was checked.
enum ClaimTable {
  static let rows: [Claim] = [
    Claim(
      id: "C001", section: "1", verdict: .partly,
      claim: "recover() works only inside a deferred function",
      evidence: "it must be *called directly by* it: a recover in a helper or inner closure returns nil (lab shapes: s16, s17); and `defer func(){ defer recover() }()` does recover (s18)",
      shownBy: ["test Tests/TruthTests/SimulatedMatrixTests.swift"]),
    Claim(
      id: "C002", section: "1", verdict: .true,
      claim: "... and only while a panic propagates",
      evidence: "without a panic it returns nil (lab shapes: s24); panic.go:1024 (Go 1.24.11) asks for `p != nil`",
      shownBy: ["source runtime/panic.go:1024 (Go 1.24.11): if p != nil && !p.goexit && !p.recovered && argp == uintptr(p.argp) {", "test Tests/TruthTests/SimulatedMatrixTests.swift"]),
    Claim(
      id: "C003", section: "1", verdict: .true,
      claim: "in practice recover() often \"silently\" returns nil",
      evidence: "ten of the forty forms of lab shapes die with a recover in them (s03, s16, s17, s20, s21, s32-s34, s36); go vet is silent",
      shownBy: ["test Tests/TruthTests/SimulatedMatrixTests.swift"]),
    Claim(
      id: "C004", section: "1", verdict: .false,
      claim: "the root cause is not on the language level",
      evidence: "40 forms do the same in five versions and three ways of building (lab shapes); below the language are only inlining into wrappers (lab wrapper-inline) and a damaged SP (lab sp-damage)",
      shownBy: ["lab wrapper-inline", "lab sp-damage", "test Tests/TruthTests/SimulatedMatrixTests.swift", "simulate inlined-argument", "simulate inlined-method-value", "command show --track BINARY"]),
    Claim(
      id: "C005", section: "1", verdict: .partly,
      claim: "it lies in runtime stack management and assembly working together",
      evidence: "the *test* is stack based (argp compare panic.go:1024 (Go 1.24.11); unwinding panic.go:1133 (Go 1.27.3)), the failure causes mostly are not",
      shownBy: ["source runtime/panic.go:1024 (Go 1.24.11): if p != nil && !p.goexit && !p.recovered && argp == uintptr(p.argp) {", "source runtime/panic.go:1133 (Go 1.27.3): canRecover := false", "command contract"]),
    Claim(
      id: "C006", section: "1", verdict: .false,
      claim: "all three classes make runtime.gopanic skip \"the recover check path\"",
      evidence: "gopanic calls deferred functions unconditionally (panic.go:787-793 (Go 1.24.11)); the check is in gorecover, its result is read in nextDefer (panic.go:871 (Go 1.24.11))",
      shownBy: ["source runtime/panic.go:787 (Go 1.24.11): for {", "source runtime/panic.go:871 (Go 1.24.11): if p.recovered {", "simulate helper-too-deep"]),
    Claim(
      id: "C007", section: "1", verdict: .false,
      claim: "objdump must be used to verify",
      evidence: "CALL gorecover is byte-for-byte the same kind of call in working and failing functions (lab callsites); only runtime state differs (lab depth)",
      shownBy: ["lab callsites", "lab depth", "command show --runtime BINARY", "simulate helper-too-deep", "simulate handler-starts-goroutine"]),
    Claim(
      id: "C008", section: "1", verdict: .false,
      claim: "cause 1: the deferred function is inlined by the compiler",
      evidence: "\"cannot inline ...: call to recover\" (inl.go); functions without recover are still called when deferred (lab lowering). Inlining into wrappers exists (lab wrapper-inline)",
      shownBy: ["lab lowering", "source cmd/compile/internal/inline/inl.go:621 (Go 1.21.13): v.reason = \"call to recover\"", "source cmd/compile/internal/inline/inl.go:613 (Go 1.24.11): v.reason = \"call to recover\"", "source cmd/compile/internal/inline/inl.go:676 (Go 1.27.3): v.reason = \"call to recover\"", "simulate defer-open-coded", "simulate defer-stack", "simulate defer-heap"]),
    Claim(
      id: "C009", section: "1", verdict: .false,
      claim: "then its stack frame vanishes and recover fails",
      evidence: "`defer f(1)` with f inlined into its wrapper: where a frame does vanish so, recover *starts* to work (lab wrapper-inline)",
      shownBy: ["simulate inlined-argument", "test Tests/TruthTests/SimulatedMatrixTests.swift", "simulate inlined-method-value"]),
    Claim(
      id: "C010", section: "1", verdict: .partly,
      claim: "then runtime.deferproc registers no record",
      evidence: "open-coded defers (<=8, no loop, not -N) make no deferproc call; recover works nevertheless",
      shownBy: ["simulate defer-open-coded"]),
    Claim(
      id: "C011", section: "1", verdict: .false,
      claim: "gopanic walks g._defer and therefore skips it",
      evidence: "g._defer == 0x0 during a recovered panic (lab no-deferlist); frames come from FUNCDATA_OpenCodedDeferInfo panic.go:982 (Go 1.24.11)",
      shownBy: ["source runtime/panic.go:982 (Go 1.24.11): func (p *_panic) initOpenCodedDefers(fn funcInfo, varp unsafe.Pointer) bool {", "simulate defer-open-coded", "simulate defer-heap"]),
    Claim(
      id: "C012", section: "1", verdict: .false,
      claim: "empty or trivial deferred functions are such a case",
      evidence: "`defer empty()` has its open-coded slot and bit; the panic passes it and the outer recover works (lab empty-defer)",
      shownBy: ["simulate defer-open-coded"]),
    Claim(
      id: "C013", section: "1", verdict: .true,
      claim: "`go build -gcflags=\"-l\" -o main.o main.go` disables inlining",
      evidence: "true, but main.o is then an executable, not an object (lab inline-switch)",
      shownBy: ["lab inline-switch", "simulate not-inlined"]),
    Claim(
      id: "C014", section: "1", verdict: .true,
      claim: "`go tool objdump -s \"main\\.badDefer\" main.o` shows that function",
      evidence: "it does; with -ldflags=-s it fails with \"no symbol section\" (lab empty-defer, lab stripped)",
      shownBy: ["simulate defer-open-coded"]),
    Claim(
      id: "C015", section: "1", verdict: .false,
      claim: "whether CALL runtime.deferproc is in it tells if recover can work",
      evidence: "the article's own risky() has none and recovers (lab lowering); nor have 94% of the functions with defer in the `go` command",
      shownBy: ["simulate defer-open-coded", "test Tests/TruthTests/ObjdumpCountsTests.swift"]),
    Claim(
      id: "C016", section: "1", verdict: .false,
      claim: "cause 2: a panic right after syscall.Syscall meets a half-restored user stack",
      evidence: "a panic after a failed system call is recovered as any other (lab syscall); Syscall never switches the goroutine's stack",
      shownBy: ["simulate runtime-errors", "simulate callback-through-c", "simulate thread-from-c"]),
    Claim(
      id: "C017", section: "1", verdict: .partly,
      claim: "then m.curg's stack state is abnormal and gopanic judges \"not recoverable\"",
      evidence: "gopanic does throw when curg != g, mallocing, preemptoff, locks (panic.go:752-779 (Go 1.24.11)) but never because of a finished syscall",
      shownBy: ["source runtime/panic.go:752 (Go 1.24.11): if gp.m.curg != gp {", "command contract"]),
    Claim(
      id: "C018", section: "1", verdict: .true,
      claim: "SIGSEGV sent by the kernel triggers a runtime exception",
      evidence: "lab signal-path: SIGSEGV -> sigtramp (gsignal stack) -> sighandler -> sigpanic (goroutine stack) -> gopanic",
      shownBy: ["simulate nil-dereference"]),
    Claim(
      id: "C019", section: "1", verdict: .false,
      claim: "at that moment g._defer == nil",
      evidence: "irrelevant and not caused by the signal: list head is untouched; 0 also in ordinary recovered panics (lab no-deferlist)",
      shownBy: ["simulate defer-open-coded", "simulate defer-heap"]),
    Claim(
      id: "C020", section: "1", verdict: .false,
      claim: "(implied) so a signal panic is not recoverable",
      evidence: "nil dereference, index and division are recovered (lab shapes: s25, s26; lab faults); real limits: C code, kill(2), addresses from 4096 on without SetPanicOnFault, runtime code",
      shownBy: ["lab shapes", "test Tests/TruthTests/SimulatedMatrixTests.swift", "simulate callback-through-c", "simulate thread-from-c"]),
    Claim(
      id: "C021", section: "1", verdict: .true,
      claim: "cause 3: recover must be in the defer chain that the panic runs directly",
      evidence: "spec; panic.go:1090-1132 (Go 1.27.3) comment",
      shownBy: ["source runtime/panic.go:1090 (Go 1.27.3): // Check to see if the function that called recover() was", "simulate helper-too-deep"]),
    Claim(
      id: "C022", section: "1", verdict: .true,
      claim: "a new goroutine has an unrelated stack",
      evidence: "gorecover in g=0xc000003340 with g._panic=nil while the panic is in g=0xc000002380 (lab goroutine)",
      shownBy: ["simulate helper-too-deep", "simulate handler-starts-goroutine"]),
    Claim(
      id: "C023", section: "1", verdict: .partly,
      claim: "a closure in between is the same",
      evidence: "a closure that *is* deferred works (lab shapes: s01); one inside it does not (s17)",
      shownBy: ["lab shapes", "simulate inner-closure"]),
    Claim(
      id: "C024", section: "1", verdict: .partly,
      claim: "runtime.recover then returns nil",
      evidence: "returns nil, but the function is runtime.gorecover",
      shownBy: ["command show --runtime BINARY"]),
    Claim(
      id: "C025", section: "1", verdict: .true,
      claim: "badRecover() compiles and never prints \"never reached\"",
      evidence: "exit status 2, \"panic: boom\" (lab goroutine)",
      shownBy: ["simulate defer-open-coded"]),
    Claim(
      id: "C026", section: "1", verdict: .false,
      claim: "table: inline elimination = no CALL runtime.deferproc",
      evidence: "the article's own risky() has no CALL runtime.deferproc and recovers: open-coded defers need none (lab lowering)",
      shownBy: ["simulate defer-open-coded"]),
    Claim(
      id: "C027", section: "1", verdict: .false,
      claim: "table: its checkpoint is g._defer == nil",
      evidence: "g._defer == 0 during a recovered panic, too (lab no-deferlist); open-coded frames are found through FUNCDATA_OpenCodedDeferInfo",
      shownBy: ["simulate defer-open-coded"]),
    Claim(
      id: "C028", section: "1", verdict: .false,
      claim: "table: gopanic entry has CMPQ $0,(R12) jumping to a fatal path",
      evidence: "entry is LEAQ -0x28(SP),R12; CMPQ R12,0x10(R14); JBE (lab callsites). Likely garbled from the *wrapper* prologue MOVQ 0x20(R14),R12; TESTQ R12,R12 (obj6.go, <=1.25)",
      shownBy: ["lab callsites", "test Tests/PanicScopeTests/ClaimTests.swift", "command show --runtime BINARY"]),
    Claim(
      id: "C029", section: "1", verdict: .partly,
      claim: "table: checkpoint g.m.curg == nil or status != _Grunning",
      evidence: "canpanic() tests gp != m.curg, status, syscallsp (panic.go:1452-1478 (Go 1.24.11)) - in sigpanic, and the outcome is a throw, not a nil recover",
      shownBy: ["source runtime/panic.go:1452 (Go 1.24.11): func canpanic() bool {"]),
    Claim(
      id: "C030", section: "1", verdict: .false,
      claim: "table: non-propagating call has CALL runtime.recover",
      evidence: "symbol is runtime.gorecover, present in every recover function",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C031", section: "1", verdict: .false,
      claim: "table: ... but no MOVQ runtime.panicarg(SB),R12 before it",
      evidence: "no such symbol in 1.21-1.27 (0 hits)",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C032", section: "1", verdict: .partly,
      claim: "table: checkpoint gp._panic == nil",
      evidence: "right for another goroutine (lab goroutine); in a helper g._panic is set and argp differs (lab depth)",
      shownBy: ["lab depth", "simulate helper-too-deep", "simulate handler-starts-goroutine"]),
    Claim(
      id: "C033", section: "1", verdict: .false,
      claim: "all cases show at TESTQ runtime.paniclink(SB),R12 in gopanic",
      evidence: "0 hits for paniclink in sources and disassembly",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C034", section: "2.1", verdict: .true,
      claim: "every goroutine has its own stack",
      evidence: "g.stack.lo and hi are another pair for each goroutine (lab goroutine)",
      shownBy: ["lab goroutine", "command contract --verify BINARY", "command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C035", section: "2.1", verdict: .false,
      claim: "the frame's bottom touches the g struct pointer",
      evidence: "g=0xc000002380, stack [0xc000064000,0xc000065000); g lives in R14",
      shownBy: ["command contract --verify BINARY"]),
    Claim(
      id: "C036", section: "2.1", verdict: .false,
      claim: "above it: frames, locals, the defer list head",
      evidence: "head is g._defer, g+0x28, in every version",
      shownBy: ["command contract --verify BINARY"]),
    Claim(
      id: "C037", section: "2.1", verdict: .true,
      claim: "_defer structs are chained",
      evidence: "by `link`: lab no-deferlist prints the chain",
      shownBy: ["command contract --verify BINARY", "simulate defer-open-coded", "simulate defer-heap"]),
    Claim(
      id: "C038", section: "2.1", verdict: .false,
      claim: "offset -8: siz uint32",
      evidence: "no siz field in any of 1.21-1.27 (gone since args moved into closures)",
      shownBy: ["command contract --verify BINARY"]),
    Claim(
      id: "C039", section: "2.1", verdict: .partly,
      claim: "offset -16: fn *funcval",
      evidence: "`fn func()` at +24",
      shownBy: ["command contract --verify BINARY"]),
    Claim(
      id: "C040", section: "2.1", verdict: .partly,
      claim: "offset -24: link",
      evidence: "+40 (1.21), +32 (>=1.22)",
      shownBy: ["command contract --verify BINARY"]),
    Claim(
      id: "C041", section: "2.1", verdict: .partly,
      claim: "offset -32: sp",
      evidence: "+8",
      shownBy: ["command contract --verify BINARY"]),
    Claim(
      id: "C042", section: "2.1", verdict: .false,
      claim: "the record sits at negative offsets next to the frame",
      evidence: "stack records are locals of the frame (e.g. 0x128(SP)), heap records are not in the stack, open-coded defers have none (>=1.22)",
      shownBy: ["lab lowering", "command contract --verify BINARY"]),
    Claim(
      id: "C043", section: "2.1", verdict: .false,
      claim: "MOVQ $0x28,AX passes the defer size",
      evidence: "AX = closure pointer (deferproc) or record pointer (deferprocStack)",
      shownBy: ["command show --defers BINARY"]),
    Claim(
      id: "C044", section: "2.1", verdict: .false,
      claim: "LEAQ runtime.deferproc,CX; CALL CX",
      evidence: "direct CALL rel32 (lab lowering)",
      shownBy: ["lab lowering", "command show --defers BINARY", "simulate defer-open-coded", "simulate defer-stack", "simulate defer-heap"]),
    Claim(
      id: "C045", section: "2.1", verdict: .false,
      claim: "call form deferproc(fn, argp)",
      evidence: "deferproc(fn func()) panic.go:271 (Go 1.21.13), panic.go:272 (Go 1.24.11), panic.go:353 (Go 1.27.3)",
      shownBy: ["source runtime/panic.go:271 (Go 1.21.13): func deferproc(fn func()) {", "source runtime/panic.go:272 (Go 1.24.11): func deferproc(fn func()) {", "source runtime/panic.go:353 (Go 1.27.3): func deferproc(fn func()) {"]),
    Claim(
      id: "C046", section: "2.1", verdict: .true,
      claim: "deferproc pushes at the head of g._defer",
      evidence: "newest first (lab no-deferlist); panic.go:282-283 (Go 1.21.13)",
      shownBy: ["lab no-deferlist", "source runtime/panic.go:282 (Go 1.21.13): d.link = gp._defer", "simulate defer-open-coded", "simulate defer-heap"]),
    Claim(
      id: "C047", section: "2.1", verdict: .false,
      claim: "and updates g.stackguard0",
      evidence: "the only access is the comparison of the prologue, CMPQ SP,0x10(R14)",
      shownBy: ["command show --track BINARY runtime.gopanic", "command show --runtime BINARY"]),
    Claim(
      id: "C048", section: "2.1", verdict: .true,
      claim: "picture: g._defer -> d1 -> d2 -> d3 -> nil",
      evidence: "for linked defers: lab no-deferlist shows a list of nine",
      shownBy: ["simulate defer-heap", "simulate defer-open-coded"]),
    Claim(
      id: "C049", section: "2.1", verdict: .true,
      claim: "LIFO",
      evidence: "deferred calls run newest first (lab no-deferlist)",
      shownBy: ["simulate defer-heap", "simulate defer-open-coded"]),
    Claim(
      id: "C050", section: "2.1", verdict: .true,
      claim: "d3 was defined first and runs last",
      evidence: "the first of nine is the last in the list (lab no-deferlist)",
      shownBy: ["simulate defer-open-coded", "simulate defer-heap"]),
    Claim(
      id: "C051", section: "2.1", verdict: .true,
      claim: "each _defer snapshots sp",
      evidence: "sp in each record equals the SP of its frame (lab no-deferlist)",
      shownBy: ["simulate defer-open-coded", "simulate defer-heap"]),
    Claim(
      id: "C052", section: "2.1", verdict: .partly,
      claim: "the sp snapshot makes recovery exact",
      evidence: "<=1.21 d.sp+d.pc; >=1.22 sp/fp/retpc come from the unwinder (panic.go:1145-1160 (Go 1.24.11)), BP computed from fp",
      shownBy: ["source runtime/panic.go:1145 (Go 1.24.11): func recovery(gp *g) {"]),
    Claim(
      id: "C053", section: "2.2", verdict: .false,
      claim: "gopanic saves the CPU registers at once",
      evidence: "gopanic begins with its prologue, the spill of AX and BX, and checks; nothing else (lab gopanic-entry)",
      shownBy: ["command show --track BINARY runtime.gopanic", "command show --runtime BINARY"]),
    Claim(
      id: "C054", section: "2.2", verdict: .false,
      claim: "for defer traversal and unwinding",
      evidence: "those use only caller PC/SP (panic.go:786 (Go 1.24.11))",
      shownBy: ["source runtime/panic.go:786 (Go 1.24.11): p.start(sys.GetCallerPC(), unsafe.Pointer(sys.GetCallerSP()))"]),
    Claim(
      id: "C055", section: "2.2", verdict: .false,
      claim: "entry calls save_goroutine_registers()",
      evidence: "the name is in no runtime; what gopanic calls shows in lab callsites",
      shownBy: ["lab callsites", "test Tests/PanicScopeTests/ClaimTests.swift", "command show --runtime BINARY"]),
    Claim(
      id: "C056", section: "2.2", verdict: .false,
      claim: "only callee-save RBX,RBP,R12-R15 are saved",
      evidence: "\"There are no callee-save registers\" abi-internal.md:221; RBX holds the second word of the panic value",
      shownBy: ["source cmd/compile/abi-internal.md:221 (Go 1.24.11): There are no callee-save registers, so a call may overwrite any", "command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C057", section: "2.2", verdict: .false,
      claim: "RSP and RIP are pushed explicitly as anchor",
      evidence: "only CALL's return address and PUSHQ BP",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C058", section: "2.2", verdict: .false,
      claim: "struct panicContext{rip,rbp,rsp} in panic.go",
      evidence: "0 hits; the real one is runtime._panic (`panicscope contract` prints it)",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C059", section: "2.2", verdict: .false,
      claim: "an assembly stub before asmcgocall fills it",
      evidence: "gopanic has no asmcgocall",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C060", section: "2.2", verdict: .partly,
      claim: "so the defer scan start is located precisely",
      evidence: "true function of p.start(callerPC, callerSP) (panic.go:786 (Go 1.24.11), 818)",
      shownBy: ["source runtime/panic.go:786 (Go 1.24.11): p.start(sys.GetCallerPC(), unsafe.Pointer(sys.GetCallerSP()))"]),
    Claim(
      id: "C061", section: "2.2", verdict: .partly,
      claim: "table: RIP saved",
      evidence: "as return address / startPC only",
      shownBy: ["command contract --verify BINARY"]),
    Claim(
      id: "C062", section: "2.2", verdict: .partly,
      claim: "table: RSP saved",
      evidence: "startSP (>=1.22), argp (<=1.25)",
      shownBy: ["command contract --verify BINARY"]),
    Claim(
      id: "C063", section: "2.2", verdict: .false,
      claim: "table: RAX is a temporary, not saved",
      evidence: "RAX/RBX carry the panic value (type,data), spilled to 0xb0(SP)/0xb8(SP) (lab gopanic-entry)",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C064", section: "2.2", verdict: .true,
      claim: "table: R14 points to g",
      evidence: "abi-internal.md:413 says so, and the steps of lab gopanic-entry show it",
      shownBy: ["source cmd/compile/abi-internal.md:413 (Go 1.24.11): | R14 | Current goroutine | Same | Same |", "command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C065", section: "2.2", verdict: .false,
      claim: "table: R14 is saved",
      evidence: "no store of R14 at entry",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C066", section: "2.2", verdict: .false,
      claim: "flow chart panic -> save registers -> push -> panicContext -> scan",
      evidence: "nothing is saved or pushed on entry, and there is no panicContext: gopanic walks up from its caller's PC and SP (lab gopanic-entry)",
      shownBy: ["command contract"]),
    Claim(
      id: "C067", section: "2.3", verdict: .partly,
      claim: "recover may be called safely only inside a defer function",
      evidence: "may be called anywhere; returns nil",
      shownBy: ["simulate recover-in-body"]),
    Claim(
      id: "C068", section: "2.3", verdict: .false,
      claim: "it is assembly TEXT runtime.recover, NOSPLIT, $0-8",
      evidence: "Go function runtime.gorecover panic.go:1015 (Go 1.24.11) (nosplit) / panic.go:1083 (Go 1.27.3) (not nosplit); returns 2 words",
      shownBy: ["source runtime/panic.go:1015 (Go 1.24.11): func gorecover(argp uintptr) any {", "source runtime/panic.go:1083 (Go 1.27.3): func gorecover() any {", "test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C069", section: "2.3", verdict: .false,
      claim: "MOVQ g_preempt_m(g),AX",
      evidence: "no such symbol",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C070", section: "2.3", verdict: .partly,
      claim: "MOVQ g_panic(g),BX; TESTQ; JZ abort",
      evidence: "real: MOVQ 0x20(R14),CX; TESTQ CX,CX; JE; then goexit, recovered, argp tests",
      shownBy: ["command show --runtime BINARY"]),
    Claim(
      id: "C071", section: "2.3", verdict: .false,
      claim: "argp is the defer's return address",
      evidence: "pointer to the arguments of the topmost deferred call (runtime2.go `argp`), gone in 1.26",
      shownBy: ["command contract --verify BINARY"]),
    Claim(
      id: "C072", section: "2.3", verdict: .false,
      claim: "argp is returned as the panic value",
      evidence: "returns p.arg and sets p.recovered=true",
      shownBy: ["source runtime/panic.go:1015 (Go 1.24.11): func gorecover(argp uintptr) any {"]),
    Claim(
      id: "C073", section: "2.3", verdict: .true,
      claim: "value only if g._panic != nil and in defer context, else nil",
      evidence: "panic.go:1024 (Go 1.24.11); panic.go:1085-1166 (Go 1.27.3)",
      shownBy: ["source runtime/panic.go:1024 (Go 1.24.11): if p != nil && !p.goexit && !p.recovered && argp == uintptr(p.argp) {", "source runtime/panic.go:1085 (Go 1.27.3): p := gp._panic"]),
    Claim(
      id: "C074", section: "2.3", verdict: .false,
      claim: "context is traced through g->_panic->deferreturn",
      evidence: "argp compare (<=1.25) or unwinding (>=1.26)",
      shownBy: ["command contract"]),
    Claim(
      id: "C075", section: "2.3", verdict: .false,
      claim: "table: must be in defer, enforced at compile time and by g->defer",
      evidence: "`func helper() any { return recover() }` compiles, vet silent",
      shownBy: ["lab shapes", "simulate helper-too-deep"]),
    Claim(
      id: "C076", section: "2.3", verdict: .true,
      claim: "table: not across goroutines",
      evidence: "gorecover runs with another g, whose _panic is nil (lab goroutine)",
      shownBy: ["simulate helper-too-deep", "simulate handler-starts-goroutine"]),
    Claim(
      id: "C077", section: "2.3", verdict: .false,
      claim: "table: no nested recover",
      evidence: "several calls are legal; the second returns nil (lab nested-panic)",
      shownBy: ["test Tests/TruthTests/SimulatedMatrixTests.swift"]),
    Claim(
      id: "C078", section: "2.3", verdict: .false,
      claim: "table: several calls return only the outermost value",
      evidence: "the first returns the newest value, further calls nil (lab nested-panic)",
      shownBy: ["test Tests/TruthTests/SimulatedMatrixTests.swift"]),
    Claim(
      id: "C079", section: "2.3", verdict: .true,
      claim: "flow: panic finds the nearest defer",
      evidence: "panic.go:863 (Go 1.24.11)",
      shownBy: ["source runtime/panic.go:863 (Go 1.24.11): func (p *_panic) nextDefer() (func(), bool) {"]),
    Claim(
      id: "C080", section: "2.3", verdict: .false,
      claim: "flow: then asks \"contains recover?\"",
      evidence: "cannot know; runs it, then tests p.recovered (panic.go:871 (Go 1.24.11))",
      shownBy: ["source runtime/panic.go:871 (Go 1.24.11): if p.recovered {"]),
    Claim(
      id: "C081", section: "2.3", verdict: .partly,
      claim: "flow: yes -> clear g_panic, restore PC",
      evidence: "recovery() restores SP, PC and BP by gogo, pops _panic (panic.go:1145-1255 (Go 1.24.11))",
      shownBy: ["source runtime/panic.go:1145 (Go 1.24.11): func recovery(gp *g) {"]),
    Claim(
      id: "C082", section: "2.3", verdict: .true,
      claim: "flow: no -> go on unwinding",
      evidence: "panic.go:787 (Go 1.24.11)",
      shownBy: ["source runtime/panic.go:787 (Go 1.24.11): for {"]),
    Claim(
      id: "C083", section: "2.4", verdict: .partly,
      claim: "defer becomes explicit deferproc + deferreturn calls",
      evidence: "three lowerings: open-coded, deferprocStack, deferproc; and deferprocat for range-over-func (lab lowering)",
      shownBy: ["simulate defer-open-coded", "simulate defer-stack", "simulate defer-heap"]),
    Claim(
      id: "C084", section: "2.4", verdict: .partly,
      claim: "deferproc is called at the defer statement",
      evidence: "linked defers only",
      shownBy: ["command show --defers BINARY"]),
    Claim(
      id: "C085", section: "2.4", verdict: .partly,
      claim: "TEST AX,AX follows",
      evidence: "TESTL AX,AX up to 1.24; gone since 1.25 (lab lowering)",
      shownBy: ["command contract --diff 1.24 1.25", "simulate defer-open-coded", "simulate defer-stack", "simulate defer-heap"]),
    Claim(
      id: "C086", section: "2.4", verdict: .false,
      claim: "AX=0 means registration failed",
      evidence: "0 = normal, 1 = returning again after recovery (panic.go:293-304 (Go 1.21.13))",
      shownBy: ["source runtime/panic.go:293 (Go 1.21.13): // makes the deferproc return 1."]),
    Claim(
      id: "C087", section: "2.4", verdict: .false,
      claim: "JNE error_handling",
      evidence: "JNE -> the deferreturn epilogue",
      shownBy: ["command show --defers BINARY"]),
    Claim(
      id: "C088", section: "2.4", verdict: .true,
      claim: "deferreturn is placed before the return",
      evidence: "linked: before RET; open-coded: in a separate tail only reached by recovery (lab callsites)",
      shownBy: ["lab callsites", "command show --runtime BINARY"]),
    Claim(
      id: "C089", section: "2.4", verdict: .false,
      claim: "deferproc(fn *funcval, argp unsafe.Pointer)",
      evidence: "panic.go:272 (Go 1.24.11)",
      shownBy: ["source runtime/panic.go:272 (Go 1.24.11): func deferproc(fn func()) {"]),
    Claim(
      id: "C090", section: "2.4", verdict: .false,
      claim: "argp points to copied arguments",
      evidence: "arguments are captured by a closure/`deferwrapN` (lab wrapper-inline)",
      shownBy: ["lab wrapper-inline", "simulate inlined-argument", "simulate inlined-method-value"]),
    Claim(
      id: "C091", section: "2.4", verdict: .false,
      claim: "deferreturn(arg0 uint64)",
      evidence: "deferreturn() panic.go:449 (Go 1.21.13), panic.go:600 (Go 1.24.11), panic.go:658 (Go 1.27.3)",
      shownBy: ["source runtime/panic.go:449 (Go 1.21.13): func deferreturn() {", "source runtime/panic.go:600 (Go 1.24.11): func deferreturn() {", "source runtime/panic.go:658 (Go 1.27.3): func deferreturn() {"]),
    Claim(
      id: "C092", section: "2.4", verdict: .false,
      claim: "arg0 is a compiler-made frame index",
      evidence: "frame is identified by caller SP",
      shownBy: ["source runtime/panic.go:600 (Go 1.24.11): func deferreturn() {"]),
    Claim(
      id: "C093", section: "2.4", verdict: .partly,
      claim: "table: registered when the statement runs",
      evidence: "linked; open-coded sets a bit + slot",
      shownBy: ["command show --defers BINARY"]),
    Claim(
      id: "C094", section: "2.4", verdict: .true,
      claim: "table: executed before RET",
      evidence: "the calls of deferreturn stand before RET (lab lowering)",
      shownBy: ["command show --runtime BINARY"]),
    Claim(
      id: "C095", section: "2.4", verdict: .false,
      claim: "table: list walked in reverse calling deferreturn each",
      evidence: "one deferreturn call loops; 10 CALLs in nineDefer (1.24) are alternative exits, 2 in 1.27",
      shownBy: ["command show --defers BINARY"]),
    Claim(
      id: "C096", section: "2.4", verdict: .partly,
      claim: "flow chart source -> deferproc -> list -> deferreturn -> LIFO",
      evidence: "right for linked defers",
      shownBy: ["simulate defer-heap"]),
    Claim(
      id: "C097", section: "2.5", verdict: .false,
      claim: "\"when the kernel triggers panic\"",
      evidence: "a Go panic has nothing to do with a kernel panic",
      shownBy: ["command contract"]),
    Claim(
      id: "C098", section: "2.5", verdict: .partly,
      claim: "stack unwinding depends strongly on registers",
      evidence: "PC and SP only; destroyed BP still recovers (lab sp-damage badbp)",
      shownBy: ["lab sp-damage", "command show --track BINARY"]),
    Claim(
      id: "C099", section: "2.5", verdict: .false,
      claim: "objdump -d --no-show-raw-insn main.o, grep \"panic:\"",
      evidence: "0 lines; `<runtime.gopanic>:` does not match; real Go objects: \"file format not recognized\"",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C100", section: "2.5", verdict: .false,
      claim: "output is a function <panic> at 0x4a",
      evidence: "the symbol is runtime.gopanic; its real entry: lab gopanic-entry",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C101", section: "2.5", verdict: .true,
      claim: "push %rbp: SP -= 8, old RBP stored",
      evidence: "the third step of lab gopanic-entry",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C102", section: "2.5", verdict: .true,
      claim: "mov %rsp,%rbp: RBP = SP",
      evidence: "the fourth step of lab gopanic-entry",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C103", section: "2.5", verdict: .partly,
      claim: "sub: SP -= 16",
      evidence: "$0xa0 (1.21,1.24), $0x98 (1.27)",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C104", section: "2.5", verdict: .false,
      claim: "mov %rax,(%rsp): RAX saved at the stack top",
      evidence: "spilled to the caller's slot 0xb0(%rsp) = entry SP+8",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C105", section: "2.5", verdict: .true,
      claim: "table: RAX unchanged by the first three",
      evidence: "AX keeps the type of the value through them (lab gopanic-entry)",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C106", section: "2.5", verdict: .partly,
      claim: "chain picture of frame building",
      evidence: "omits the 3-instruction stack check before it",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C107", section: "3.1", verdict: .true,
      claim: "a panic on a damaged stack cannot be recovered",
      evidence: "eight shapes of damage are fatal in all versions (lab sp-damage: byte8, byte4, smashret, wildsp and others)",
      shownBy: ["command show --track BINARY"]),
    Claim(
      id: "C108", section: "3.1", verdict: .false,
      claim: "because runtime.checkgoorpcall fails",
      evidence: "no such function in any version",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C109", section: "3.1", verdict: .false,
      claim: "16-byte SP alignment is a hard rule of Go's ABI",
      evidence: "amd64: 8 (goarch_amd64.go:12 (Go 1.24.11), abi-internal.md \"always aligned to 8 bytes\"); arm64 is 16",
      shownBy: ["source cmd/compile/abi-internal.md:450 (Go 1.24.11): The stack pointer, RSP, grows down and is always aligned to 8 bytes.", "source internal/goarch/goarch_amd64.go:12 (Go 1.24.11): _StackAlign          = PtrSize"]),
    Claim(
      id: "C110", section: "3.1", verdict: .false,
      claim: "objdump -S runtime.checkgoorpcall",
      evidence: "\"No such file\"",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C111", section: "3.1", verdict: .false,
      claim: "testq $0xf,%rsp; jnz runtime.throw+0x123",
      evidence: "0 such instructions in three cgo binaries",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C112", section: "3.1", verdict: .false,
      claim: "throws \"invalid stack pointer\"",
      evidence: "string not in the runtime",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C113", section: "3.1", verdict: .partly,
      claim: "testq $0xf,%rsp equals and + cmp",
      evidence: "same flags, but AND would overwrite RSP; TEST leaves it",
      shownBy: ["command show --track BINARY"]),
    Claim(
      id: "C114", section: "3.1", verdict: .partly,
      claim: "cause: inline assembly moving SP",
      evidence: "Go has none; .s code does: SPWRITE flag or pcsp mismatch -> fatal (lab sp-damage)",
      shownBy: ["command show --track BINARY"]),
    Claim(
      id: "C115", section: "3.1", verdict: .false,
      claim: "cause: cgo callback with ABI-incompatible stack use",
      evidence: "C that calls back with its stack off by 8: inner and outer recovery both work (lab cgo-misalign)",
      shownBy: ["simulate callback-through-c", "simulate thread-from-c"]),
    Claim(
      id: "C116", section: "3.1", verdict: .true,
      claim: "cause: writes through raw pointers over frame data",
      evidence: "smashret: \"unexpected return pc\" fatal",
      shownBy: ["command show --track BINARY"]),
    Claim(
      id: "C117", section: "3.1", verdict: .false,
      claim: "table: SP%16 != 0 -> checkgoorpcall panic",
      evidence: "programs that panic with SP%16 = 4, 8 and 12 recover (lab sp-align)",
      shownBy: ["command show --track BINARY"]),
    Claim(
      id: "C118", section: "3.1", verdict: .partly,
      claim: "table: g nil -> crash",
      evidence: "R14/TLS g nil faults; sigtrampgo treats g==nil as signal on a non-Go thread",
      shownBy: ["source runtime/signal_unix.go:431 (Go 1.24.11): func sigtrampgo(sig uint32, info *siginfo, ctx unsafe.Pointer) {"]),
    Claim(
      id: "C119", section: "3.1", verdict: .false,
      claim: "flow chart",
      evidence: "no such check exists (C108), and a callback from a misaligned C stack recovers (C115)",
      shownBy: ["command show --track BINARY"]),
    Claim(
      id: "C120", section: "3.2", verdict: .false,
      claim: "recover in a closure cannot be resolved",
      evidence: "closures recover when they are deferred themselves (lab shapes: s01, s04, s35, s38)",
      shownBy: ["test Tests/TruthTests/SimulatedMatrixTests.swift"]),
    Claim(
      id: "C121", section: "3.2", verdict: .false,
      claim: "recover in a method value cannot be resolved",
      evidence: "lab shapes: s05-s13, s23 recover; `-fm` wrappers carry funcID wrapper and are skipped",
      shownBy: ["test Tests/TruthTests/SimulatedMatrixTests.swift"]),
    Claim(
      id: "C122", section: "3.2", verdict: .true,
      claim: "defer records a function value",
      evidence: "`fn func()`; irrelevant to recover",
      shownBy: ["command contract"]),
    Claim(
      id: "C123", section: "3.2", verdict: .false,
      claim: "the funcN symbol is lost",
      evidence: "main.risky.func1 is in pclntab and in the stack (lab signal-path)",
      shownBy: ["lab signal-path", "simulate defer-open-coded", "simulate nil-dereference"]),
    Claim(
      id: "C124", section: "3.2", verdict: .false,
      claim: "risky() fails to recover",
      evidence: "recovers in all versions and flags",
      shownBy: ["simulate defer-open-coded"]),
    Claim(
      id: "C125", section: "3.2", verdict: .false,
      claim: "its caller frame is runtime.deferproc",
      evidence: "gorecover <- risky.func1 <- gopanic",
      shownBy: ["simulate defer-open-coded"]),
    Claim(
      id: "C126", section: "3.2", verdict: .false,
      claim: "the runtime skips the closure frame",
      evidence: "it skips wrapper frames only",
      shownBy: ["simulate method-value"]),
    Claim(
      id: "C127", section: "3.2", verdict: .false,
      claim: "behaviour undefined, usually nil",
      evidence: "defined by the spec",
      shownBy: ["simulate helper-too-deep"]),
    Claim(
      id: "C128", section: "3.2", verdict: .false,
      claim: "table: defer recover() records runtime.recover",
      evidence: "a compiler wrapper (deferwrap / funcN)",
      shownBy: ["simulate defer-recover"]),
    Claim(
      id: "C129", section: "3.2", verdict: .false,
      claim: "table: defer recover() is a compile error",
      evidence: "compiles, vet silent; does not recover (lab shapes: s03)",
      shownBy: ["test Tests/TruthTests/SimulatedMatrixTests.swift"]),
    Claim(
      id: "C130", section: "3.2", verdict: .true,
      claim: "table: defer func(){recover()}() is main.risky.func1",
      evidence: "pclntab",
      shownBy: ["simulate defer-open-coded"]),
    Claim(
      id: "C131", section: "3.2", verdict: .false,
      claim: "table: ... and cannot be located",
      evidence: "it is called by the runtime and recovers (lab shapes: s01)",
      shownBy: ["test Tests/TruthTests/SimulatedMatrixTests.swift"]),
    Claim(
      id: "C132", section: "3.2", verdict: .false,
      claim: "table: defer f records main.f",
      evidence: "f is a variable; the literal is main.X.funcN",
      shownBy: ["command show --defers BINARY"]),
    Claim(
      id: "C133", section: "3.2", verdict: .false,
      claim: "table: ... and cannot be located",
      evidence: "it is called by the runtime and recovers (lab shapes: s04)",
      shownBy: ["test Tests/TruthTests/SimulatedMatrixTests.swift"]),
    Claim(
      id: "C134", section: "3.2", verdict: .false,
      claim: "mechanism: fn->entry must match symbol runtime-recover",
      evidence: "no symbol is looked up (panic.go:1015-1028 (Go 1.24.11))",
      shownBy: ["source runtime/panic.go:1015 (Go 1.24.11): func gorecover(argp uintptr) any {", "command show --runtime BINARY"]),
    Claim(
      id: "C135", section: "3.3", verdict: .partly,
      claim: "a panic across a cgo boundary cannot be recovered",
      evidence: "same thread: recovered, even Go-C-Go-C-Go (lab cgo-callback: cb-outer, cb-nested); a thread that C made: not, it is another goroutine (lab cgo-thread)",
      shownBy: ["simulate callback-through-c", "simulate thread-from-c"]),
    Claim(
      id: "C136", section: "3.3", verdict: .true,
      claim: "the runtime switches between g0 and g stacks",
      evidence: "on g0 in C, on the goroutine's stack in the callback and in gopanic, on g0 in recovery (lab cgo-callback)",
      shownBy: ["simulate callback-through-c", "simulate thread-from-c"]),
    Claim(
      id: "C137", section: "3.3", verdict: .false,
      claim: "g->sched.pc may not be saved",
      evidence: "cgocallback saves/restores; sched.sp=0xc000052e00 valid",
      shownBy: ["simulate callback-through-c"]),
    Claim(
      id: "C138", section: "3.3", verdict: .false,
      claim: "so the defer walk ends early",
      evidence: "inner, outer and runtime's own deferred calls all run",
      shownBy: ["simulate callback-nested"]),
    Claim(
      id: "C139", section: "3.3", verdict: .untestable,
      claim: "objdump of runtime.so shows call gopanic at 48c210",
      evidence: "no runtime.so in ordinary builds; 201 call sites in the static cgo binary",
      shownBy: []),
    Claim(
      id: "C140", section: "3.3", verdict: .false,
      claim: "there rsp points into m->g0",
      evidence: "rsp on curg's stack; on g0 gopanic throws \"panic on system stack\" panic.go:756 (Go 1.24.11)",
      shownBy: ["source runtime/panic.go:756 (Go 1.24.11): throw(\"panic on system stack\")", "simulate callback-through-c"]),
    Claim(
      id: "C141", section: "3.3", verdict: .false,
      claim: "g->sched.sp holds the C stack top",
      evidence: "goroutine stack address",
      shownBy: ["simulate callback-through-c"]),
    Claim(
      id: "C142", section: "3.3", verdict: .false,
      claim: "gopanic finds defers by g->sched.sp",
      evidence: "caller PC/SP and d.sp",
      shownBy: ["command contract"]),
    Claim(
      id: "C143", section: "3.3", verdict: .false,
      claim: "stale value -> goroutine's defers skipped",
      evidence: "inner, outer and the runtime's own deferred calls all run (lab cgo-callback)",
      shownBy: ["simulate callback-nested"]),
    Claim(
      id: "C144", section: "3.3", verdict: .partly,
      claim: "gdb bt breaks after runtime.sigtramp",
      evidence: "not for callbacks, whose stack is whole (lab cgo-callback); for faults in C code Go's own trace starts at cgocall",
      shownBy: ["simulate callback-through-c", "simulate thread-from-c"]),
    Claim(
      id: "C145", section: "3.3", verdict: .partly,
      claim: "p $rsp against g->stack.hi shows a mismatch",
      evidence: "while in C yes (by design), in gopanic no",
      shownBy: ["simulate callback-through-c"]),
    Claim(
      id: "C146", section: "3.3", verdict: .false,
      claim: "table: deferred function not run <- sched.sp stale",
      evidence: "every deferred function runs (lab cgo-callback)",
      shownBy: ["simulate callback-through-c", "simulate thread-from-c"]),
    Claim(
      id: "C147", section: "3.3", verdict: .false,
      claim: "table: m->curg == nil <- g lost",
      evidence: "m.curg=0xc000002380 at all six stops",
      shownBy: ["simulate callback-through-c"]),
    Claim(
      id: "C148", section: "3.3", verdict: .false,
      claim: "flow chart",
      evidence: "gopanic finds deferred calls by its caller's PC and SP and d.sp, not by g.sched.sp",
      shownBy: ["simulate callback-through-c"]),
    Claim(
      id: "C149", section: "4", verdict: .true,
      claim: "the add example is inlineable",
      evidence: "-m: can inline add",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C150", section: "4", verdict: .partly,
      claim: "-S prints the complete assembly",
      evidence: "compiler output before linking, of the named packages only",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C151", section: "4", verdict: .true,
      claim: "including inline expansion",
      evidence: "main.main is 1 byte (RET) with, 42 bytes without inlining",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C152", section: "4", verdict: .true,
      claim: "-l disables inlining",
      evidence: "add has an address of its own with -l (lab inline-switch)",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C153", section: "4", verdict: .partly,
      claim: "with -l add appears as its own function",
      evidence: "in the linked file yes; in -S output it is there in both cases",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C154", section: "4", verdict: .true,
      claim: "-l -S combines both",
      evidence: "the output shows add and the call of it (lab inline-switch)",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C155", section: "4", verdict: .false,
      claim: "picture: inlined add becomes addq",
      evidence: "constant-folded away, no ADDQ in main.main",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C156", section: "4", verdict: .true,
      claim: "with -l call main.add stays",
      evidence: "CALL main.add(SB)",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C157", section: "4", verdict: .true,
      claim: "inlining lowers frame and jump cost",
      evidence: "1 against 13 instructions",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C158", section: "4", verdict: .partly,
      claim: "disabling shows the real chain and register saving",
      evidence: "chain yes; there are no saved registers",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C159", section: "4", verdict: .partly,
      claim: "this comparison locates recover failures",
      evidence: "it decides for recovers that work by inlining into wrappers (lab wrapper-inline), and for nothing else",
      shownBy: ["simulate inlined-argument", "simulate inlined-method-value"]),
    Claim(
      id: "C160", section: "4", verdict: .true,
      claim: "objdump -S mixes source and assembly",
      evidence: "also with -trimpath when sources are reachable",
      shownBy: ["command show --source FOLDER BINARY main.main"]),
    Claim(
      id: "C161", section: "4", verdict: .false,
      claim: "grep \"CALL.*runtime\\.recover\" finds recover calls",
      evidence: "0 lines in 3 versions; pattern must be runtime.gorecover",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C162", section: "4", verdict: .false,
      claim: "the call's target depends on panic handler registration",
      evidence: "one fixed address for each binary: working and failing calls have the same (lab callsites)",
      shownBy: ["command show --runtime BINARY"]),
    Claim(
      id: "C163", section: "4", verdict: .true,
      claim: "normal: target is gorecover",
      evidence: "so are all others (lab callsites)",
      shownBy: ["command show --runtime BINARY"]),
    Claim(
      id: "C164", section: "4", verdict: .false,
      claim: "failing: target 0x0 or illegal",
      evidence: "helper(): same 0x435f20",
      shownBy: ["command show --sites BINARY"]),
    Claim(
      id: "C165", section: "4", verdict: .false,
      claim: "a valid call exists only while a defer frame is active and panicking",
      evidence: "code is static",
      shownBy: ["command show --sites BINARY"]),
    Claim(
      id: "C166", section: "4", verdict: .false,
      claim: "the call vanishes or jumps to a stub if inlined or no panic",
      evidence: "the call is there in every function with a recover (lab callsites), and such functions are never inlined",
      shownBy: ["command show --runtime BINARY"]),
    Claim(
      id: "C167", section: "4", verdict: .true,
      claim: "rebuild with -l and dump again",
      evidence: "works; the CALLs are the same",
      shownBy: ["simulate not-inlined"]),
    Claim(
      id: "C168", section: "4", verdict: .false,
      claim: "picture: no panic -> compiler emits NOP",
      evidence: "code is static: the CALL stands there whether anything panics or not (lab callsites)",
      shownBy: ["command show --sites BINARY"]),
    Claim(
      id: "C169", section: "4", verdict: .untestable,
      claim: "an LLVM IR hook can be put on runtime.deferreturn",
      evidence: "gc has no LLVM IR at all; gccgo is GCC; see labs window and depth for the working equivalent",
      shownBy: ["lab depth", "command show --track BINARY runtime.deferreturn", "simulate helper-too-deep", "simulate handler-starts-goroutine"]),
    Claim(
      id: "C170", section: "4", verdict: .partly,
      claim: "the IR fragment shown is valid",
      evidence: "assembles with LLVM 14 once wrapped in a function and declared",
      shownBy: ["source https://llvm.org/docs/LangRef.html"]),
    Claim(
      id: "C171", section: "4", verdict: .false,
      claim: "it captures registers precisely",
      evidence: "compiled, its own frame pushes r14,rbx,rax first and the values come from calls, so it reports its own SP, not deferreturn's (lab window)",
      shownBy: ["command show --track BINARY runtime.deferreturn"]),
    Claim(
      id: "C172", section: "4", verdict: .false,
      claim: "it runs \"before the first instruction of deferreturn\"",
      evidence: "it sits in the caller, before the CALL",
      shownBy: ["command show --track BINARY runtime.deferreturn"]),
    Claim(
      id: "C173", section: "4", verdict: .true,
      claim: "pc = deferreturn+0",
      evidence: "the steps of lab window begin there",
      shownBy: ["command show --track BINARY runtime.deferreturn"]),
    Claim(
      id: "C174", section: "4", verdict: .true,
      claim: "sp is already 8 lower because of CALL",
      evidence: "lab window: SP is 8 below that of the caller",
      shownBy: ["command show --track BINARY runtime.deferreturn"]),
    Claim(
      id: "C175", section: "4", verdict: .true,
      claim: "fp is still the caller's",
      evidence: "lab window: BP is that of the caller",
      shownBy: ["command show --track BINARY runtime.deferreturn"]),
    Claim(
      id: "C176", section: "4", verdict: .false,
      claim: "because MOVQ BP,FP has not run",
      evidence: "\"illegal use of pseudo-register\"; real: PUSHQ BP; MOVQ SP,BP",
      shownBy: ["command show --track BINARY runtime.deferreturn"]),
    Claim(
      id: "C177", section: "4", verdict: .false,
      claim: "the window is 1-2 instructions",
      evidence: "4 (1.21, 1.27) or 5 (1.24): stack check, push, mov; SP final one later",
      shownBy: ["command show --track BINARY runtime.deferreturn"]),
    Claim(
      id: "C178", section: "4", verdict: .false,
      claim: "hook at the second instruction to see the full frame",
      evidence: "after the 4th-6th instruction",
      shownBy: ["command show --track BINARY runtime.deferreturn"]),
    Claim(
      id: "C179", section: "4", verdict: .true,
      claim: "fp needs an explicit move, not in step with sp",
      evidence: "lab window: BP changes two instructions after SP",
      shownBy: ["command show --track BINARY runtime.deferreturn"]),
    Claim(
      id: "C180", section: "4", verdict: .untestable,
      claim: "perf -e instructions:u collects the panic path",
      evidence: "\"instructions:u event is not supported\" in the virtual machine used",
      shownBy: []),
    Claim(
      id: "C181", section: "4", verdict: .false,
      claim: "it proves an SP error",
      evidence: "the event carries no SP; uprobes with %sp do (lab depth)",
      shownBy: ["lab depth", "simulate helper-too-deep", "simulate handler-starts-goroutine"]),
    Claim(
      id: "C182", section: "4", verdict: .partly,
      claim: "recover must go back to the deferproc frame",
      evidence: "to the frame, whichever way its defers were registered",
      shownBy: ["command contract"]),
    Claim(
      id: "C183", section: "4", verdict: .partly,
      claim: "overwritten memory or registers make SP wrong and recover jump astray",
      evidence: "the unwinder throws before any jump (lab sp-damage)",
      shownBy: ["command show --track BINARY"]),
    Claim(
      id: "C184", section: "4", verdict: .false,
      claim: "field g.recover is the jump",
      evidence: "no such field; _panic.recovered",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C185", section: "4", verdict: .true,
      claim: ":u means user mode only",
      evidence: "perf documentation",
      shownBy: ["source https://man7.org/linux/man-pages/man1/perf-list.1.html"]),
    Claim(
      id: "C186", section: "4", verdict: .true,
      claim: "-g records call graphs",
      evidence: "the stacks of lab depth, made through frame pointers, are complete",
      shownBy: ["lab depth", "simulate helper-too-deep", "simulate handler-starts-goroutine"]),
    Claim(
      id: "C187", section: "4", verdict: .false,
      claim: "chain gopanic -> mcall -> panic_m -> deferreturn",
      evidence: "gopanic -> nextDefer -> mcall -> recovery -> gogo -> CALL deferreturn; no panic_m",
      shownBy: ["test Tests/PanicScopeTests/ClaimTests.swift"]),
    Claim(
      id: "C188", section: "4", verdict: .false,
      claim: "table: normal %rsp offset -0x38, 100%",
      evidence: "no constant: entry+40 after recovery, deepest entry-288 (lab path-cost)",
      shownBy: ["command show --track BINARY runtime.gopanic"]),
    Claim(
      id: "C189", section: "4", verdict: .false,
      claim: "table: misplaced -0x5c \"0x24 popped more\"",
      evidence: "-0x5c is a push, and 0x24 is not a multiple of 8",
      shownBy: ["command show --track BINARY"]),
    Claim(
      id: "C190", section: "4", verdict: .partly,
      claim: "table: 0% success, SIGSEGV in deferreturn",
      evidence: "0% yes; ends in throw or fault elsewhere, never in deferreturn (lab sp-damage byte24ret)",
      shownBy: ["command show --track BINARY"]),
    Claim(
      id: "C191", section: "4", verdict: .false,
      claim: "flow: g.m.curg.recover != nil?",
      evidence: "no field g.m.curg.recover exists; what recover() sets is _panic.recovered",
      shownBy: ["command show --runtime BINARY"]),
    Claim(
      id: "C192", section: "4", verdict: .true,
      claim: "flow: adjust SP to the defer frame, return to deferreturn",
      evidence: "recovery(): sched.sp, sched.pc, gogo (panic.go:1236-1254 (Go 1.24.11))",
      shownBy: ["source runtime/panic.go:1236 (Go 1.24.11): gp.sched.sp = sp"]),
    Claim(
      id: "C193", section: "4", verdict: .partly,
      claim: "flow: corrupt SP -> SIGSEGV on pop",
      evidence: "usually \"unexpected return pc\"; silent exit 139 when SP leaves the stack",
      shownBy: ["command show --track BINARY"]),
    Claim(
      id: "C194", section: "5", verdict: .untestable,
      claim: "Cluster API + Karmada federation drove 17 city clusters",
      evidence: "private project",
      shownBy: []),
    Claim(
      id: "C195", section: "5", verdict: .untestable,
      claim: "policy sync 8.3 s -> 1.2 s (P95), RBAC < 400 ms",
      evidence: "private",
      shownBy: []),
    Claim(
      id: "C196", section: "5", verdict: .untestable,
      claim: "full push 42.6 s -> 6.8 s",
      evidence: "private",
      shownBy: []),
    Claim(
      id: "C197", section: "5", verdict: .untestable,
      claim: "isolation > 90 s against (value missing)",
      evidence: "the cell is empty in the text",
      shownBy: []),
    Claim(
      id: "C198", section: "5", verdict: .untestable,
      claim: "drift coverage 61% -> 99.2% by Gatekeeper + Prometheus Alertmanager",
      evidence: "private; mechanism is real",
      shownBy: []),
    Claim(
      id: "C199", section: "5", verdict: .untestable,
      claim: "bpftrace catches gRPC TLS handshake failures and joins them with trace_id in the OTel collector",
      evidence: "plausible: uprobes + userspace join; our lab depth does the same for recover",
      shownBy: ["lab depth", "simulate helper-too-deep", "simulate handler-starts-goroutine"]),
    Claim(
      id: "C200", section: "5", verdict: .untestable,
      claim: "Grafana root cause board",
      evidence: "private project; cannot be checked",
      shownBy: []),
    Claim(
      id: "C201", section: "5", verdict: .false,
      claim: "flow: Prometheus x509_cert_not_after < 7d",
      evidence: "promtool 2.42: parse error \"unexpected duration\"; needs `- time() < 7*86400`",
      shownBy: ["source https://prometheus.io/docs/prometheus/latest/querying/basics/"]),
    Claim(
      id: "C202", section: "5", verdict: .partly,
      claim: "flow: call cert-manager API to renew",
      evidence: "cert-manager renews through Certificate status (cmctl), no own HTTP API",
      shownBy: ["source https://cert-manager.io/docs/reference/cmctl/"]),
    Claim(
      id: "C203", section: "5", verdict: .partly,
      claim: "flow: curl -I ... grep '200 OK' verifies",
      evidence: "fails on HTTP/2, whose status line has no reason text",
      shownBy: ["source https://www.rfc-editor.org/rfc/rfc9113"]),
    Claim(
      id: "C204", section: "5", verdict: .true,
      claim: "flow as a whole: detect, branch, act or notify, verify",
      evidence: "sound as a pattern",
      shownBy: ["source https://sre.google/sre-book/managing-incidents/"]),
    Claim(
      id: "C205", section: "5", verdict: .false,
      claim: "Istio PR #45212 merged in 1.19-rc1 with these changes",
      evidence: "none of the names exists in istio/api (next rows)",
      shownBy: ["source https://github.com/istio/api"]),
    Claim(
      id: "C206", section: "5", verdict: .false,
      claim: "ServiceEntry.resolution DNS_ROUND_ROBIN_WITH_HEALTH_CHECK",
      evidence: "istio/api service_entry.proto: NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS",
      shownBy: ["source https://github.com/istio/api/blob/master/networking/v1alpha3/service_entry.proto"]),
    Claim(
      id: "C207", section: "5", verdict: .untestable,
      claim: "pilot-agent --health-check-interval=3s",
      evidence: "no such option was found",
      shownBy: []),
    Claim(
      id: "C208", section: "5", verdict: .false,
      claim: "post-renderer writes Route53 results into endpoints of an ExternalName Service",
      evidence: "ExternalName Services are CNAMEs and have no endpoints",
      shownBy: ["source https://kubernetes.io/docs/concepts/services-networking/service/#externalname"]),
    Claim(
      id: "C209", section: "5", verdict: .untestable,
      claim: "3 customers, 217 days, 92.4% -> 99.97%",
      evidence: "private",
      shownBy: []),
    Claim(
      id: "C210", section: "5", verdict: .untestable,
      claim: "K3s + JetPack 5.1.2 + jetson-device-plugin, 8 x 1080p30 YOLOv8 on Orin NX",
      evidence: "private, needs the board",
      shownBy: []),
    Claim(
      id: "C211", section: "5", verdict: .untestable,
      claim: "containerd drop-in under config.toml.d",
      evidence: "K3s documents config.toml.tmpl; drop-ins depend on the version",
      shownBy: []),
    Claim(
      id: "C212", section: "5", verdict: .true,
      claim: "keys runtime_type / options.BinaryName for nvidia-container-runtime",
      evidence: "containerd CRI runtime keys",
      shownBy: ["source https://github.com/containerd/containerd/blob/main/docs/cri/config.md"]),
    Claim(
      id: "C213", section: "5", verdict: .false,
      claim: "47 charts on 3.2-3.11, \"four major versions\"",
      evidence: "3.2-3.11 is one major version",
      shownBy: ["source https://helm.sh/docs/topics/version_skew/"]),
    Claim(
      id: "C214", section: "5", verdict: .true,
      claim: "helmfile diff --detailed-exitcode exists",
      evidence: "helmfile documentation",
      shownBy: ["source https://helmfile.readthedocs.io/"]),
    Claim(
      id: "C215", section: "5", verdict: .untestable,
      claim: "yq makes a compatibility report",
      evidence: "no detail given",
      shownBy: []),
    Claim(
      id: "C216", section: "5", verdict: .untestable,
      claim: "daily GitHub Actions scan opens PRs on CVEs",
      evidence: "private",
      shownBy: []),
    Claim(
      id: "C217", section: "5", verdict: .true,
      claim: "kubectl kustomize ... piped to kubectl diff -f -",
      evidence: "both verbs in kubectl 1.32; needs a cluster",
      shownBy: ["source https://kubernetes.io/docs/reference/kubectl/"]),
  ]
}
