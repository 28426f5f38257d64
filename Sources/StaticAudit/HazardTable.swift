/// What the runtime's panics and map makers mean; names as pclntab has them (Go 1.18 to 1.27).
enum HazardTable {
  /// The first that a name begins with counts.
  private static let panics: [(beginning: String, words: String?)] = [
    ("runtime.panicdottype", "asserts a type and panics if it is another"),
    ("runtime.panicnildottype", "asserts a type and panics if it is another"),
    ("runtime.panicdivide", "can divide by zero"),
    ("runtime.panicshift", "can shift by a negative count"),
    ("runtime.panicmakeslicelen", "can make a slice of a length out of range"),
    ("runtime.panicmakeslicecap", "can make a slice of a length out of range"),
    ("runtime.panicmem", "can dereference nil"),
    ("runtime.sigpanic", "can dereference nil"),
    ("runtime.panicIndex", "can index out of range"),
    ("runtime.goPanicIndex", "can index out of range"),
    ("runtime.panicSlice", "can slice out of range"),
    ("runtime.goPanicSlice", "can slice out of range"),
    ("runtime.panicBounds", "can index or slice out of range"),
    ("runtime.", "can panic"),
  ]

  static let indexPanics = ["runtime.panicIndex", "runtime.goPanicIndex", "runtime.panicBounds"]

  static func words(ofPanic name: String) -> String? {
    panics.first { name.hasPrefix($0.beginning) }?.words ?? nil
  }

  static func makesMap(_ name: String) -> Bool {
    name.hasPrefix("runtime.makemap") || name == "internal/runtime/maps.NewEmptyMap"
      || name == "internal/runtime/maps.NewMap"
  }
}
