/// A scenario that ships with the tool.
struct CatalogueEntry: Sendable {
  var name: String
  /// Class of the catalogue of root causes, A to P, or `kinds` for the basics.
  var kind: String
  /// The case of Fixtures/matrix that is the same program, where there is one.
  var matrixCase: String?
  var yaml: String
}

/// The root causes that threads and postmortems tell of, each as a scenario.
enum ScenarioCatalogueTable {
  static let entries: [CatalogueEntry] = [
    CatalogueEntry(
      name: "goroutine-without-recover", kind: "A", matrixCase: "exposed-named",
      yaml: """
        title: "The recover is on the goroutine that started the one that panics"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, go: worker, say: after]
          guard: [recover]
          worker: [panic: boom]
        """),
    CatalogueEntry(
      name: "goroutine-with-recover", kind: "A", matrixCase: "guarded-named",
      yaml: """
        title: "Every goroutine needs a recover of its own"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, go: worker, say: after]
          worker: [defer: guard, panic: boom]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "init-panics", kind: "A", matrixCase: nil,
      yaml: """
        title: "A panic before main has deferred anything, as in package initialisation"
        functions:
          main: [{call: work}, {say: survived}]
          work: [call: initialise, defer: guard]
          initialise: [panic: boom]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "errgroup", kind: "B", matrixCase: nil,
      yaml: """
        title: "A pool runs the function on a goroutine of its own, out of the caller's reach"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, call: pool_go, say: waited]
          pool_go: [go: pool_worker]
          pool_worker: [call: task]
          task: [panic: boom]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "pool-that-recovers", kind: "B", matrixCase: nil,
      yaml: """
        title: "A pool whose worker recovers keeps the process alive"
        functions:
          main: [{call: work}, {say: survived}]
          work: [call: pool_go, say: waited]
          pool_go: [go: pool_worker]
          pool_worker: [defer: guard, call: task]
          task: [panic: boom]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "helper-too-deep", kind: "C", matrixCase: "helper-too-deep",
      yaml: """
        title: "recover() in a function that the deferred function calls"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: cleanup, panic: boom]
          cleanup: [say: cleaning, call: rescue]
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "inner-closure", kind: "C", matrixCase: "inner-closure",
      yaml: """
        title: "recover() in a closure that the deferred function calls at once"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: cleanup, panic: boom]
          cleanup: [say: cleaning, call: inner]
          inner: [recover]
        """),
    CatalogueEntry(
      name: "nested-defer", kind: "C", matrixCase: "nested-defer",
      yaml: """
        title: "A function deferred by the deferred function"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: cleanup, panic: boom]
          cleanup: [defer: rescue]
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "guard-within-handler", kind: "C", matrixCase: "guard-within-handler",
      yaml: """
        title: "The deferred function panics itself, and what it deferred recovers that"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: cleanup, say: working]
          cleanup: [defer: rescue, panic: again]
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "interface-helper", kind: "C", matrixCase: nil,
      yaml: """
        title: "The helper is called through an interface: its wrapper does not count, the helper does"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: cleanup, panic: boom]
          cleanup: [say: cleaning, call: {function: rescue, form: interface}]
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "handler-starts-goroutine", kind: "C", matrixCase: "handler-starts-goroutine",
      yaml: """
        title: "The deferred function lets another goroutine recover"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: cleanup, panic: boom]
          cleanup: [go: rescue]
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "defer-recover", kind: "D", matrixCase: "defer-recover",
      yaml: """
        title: "defer recover() has no frame of the program between the runtime and recover"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: recover, panic: boom]
        """),
    CatalogueEntry(
      name: "defer-defer-recover", kind: "D", matrixCase: "defer-defer-recover",
      yaml: """
        title: "defer recover() in the deferred function is exactly deep enough"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: cleanup, panic: boom]
          cleanup: [defer: recover, say: cleaning]
        """),
    CatalogueEntry(
      name: "evaluated-as-argument", kind: "D", matrixCase: "evaluated-as-argument",
      yaml: """
        title: "defer f(recover()) calls recover when the statement is reached"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - defer: {function: note, argument: recover}
            - panic: boom
          note: [say: noted]
        """),
    CatalogueEntry(
      name: "recover-in-body", kind: "E", matrixCase: "in-body",
      yaml: """
        title: "recover() outside of any deferred function"
        functions:
          main: [{call: work}, {say: survived}]
          work: [recover, panic: boom]
        """),
    CatalogueEntry(
      name: "defer-after-panic", kind: "E", matrixCase: nil,
      yaml: """
        title: "The defer statement is never reached"
        functions:
          main: [{call: work}, {say: survived}]
          work: [panic: boom, defer: guard]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "go-for-defer", kind: "E", matrixCase: "go-for-defer",
      yaml: """
        title: "go where defer was meant"
        functions:
          main: [{call: work}, {say: survived}]
          work: [go: guard, panic: boom]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "unlock-of-unlocked-mutex", kind: "F", matrixCase: nil,
      yaml: """
        title: "A fatal error: no deferred call runs"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, fatal: unlock-of-unlocked-mutex]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "fatal-while-panicking", kind: "F", matrixCase: nil,
      yaml: """
        title: "A deferred call raises a fatal error while a panic runs; Go 1.26 prints both"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, defer: release, panic: boom]
          release: [fatal: unlock-of-unlocked-mutex]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "fatal-while-all-panic", kind: "F", matrixCase: nil,
      yaml: """
        title: "A fatal error while seven panics run: from Go 1.26 all are printed, by type only"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - panic-on-fault
            - defer: unlock
            - defer: wild
            - defer: nothing
            - defer: closed
            - defer: written
            - defer: divided
            - defer: followed
            - fault: index
          followed: [fault: nil-dereference]
          divided: [fault: divide]
          written: [fault: nil-map]
          closed: [fault: closed-channel]
          nothing: [panic: nil]
          wild: [fault: wild-pointer]
          unlock: [fatal: unlock-of-unlocked-mutex]
        """),
    CatalogueEntry(
      name: "stack-overflow", kind: "F", matrixCase: nil,
      yaml: """
        title: "Endless recursion is no panic"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, call: endless]
          endless: [call: endless]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "go-of-nil-function", kind: "F", matrixCase: nil,
      yaml: """
        title: "go with a nil function is a fatal error"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, fatal: go-of-nil-function]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "deadlock", kind: "F", matrixCase: nil,
      yaml: """
        title: "All goroutines are asleep"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, block]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "wild-pointer", kind: "F", matrixCase: nil,
      yaml: """
        title: "A fault at an address that is no nil pointer"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, fault: wild-pointer]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "wild-pointer-on-fault", kind: "F", matrixCase: nil,
      yaml: """
        title: "debug.SetPanicOnFault makes a panic of it, on this goroutine"
        functions:
          main: [{call: work}, {say: survived}]
          work: [panic-on-fault, defer: guard, fault: wild-pointer]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "nil-dereference", kind: "F", matrixCase: "nil-dereference",
      yaml: """
        title: "A nil dereference is a panic as any other"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, fault: nil-dereference]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "runtime-errors", kind: "F", matrixCase: nil,
      yaml: """
        title: "Panics that the runtime raises, each recovered"
        functions:
          main: [{call: work}, {say: survived}]
          work: [call: one, call: two, call: three, call: four]
          one: [defer: guard, fault: index]
          two: [defer: guard, fault: divide]
          three: [defer: guard, fault: nil-map]
          four: [defer: guard, fault: closed-channel]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "callback-through-c", kind: "G", matrixCase: nil,
      yaml: """
        title: "A panic in a Go callback passes the C frames and is recovered by the Go function outside"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, call-through-c: callback]
          callback: [panic: boom]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "callback-recovers", kind: "G", matrixCase: nil,
      yaml: """
        title: "The callback recovers its own panic: C goes on"
        functions:
          main: [{call: work}, {say: survived}]
          work: [call-through-c: callback, say: C returned]
          callback: [defer: guard, panic: boom]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "callback-nested", kind: "G", matrixCase: nil,
      yaml: """
        title: "Go, C, Go, C, Go: every deferred call runs"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, call-through-c: outer]
          outer: [defer: closing, call-through-c: inner]
          inner: [panic: boom]
          closing: [say: closing]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "thread-from-c", kind: "G", matrixCase: nil,
      yaml: """
        title: "On a thread that C made the callback is another goroutine"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, thread-from-c: callback]
          callback: [panic: boom]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "goexit-on-thread-from-c", kind: "G", matrixCase: nil,
      yaml: """
        title: "Goexit on a thread that C made is fatal: its goroutine cannot end"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, thread-from-c: callback]
          callback: [defer: guard, goexit]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "goexit-through-c", kind: "G", matrixCase: nil,
      yaml: """
        title: "Goexit in a callback on a thread of Go ends the goroutine, C frames included"
        functions:
          main: [{go: worker}, {say: survived}]
          worker: [defer: guard, call-through-c: callback]
          callback: [defer: guard, goexit]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "handler-panics", kind: "H", matrixCase: nil,
      yaml: """
        title: "The recovering function panics itself"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, panic: boom]
          guard:
            - recover: {then: [panic: {error: the logger is nil}]}
        """),
    CatalogueEntry(
      name: "handler-panics-outer-recovers", kind: "H", matrixCase: nil,
      yaml: """
        title: "A recover further out takes the second panic"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: outer, call: inner]
          inner: [defer: guard, panic: boom]
          guard:
            - recover: {then: [panic: {error: the logger is nil}]}
          outer: [recover]
        """),
    CatalogueEntry(
      name: "repanic", kind: "H", matrixCase: nil,
      yaml: """
        title: "Recovered and panicked again with the same value: one line from Go 1.25"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, panic: boom]
          guard:
            - recover: {then: [repanic]}
        """),
    CatalogueEntry(
      name: "equal-values", kind: "H", matrixCase: nil,
      yaml: """
        title: "The same value twice, recovered by nobody: what 1.25 prints is not true"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: again, fault: nil-dereference]
          again: [fault: nil-dereference]
        """),
    CatalogueEntry(
      name: "exit-in-deferred", kind: "I", matrixCase: nil,
      yaml: """
        title: "os.Exit in a deferred function hides the panic"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: stop, panic: boom]
          stop: [exit: 0]
        """),
    CatalogueEntry(
      name: "exit-after-recover", kind: "I", matrixCase: nil,
      yaml: """
        title: "A handler that recovers and then exits is no guard"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: stop, panic: boom]
          stop:
            - recover: {then: [exit: 1]}
        """),
    CatalogueEntry(
      name: "recovered-but-unfinished", kind: "J", matrixCase: nil,
      yaml: """
        title: "What came after the panic never runs: here an unlock"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, call: locked]
          locked: [say: lock, panic: boom, say: unlock]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "stuck-panic", kind: "K", matrixCase: nil,
      yaml: """
        title: "A deferred call blocks: the panic is neither printed nor recovered"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: wait, panic: boom]
          wait: [block]
        """),
    CatalogueEntry(
      name: "panic-nil", kind: "L", matrixCase: nil,
      yaml: """
        title: "panic(nil): a value of its own from Go 1.21"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, panic: nil]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "panic-nil-allowed", kind: "L", matrixCase: nil,
      yaml: """
        title: "With panicnil=1 recover() returns nil and stops the panic nevertheless"
        build: {allows-nil-panics: true}
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, panic: nil]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "goexit", kind: "L", matrixCase: nil,
      yaml: """
        title: "runtime.Goexit runs the deferred calls, and recover does not stop it"
        functions:
          main: [{call: work}, {say: survived}]
          work: [go: worker, say: worker ended]
          worker: [defer: guard, goexit]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "goexit-in-main", kind: "L", matrixCase: nil,
      yaml: """
        title: "Goexit on the main goroutine leaves nobody"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, goexit]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "goexit-aborts-panic", kind: "L", matrixCase: nil,
      yaml: """
        title: "Goexit in a deferred call ends a panic, and the process lives"
        functions:
          main: [{call: work}, {say: survived}]
          work: [go: worker, say: the process lives]
          worker: [defer: leave, panic: boom]
          leave: [goexit]
        """),
    CatalogueEntry(
      name: "goexit-resumes", kind: "L", matrixCase: nil,
      yaml: """
        title: "A recover that would pass a Goexit comes back to it"
        functions:
          main: [{call: work}, {say: survived}]
          work: [go: worker, say: worker ended]
          worker: [defer: last, defer: guard, call: leaving]
          leaving: [defer: stumble, goexit]
          stumble: [panic: while leaving]
          guard: [recover]
          last: [recover, say: last]
        """),
    CatalogueEntry(
      name: "inlined-argument", kind: "M", matrixCase: "wrapper-argument",
      yaml: """
        title: "defer f(1), f small and its helper recovers: an accident of inlining in Go 1.22 to 1.25"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - defer: {function: small, form: argument}
            - panic: boom
          small: {inline: true, do: [call: rescue]}
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "inlined-method", kind: "M", matrixCase: "wrapper-pointer-method",
      yaml: """
        title: "defer p.f(), f small and its helper recovers: an accident of inlining in Go 1.22 to 1.25"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - defer: {function: small, form: method}
            - panic: boom
          small: {inline: true, do: [call: rescue]}
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "inlined-method-value", kind: "M", matrixCase: "wrapper-method-value",
      yaml: """
        title: "g := p.f; defer g(), f small and its helper recovers: an accident of inlining in Go 1.21 to 1.25"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - defer: {function: small, form: method-value}
            - panic: boom
          small: {inline: true, do: [call: rescue]}
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "inlined-interface", kind: "M", matrixCase: "wrapper-interface-value",
      yaml: """
        title: "defer i.f(), a struct in the interface, f small and its helper recovers: an accident of inlining up to Go 1.25"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - defer: {function: small, form: interface}
            - panic: boom
          small: {inline: true, do: [call: rescue]}
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "inlined-none", kind: "M", matrixCase: "wrapper-none",
      yaml: """
        title: "defer f(), f small and its helper recovers: without a wrapper no accident"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - defer: {function: small, form: plain}
            - panic: boom
          small: {inline: true, do: [call: rescue]}
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "inlined-two-levels", kind: "M", matrixCase: "wrapper-two-levels",
      yaml: """
        title: "The accident reaches through two inlined functions"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - defer: {function: first, form: argument}
            - panic: boom
          first: {inline: true, do: [call: second]}
          second: {inline: true, do: [call: rescue]}
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "not-inlined", kind: "M", matrixCase: nil,
      yaml: """
        title: "The same with inlining switched off: no accident"
        build: {inlines: false}
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - defer: {function: small, form: argument}
            - panic: boom
          small: {inline: true, do: [call: rescue]}
          rescue: [recover]
        """),
    CatalogueEntry(
      name: "range-recover-in-body", kind: "M", matrixCase: "range-recover-in-body",
      yaml: """
        title: "recover() in the body of a range-over-func loop"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: cleanup, panic: boom]
          cleanup:
            - range: {over: once, do: [recover]}
          once: [yield]
        """),
    CatalogueEntry(
      name: "range-defer-in-body", kind: "M", matrixCase: "range-defer-in-body",
      yaml: """
        title: "A defer in such a body belongs to the function around the loop"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - range: {over: once, do: [defer: guard]}
            - panic: boom
          once: [yield]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "range-iterator-recovers", kind: "M", matrixCase: "range-iterator-recovers",
      yaml: """
        title: "The iterator recovers the body's panic: the runtime panics in its place"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - range: {over: swallow, do: [panic: boom]}
          swallow: [defer: guard, yield]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "boundary-too-far-in", kind: "N", matrixCase: nil,
      yaml: """
        title: "The recover is registered further in than the code that panics"
        functions:
          main: [{call: work}, {say: survived}]
          work: [call: middleware]
          middleware: [call: handler, panic: outside the guard]
          handler: [defer: guard, panic: boom]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "second-panic-hides-first", kind: "P", matrixCase: nil,
      yaml: """
        title: "The deferred call's own panic is what is recovered; the first is gone"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, call: inner]
          inner: [defer: close_file, panic: the cause]
          close_file: [panic: close failed]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "defer-open-coded", kind: "kinds", matrixCase: "closure",
      yaml: """
        title: "Up to eight defers outside loops are open-coded: no record, recovered all the same"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, defer: closing, panic: boom]
          closing: [say: closing]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "defer-stack", kind: "kinds", matrixCase: nil,
      yaml: """
        title: "Nine defers: records in the frame"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, defer: c1, defer: c2, defer: c3, defer: c4, defer: c5, defer: c6, defer: c7, defer: c8, panic: boom]
          guard: [recover]
          c1: [say: closing 1]
          c2: [say: closing 2]
          c3: [say: closing 3]
          c4: [say: closing 4]
          c5: [say: closing 5]
          c6: [say: closing 6]
          c7: [say: closing 7]
          c8: [say: closing 8]
        """),
    CatalogueEntry(
      name: "defer-heap", kind: "kinds", matrixCase: nil,
      yaml: """
        title: "Defers in a loop: records in the heap"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - defer: guard
            - loop: {times: 2, do: [defer: closing]}
            - panic: boom
          closing: [say: closing]
          guard: [recover]
        """),
    CatalogueEntry(
      name: "method-value", kind: "kinds", matrixCase: "method-value",
      yaml: """
        title: "A deferred method value recovers: its wrapper does not count"
        functions:
          main: [{call: work}, {say: survived}]
          work:
            - defer: {function: guard, form: method-value}
            - panic: boom
          guard: [recover]
        """),
    CatalogueEntry(
      name: "two-panics-second-recover-nil", kind: "kinds", matrixCase: nil,
      yaml: """
        title: "recover() returns the newest panic's value once, then nil"
        functions:
          main: [{call: work}, {say: survived}]
          work: [defer: guard, defer: stumble, panic: first]
          stumble: [panic: second]
          guard: [recover, recover]
        """),
    CatalogueEntry(
      name: "article-bad-recover", kind: "kinds", matrixCase: nil,
      yaml: """
        title: "The article's badRecover: a goroutine that panics, and a recover beside it"
        functions:
          main: [{call: work}, {say: survived}]
          work: [go: bad_recover, say: never reached]
          bad_recover: [go: rescuer, panic: boom]
          rescuer: [defer: guard]
          guard: [recover]
        """),
  ]
}
