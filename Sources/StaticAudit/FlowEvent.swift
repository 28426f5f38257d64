internal import GoBinary

/// Something that a function does and that the judges want to know of.
struct FlowEvent {
  struct Argument {
    /// Number of the integer argument register.
    var index: UInt8
    var value: FunctionValue
    /// The address of an interface method table, when that is what is passed.
    var methodTable: UInt64?
    /// The address of an object that is there: never nil. Told of a written map only.
    var isObject = false
    /// The callee takes fewer: what lies in this register was left there, and is not for it.
    var isLeftover = false
  }
  enum Kind {
    /// A direct call; the target is nil outside the function table (C code, PLT).
    case call(FunctionIndex?)
    /// A direct jump to another function.
    case tailCall(FunctionIndex)
    /// A call of a function value.
    case closureCall(FunctionValue)
    /// A call through an interface's method table or another pointer.
    case indirectCall(base: Value, offset: Int32)
    /// A store into an open-coded defer's slot.
    case deferSlot(Int, FunctionValue)
    /// `deferproc`, `deferprocStack`, `deferprocat`.
    case deferCall(RuntimeRole, FunctionValue)
    case go(FunctionValue)
    case recover
    /// A function value stored where its later use is not followed: heap, global.
    case escape(FunctionValue)
    case returned(FunctionValue, index: UInt8)

    /// The function that is called or jumped to.
    var directCallee: FunctionIndex? {
      switch self {
      case .call(let callee): callee
      case .tailCall(let callee): callee
      default: nil
      }
    }
  }
  var kind: Kind
  /// Address of the instruction.
  var address: UInt64
  /// The arguments of all events of the function, and where this event's are among them: one
  /// array for a function costs a tenth of one for each call.
  var argumentPool: [Argument] = []
  var firstArgument: UInt32 = 0
  /// Index into the control-flow graph's blocks.
  var block: Int32
  /// First argument, when it is an immediate: the status of os.Exit.
  var immediate: Int64?
  var argumentCount: UInt8 = 0
  /// The normal exit's own call of an open-coded deferred function.
  var isDeferExit = false

  /// Known function values among the arguments of a call.
  var arguments: ArraySlice<Argument> {
    guard argumentCount > 0 else { return [] }
    let first = Int(firstArgument)
    return argumentPool[first..<first + Int(argumentCount)]
  }
}

/// A branch that depends on whether an earlier call's first result is zero, such as `if r := recover(); r != nil`.
struct ResultBranch {
  var block: Int32
  /// Code offset of the instruction after the call.
  var returnOffset: UInt32
  /// The successor taken when the result is not zero.
  var nonZero: Int32
  var zero: Int32
}
