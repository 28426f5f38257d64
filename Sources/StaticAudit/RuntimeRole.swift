internal import GoBinary

/// What a function of Go's runtime or standard library means to the analysis.
enum RuntimeRole: UInt8 {
  case none
  case recover
  case panic
  /// Raises a run-time panic: index, slice, division, type assertion and the like.
  case runtimePanic
  /// Raises the panic of a range-over-func loop whose iterator breaks the rules, or of a method
  /// called through a nil pointer in a wrapper: what a compiler adds and no code here causes.
  case addedPanic
  /// Never returns and no recover stops it: throw, fatal.
  case fatal
  /// Ends the process: os.Exit, syscall.Exit.
  case exit
  /// Ends the goroutine or blocks it for ever.
  case goexit
  case newGoroutine
  case deferHeap
  case deferStack
  /// `deferprocat`: a defer in the body of a range-over-func loop.
  case deferRange
  case deferRangeToken
  case deferReturn
  case allocate
  /// Preserves all registers but the write barrier's own.
  case writeBarrier
  case morestack
  /// duffzero and duffcopy preserve all but their own few registers.
  case duff
  /// A map element's place: panics for a nil map.
  case mapWrite
  /// Panics when the channel is closed.
  case channelSend
  case channelClose
  /// `v := <-c` without a second result.
  case channelReceive
  /// What the compiler calls for the race detector or a sanitizer: the program goes on as without.
  case instrumentation

  var neverReturns: Bool {
    switch self {
    case .panic, .runtimePanic, .addedPanic, .fatal, .exit, .goexit, .morestack: true
    default: false
    }
  }
}

/// The roles of a binary's functions, by function index.
struct RuntimeRoles {
  private var roles: [UInt8]
  private var functions: [RuntimeRole: [FunctionIndex]] = [:]

  /// - Parameter beginnings: of the names of all functions.
  init(image: GoImage, beginnings: [UInt64]) {
    roles = Array(repeating: 0, count: image.functionCount)
    for (number, beginning) in beginnings.enumerated() where number < roles.count {
      let f = FunctionIndex(rawValue: UInt32(truncatingIfNeeded: number))
      guard RuntimeRoleTable.packages.contains(where: { $0.mayBegin(beginning) }) else { continue }
      let role = Self.role(of: image.name(f))
      guard role != .none else { continue }
      roles[number] = role.rawValue
      functions[role, default: []].append(f)
    }
  }

  subscript(f: FunctionIndex) -> RuntimeRole {
    let number = Int(f.rawValue)
    return number < roles.count ? RuntimeRole(rawValue: roles[number]) ?? .none : .none
  }

  func all(_ role: RuntimeRole) -> [FunctionIndex] { functions[role] ?? [] }

  private static func role(of name: String) -> RuntimeRole {
    if let role = RuntimeRoleTable.exact[name] { return role }
    return RuntimeRoleTable.prefixes.first { name.hasPrefix($0.name) }?.role ?? .none
  }
}

/// The first bytes of a name, eight at most, compared all at once.
struct NameBeginning {
  private let mask: UInt64
  private let bytes: UInt64

  init(_ text: some Sequence<UInt8>) {
    var mask: UInt64 = 0
    var bytes: UInt64 = 0
    for (i, byte) in text.prefix(8).enumerated() {
      mask |= 0xFF << UInt64(8 * i)
      bytes |= UInt64(byte) << UInt64(8 * i)
    }
    self.mask = mask
    self.bytes = bytes
  }

  /// - Parameter word: the first eight bytes of a name, little-endian.
  func mayBegin(_ word: UInt64) -> Bool { word & mask == bytes }
}
