import CZydisOracle
import MachineCode
import Testing

/// Zydis is asked about every instruction of whole programs.
@Suite(.enabled(if: zydis_oracle_available())) struct X86OracleTests {
  @Test func lengthsAreThoseOfZydis() {
    guard let go = Corpus.goCommand else { return }
    for text in [go] + Corpus.others.compactMap(TextSection.init) {
      var differences = Differences()
      let decoded = compareLengths(text, &differences)
      print("\(text.path): \(decoded) instructions, \(differences.total) of other length")
      if differences.total > 0 { print(differences) }
      #expect(decoded > 10_000)
      #expect(Double(differences.total) <= Double(decoded) * 1e-5, "\(text.path): \(differences)")
    }
  }

  @Test func effectsAreThoseOfZydis() {
    guard let go = Corpus.goCommand else { return }
    for text in [go] + Corpus.others.compactMap(TextSection.init) {
      var differences = Differences()
      let compared = compareEffects(text, step: text.path == go.path ? 1 : 3, &differences)
      print("\(text.path): effects of \(compared) instructions compared")
      #expect(compared > 10_000)
      #expect(differences.total == 0, "\(text.path): \(differences)")
    }
  }

  /// Walks by Zydis's lengths, so that one difference does not make others.
  private func compareLengths(_ text: TextSection, _ differences: inout Differences) -> Int {
    let decoder = X86Decoder()
    let code = text.bytes.span.bytes
    var decoded = 0
    var offset = 0
    text.bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      while offset < buffer.count {
        let address = text.address &+ UInt64(offset)
        let own = Int(decoder.decode(code, at: offset, address: address).length)
        let theirs = zydis_oracle_length(start + offset, min(15, buffer.count - offset))
        if own != theirs {
          differences.note(
            "length \(own) instead of \(theirs)",
            "\(String(address, radix: 16)): \(text.hex(at: offset))")
        }
        decoded += 1
        offset += max(1, theirs == 0 ? own : theirs)
      }
    }
    return decoded
  }

  private func compareEffects(
    _ text: TextSection, step: Int, _ differences: inout Differences
  ) -> Int {
    let decoder = X86Decoder()
    let code = text.bytes.span.bytes
    var compared = 0
    var offset = 0
    var count = 0
    text.bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      while offset < buffer.count {
        let address = text.address &+ UInt64(offset)
        let own = decoder.decode(code, at: offset, address: address)
        let here = offset
        offset += max(1, Int(own.length))
        count += 1
        guard count % step == 0 else { continue }
        var theirs = zydis_oracle_instruction()
        zydis_oracle_decode(start + here, min(15, buffer.count - here), address, &theirs)
        guard own.length > 0, own.length == theirs.length else { continue }
        compared += 1
        let comparison = X86Comparison(own: own, theirs: theirs, address: address)
        for kind in comparison.differences {
          differences.note(kind, "\(String(address, radix: 16)): \(text.hex(at: here))")
        }
      }
    }
    return compared
  }
}

/// One instruction as both see it.
private struct X86Comparison {
  var own: Instruction
  var theirs: zydis_oracle_instruction
  var address: UInt64

  private var name: String {
    withUnsafeBytes(of: theirs.mnemonic) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  var differences: [String] {
    (flow + writes + memory).map { "\(name): \($0)" }
  }

  private var isCall: Bool { own.flow == .call || own.flow == .indirectCall }

  private var flow: [String] {
    let flow =
      switch own.flow {
      case .next: ZYDIS_ORACLE_NEXT
      case .call, .indirectCall: ZYDIS_ORACLE_CALL
      case .jump, .indirectJump: ZYDIS_ORACLE_JUMP
      case .branch: ZYDIS_ORACLE_BRANCH
      case .return: ZYDIS_ORACLE_RETURN
      case .trap: ZYDIS_ORACLE_TRAP
      case .undecoded: ZYDIS_ORACLE_NEXT
      }
    // Transactions: Zydis has no flow for XBEGIN's fallback, and counts XABORT and XEND as jumps.
    guard !["xbegin", "xabort", "xend"].contains(name) else { return [] }
    var found: [String] = []
    if Int(theirs.flow) != Int(flow) { found.append("flow \(own.flow)") }
    if own.target != (theirs.has_target ? theirs.target : 0) { found.append("target") }
    return found
  }

  /// What Zydis says is written must be written here; more only where it is said why.
  private var writes: [String] {
    guard !isCall, own.flow != .return else { return own.writes == 0 ? [] : ["writes"] }
    let stack = Register.amd64StackPointer.mask
    var expected = UInt64(theirs.writes)
    if UInt64(theirs.explicit_writes) & stack == 0 { expected &= ~stack }
    var found: [String] = []
    if expected & ~own.writes != 0 {
      found.append("writes miss \(String(expected & ~own.writes, radix: 2))")
    }
    // The kernel and interrupt handlers answer in AX; LEAVE gives SP a new value.
    let more = own.writes & ~expected
    if more != 0, !["syscall", "int", "leave", "xabort", "enter"].contains(name) {
      found.append("writes too much \(String(more, radix: 2))")
    }
    return found
  }

  private var memory: [String] {
    let described: Set<MachineCode.Operation> = [.store, .storeConstant, .orMemory, .push]
    let writesMemory = own.writesMemory || described.contains(own.operation) || isCall
    guard theirs.writes_memory == writesMemory else { return ["writes memory \(writesMemory)"] }
    guard theirs.has_memory, !name.hasPrefix("nop"), !name.hasPrefix("prefetch") else { return [] }
    let isPlain = theirs.index == 255 && !theirs.has_segment
    if own.hasIndex {
      // EVEX scales byte displacements of other instructions than stores in ways not kept here,
      // and an address of 32 bits is no precise place.
      let isVague = name.hasPrefix("v") || name == "lea" || name.hasPrefix("bt")
      return isPlain && (!isVague || writesMemory && !name.hasPrefix("bt")) ? ["has index"] : []
    }
    guard isPlain else { return name == "lea" ? [] : ["has no index"] }
    return place(writesMemory: writesMemory)
  }

  private func place(writesMemory: Bool) -> [String] {
    var found: [String] = []
    let isRelative = theirs.base == 254
    if own.base.rawValue != (isRelative ? 255 : theirs.base) {
      found.append("base \(own.base.rawValue)")
    }
    let next = isRelative ? Int64(bitPattern: address &+ UInt64(theirs.length)) : 0
    if own.value != next &+ theirs.displacement { found.append("place \(own.value)") }
    let isTransfer = writesMemory || own.operation == .load
    if isTransfer, Int(own.width) * 8 != Int(theirs.memory_bits), name != "lea" {
      found.append("width \(own.width)")
    }
    return found
  }
}
