/// What the runtime's own fatal errors mean: the texts of `throw` and `fatal` in `src/runtime`.
enum FatalErrorTable {
  struct Row {
    /// Stands in the text.
    var words: String
    var kind: Explanation.Kind
    /// Follows "because".
    var meaning: String
    var advice: String?
  }

  static let rows: [Row] = [
    Row(
      words: "concurrent map", kind: .fatalError,
      meaning: "two goroutines used a map at once and one of them wrote",
      advice: "Guard the map with a sync.Mutex or use sync.Map; go run -race shows both places."),
    Row(
      words: "all goroutines are asleep", kind: .deadlock,
      meaning: "every goroutine waits for another", advice: nil),
    Row(
      words: "no goroutines (main called runtime.Goexit)", kind: .deadlock,
      meaning: "main ended by runtime.Goexit and no goroutine was left",
      advice: "Return from main, or call os.Exit."),
    Row(
      words: "stack overflow", kind: .stackOverflow,
      meaning: "a goroutine's stack grew beyond the limit, usually by endless recursion",
      advice: "Bound the recursion's depth."),
    Row(
      words: "out of memory", kind: .outOfMemory,
      meaning: "the system gave no more memory", advice: nil),
    Row(
      words: "cannot allocate memory", kind: .outOfMemory,
      meaning: "the system gave no more memory", advice: nil),
    Row(
      words: "unlock of unlocked", kind: .fatalError,
      meaning: "a mutex was unlocked that was not locked", advice: nil),
    Row(
      words: "Unlock of unlocked", kind: .fatalError,
      meaning: "a mutex was unlocked that was not locked", advice: nil),
    Row(
      words: "unexpected signal during runtime execution", kind: .signalInC,
      meaning: "a fault outside ordinary Go code is never turned into a panic", advice: nil),
    Row(
      words: "fault", kind: .signalInGo,
      meaning: "an address that is not near nil was touched, which the runtime turns into no panic",
      advice: "Only debug.SetPanicOnFault(true) on this goroutine would make it a panic."),
    Row(
      words: "panic while printing panic value", kind: .handlerPanicked,
      meaning: "the panic value's Error or String method panicked while the runtime printed it",
      advice: "Keep Error and String methods from panicking."),
  ]

  static func row(for text: String) -> Row? { rows.first { text.contains($0.words) } }
}
