import MachineCode
import Testing

@Suite struct ControlFlowGraphTests {
  private func graph(_ bytes: [UInt8], address: UInt64 = 0x1000) -> ControlFlowGraph {
    ControlFlowGraph(
      code: bytes.span.bytes, range: 0..<bytes.count, address: address, decoder: Decoder(.amd64))
  }

  @Test func aLoopWithAnExit() {
    let graph = graph([
      0x31, 0xC0,  // 1000 XORL AX, AX
      0x48, 0x85, 0xC0,  // 1002 TESTQ AX, AX
      0x74, 0x07,  // 1005 JE 100E
      0xE8, 0xF4, 0xEF, 0xFF, 0xFF,  // 1007 CALL 0
      0xEB, 0xF4,  // 100C JMP 1002
      0xC3,  // 100E RET
    ])
    #expect(graph.blocks.map(\.instructions) == [0..<1, 1..<3, 3..<5, 5..<6])
    #expect(graph.blocks.map(\.successor0) == [1, 2, -1, -1])
    #expect(graph.blocks.map(\.successor1) == [-1, 3, 1, -1])
    #expect(graph.blocks.allSatisfy { !$0.hasUnknownSuccessors })
    #expect(graph.undecodedBytes == 0)
    #expect(graph.instructionIndex(at: 0x1007) == 3 && graph.instructionIndex(at: 0x1008) == nil)
    #expect(graph.block(containing: 0x100D) == 2 && graph.block(containing: 0x1000) == 0)
    #expect(graph.block(containing: 0x100F) == nil && graph.block(containing: 0xFFF) == nil)
  }

  @Test func jumpsOutOfTheFunctionHaveNoSuccessor() {
    let graph = graph([0x74, 0x10, 0xE9, 0x00, 0x10, 0x00, 0x00])  // JE out; JMP out
    #expect(graph.blocks.map(\.successor0) == [1, -1])
    #expect(graph.blocks.map(\.successor1) == [-1, -1])
    #expect(graph.blocks.allSatisfy { !$0.hasUnknownSuccessors })
  }

  @Test func jumpTablesAndBytesThatAreNone() {
    let table = graph([0xFF, 0xE0, 0xC3])  // JMP AX; RET
    #expect(table.blocks.map(\.hasUnknownSuccessors) == [true, false])
    let broken = graph([0x06, 0xC3])  // no instruction in 64-bit mode; RET
    #expect(broken.undecodedBytes == 1)
    #expect(broken.blocks.map(\.hasUnknownSuccessors) == [true, false])
    #expect(broken.blocks[0].successor0 == -1)
  }

  @Test func aJumpIntoAnInstructionIsUnknown() {
    let graph = graph([0xEB, 0x01, 0xB8, 0, 0, 0, 0, 0xC3])  // JMP into MOVL $0, AX
    #expect(graph.blocks[0].hasUnknownSuccessors && graph.blocks[0].successor1 == -1)
  }

  @Test func aCutInstructionIsUndecoded() {
    let bytes: [UInt8] = [0xC3, 0xE8, 0x00, 0x00, 0x00, 0x00, 0xC3]
    let graph = ControlFlowGraph(
      code: bytes.span.bytes, range: 0..<4, address: 0, decoder: Decoder(.amd64))
    #expect(graph.undecodedBytes == 1 && graph.instructions[1].flow == .undecoded)
  }

  @Test func rangesOutsideOfTheCode() {
    let bytes: [UInt8] = [0x90, 0xC3]
    let code = bytes.span.bytes
    let decoder = Decoder(.amd64)
    let outside = ControlFlowGraph(code: code, range: 5..<9, address: 0, decoder: decoder)
    #expect(outside.blocks.isEmpty && outside.instructions.isEmpty)
    let partly = ControlFlowGraph(code: code, range: -1..<9, address: 0x100, decoder: decoder)
    #expect(partly.addresses == [0x101, 0x102])
  }
}
