/// What the runtime's own fatal errors mean: the texts of `throw` and `fatal` in `src/runtime`,
/// `src/internal/runtime/maps` and `src/internal/sync`, Go 1.18 to 1.27.
public enum FatalErrorTable {
  struct Row {
    /// Stands in the text.
    var words: String
    /// The words are the whole text.
    var isWhole = false
    var kind: Explanation.Kind
    /// Follows "because".
    var meaning: String
    var advice: String?
  }

  /// The first that fits counts.
  static let rows: [Row] = [
    Row(
      words: "concurrent map", kind: .fatalError,
      meaning: "two goroutines used a map at once and one of them wrote",
      advice: "Guard the map with a sync.Mutex or use sync.Map; go run -race shows both places."),
    Row(
      words: "all goroutines are asleep", kind: .deadlock,
      meaning: "every goroutine waits for another",
      advice:
        "Each goroutine's status says what it waits for; look for the one that should have woken it."
    ),
    Row(
      words: "no goroutines (main called runtime.Goexit)", kind: .deadlock,
      meaning: "main ended by runtime.Goexit and no goroutine was left",
      advice: "Return from main, or call os.Exit."),
    Row(
      words: "split stack overflow", kind: .stackDamage,
      meaning: "the stack pointer lies outside the goroutine's stack", advice: stackAdvice),
    Row(
      words: "stack overflow", kind: .stackOverflow,
      meaning: "a goroutine's stack grew beyond the limit, usually by endless recursion",
      advice: "Bound the recursion's depth."),
    Row(
      words: "out of memory", kind: .outOfMemory,
      meaning: "the system gave no more memory",
      advice: "Bound what is kept; GOMEMLIMIT makes the collector work earlier."),
    Row(
      words: "cannot allocate memory", kind: .outOfMemory,
      meaning: "the system gave no more memory",
      advice: "Bound what is kept; GOMEMLIMIT makes the collector work earlier."),
    Row(
      words: "cannot map pages", kind: .outOfMemory,
      meaning: "the system gave no more memory",
      advice: "Bound what is kept; GOMEMLIMIT makes the collector work earlier."),
    Row(
      words: "cannot reserve arena virtual address space", kind: .outOfMemory,
      meaning: "the system gave no more address space",
      advice: "Raise the limit of address space (ulimit -v), or bound what is kept."),
    Row(
      words: "thread exhaustion", kind: .fatalError,
      meaning: "the program has more threads than debug.SetMaxThreads allows (10000 unless set)",
      advice: "Bound the number of goroutines that block in system calls or in C at once."),
    Row(
      words: "failed to create new OS thread", kind: .fatalError,
      meaning: "the system refused one more thread",
      advice:
        "Raise the limit of processes (ulimit -u, pids of the container) or use fewer threads."),
    Row(
      words: "newosproc", kind: .fatalError,
      meaning: "the system refused one more thread",
      advice:
        "Raise the limit of processes (ulimit -u, pids of the container) or use fewer threads."),
    Row(
      words: "unlock of unlocked", kind: .fatalError,
      meaning: "a mutex was unlocked that was not locked",
      advice: "Defer Unlock directly after Lock, and nowhere else."),
    Row(
      words: "Unlock of unlocked", kind: .fatalError,
      meaning: "a mutex was unlocked that was not locked",
      advice: "Defer Unlock directly after Lock, and nowhere else."),
    Row(
      words: "inconsistent mutex state", kind: .fatalError,
      meaning: "a mutex was copied or overwritten while it was in use",
      advice: "Pass mutexes by pointer; go vet finds copies."),
    Row(
      words: "go of nil func value", kind: .fatalError,
      meaning: "a go statement started a nil function", advice: "Check the function before go."),
    Row(
      words: "runtime.Goexit called in a thread that was not created by the Go runtime",
      kind: .fatalError,
      meaning: "a thread of C, which has no goroutine to go back to, was asked to end",
      advice: "Return to C instead of calling runtime.Goexit or testing's FailNow."),
    Row(
      words: "exited a goroutine internally locked to the OS thread", kind: .fatalError,
      meaning: "runtime.Goexit was called on a thread that C made or while C waited for its thread",
      advice: "Return to C instead of calling runtime.Goexit or testing's FailNow."),
    Row(
      words: "internal lockOSThread error", kind: .fatalError,
      meaning: "runtime.Goexit was called on a thread that C made or while C waited for its thread",
      advice: "Return to C instead of calling runtime.Goexit or testing's FailNow."),
    Row(
      words: "signal during runtime execution", kind: .signalInC,
      meaning: "a fault outside ordinary Go code is never turned into a panic", advice: nil),
    Row(
      words: "fault", isWhole: true, kind: .signalInGo,
      meaning: "an address that is not near nil was touched, which the runtime turns into no panic",
      advice: "Only debug.SetPanicOnFault(true) on this goroutine would make it a panic."),
    Row(
      words: "panic while printing panic value", kind: .fatalError,
      meaning: "the panic value's Error or String method panicked while the runtime printed it",
      advice: "Keep Error and String methods from panicking."),
    Row(
      words: "panic on system stack", kind: .fatalError,
      meaning: "the panic began in the runtime itself, on a thread's system stack", advice: nil),
    Row(
      words: "panic during malloc", kind: .fatalError,
      meaning: "the panic began inside the memory allocator", advice: nil),
    Row(
      words: "panic during preemptoff", kind: .fatalError,
      meaning: "the panic began in a part of the runtime that must not be interrupted", advice: nil),
    Row(
      words: "panic holding locks", kind: .fatalError,
      meaning: "the panic began while the runtime held a lock of its own", advice: nil),
    Row(
      words: "unknown caller pc", kind: .stackDamage,
      meaning:
        "a return address on the stack is no Go code: the stack was overwritten or the stack pointer moved",
      advice: stackAdvice),
    Row(
      words: "unknown pc", isWhole: true, kind: .stackDamage,
      meaning: "execution stood outside all Go code", advice: stackAdvice),
    Row(
      words: "traceback", kind: .stackDamage,
      meaning:
        "the stack cannot be followed: a function moved the stack pointer in a way that is not in its tables",
      advice: stackAdvice),
    Row(
      words: "invalid pointer found on stack", kind: .stackDamage,
      meaning: "a pointer on the stack points to no valid memory", advice: memoryAdvice),
    Row(
      words: "frame pointer", kind: .stackDamage,
      meaning: "a saved frame pointer lies outside the stack", advice: stackAdvice),
    Row(
      words: "bad recovery", kind: .stackDamage,
      meaning: "the frame to go on in lies outside the goroutine's stack", advice: stackAdvice),
    Row(
      words: "bad panic stack", kind: .stackDamage,
      meaning: "the chain of panics does not fit the stack", advice: stackAdvice),
    Row(
      words: "recovery failed", kind: .stackDamage,
      meaning: "execution could not be taken up where the panic was recovered", advice: stackAdvice),
    Row(
      words: "morestack on g", kind: .stackDamage,
      meaning: "a thread's system stack or signal stack was used up", advice: stackAdvice),
    Row(
      words: "stack split at bad time", kind: .stackDamage,
      meaning: "a stack had to grow where it must not", advice: stackAdvice),
    Row(
      words: "in newstack", kind: .stackDamage,
      meaning: "the stack to grow is not that of the running goroutine", advice: stackAdvice),
    Row(
      words: "missing deferreturn", kind: .stackDamage,
      meaning: "a frame with deferred calls has no place to return to", advice: stackAdvice),
    Row(
      words: "found bad pointer in Go heap", kind: .fatalError,
      meaning: "memory holds a pointer that points to no object; unsafe code or C made it",
      advice: memoryAdvice),
    Row(
      words: "checkptr", kind: .fatalError,
      meaning: "an unsafe.Pointer conversion breaks the rules that -d=checkptr tests",
      advice: "Correct the conversion; the rules are in the documentation of package unsafe."),
    Row(
      words: "bad g in signal handler", kind: .signalOnForeignThread,
      meaning: "a signal came on a thread that Go does not know", advice: signalAdvice),
    Row(
      words: "non-Go code set up signal handler without SA_ONSTACK", kind: .signalOnForeignThread,
      meaning: "C code installed a signal handler that runs on the small stack of a goroutine",
      advice: signalAdvice),
    Row(
      words: "non-Go code disabled sigaltstack", kind: .signalOnForeignThread,
      meaning: "C code took away the stack that Go handles signals on", advice: signalAdvice),
    Row(
      words: "defer on system stack", kind: .fatalError,
      meaning: "a defer statement ran on a thread's system stack", advice: nil),
    Row(
      words: "defer after range func returned", kind: .fatalError,
      meaning: "an iterator called the loop body after the function that loops had returned",
      advice: "The iterator must not keep its yield function."),
    Row(
      words: "synctest", kind: .fatalError,
      meaning: "something of a synctest bubble was used from outside it", advice: nil),
    Row(
      words: "runtime.SetFinalizer", kind: .fatalError,
      meaning: "SetFinalizer was given something that it cannot watch", advice: nil),
    Row(
      words: "runtime.AddCleanup", kind: .fatalError,
      meaning: "AddCleanup was given something that it cannot watch", advice: nil),
    Row(
      words: "plugin already loaded", kind: .fatalError,
      meaning: "a plugin was loaded twice", advice: nil),
  ]

  private static let stackAdvice =
    "Look for assembly that changes SP, unsafe code and C code that writes beyond its memory."
  private static let memoryAdvice =
    "Look for unsafe code and C code that keeps Go pointers; go build -gcflags=all=-d=checkptr helps."
  private static let signalAdvice =
    "Install C's signal handlers with SA_ONSTACK and chain to Go's, as os/signal documents."

  /// The text is one of the runtime's, as far as this table goes.
  public static func knows(_ text: String) -> Bool { row(for: text) != nil }

  static func row(for text: String) -> Row? { search.firstRow(in: text).map { rows[$0] } }

  private static let search = FatalErrorSearch(rows)
}
