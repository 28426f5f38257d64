import CapstoneText
import MachineCode
import Testing

@Suite struct InstructionPrinterTests {
  private func text(
    _ hex: String, _ architecture: CodeArchitecture = .amd64,
    _ syntax: InstructionPrinter.Syntax = .go, address: UInt64 = 0x1000,
    names: [UInt64: String] = [:]
  ) throws -> String {
    let digits = Array(hex.filter { $0 != " " })
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    guard let printer = InstructionPrinter(architecture: architecture, syntax: syntax) else {
      throw PrinterMissing()
    }
    return printer.text(bytes: bytes, address: address) { names[$0] }
  }

  private struct PrinterMissing: Error {}

  @Test(arguments: [
    ("48 89 44 24 18", "MOVQ AX, 0x18(SP)"),
    ("48 8B 04 24", "MOVQ 0(SP), AX"),
    ("C6 44 24 07 00", "MOVB $0x0, 0x7(SP)"),
    ("80 4C 24 07 01", "ORB $0x1, 0x7(SP)"),
    ("49 3B 66 10", "CMPQ SP, 0x10(R14)"),
    ("4D 8B 66 20", "MOVQ 0x20(R14), R12"),
    ("84 C0", "TESTB AL, AL"),
    ("31 C0", "XORL AX, AX"),
    ("48 83 EC 20", "SUBQ $0x20, SP"),
    ("44 0F 11 7C 24 08", "MOVUPS X15, 0x8(SP)"),
    ("48 8B 0C C8", "MOVQ 0(AX)(CX*8), CX"),
    ("FF D1", "CALL CX"), ("FF 12", "CALL 0(DX)"), ("FF E0", "JMP AX"),
    ("55", "PUSHQ BP"), ("C3", "RET"), ("0F 0B", "UD2"),
    ("F3 48 AB", "REP; STOSQ AX, 0(DI)"),
    ("F0 48 0F B1 0B", "LOCK CMPXCHGQ CX, 0(BX)"),
    ("83 E0 F0", "ANDL $-0x10, AX"),
    ("48 B8 8F E3 38 8E E3 38 8E E3", "MOVQ $0xe38e38e38e38e38f, AX"),
    ("0F 86 C0 00 00 00", "JBE 0x10c6"),
  ])
  func amd64InGoSyntax(_ bytes: String, _ expected: String) throws {
    #expect(try text(bytes) == expected)
  }

  @Test(arguments: [
    ("900b40f9", "MOVD 16(R28), R16"),
    ("fe0f1ef8", "MOVD.W R30, -32(RSP)"),
    ("fe0742f8", "MOVD.P 32(RSP), R30"),
    ("e08700a9", "STP (R0, R1), 8(RSP)"),
    ("fffb7fa9", "LDP -8(RSP), (ZR, R30)"),
    ("ff6330eb", "CMP R16, RSP"),
    ("e0031faa", "MOVD ZR, R0"),
    ("e00300b2", "ORR $4294967297, ZR, R0"),
    ("ff3f0039", "MOVB ZR, 15(RSP)"),
    ("440100b4", "CBZ R4, 0x1028"),
    ("e6000036", "TBZ $0, R6, 0x101c"),
    ("61000054", "BNE 0x100c"), ("a9000054", "BLS 0x1014"),
    ("02000014", "JMP 0x1008"), ("40003fd6", "CALL (R2)"), ("c0035fd6", "RET"),
    ("e1079f9a", "CSET NE, R1"),
    ("021c40d3", "UBFX $0, R0, $8, R2"),
    ("1f2003d5", "NOOP"),
  ])
  func arm64InGoSyntax(_ bytes: String, _ expected: String) throws {
    #expect(try text(bytes, .arm64) == expected)
  }

  @Test func namesOfTargets() throws {
    let names: [UInt64: String] = [0x1105: "runtime.gorecover", 0x1107: "main.f.func1"]
    #expect(try text("E8 00 01 00 00", names: names) == "CALL runtime.gorecover(SB)")
    #expect(try text("48 8D 0D 00 01 00 00", names: names) == "LEAQ main.f.func1(SB), CX")
    #expect(try text("48 8D 0D 00 01 00 00") == "LEAQ 0x100(IP), CX")
    #expect(try text("41000094", .arm64, names: [0x1104: "f"]) == "CALL f(SB)")
  }

  @Test func gnuAndIntelSyntax() throws {
    let names: [UInt64: String] = [0x1105: "runtime.gorecover"]
    #expect(
      try text("E8 00 01 00 00", .amd64, .intel, names: names)
        == "call 0x1105 <runtime.gorecover>")
    #expect(try text("48 89 44 24 18", .amd64, .gnu) == "movq %rax, 0x18(%rsp)")
    #expect(try text("48 89 44 24 18", .amd64, .intel) == "mov qword ptr [rsp + 0x18], rax")
    #expect(
      try text("48 8D 0D FE 00 00 00", .amd64, .intel, names: names)
        == "lea rcx, [rip + 0xfe] # 0x1105 <runtime.gorecover>")
    #expect(try text("900b40f9", .arm64, .gnu) == "ldr x16, [x28, #0x10]")
  }

  /// VGF2P8AFFINEQB and LDADDAL are newer than Capstone 4; half an instruction is none.
  @Test func whatCapstoneCannotDecodeIsData() throws {
    #expect(
      try text("62 F3 FD 48 CE C1 00") == ".byte 0x62, 0xf3, 0xfd, 0x48, 0xce, 0xc1, 0x00")
    #expect(try text("2000e0f8", .arm64) == ".word 0xf8e00020")
    #expect(try text("48 89") == ".byte 0x48, 0x89")
    #expect(try text("C3 C3") == ".byte 0xc3, 0xc3")
    #expect(try text("") == "")
  }
}
