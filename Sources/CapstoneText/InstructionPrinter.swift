internal import CCapstone
public import MachineCode

/// Writes single instructions as text, for evidence in reports. Decides nothing.
///
/// Capstone decodes; where it cannot (it is older than the newest instructions), or disagrees with
/// the length given, the bytes are written as data. A printer is not thread-safe: one per task.
@safe
public struct InstructionPrinter: ~Copyable {
  /// How instructions are written.
  public enum Syntax: Sendable {
    /// As `go tool objdump` does: operands from source to destination, `SP` and `(SB)`. Branch
    /// targets are absolute addresses on every architecture.
    case go
    /// As GNU objdump does (AT&T order on amd64).
    case gnu
    /// As Intel's manuals do; the same as ``gnu`` on arm64.
    case intel
  }

  private let architecture: CodeArchitecture
  private let syntax: Syntax
  private var handle: csh
  private let instruction: UnsafeMutablePointer<cs_insn>

  /// Opens Capstone; nil when the library was built without the architecture or memory is out.
  public init?(architecture: CodeArchitecture, syntax: Syntax) {
    var opened: csh = 0
    let result =
      switch architecture {
      case .amd64: unsafe cs_open(CS_ARCH_X86, CS_MODE_64, &opened)
      case .arm64: unsafe cs_open(CS_ARCH_ARM64, CS_MODE_LITTLE_ENDIAN, &opened)
      }
    guard result == CS_ERR_OK else { return nil }
    _ = cs_option(opened, CS_OPT_DETAIL, Int(CS_OPT_ON.rawValue))
    if architecture == .amd64, syntax == .gnu {
      _ = cs_option(opened, CS_OPT_SYNTAX, Int(CS_OPT_SYNTAX_ATT.rawValue))
    }
    guard let buffer = unsafe cs_malloc(opened) else {
      _ = unsafe cs_close(&opened)
      return nil
    }
    self.architecture = architecture
    self.syntax = syntax
    handle = opened
    unsafe instruction = buffer
  }

  deinit {
    unsafe cs_free(instruction, 1)
    var closing = handle
    _ = unsafe cs_close(&closing)
  }

  /// The instruction that `bytes` are when they run at `address`.
  ///
  /// - Parameter symbol: the name for an address (a function's entry, or a name with an offset), or
  ///   nil. Names are written as they are: escape them for the format that the text goes into.
  public func text(
    bytes: [UInt8], address: UInt64, symbol: (UInt64) -> String?
  ) -> String {
    guard var decoded = decode(bytes, address) else { return data(bytes) }
    decoded.branchName = decoded.branchTarget.flatMap(symbol)
    decoded.referenceName = decoded.referencedAddress.flatMap(symbol)
    guard syntax == .go else { return plain(decoded) }
    return switch architecture {
    case .amd64: GoSyntaxX86(decoded).text
    case .arm64: GoSyntaxARM64(decoded).text
    }
  }

  private func decode(_ bytes: [UInt8], _ address: UInt64) -> CapstoneInstruction? {
    let isDecoded = unsafe bytes.withUnsafeBufferPointer { buffer in
      var start = buffer.baseAddress
      var size = buffer.count
      var next = address
      return unsafe cs_disasm_iter(handle, &start, &size, &next, instruction) && size == 0
    }
    guard isDecoded else { return nil }
    return switch architecture {
    case .amd64: unsafe CapstoneInstruction(x86: instruction, handle: handle)
    case .arm64: unsafe CapstoneInstruction(arm64: instruction, handle: handle)
    }
  }

  /// Capstone's own text, with the name of what a branch or a PC-relative operand refers to.
  private func plain(_ decoded: CapstoneInstruction) -> String {
    var text = decoded.mnemonic
    if !decoded.operandText.isEmpty { text += " " + decoded.operandText }
    if let name = decoded.branchName {
      text += " <\(name)>"
    } else if let place = decoded.referencedAddress {
      text += (architecture == .amd64 ? " # " : " // ") + hexadecimal(place)
      if let name = decoded.referenceName { text += " <\(name)>" }
    }
    return text
  }

  private func data(_ bytes: [UInt8]) -> String {
    guard !bytes.isEmpty else { return "" }
    if architecture == .arm64, bytes.count == 4 {
      let word = bytes.reversed().reduce(0 as UInt64) { $0 &<< 8 | UInt64($1) }
      return ".word " + hexadecimal(word, digits: 8)
    }
    return ".byte " + bytes.map { hexadecimal(UInt64($0), digits: 2) }.joined(separator: ", ")
  }
}

/// `0x` and at least `digits` hexadecimal digits.
func hexadecimal(_ value: UInt64, digits: Int = 1) -> String {
  let text = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// A signed number in hexadecimal, the sign in front.
func signedHexadecimal(_ value: Int64) -> String {
  (value < 0 ? "-" : "") + hexadecimal(value.magnitude)
}
