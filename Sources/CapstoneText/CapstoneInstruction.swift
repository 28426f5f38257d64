internal import CCapstone

/// What Capstone decoded, taken out of its C structures.
struct CapstoneInstruction {
  /// Bytes.
  var length = 0
  var mnemonic = ""
  var operandText = ""
  var operands: [CapstoneOperand] = []
  /// An operand is of a kind that ``CapstoneOperand`` has no case for.
  var hasUnknownOperand = false
  /// The target of a direct branch or call.
  var branchTarget: UInt64?
  /// What a PC-relative operand refers to.
  var referencedAddress: UInt64?
  /// The names of the two addresses, where there are any.
  var branchName: String?
  var referenceName: String?
}

enum CapstoneOperand {
  case register(CapstoneRegister)
  /// An immediate and the left shift that applies to it.
  case immediate(Int64, shift: Int)
  case memory(CapstoneMemory)
  case number(Double)
}

struct CapstoneRegister {
  /// Capstone's name, lower case: `rax`, `x29`.
  var name: String
  /// Bytes; 0 on arm64, where the name tells.
  var size = 0
  /// `<<3`, `.UXTW<<2` and so on, in Go's syntax.
  var modifier = ""
  /// `.B16` and so on, in Go's syntax.
  var arrangement = ""
  var element: Int?
}

struct CapstoneMemory {
  var segment: String?
  var base: String?
  var index: String?
  var scale = 1
  var displacement: Int64 = 0
  /// Bytes; 0 on arm64.
  var size = 0
  /// The shift or extension of the index, in Go's syntax.
  var indexModifier = ""
  /// Pre-indexed (`!`), or post-indexed (the offset behind the brackets) on arm64.
  var isPreIndexed = false
  var isPostIndexed = false
}

extension CapstoneInstruction {
  /// The texts that both architectures have.
  private init(_ source: UnsafePointer<cs_insn>) {
    length = unsafe Int(source.pointee.size)
    mnemonic = unsafe withUnsafeBytes(of: source.pointee.mnemonic) { unsafe Self.text($0) }
    operandText = unsafe withUnsafeBytes(of: source.pointee.op_str) { unsafe Self.text($0) }
  }

  private static func text(_ buffer: UnsafeRawBufferPointer) -> String {
    unsafe String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func name(_ register: UInt32, _ handle: csh) -> String? {
    guard register != 0, let name = unsafe cs_reg_name(handle, register) else { return nil }
    return unsafe String(cString: name)
  }

  private static func isBranch(_ source: UnsafePointer<cs_insn>, _ handle: csh) -> Bool {
    unsafe cs_insn_group(handle, source, UInt32(CS_GRP_JUMP.rawValue))
      || cs_insn_group(handle, source, UInt32(CS_GRP_CALL.rawValue))
  }
}

// MARK: amd64

extension CapstoneInstruction {
  init(x86 source: UnsafePointer<cs_insn>, handle: csh) {
    unsafe self.init(source)
    guard let detail = unsafe source.pointee.detail else { return }
    let x86 = unsafe detail.pointee.x86
    // Capstone does not count LOOP among the jumps.
    let isBranch = unsafe Self.isBranch(source, handle) || mnemonic.hasPrefix("loop")
    let next = unsafe source.pointee.address &+ UInt64(source.pointee.size)
    unsafe withUnsafeBytes(of: x86.operands) { raw in
      let all = unsafe raw.bindMemory(to: cs_x86_op.self)
      for number in 0..<min(Int(x86.op_count), all.count) {
        unsafe take(all[number], isBranch: isBranch, next: next, handle)
      }
    }
  }

  private mutating func take(
    _ operand: cs_x86_op, isBranch: Bool, next: UInt64, _ handle: csh
  ) {
    let size = Int(operand.size)
    switch operand.type {
    case X86_OP_REG:
      let name = Self.name(operand.reg.rawValue, handle) ?? ""
      operands.append(.register(CapstoneRegister(name: name, size: size)))
    case X86_OP_IMM:
      let value = operand.imm
      operands.append(.immediate(value, shift: 0))
      if isBranch { branchTarget = UInt64(bitPattern: value) }
    case X86_OP_MEM:
      let source = operand.mem
      var memory = CapstoneMemory()
      memory.segment = Self.name(source.segment.rawValue, handle)
      memory.base = Self.name(source.base.rawValue, handle)
      memory.index = Self.name(source.index.rawValue, handle)
      memory.scale = Int(source.scale)
      memory.displacement = source.disp
      memory.size = size
      operands.append(.memory(memory))
      if source.base == X86_REG_RIP {
        referencedAddress = next &+ UInt64(bitPattern: source.disp)
      }
    default: hasUnknownOperand = true
    }
  }
}

// MARK: arm64

extension CapstoneInstruction {
  init(arm64 source: UnsafePointer<cs_insn>, handle: csh) {
    unsafe self.init(source)
    guard let detail = unsafe source.pointee.detail else { return }
    let arm64 = unsafe detail.pointee.arm64
    let isBranch = unsafe Self.isBranch(source, handle) || mnemonic == "bl"
    unsafe withUnsafeBytes(of: arm64.operands) { raw in
      let all = unsafe raw.bindMemory(to: cs_arm64_op.self)
      for number in 0..<min(Int(arm64.op_count), all.count) {
        unsafe take(all[number], isBranch: isBranch, writesBack: arm64.writeback, handle)
      }
    }
  }

  private mutating func take(
    _ operand: cs_arm64_op, isBranch: Bool, writesBack: Bool, _ handle: csh
  ) {
    switch operand.type {
    case ARM64_OP_REG:
      var register = CapstoneRegister(
        name: Self.name(operand.reg.rawValue, handle) ?? "")
      register.modifier = Self.modifier(operand)
      register.arrangement = Self.arrangement(operand)
      if operand.vector_index >= 0 { register.element = Int(operand.vector_index) }
      operands.append(.register(register))
    case ARM64_OP_IMM:
      let value = operand.imm
      operands.append(.immediate(value, shift: Int(operand.shift.value)))
      if isBranch {
        branchTarget = UInt64(bitPattern: value)
      } else if mnemonic.hasPrefix("adr") || mnemonic.hasPrefix("ldr") {
        referencedAddress = UInt64(bitPattern: value)
      }
    case ARM64_OP_MEM:
      let source = operand.mem
      var memory = CapstoneMemory()
      memory.base = Self.name(source.base.rawValue, handle)
      memory.index = Self.name(source.index.rawValue, handle)
      memory.displacement = Int64(source.disp)
      memory.indexModifier = Self.modifier(operand)
      memory.isPostIndexed = writesBack && operandText.contains("], ")
      memory.isPreIndexed = writesBack && !memory.isPostIndexed
      operands.append(.memory(memory))
    case ARM64_OP_FP: operands.append(.number(operand.fp))
    default: hasUnknownOperand = true
    }
  }

  private static func modifier(_ operand: cs_arm64_op) -> String {
    let amount = operand.shift.value
    let shift =
      switch operand.shift.type {
      case ARM64_SFT_LSL, ARM64_SFT_MSL: "<<"
      case ARM64_SFT_LSR: ">>"
      case ARM64_SFT_ASR: "->"
      case ARM64_SFT_ROR: "@>"
      default: ""
      }
    let extensions: [(arm64_extender, String)] = [
      (ARM64_EXT_UXTB, "UXTB"), (ARM64_EXT_UXTH, "UXTH"), (ARM64_EXT_UXTW, "UXTW"),
      (ARM64_EXT_UXTX, "UXTX"), (ARM64_EXT_SXTB, "SXTB"), (ARM64_EXT_SXTH, "SXTH"),
      (ARM64_EXT_SXTW, "SXTW"), (ARM64_EXT_SXTX, "SXTX"),
    ]
    let name = extensions.first { $0.0 == operand.ext }.map { "." + $0.1 } ?? ""
    return name + (shift.isEmpty || (amount == 0 && !name.isEmpty) ? "" : shift + String(amount))
  }

  private static func arrangement(_ operand: cs_arm64_op) -> String {
    let arrangements: [(arm64_vas, String)] = [
      (ARM64_VAS_8B, ".B8"), (ARM64_VAS_16B, ".B16"), (ARM64_VAS_4H, ".H4"),
      (ARM64_VAS_8H, ".H8"), (ARM64_VAS_2S, ".S2"), (ARM64_VAS_4S, ".S4"),
      (ARM64_VAS_1D, ".D1"), (ARM64_VAS_2D, ".D2"), (ARM64_VAS_1Q, ".Q1"),
    ]
    if let found = arrangements.first(where: { $0.0 == operand.vas }) { return found.1 }
    switch operand.vess {
    case ARM64_VESS_B: return ".B"
    case ARM64_VESS_H: return ".H"
    case ARM64_VESS_S: return ".S"
    case ARM64_VESS_D: return ".D"
    default: return ""
    }
  }
}
