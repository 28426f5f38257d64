import MachineCode
import Testing

/// What the dataflow analysis relies on, instruction by instruction.
@Suite struct X86DecoderTests {
  private func decode(_ bytes: [UInt8], address: UInt64 = 0x1000) -> Instruction {
    X86Decoder().decode(bytes.span.bytes, at: 0, address: address)
  }

  private let ax = Register(rawValue: 0)
  private let cx = Register(rawValue: 1)
  private let sp = Register.amd64StackPointer

  @Test func storeOfARegister() {
    let store = decode([0x48, 0x89, 0x44, 0x24, 0x18])  // MOVQ AX, 0x18(SP)
    #expect(store.operation == .store && store.source == ax && store.base == sp)
    #expect(store.value == 0x18 && store.width == 8 && store.writes == 0 && !store.writesMemory)
    let low = decode([0x88, 0x44, 0x24, 0x07])  // MOVB AL, 7(SP)
    #expect(low.operation == .store && low.source == ax && low.width == 1)
    let high = decode([0x88, 0x64, 0x24, 0x07])  // MOVB AH, 7(SP)
    #expect(high.operation == .store && high.source == .none)
    let sil = decode([0x40, 0x88, 0x74, 0x24, 0x07])  // MOVB SIL, 7(SP)
    #expect(sil.source == Register(rawValue: 6))
  }

  @Test func storeOfAConstant() {
    let clear = decode([0xC6, 0x44, 0x24, 0x07, 0x00])  // MOVB $0, 7(SP)
    #expect(clear.operation == .storeConstant && clear.constantValue == 0 && clear.width == 1)
    let minusOne = decode([0x48, 0xC7, 0x04, 0x24, 0xFF, 0xFF, 0xFF, 0xFF])
    #expect(minusOne.constantValue == -1 && minusOne.width == 8)
    let byte = decode([0xC6, 0x44, 0x24, 0x07, 0x80])
    #expect(byte.constantValue == 0x80)
    let zeroed = decode([0x44, 0x0F, 0x11, 0x7C, 0x24, 0x08])  // MOVUPS X15, 8(SP)
    #expect(zeroed.operation == .storeConstant && zeroed.width == 16 && zeroed.value == 8)
    let vector = decode([0x0F, 0x11, 0x44, 0x24, 0x08])  // MOVUPS X0, 8(SP)
    #expect(vector.operation == .store && vector.source == .none && vector.width == 16)
  }

  @Test func wideVectorStores() {
    let ymm = decode([0xC5, 0xFE, 0x7F, 0x44, 0x24, 0x20])  // VMOVDQU Y0, 0x20(SP)
    #expect(ymm.operation == .store && ymm.width == 32 && ymm.value == 0x20)
    // VMOVDQU64 Z0, 0x40(SP): the byte displacement 1 counts in units of 64.
    let zmm = decode([0x62, 0xF1, 0xFE, 0x48, 0x7F, 0x44, 0x24, 0x01])
    #expect(zmm.operation == .store && zmm.width == 64 && zmm.value == 0x40 && !zmm.hasIndex)
  }

  @Test func deferBits() {
    let set = decode([0x80, 0x4C, 0x24, 0x07, 0x02])  // ORB $2, 7(SP)
    #expect(set.operation == .orMemory && set.constantValue == 2 && set.value == 7)
    let register = decode([0x83, 0xC8, 0x02])  // ORL $2, AX
    #expect(register.operation == .orConstant && register.destination == ax)
    #expect(register.value == 2 && register.width == 4)
    let low = decode([0x0C, 0x80])  // ORB $0x80, AL: the upper bytes stay
    #expect(low.operation == .orConstant && low.value == 0x80 && low.width == 8)
  }

  @Test func addresses() {
    let pcRelative = decode([0x48, 0x8D, 0x0D, 0x00, 0x01, 0x00, 0x00])  // LEAQ 0x100(IP), CX
    #expect(pcRelative.operation == .constant && pcRelative.value == 0x1107)
    #expect(pcRelative.destination == cx && pcRelative.writes == cx.mask)
    let slot = decode([0x48, 0x8D, 0x44, 0x24, 0x28])  // LEAQ 0x28(SP), AX
    #expect(slot.operation == .address && slot.base == sp && slot.value == 0x28)
    let indexed = decode([0x48, 0x8D, 0x04, 0xC8])  // LEAQ 0(AX)(CX*8), AX
    #expect(indexed.operation == .other && indexed.hasIndex && indexed.writes == ax.mask)
    let load = decode([0x48, 0x8B, 0x05, 0xF9, 0xFF, 0xFF, 0xFF])  // MOVQ -7(IP), AX
    #expect(load.operation == .load && load.base == .none && load.value == 0x1000)
    let local = decode([0x64, 0x4C, 0x8B, 0x34, 0x25, 0xF8, 0xFF, 0xFF, 0xFF])  // MOVQ FS:-8, R14
    #expect(local.operation == .load && local.hasIndex)
  }

  @Test func copiesAndConstants() {
    #expect(decode([0x48, 0x89, 0xC1]).operation == .copy)
    let narrow = decode([0x89, 0xC1])  // MOVL AX, CX
    #expect(narrow.operation == .copy && narrow.width == 4)
    let partial = decode([0x88, 0xC1])  // MOVB AL, CL
    #expect(partial.operation == .other && partial.writes == cx.mask)
    let zero = decode([0x31, 0xC0])  // XORL AX, AX
    #expect(zero.operation == .constant && zero.value == 0 && zero.destination == ax)
    let unsigned = decode([0xB8, 0xFF, 0xFF, 0xFF, 0xFF])  // MOVL $-1, AX
    #expect(unsigned.operation == .constant && unsigned.value == 0xFFFF_FFFF)
    let wide = decode([0x48, 0xB8, 1, 0, 0, 0, 0, 0, 0, 0x80])
    #expect(wide.value == Int64.min + 1 && wide.length == 10)
    let extended = decode([0x0F, 0xB6, 0x44, 0x24, 0x07])  // MOVBLZX 7(SP), AX
    #expect(extended.operation == .load && extended.width == 1)
    let signExtended = decode([0x0F, 0xBE, 0x44, 0x24, 0x07])  // MOVBLSX 7(SP), AX
    #expect(signExtended.operation == .other && signExtended.writes == ax.mask)
  }

  @Test func stackChanges() {
    #expect(decode([0x55]).stackDelta == -8 && decode([0x55]).operation == .push)
    #expect(decode([0x5D]).stackDelta == 8 && decode([0x5D]).operation == .pop)
    #expect(decode([0x48, 0x83, 0xEC, 0x20]).stackDelta == -0x20)
    #expect(decode([0x48, 0x83, 0xC4, 0x20]).stackDelta == 0x20)
    #expect(decode([0x48, 0x8D, 0x64, 0x24, 0xF8]).stackDelta == -8)  // LEAQ -8(SP), SP
    #expect(decode([0x48, 0x83, 0xE4, 0xF0]).stackDelta == Instruction.unknownStackDelta)
    #expect(decode([0x48, 0x89, 0xEC]).stackDelta == Instruction.unknownStackDelta)
    #expect(decode([0x5C]).stackDelta == Instruction.unknownStackDelta)  // POPQ SP
    #expect(decode([0xC9]).stackDelta == Instruction.unknownStackDelta)  // LEAVE
  }

  @Test func comparisons() {
    let test = decode([0x48, 0x85, 0xC0])  // TESTQ AX, AX
    #expect(test.operation == .compareZero && test.source == ax && test.width == 8)
    #expect(decode([0x83, 0xF8, 0x00]).operation == .compareZero)
    #expect(decode([0x83, 0xF8, 0x01]).operation == .compare)
    #expect(decode([0x84, 0xE4]).operation == .compare)  // TESTB AH, AH
    let memory = decode([0x80, 0x7C, 0x24, 0x07, 0x00])  // CMPB 7(SP), $0
    #expect(memory.operation == .compareMemoryConstant && memory.value == 7)
    #expect(test.writes == 0 && memory.writes == 0 && !memory.writesMemory)
  }

  @Test func transfers() {
    let call = decode([0xE8, 0xFB, 0xFF, 0xFF, 0xFF])
    #expect(call.flow == .call && call.target == 0x1000)
    let jump = decode([0xEB, 0xFE])
    #expect(jump.flow == .jump && jump.target == 0x1000)
    let branch = decode([0x0F, 0x85, 0x00, 0x01, 0x00, 0x00])
    #expect(branch.flow == .branch && branch.condition == 5 && branch.target == 0x1106)
    let register = decode([0xFF, 0xD1])
    #expect(register.flow == .indirectCall && register.source == cx)
    let memory = decode([0xFF, 0x12])  // CALL (DX)
    #expect(memory.flow == .indirectCall && memory.source == .none)
    #expect(memory.base == Register(rawValue: 2) && memory.value == 0 && memory.width == 8)
    #expect(decode([0xFF, 0xE0]).flow == .indirectJump)
    #expect(decode([0xC3]).flow == .return && decode([0x0F, 0x0B]).flow == .trap)
    #expect(decode([0xCC]).flow == .trap && decode([0xF4]).flow == .trap)
  }

  @Test func repeatedAndAtomicInstructions() {
    let fill = decode([0xF3, 0x48, 0xAB])  // REP STOSQ
    #expect(fill.writesMemory && fill.width == 0 && fill.writes == 0b1000_0010)
    let exchange = decode([0xF0, 0x48, 0x0F, 0xB1, 0x0B])  // LOCK CMPXCHGQ CX, 0(BX)
    #expect(exchange.writesMemory && exchange.writes == ax.mask && exchange.width == 8)
    #expect(decode([0x0F, 0xA2]).writes == 0b1111)  // CPUID
  }

  @Test func prefixes() {
    // REX counts only right before the opcode.
    #expect(decode([0x48, 0x66, 0x89, 0xC1]).length == 4)
    #expect(decode([0x48, 0x66, 0x89, 0xC1]).operation == .other)
    #expect(decode([0x66, 0x66, 0x2E, 0x0F, 0x1F, 0x84, 0, 0, 0, 0, 0]).length == 11)
    #expect(decode([UInt8](repeating: 0x66, count: 20)).flow == .undecoded)
    #expect(decode([0x48, 0xC5, 0xFE, 0x7F, 0x00]).flow == .undecoded)
    let cut: [UInt8] = [0x48, 0x89]
    let length = X86Decoder().length(cut.span.bytes, at: 0)
    #expect(length == 0)
  }
}
