internal import GoBinary

/// What a function does with pointers that may be nil, as far as its own code shows it.
struct PointerUses {
  /// A pointer that is followed.
  enum Pointer {
    /// It is nil on some path.
    case null
    /// Read from a field, a variable or a channel: what is there is not known.
    case loaded
    /// A parameter, a captured variable or a call's result.
    case value(FunctionValue)
  }
  /// A word of memory, told by what its address was computed from.
  struct Place: Hashable {
    var base: Word
    var offset: Int64
  }
  struct Dereference {
    var pointer: Pointer
    var address: UInt64
    var block: Int32
    /// Where the pointer was read.
    var source: Place?
  }
  var dereferences: [Dereference] = []
  /// The words that are read.
  var reads: Set<Place> = []
  /// Where a word of memory is compared with a small number: often a string's length.
  var comparedLengths: [UInt64] = []
  /// What is compared with nil.
  private(set) var tested: Set<FunctionValue> = []
  /// The functions of whose results one is compared with nil: an error beside the pointer.
  private(set) var testedCalls: Set<FunctionIndex> = []
  /// A pointer that is nil on some path is compared with nil.
  var testsNull = false

  /// Forgets the pointers to the bytes of strings and slices: the length, which is the next word, was
  /// read and tested before.
  mutating func forgetHeaders() {
    dereferences.removeAll { use in
      guard let source = use.source else { return false }
      return reads.contains(Place(base: source.base, offset: source.offset &+ 8))
    }
    reads = []
  }

  mutating func noteTest(_ value: FunctionValue) {
    tested.insert(value)
    if case .result(let callee, _) = value { testedCalls.insert(callee) }
  }

  func tests(_ value: FunctionValue) -> Bool {
    if case .result(let callee, _) = value { return testedCalls.contains(callee) }
    return tested.contains(value)
  }

  /// The function follows the pointer itself.
  func follows(_ value: FunctionValue) -> Bool {
    dereferences.contains {
      if case .value(value) = $0.pointer { true } else { false }
    }
  }

  /// The function follows a pointer that is nil on some path.
  var followsNull: Bool {
    dereferences.contains { if case .null = $0.pointer { true } else { false } }
  }
}
