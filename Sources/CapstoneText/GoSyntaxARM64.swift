/// One arm64 instruction in the syntax of Go's assembler, as `go tool objdump` writes it.
///
/// Other than objdump, branch targets and pages are written as absolute addresses: objdump counts
/// instructions (`JMP 4(PC)`), which a reader would have to add up.
struct GoSyntaxARM64 {
  let text: String

  init(_ instruction: CapstoneInstruction) {
    let writer = Writer(instruction: instruction)
    text = instruction.hasUnknownOperand ? writer.fallback : writer.text
  }
}

/// The parts of a text while it is put together.
private struct Writer {
  let instruction: CapstoneInstruction

  var fallback: String {
    let mnemonic = instruction.mnemonic.uppercased()
    return instruction.operandText.isEmpty
      ? mnemonic : mnemonic + " " + instruction.operandText.uppercased()
  }

  var text: String {
    let mnemonic = instruction.mnemonic
    if let text = branch(mnemonic) ?? move(mnemonic) ?? transfer(mnemonic) { return text }
    if let text = structure(mnemonic) { return text }
    return other(mnemonic)
  }

  // MARK: branches

  private func branch(_ mnemonic: String) -> String? {
    switch mnemonic {
    case "bl": return "CALL " + target
    case "b": return "JMP " + target
    case "blr": return "CALL (\(argument(0)))"
    case "br": return "JMP (\(argument(0)))"
    case "ret": return registerName(0) == "x30" || operands.isEmpty ? "RET" : nil
    case "cbz", "cbnz":
      return mnemonic.uppercased() + narrow + " \(argument(0)), " + target
    case "tbz", "tbnz":
      return mnemonic.uppercased() + " \(argument(1)), \(argument(0)), " + target
    case "nop": return "NOOP"
    default:
      guard mnemonic.hasPrefix("b.") else { return nil }
      let condition = String(mnemonic.dropFirst(2))
      return "B" + (["hs": "CS", "lo": "CC"][condition] ?? condition.uppercased()) + " " + target
    }
  }

  private var target: String {
    guard let address = instruction.branchTarget else { return instruction.operandText }
    return instruction.branchName.map { $0 + "(SB)" } ?? hexadecimal(address)
  }

  // MARK: constants

  private func move(_ mnemonic: String) -> String? {
    switch mnemonic {
    case "movz", "movn", "mov":
      guard operands.count == 2, let name = registerName(0),
        "xw".contains(name.prefix(1))
          || name == "sp" || name == "wsp"
      else { return nil }
      let opcode = narrow.isEmpty ? "MOVD" : "MOVW"
      guard case .immediate(let value, let shift) = operands[1] else {
        return "\(isVector(1) ? "VMOV" : opcode) \(argument(1)), \(argument(0))"
      }
      let shifted = shift < 64 ? value &<< Int64(shift) : 0
      return "\(opcode) $\(mnemonic == "movn" ? ~shifted : shifted), \(argument(0))"
    case "ins", "umov": return "VMOV \(argument(1)), \(argument(0))"
    case "movk":
      guard operands.count == 2, case .immediate(let value, let shift) = operands[1] else {
        return nil
      }
      let immediate = shift == 0 ? "$\(value)" : "$(\(value)<<\(shift))"
      return "MOVK\(narrow) \(immediate), \(argument(0))"
    case "adr", "adrp":
      guard let place = instruction.referencedAddress else { return nil }
      let name = mnemonic == "adr" ? instruction.referenceName.map { $0 + "(SB)" } : nil
      return "\(mnemonic.uppercased()) \(name ?? hexadecimal(place)), \(argument(0))"
    default: return nil
    }
  }

  // MARK: loads and stores

  /// The opcodes of single transfers by Capstone's mnemonic: of a 64-bit and a 32-bit register.
  private static let transfers: [String: (wide: String, narrow: String, isStore: Bool)] = [
    "ldr": ("MOVD", "MOVWU", false), "ldur": ("MOVD", "MOVWU", false),
    "ldrb": ("MOVBU", "MOVBU", false), "ldurb": ("MOVBU", "MOVBU", false),
    "ldrh": ("MOVHU", "MOVHU", false), "ldurh": ("MOVHU", "MOVHU", false),
    "ldrsw": ("MOVW", "MOVW", false), "ldursw": ("MOVW", "MOVW", false),
    "ldrsb": ("MOVB", "MOVBW", false), "ldursb": ("MOVB", "MOVBW", false),
    "ldrsh": ("MOVH", "MOVHW", false), "ldursh": ("MOVH", "MOVHW", false),
    "str": ("MOVD", "MOVW", true), "stur": ("MOVD", "MOVW", true),
    "strb": ("MOVB", "MOVB", true), "sturb": ("MOVB", "MOVB", true),
    "strh": ("MOVH", "MOVH", true), "sturh": ("MOVH", "MOVH", true),
  ]

  private func transfer(_ mnemonic: String) -> String? {
    if let kind = Self.transfers[mnemonic], operands.count >= 2, let name = registerName(0) {
      let floats = ["b": "FMOVB", "h": "FMOVH", "s": "FMOVS", "d": "FMOVD", "q": "FMOVQ"]
      let isFloat = name != "sp" && floats[String(name.prefix(1))] != nil
      let opcode =
        isFloat
        ? floats[String(name.prefix(1))] ?? "" : narrow.isEmpty ? kind.wide : kind.narrow
      let register = isFloat ? "F" + name.dropFirst() : argument(0)
      let place = memory(1)
      return opcode + suffix(1)
        + (kind.isStore ? " \(register), \(place)" : " \(place), \(register)")
    }
    switch mnemonic {
    case "stp", "ldp": return pair(mnemonic)
    case "ldxp", "ldaxp":
      return "\(mnemonic.uppercased())\(narrow) \(memory(2)), (\(argument(0)), \(argument(1)))"
    case "stxp", "stlxp":
      let width = registerName(1)?.hasPrefix("w") == true ? "W" : ""
      return "\(mnemonic.uppercased())\(width) (\(argument(1)), \(argument(2))), \(memory(3)), "
        + argument(0)
    case "stxr", "stlxr", "stxrb", "stlxrb", "stxrh", "stlxrh":
      let isSized = mnemonic.hasSuffix("r")
      let width = isSized && registerName(1)?.hasPrefix("w") == true ? "W" : ""
      return "\(mnemonic.uppercased())\(width) \(argument(1)), \(memory(2)), \(argument(0))"
    case "stlr": return "STLR\(narrow) \(argument(0)), \(memory(1))"
    case "stlrb", "stlrh": return "\(mnemonic.uppercased()) \(argument(0)), \(memory(1))"
    case "ldrb", "ldarb", "ldarh", "ldaxrb", "ldaxrh", "ldxrb", "ldxrh":
      return "\(mnemonic.uppercased()) \(memory(1)), \(argument(0))"
    default: return nil
    }
  }

  private func pair(_ mnemonic: String) -> String? {
    guard operands.count >= 3, let name = registerName(0) else { return nil }
    let widths = ["w": "W", "s": "S", "d": "D", "q": "Q"]
    let isFloat = "sdq".contains(name.prefix(1)) && name != "sp"
    let width = name == "sp" ? "" : widths[String(name.prefix(1))] ?? ""
    let opcode = (isFloat ? "F" : "") + mnemonic.uppercased() + width + suffix(2)
    let registers =
      isFloat
      ? "(F\(name.dropFirst()), F\(registerName(1)?.dropFirst() ?? ""))"
      : "(\(argument(0)), \(argument(1)))"
    return mnemonic == "stp"
      ? "\(opcode) \(registers), \(memory(2))" : "\(opcode) \(memory(2)), \(registers)"
  }

  /// LD1 to LD4 and ST1 to ST4: a list of vectors and a place.
  private func structure(_ mnemonic: String) -> String? {
    guard mnemonic.hasPrefix("ld") || mnemonic.hasPrefix("st"), isVector(0),
      let place = operands.firstIndex(where: { if case .memory = $0 { true } else { false } })
    else { return nil }
    let vectors = "[" + (0..<place).map { argument($0) }.joined(separator: ", ") + "]"
    let opcode = "V" + mnemonic.uppercased() + suffix(place)
    return mnemonic.hasPrefix("st")
      ? "\(opcode) \(vectors), \(memory(place))" : "\(opcode) \(memory(place)), \(vectors)"
  }

  /// Go tells the addressing mode in the opcode.
  private func suffix(_ index: Int) -> String {
    guard case .memory(let memory)? = operand(index) else { return "" }
    return memory.isPostIndexed ? ".P" : memory.isPreIndexed ? ".W" : ""
  }

  private func memory(_ index: Int) -> String {
    guard case .memory(var memory)? = operand(index) else {
      guard let place = instruction.referencedAddress else { return argument(index) }
      return instruction.referenceName.map { $0 + "(SB)" } ?? hexadecimal(place)
    }
    // The offset of a post-indexed access is an operand of its own.
    if memory.isPostIndexed, case .immediate(let offset, _)? = operand(index + 1) {
      memory.displacement = offset
    }
    var text = memory.displacement == 0 ? "" : String(memory.displacement)
    if let base = memory.base { text += "(\(Self.goName(base)))" }
    if let indexRegister = memory.index {
      text += "(\(Self.goName(indexRegister))\(memory.indexModifier))"
    }
    return text
  }

  // MARK: everything else

  private func other(_ mnemonic: String) -> String {
    var arguments = operands.indices.map { argument($0) }
    switch mnemonic {
    case "cset", "csetm", "cinc", "cinv", "cneg", "csel", "csinc", "csinv", "csneg":
      return conditional(mnemonic, arguments)
    case "madd", "msub", "smaddl", "smsubl", "umaddl", "umsubl", "fmadd", "fmsub", "fnmadd",
      "fnmsub":
      if arguments.count == 4 { arguments.swapAt(2, 3) }
    case "bfi", "bfxil", "sbfiz", "sbfx", "ubfiz", "ubfx":
      if arguments.count == 4 {
        arguments = [arguments[0], arguments[3], arguments[1], arguments[2]]
      }
    default: break
    }
    let list = arguments.reversed().joined(separator: ", ")
    return opcode(mnemonic) + (list.isEmpty ? "" : " " + list)
  }

  /// The condition is the last word of Capstone's text, and Go's first operand.
  private func conditional(_ mnemonic: String, _ arguments: [String]) -> String {
    let condition = instruction.operandText.split(separator: " ").last.map(String.init) ?? ""
    var sources = arguments
    let destination = sources.isEmpty ? "" : sources.removeFirst()
    let parts = [condition.uppercased()] + sources + [destination]
    return mnemonic.uppercased() + narrow + " " + parts.joined(separator: ", ")
  }

  /// Vector instructions begin with V, scalar floating point ones end in their size.
  private func opcode(_ mnemonic: String) -> String {
    let upper = mnemonic.uppercased()
    guard let name = registerName(0) else { return upper }
    if isVector(0) {
      return mnemonic.hasPrefix("aes") || mnemonic.hasPrefix("sha") ? upper : "V" + upper
    }
    switch mnemonic {
    case "fcvt", "fcvtzs", "fcvtzu", "scvtf", "ucvtf": return upper + size(1) + size(0)
    case "fmov": return upper + [size(0), size(1)].joined().filter("SD".contains).prefix(1)
    case "fabs", "fneg", "fsqrt": return upper + size(1)
    default: break
    }
    if mnemonic.hasPrefix("crc32") { return upper }
    if mnemonic.hasPrefix("f"), name.first == "s" || name.first == "d" { return upper + size(0) }
    return upper + narrow
  }

  // MARK: operands

  private var operands: [CapstoneOperand] { instruction.operands }

  private func operand(_ index: Int) -> CapstoneOperand? {
    operands.indices.contains(index) ? operands[index] : nil
  }

  private func registerName(_ index: Int) -> String? {
    guard case .register(let register)? = operand(index) else { return nil }
    return register.name
  }

  private func isVector(_ index: Int) -> Bool {
    guard case .register(let register)? = operand(index) else { return false }
    return register.name.hasPrefix("v") || !register.arrangement.isEmpty
  }

  /// The letter that Go writes for the size of a register: H, S, D, or W; empty for X.
  private func size(_ index: Int) -> String {
    guard let name = registerName(index), name != "sp", let letter = name.first,
      "hsdw".contains(letter)
    else { return "" }
    return letter.uppercased()
  }

  /// The suffix of an operation on the lower halves of registers.
  private var narrow: String {
    guard let name = registerName(0) else { return "" }
    return name.hasPrefix("w") ? "W" : ""
  }

  private func argument(_ index: Int) -> String {
    switch operand(index) {
    case .register(let register)?:
      let isFloat = instruction.mnemonic.hasPrefix("f") || instruction.mnemonic.hasSuffix("cvtf")
      var name = Self.goName(register.name)
      if register.arrangement.isEmpty, !isFloat, name.hasPrefix("F") {
        name = "V" + name.dropFirst()
      }
      name += register.arrangement
      if let element = register.element { name += "[\(element)]" }
      return name + register.modifier
    case .immediate(let value, let shift)?:
      return shift == 0 ? "$\(value)" : "$(\(value)<<\(shift))"
    case .memory?: return memory(index)
    case .number(let value)?: return value == 0 ? "$(0.0)" : "$\(value)"
    case nil: return ""
    }
  }

  /// `R0` for x0 and w0, `RSP`, `ZR`; `F0` for the scalar views of vector registers.
  private static func goName(_ name: String) -> String {
    switch name {
    case "sp", "wsp": return "RSP"
    case "xzr", "wzr": return "ZR"
    case "fp": return "R29"
    case "lr": return "R30"
    default: break
    }
    let number = name.dropFirst()
    guard !number.isEmpty, number.allSatisfy(\.isNumber) else { return name.uppercased() }
    switch name.prefix(1) {
    case "x", "w": return "R" + number
    case "b", "h", "s", "d", "q": return "F" + number
    default: return name.uppercased()
    }
  }
}
