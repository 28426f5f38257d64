import MachineCode
import Testing

@Suite struct ARM64DecoderTests {
  private func decode(_ word: UInt32, address: UInt64 = 0x10000) -> Instruction {
    let bytes = withUnsafeBytes(of: word.littleEndian) { [UInt8]($0) }
    return ARM64Decoder().decode(bytes.span.bytes, at: 0, address: address)
  }

  private func x(_ number: UInt8) -> Register { Register(rawValue: number) }
  private let sp = Register.arm64StackPointer

  @Test func constants() {
    #expect(decode(0xD280_0022).value == 1)  // MOVZ X2, #1
    #expect(decode(0x9280_0003).value == -1)  // MOVN X3, #0
    #expect(decode(0x1280_0003).value == 0xFFFF_FFFF)  // MOVN W3, #0
    #expect(decode(0xD2F0_0003).value == Int64.min)  // MOVZ X3, #0x8000, LSL #48
    #expect(decode(0xB240_03E0).value == 1)  // ORR X0, XZR, #1
    #expect(decode(0x3200_0FE0).operation == .constant)  // ORR W0, WZR, #15
    #expect(decode(0x3200_0FE0).value == 15)
    #expect(decode(0xAA1F_03E0).operation == .constant)  // MOV X0, XZR
    let insert = decode(0xF2B1_C706)  // MOVK
    #expect(insert.operation == .other && insert.writes == x(6).mask)
    let page = decode(0xB000_0000)  // ADRP X0, +1 page
    #expect(page.operation == .constant && page.value == 0x11000)
    #expect(decode(0x10FF_FFE1).value == 0xFFFC)  // ADR X1, -4
    #expect(decode(0xD280_003F).writes == 0)  // MOVZ XZR, #1
  }

  @Test func sums() {
    let add = decode(0x9128_C000)  // ADD X0, X0, #0xA30
    #expect(add.operation == .address && add.base == x(0) && add.value == 0xA30)
    let slot = decode(0x9100_43E0)  // ADD X0, SP, #16
    #expect(slot.operation == .address && slot.base == sp && slot.value == 16)
    #expect(slot.stackDelta == 0)
    let frame = decode(0xD100_83FF)  // SUB SP, SP, #32
    #expect(frame.stackDelta == -32 && frame.destination == sp)
    let copy = decode(0x9100_029F)  // MOV SP, X20
    #expect(copy.operation == .copy && copy.source == x(20) && copy.destination == sp)
    #expect(copy.stackDelta == Instruction.unknownStackDelta)
    let shifted = decode(0x9140_0400)  // ADD X0, X0, #1, LSL #12
    #expect(shifted.value == 0x1000)
    #expect(decode(0x1100_0400).operation == .other)  // ADD W0, W0, #1
    #expect(decode(0xCB2063FF).stackDelta == Instruction.unknownStackDelta)  // SUB SP, SP, X0
  }

  @Test func copiesAndMasks() {
    let copy = decode(0xAA03_03E1)  // MOV X1, X3
    #expect(copy.operation == .copy && copy.source == x(3) && copy.destination == x(1))
    #expect(decode(0x2A03_03E1).width == 4)
    let set = decode(0xB27F_0021)  // ORR X1, X1, #2
    #expect(set.operation == .orConstant && set.value == 2 && set.source == x(1))
    #expect(decode(0xAA03_0441).operation == .other)  // ORR X1, X2, X3, LSL #1
    #expect(decode(0x3240_0000).flow == .undecoded)  // N set in a 32-bit mask
  }

  @Test func singleTransfers() {
    let load = decode(0xF940_0B90)  // LDR X16, [X28, #16]
    #expect(load.operation == .load && load.base == x(28) && load.value == 16 && load.width == 8)
    let clear = decode(0x3900_3FFF)  // STRB WZR, [SP, #15]
    #expect(clear.operation == .storeConstant && clear.value == 15 && clear.width == 1)
    let store = decode(0xF900_0BE0)  // STR X0, [SP, #16]
    #expect(store.operation == .store && store.source == x(0) && store.value == 16)
    let before = decode(0xF81E_0FFE)  // STR X30, [SP, #-32]!
    #expect(before.value == -32 && before.stackDelta == -32 && before.writes == sp.mask)
    let after = decode(0xF842_07FE)  // LDR X30, [SP], #32
    #expect(after.value == 0 && after.stackDelta == 32)
    #expect(after.writes == sp.mask | x(30).mask)
    let signed = decode(0x3980_001B)  // LDRSB X27, [X0]
    #expect(signed.operation == .other && signed.writes == x(27).mask)
    #expect(decode(0x3866_6949).hasIndex)  // LDRB W9, [X10, X6]
    let vector = decode(0x3D80_0802)  // STR Q2, [X0, #32]
    #expect(vector.operation == .store && vector.source == .none && vector.width == 16)
    #expect(vector.value == 32)
    let literal = decode(0x5800_0040)  // LDR X0, +8
    #expect(literal.operation == .load && literal.base == .none && literal.value == 0x10008)
  }

  @Test func pairs() {
    let store = decode(0xA900_87E0)  // STP X0, X1, [SP, #8]
    #expect(store.operation == .storePair && store.source == x(0) && store.source2 == x(1))
    #expect(store.value == 8 && store.width == 8)
    let load = decode(0xA97F_FBFD)  // LDP X29, X30, [SP, #-8]
    #expect(load.operation == .loadPair && load.value == -8)
    #expect(load.writes == x(29).mask | x(30).mask)
    let clear = decode(0xA881_7C1F)  // STP XZR, XZR, [X0], #16
    #expect(clear.operation == .storeConstant && clear.width == 16 && clear.value == 0)
    #expect(clear.writes == x(0).mask)
    let vectors = decode(0xAD00_0400)  // STP Q0, Q1, [X0]
    #expect(vectors.operation == .store && vectors.width == 32 && vectors.source == .none)
  }

  @Test func branches() {
    #expect(decode(0x1400_0004).target == 0x10010 && decode(0x1400_0004).flow == .jump)
    #expect(decode(0x97FF_FFFF).target == 0xFFFC && decode(0x97FF_FFFF).flow == .call)
    let zero = decode(0xB400_0144)  // CBZ X4
    #expect(zero.flow == .branch && zero.condition == 4 && zero.operation == .compareZero)
    #expect(zero.source == x(4) && zero.target == 0x10028)
    #expect(decode(0x3500_0065).condition == 5 && decode(0x3500_0065).width == 4)
    #expect(decode(0x3600_00E6).condition == 14 && decode(0xB7F8_0223).condition == 15)
    #expect(decode(0xB7F8_0223).constantValue == Int64.min)  // TBNZ bit 63
    #expect(decode(0x5400_0060).condition == 4 && decode(0x5400_0061).condition == 5)
    #expect(decode(0x5400_0069).condition == 25)  // B.LS
    #expect(decode(0xD63F_0040).flow == .indirectCall && decode(0xD63F_0040).source == x(2))
    #expect(decode(0xD61F_0040).flow == .indirectJump)
    #expect(decode(0xD65F_03C0).flow == .return)
    #expect(decode(0xD420_0000).flow == .trap && decode(0).flow == .trap)
  }

  @Test func comparisons() {
    let zero = decode(0xF100_001F)  // CMP X0, #0
    #expect(zero.operation == .compareZero && zero.source == x(0) && zero.writes == 0)
    let stack = decode(0xEB30_63FF)  // CMP SP, X16
    #expect(stack.operation == .compare && stack.source == sp && stack.source2 == x(16))
    #expect(decode(0xF100_441F).constantValue == 17)
    #expect(decode(0xEA00_001F).operation == .compareZero)  // TST X0, X0
  }

  /// Not known to Capstone 4, so the comparison over a program does not cover them.
  @Test func atomics() {
    let add = decode(0xF8E0_0020)  // LDADDAL X0, X0, [X1]
    #expect(add.writesMemory && add.width == 8 && add.base == x(1) && add.writes == x(0).mask)
    let swap = decode(0xB8A2_8063)  // SWPA W2, W3, [X3]
    #expect(swap.writesMemory && swap.width == 4 && swap.writes == x(3).mask)
    let exchange = decode(0xC8E2_FC03)  // CASAL X2, X3, [X0]
    #expect(exchange.writesMemory && exchange.writes == x(2).mask)
    let acquire = decode(0xC8DF_FC21)  // LDAR X1, [X1]
    #expect(acquire.operation == .load && acquire.value == 0)
    let release = decode(0xC89F_FC01)  // STLR X1, [X0]
    #expect(release.operation == .store && release.source == x(1))
    let exclusive = decode(0xC81B_FC85)  // STLXR W27, X5, [X4]
    #expect(exclusive.writesMemory && exclusive.writes == x(27).mask)
  }
}
