internal import GoBinary

/// What is known of a register or memory word: where its bits came from.
enum Value: Hashable {
  case unknown
  /// An immediate, or the address of code or static data.
  case constant(UInt64)
  /// The address of this function's own frame, relative to SP at entry.
  case frame(Int32)
  /// What the allocation at this code offset (from the function's entry) returned.
  case heap(UInt32)
  /// An integer argument register at entry.
  case parameter(UInt8)
  /// The closure pointer at entry (DX, X26).
  case context
  /// A word that the closure pointer leads to.
  case contextField(Int32)
  /// The content of a writable static word.
  case global(UInt64)
  /// An integer result register of the call that returns at this code offset.
  case result(UInt32, UInt8)
}

/// A function value as far as it can be told: a function with what it captured, or where it came from.
enum FunctionValue: Hashable {
  case function(FunctionIndex, captures: [Capture])
  case parameter(UInt8)
  case contextField(Int32)
  case global(UInt64)
  /// A result of a call of this function.
  case result(of: FunctionIndex, index: UInt8)
  /// Nil; only where values are followed through joins.
  case null
  /// What different paths bring, one of ``FunctionFlow/joinedValues``; only where values are
  /// followed through joins.
  case joined(UInt32)
  /// What `recover()` returned.
  case recovered
  case unknown

  struct Capture: Hashable {
    /// Byte offset in the closure object; the code pointer stands at 0.
    var offset: Int32
    var value: FunctionValue
    /// The captured word itself, when it is the address of static data.
    var constant: UInt64?
  }

  var function: FunctionIndex? {
    if case .function(let f, _) = self { f } else { nil }
  }
  var captures: [Capture] {
    if case .function(_, let captures) = self { captures } else { [] }
  }
}
