/// One amd64 instruction in the syntax of Go's assembler, as `go tool objdump` writes it.
///
/// The differences from objdump are on purpose: byte operations on registers have the suffix B
/// (objdump writes `TESTL AL, AL`), and vector moves lose Intel's type suffix.
struct GoSyntaxX86 {
  let text: String

  init(_ instruction: CapstoneInstruction) {
    guard !instruction.hasUnknownOperand else {
      text = Self.uppercased(instruction)
      return
    }
    let (prefix, mnemonic) = Self.split(instruction.mnemonic)
    var arguments = instruction.operands.map { Self.argument($0, in: instruction) }
    // Comparisons read from left to right; all else goes from source to destination.
    if mnemonic != "cmp" { arguments.reverse() }
    let opcode = Self.opcode(mnemonic, instruction)
    text =
      prefix + opcode
      + (arguments.isEmpty ? "" : " " + arguments.joined(separator: ", "))
  }

  private static func uppercased(_ instruction: CapstoneInstruction) -> String {
    let mnemonic = instruction.mnemonic.uppercased()
    return instruction.operandText.isEmpty
      ? mnemonic : mnemonic + " " + instruction.operandText.uppercased()
  }

  /// Takes a repeat or lock prefix off; Go writes repeats as instructions of their own.
  private static func split(_ mnemonic: String) -> (prefix: String, mnemonic: String) {
    guard let space = mnemonic.firstIndex(of: " ") else { return ("", mnemonic) }
    let rest = String(mnemonic[mnemonic.index(after: space)...])
    switch mnemonic[..<space] {
    case "rep", "repe": return ("REP; ", rest)
    case "repne": return ("REPNE; ", rest)
    default: return (mnemonic[..<space].uppercased() + " ", rest)
    }
  }

  /// Instructions whose operand size Go writes as a suffix.
  private static let sized: Set<String> = [
    "adc", "add", "and", "bsf", "bsr", "bt", "btc", "btr", "bts", "cmp", "cmpxchg", "dec", "div",
    "idiv", "imul", "in", "inc", "lea", "mov", "movnti", "mul", "neg", "nop", "not", "or", "out",
    "pop", "popcnt", "push", "rcl", "rcr", "rol", "ror", "sar", "sbb", "shl", "shld", "shr",
    "shrd", "sub", "test", "xadd", "xchg", "xor",
  ]

  private static func opcode(_ mnemonic: String, _ instruction: CapstoneInstruction) -> String {
    let name = mnemonic == "movabs" ? "mov" : mnemonic
    if name == "cvtsi2sd" || name == "cvtsi2ss", let source = instruction.operands.last {
      return name.uppercased() + (size(of: source) == 8 ? "Q" : "L")
    }
    guard sized.contains(name) else { return name.uppercased() }
    let memory = instruction.operands.first {
      if case .memory = $0 { true } else { false }
    }
    let register = instruction.operands.first {
      if case .register = $0 { true } else { false }
    }
    // The operand of LEA is an address: its size says nothing.
    let sizing = name == "lea" ? register : memory ?? register
    let size = sizing.map(size(of:)) ?? (name != "nop" ? 8 : instruction.length == 1 ? 4 : 2)
    let suffix = [1: "B", 2: "W", 4: "L", 8: "Q"][size] ?? ""
    return name.uppercased() + suffix
  }

  private static func size(of operand: CapstoneOperand) -> Int {
    switch operand {
    case .register(let register): register.size
    case .memory(let memory): memory.size
    default: 0
    }
  }

  private static func argument(
    _ operand: CapstoneOperand, in instruction: CapstoneInstruction
  ) -> String {
    switch operand {
    case .register(let register): return goName(register.name)
    case .immediate(let value, _):
      if let target = instruction.branchTarget {
        return instruction.branchName.map { $0 + "(SB)" } ?? hexadecimal(target)
      }
      return "$" + immediate(value, for: instruction)
    case .memory(let memory): return argument(memory, in: instruction)
    case .number(let value): return "$\(value)"
    }
  }

  /// Capstone gives immediates as wide as the operation. Go writes them with their sign, but for
  /// bytes and for those that take 64 bits.
  private static func immediate(
    _ value: Int64, for instruction: CapstoneInstruction
  ) -> String {
    switch instruction.operands.first.map(size(of:)) {
    case 4: signedHexadecimal(Int64(Int32(truncatingIfNeeded: value)))
    case 2: signedHexadecimal(Int64(Int16(truncatingIfNeeded: value)))
    case 1: hexadecimal(UInt64(truncatingIfNeeded: value) & 0xFF)
    default:
      Int64(Int32(truncatingIfNeeded: value)) == value
        ? signedHexadecimal(value) : hexadecimal(UInt64(bitPattern: value))
    }
  }

  private static func argument(
    _ memory: CapstoneMemory, in instruction: CapstoneInstruction
  ) -> String {
    if memory.base == "rip", let name = instruction.referenceName { return name + "(SB)" }
    var text = memory.segment.map { $0.uppercased() + ":" } ?? ""
    text += memory.displacement == 0 ? "0" : signedHexadecimal(memory.displacement)
    if let base = memory.base { text += "(\(goName(base)))" }
    if let index = memory.index { text += "(\(goName(index))*\(memory.scale))" }
    return text
  }

  /// `AX` for all of al, ax, eax and rax; `R8` for r8b to r8; `X0` for xmm0.
  static func goName(_ name: String) -> String {
    for (prefix, letter) in [("xmm", "X"), ("ymm", "Y"), ("zmm", "Z"), ("mm", "M")]
    where name.hasPrefix(prefix) {
      return letter + name.dropFirst(prefix.count)
    }
    if name.hasPrefix("st("), let digit = name.dropFirst(3).first { return "F\(digit)" }
    if name.first == "r", name.dropFirst().first?.isNumber == true {
      return "R" + name.dropFirst().prefix { $0.isNumber }
    }
    let upper = name.uppercased()
    switch upper {
    case "SPL", "BPL", "SIL", "DIL": return String(upper.dropLast())
    default: break
    }
    let isWide = upper.count == 3 && (upper.hasPrefix("R") || upper.hasPrefix("E"))
    return isWide ? String(upper.dropFirst()) : upper
  }
}
