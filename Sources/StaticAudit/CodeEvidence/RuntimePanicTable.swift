/// What the runtime functions that raise a run-time panic mean, by the name behind `runtime.`;
/// longer names first where one begins another.
enum RuntimePanicTable {
  static let meanings: [(prefix: String, meaning: String)] = [
    ("panicIndex", "index out of range"),
    ("goPanicIndex", "index out of range"),
    ("panicSliceConvert", "slice to array of another length"),
    ("panicSlice", "slice bounds out of range"),
    ("goPanicSlice", "slice bounds out of range"),
    ("panicBounds", "index or slice bounds out of range"),
    ("panicdivide", "integer divide by zero"),
    ("panicoverflow", "integer overflow"),
    ("panicshift", "negative shift amount"),
    ("panicdottype", "type assertion to another type"),
    ("panicnildottype", "type assertion of a nil interface"),
    ("panicmakeslicelen", "makeslice: len out of range"),
    ("panicmakeslicecap", "makeslice: cap out of range"),
    ("panicunsafeslice", "unsafe.Slice out of range"),
    ("panicunsafestring", "unsafe.String out of range"),
    ("panicrangestate", "misuse of a range-over-func iterator"),
    ("panicrangeexit", "misuse of a range-over-func iterator"),
    ("panicwrap", "value method called through a nil pointer"),
    ("panicfloat", "floating-point error"),
    ("panicmem", "invalid memory address or nil pointer dereference"),
    ("sigpanic", "a fault becomes a panic"),
  ]
}
