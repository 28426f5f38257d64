internal import ByteReading

/// The fields of one amd64 instruction, taken apart but not yet understood.
///
/// Source: Intel SDM volume 2, chapter 2 (instruction format; REX, VEX and EVEX prefixes).
struct X86Encoding {
  enum Form: UInt8 {
    case legacy, vex, evex
  }

  /// Bytes; 0 when the bytes are no instruction.
  var length = 0
  var operandSizePrefix = false
  var addressSizePrefix = false
  var lockPrefix = false
  /// FS or GS: memory operands have a base that is not in a general register.
  var segmentPrefix = false
  /// 0xF2, 0xF3 or 0; the `pp` field of VEX and EVEX gives the same values.
  var repeatPrefix: UInt8 = 0
  /// The REX prefix, or 0. VEX and EVEX fill in W, R, X and B.
  var rex: UInt8 = 0
  var form = Form.legacy
  /// 0: one-byte opcodes, 1: 0F, 2: 0F38, 3: 0F3A, 5 and 6: EVEX maps of half precision.
  var map: UInt8 = 0
  var opcode: UInt8 = 0
  /// Bytes of the vector operand.
  var vectorWidth: UInt8 = 16
  /// The second source register of VEX and EVEX.
  var secondSource: UInt8 = 0

  var hasMemory = false
  /// ModRM.reg without its extension: the operation within a group.
  var group: UInt8 = 0
  var register: UInt8 = 0
  /// The register operand of ModRM.rm; only without ``hasMemory``.
  var rm: UInt8 = 0
  var base: Register = .none
  var hasIndex = false
  var isPCRelative = false
  var displacement: Int32 = 0
  var displacementIsByte = false
  var immediateOffset = 0
  var immediateLength = 0

  var isWide: Bool {
    @inline(__always) get { rex & 8 != 0 }
  }

  /// The operand size of an instruction that is not of byte size: 2, 4 or 8.
  var operandWidth: UInt8 {
    @inline(__always) get { isWide ? 8 : operandSizePrefix ? 2 : 4 }
  }

  /// The low three bits of the opcode with REX.B: the register of PUSH, POP, XCHG, BSWAP, MOV imm.
  var opcodeRegister: UInt8 {
    @inline(__always) get { opcode & 7 | (rex & 1) << 3 }
  }

  /// The sign-extended immediate.
  @inline(__always)
  func immediate(_ code: borrowing RawSpan) -> Int64 {
    switch immediateLength {
    case 1: Int64(Int8(bitPattern: code.byteOrZero(at: immediateOffset)))
    case 2: Int64(Int16(bitPattern: code.uint16OrZero(at: immediateOffset)))
    case 4: Int64(Int32(bitPattern: code.uint32OrZero(at: immediateOffset)))
    case 8: Int64(bitPattern: code.uint64OrZero(at: immediateOffset))
    default: 0
    }
  }
}

extension X86Encoding {
  /// Takes apart the instruction at `offset`; ``length`` stays 0 when there is none.
  @inline(__always)
  init(_ code: borrowing RawSpan, at offset: Int) {
    guard offset >= 0, offset < code.byteCount else { return }
    let limit = min(code.byteCount &- offset, 15) &+ offset
    var cursor = offset
    var flags: UInt8
    while true {
      opcode = code.byteOrZero(at: cursor)
      cursor &+= 1
      flags = X86OpcodeTable.primary[Int(opcode)]
      guard flags & X86OpcodeTable.special != 0, !isEscape else { break }
      guard cursor < limit else { return }
      takePrefix()
    }
    if flags & X86OpcodeTable.special != 0 {
      flags = takeEscape(code, &cursor)
    }
    guard flags & X86OpcodeTable.invalid == 0 else { return }
    if flags & X86OpcodeTable.modRM != 0 {
      takeModRM(code, &cursor, registerOnly: flags & X86OpcodeTable.registerOnly != 0)
    }
    immediateOffset = cursor
    immediateLength = immediateBytes(flags)
    cursor &+= immediateLength
    if cursor <= limit { length = cursor &- offset }
  }

  /// Whether ``opcode`` leads to another map or encoding.
  private var isEscape: Bool {
    @inline(__always) get { opcode == 0x0F || opcode & 0xFE == 0xC4 || opcode == 0x62 }
  }

  /// A REX prefix counts only right before the opcode, so a legacy prefix cancels it.
  @inline(__always)
  private mutating func takePrefix() {
    if opcode & 0xF0 == 0x40 {
      rex = opcode
      return
    }
    rex = 0
    switch opcode {
    case 0x66: operandSizePrefix = true
    case 0x67: addressSizePrefix = true
    case 0xF0: lockPrefix = true
    case 0xF2, 0xF3: repeatPrefix = opcode
    case 0x64, 0x65: segmentPrefix = true
    default: break
    }
  }

  /// Reads on from an escape byte to the opcode and returns its table flags.
  @inline(__always)
  private mutating func takeEscape(
    _ code: borrowing RawSpan, _ cursor: inout Int
  ) -> UInt8 {
    guard opcode == 0x0F else { return takeVector(code, &cursor) }
    opcode = code.byteOrZero(at: cursor)
    cursor &+= 1
    if opcode == 0x38 || opcode == 0x3A {
      map = opcode == 0x38 ? 2 : 3
      opcode = code.byteOrZero(at: cursor)
      cursor &+= 1
      return map == 2
        ? X86OpcodeTable.modRM : X86OpcodeTable.modRM | X86OpcodeTable.Immediate.byte
    }
    map = 1
    // SSE4a EXTRQ and INSERTQ carry two immediate bytes; all else of 0F78 has none.
    if opcode == 0x78, operandSizePrefix || repeatPrefix == 0xF2 {
      return X86OpcodeTable.modRM | X86OpcodeTable.Immediate.word
    }
    return X86OpcodeTable.secondary[Int(opcode)]
  }

  @inline(__always)
  private mutating func takeModRM(
    _ code: borrowing RawSpan, _ cursor: inout Int, registerOnly: Bool
  ) {
    let modRM = code.byteOrZero(at: cursor)
    cursor &+= 1
    group = modRM >> 3 & 7
    register = group | (rex & 4) << 1
    if modRM >= 0xC0 || registerOnly {
      rm = modRM & 7 | (rex & 1) << 3
      return
    }
    hasMemory = true
    hasIndex = segmentPrefix || addressSizePrefix
    let mod = modRM >> 6
    var low = modRM & 7
    if low == 4 {
      let sib = code.byteOrZero(at: cursor)
      cursor &+= 1
      low = sib & 7
      if sib >> 3 & 7 | (rex & 2) << 2 != 4 { hasIndex = true }
      if low != 5 || mod != 0 { base = Register(rawValue: low | (rex & 1) << 3) }
    } else if low == 5, mod == 0 {
      isPCRelative = true
    } else {
      base = Register(rawValue: low | (rex & 1) << 3)
    }
    if mod == 1 {
      displacement = Int32(Int8(bitPattern: code.byteOrZero(at: cursor)))
      displacementIsByte = true
      cursor &+= 1
    } else if mod == 2 || base == .none {
      displacement = Int32(bitPattern: code.uint32OrZero(at: cursor))
      cursor &+= 4
    }
  }

  @inline(__always)
  private func immediateBytes(_ flags: UInt8) -> Int {
    let full = operandSizePrefix && !isWide && flags & X86OpcodeTable.relative == 0 ? 2 : 4
    switch flags & X86OpcodeTable.immediateMask {
    case X86OpcodeTable.Immediate.none: return 0
    case X86OpcodeTable.Immediate.byte: return 1
    case X86OpcodeTable.Immediate.full: return full
    case X86OpcodeTable.Immediate.word: return 2
    case X86OpcodeTable.Immediate.wide: return isWide ? 8 : full
    case X86OpcodeTable.Immediate.memoryOffset: return addressSizePrefix ? 4 : 8
    case X86OpcodeTable.Immediate.enter: return 3
    default: return group > 1 ? 0 : opcode == 0xF6 ? 1 : full
    }
  }
}
