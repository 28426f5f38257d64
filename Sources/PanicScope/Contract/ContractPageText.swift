/// The words of docs/contract.md that no table holds.
enum ContractPageText {
  static let head = """
    # When does recover() work? The contract of defer, panic and recover

    What the gc toolchain really does with `defer`, `panic` and `recover`, from Go 1.19 to Go 1.27
    (1.20 was not measured), on amd64 and arm64: which calls of `recover()` stop a panic, which return
    nil, and what changed from release to release.

    None of it is a guess. The rules are a model that runs (`panicscope simulate`), and the tests compare
    it with programs built by each of these toolchains: every scenario below, and thousands of random
    ones. The layouts are compared with the debug information and the code of binaries
    (`panicscope contract --verify BINARY`). This page is written by `Scripts/document-contract` from
    the same tables; `panicscope contract --go 1.26` prints one version,
    `panicscope contract --diff 1.25 1.26` what changed between two.

    - [What works and what does not](#what-works-and-what-does-not)
    - [A panic from beginning to end](#a-panic-from-beginning-to-end)
    - [How recover() decides](#how-recover-decides)
    - [What each release changed](#what-each-release-changed)
    - [The versions side by side](#the-versions-side-by-side)
    - [The rules, one by one](#the-rules-one-by-one)
    - [Every scenario, every version](#every-scenario-every-version)
    - [Layouts](#layouts)

    """

  static let shapes = """
    `recover()` stops a panic if the function that calls it was called *by the runtime itself*, as a
    deferred function, because of a panic on the *same goroutine*. One frame more or one frame less and
    it returns nil. ✓: the panic is stopped. ✗: the program dies.

    In the code, `rescue` is `func rescue() { if r := recover(); r != nil { log.Print(r) } }`.

    """

  /// A shape of code, the scenario of the catalogue that is the same, and why it ends as it does.
  static let shapeRows: [(code: String, scenario: String, why: String)] = [
    ("defer rescue()", "defer-open-coded", "the value: the runtime calls rescue"),
    (
      "f := v.rescue; defer f()", "method-value",
      "the value: wrappers that the compiler makes do not count"
    ),
    (
      "defer func() { rescue() }()", "helper-too-deep",
      "nil: the runtime calls the closure, not rescue"
    ),
    (
      "defer func() { func() { recover() }() }()", "inner-closure", "nil: one frame too deep, too"
    ),
    ("defer recover()", "defer-recover", "nil: one frame too few"),
    (
      "defer func() { defer recover() }()", "defer-defer-recover",
      "the value, thrown away: the closure stands between the runtime and recover"
    ),
    (
      "defer log.Print(recover())", "evaluated-as-argument",
      "nil: called where the defer statement stands, before the panic"
    ),
    (
      "defer func() { for range seq { recover() } }()", "range-recover-in-body",
      "nil: the body of a loop over a function is a function of its own"
    ),
    (
      "for range seq { defer rescue() }", "range-defer-in-body",
      "the value: the defer belongs to the function around the loop"
    ),
    (
      "defer rescue(); go work()", "goroutine-without-recover",
      "never called for it: work's panic is on another goroutine"
    ),
    (
      "defer rescue(); mu.Unlock() // not locked", "unlock-of-unlocked-mutex",
      "never called: a fatal error is no panic"
    ),
    (
      "defer small(1)", "inlined-argument",
      "small is `func small(int) { rescue() }`: by accident, where the compiler inlines small into the wrapper for its argument"
    ),
    (
      "f := v.small; defer f()", "inlined-method-value",
      "the same with a method value ([golang/go#73916](https://github.com/golang/go/issues/73916))"
    ),
    (
      "defer small()", "inlined-none",
      "nil: without an argument there is no wrapper, and no accident"
    ),
  ]

  static let picture = """

    ## A panic from beginning to end

    ```mermaid
    flowchart TD
      panic["panic(v), or a fault that the runtime makes one"] --> next["the innermost deferred call of this goroutine that has not started"]
      next --> found{"is there one?"}
      found -- no --> print["panics are printed, exit status 2"]
      found -- yes --> run["the runtime calls it, on top of the panicking stack"]
      run --> recover{"does recover() in it succeed?"}
      recover -- "no, or not called" --> next
      recover -- yes --> returned{"does it return?"}
      returned -- "no: it panics again" --> panic
      returned -- "no: it exits or blocks" --> never["the panic is neither printed nor over"]
      returned -- yes --> resume["the function that deferred it runs what else it deferred, and returns to its caller"]
      fatal["fatal error: concurrent map access, deadlock, stack overflow, out of memory"] --> dead["the process ends; no deferred call runs"]
    ```

    `recover()` does not jump: it marks the panic and returns its value. Only when the deferred function
    returns does the runtime cut the stack, and execution goes on at the *end* of the function that had
    deferred it, never after the line that panicked.

    ## How recover() decides

    ```mermaid
    flowchart TD
      call["recover()"] --> p{"g._panic == nil?"}
      p -- yes --> none["nil: no panic on this goroutine"]
      p -- no --> goexit{"_panic.goexit?"}
      goexit -- yes --> nil2["nil: Goexit is no panic"]
      goexit -- no --> recovered{"_panic.recovered?"}
      recovered -- yes --> nil3["nil: recovered already"]
      recovered -- no --> version{"Go version"}
      version -- "to 1.25" --> argp{"argp == _panic.argp?"}
      version -- "from 1.26" --> frames{"exactly one frame that is no wrapper below gopanic?"}
      argp -- yes --> value["the value; _panic.recovered is set"]
      argp -- no --> nil4["nil: not called by the runtime itself"]
      frames -- yes --> value
      frames -- no --> nil4
    ```

    The same stack under both rules, for `defer cleanup()` where cleanup calls rescue and rescue calls
    `recover()` (`panicscope simulate --step helper-too-deep` prints it with all operands):

    | frame, innermost first | up to Go 1.25 | from Go 1.26 |
    |---|---|---|
    | `runtime.gorecover` | compares the argp of its caller, rescue, with `_panic.argp` | walks up and counts |
    | `main.rescue` | its argp is another: **nil** | frame 1 |
    | `main.cleanup` | its argp is `_panic.argp`: called here, recover() would succeed | frame 2: **nil** |
    | `runtime.gopanic` | has set `_panic.argp` to where cleanup's arguments begin | the walk ends |

    Argument pointers cannot see a function that was inlined: it has no arguments of its own. That is
    why up to Go 1.25 inlining into a wrapper can make a recover work that should not, and why it stops
    working with `-gcflags=-l`, under a debugger's build, or with Go 1.26. `panicscope audit` finds such
    recovers in a binary (PS301), `panicscope upgrade` says which a newer Go turns off.

    """

  static let legend = """
    *rule of recover()*: `argp` compares argument pointers, `frame-count` counts frames.
    *open-coded defers*: how FUNCDATA_OpenCodedDeferInfo tells where the closures are: `closureOffsets`
    lists one offset for each, `slotArray` names an array of slots.
    *inlining into wrappers*: `interfaces` is value methods called through an interface, `methods` also
    method values, `all` also the wrappers for arguments (deferwrap).

    """

  static let scenarios = """
    `panicscope simulate NAME` shows each step by step, `panicscope simulate -o go NAME` writes it as a
    Go program to try. Compiled as `go build` does; where nothing else is said all versions from 1.19 on
    (from 1.23 on for loops over functions) do the same.

    """

  static let layouts = """
    Offsets in bytes, the same on amd64 and arm64. Tools that read the memory of Go programs need them;
    programs do not.

    """
}
