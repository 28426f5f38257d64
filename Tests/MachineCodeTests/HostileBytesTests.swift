import MachineCode
import TestSupport
import Testing

/// The decoders are total: any bytes, any offset, any end of the bytes.
@Suite struct HostileBytesTests {
  private static func randomBytes(_ count: Int) -> [UInt8] {
    var random = SeededRandom(seed: 0x70616E6963)
    return (0..<count / 8).flatMap { _ in
      withUnsafeBytes(of: random.next()) { [UInt8]($0) }
    }
  }

  @Test(arguments: [CodeArchitecture.amd64, .arm64])
  func everyPositionOfAMillionRandomBytes(_ architecture: CodeArchitecture) {
    let bytes = Self.randomBytes(1_000_000)
    let code = bytes.span.bytes
    let decoder = Decoder(architecture)
    var lengths: Set<UInt8> = []
    for offset in bytes.indices {
      let instruction = decoder.decode(code, at: offset, address: UInt64.max &- 3)
      lengths.insert(instruction.length)
      if (instruction.length == 0) != (instruction.flow == .undecoded) {
        Issue.record("length \(instruction.length) with \(instruction.flow) at \(offset)")
      }
    }
    #expect(lengths.allSatisfy { $0 <= 15 })
    if architecture == .amd64 { #expect(lengths.isSuperset(of: 1...13)) }
  }

  @Test(arguments: [CodeArchitecture.amd64, .arm64])
  func instructionsEndWithinTheBytes(_ architecture: CodeArchitecture) {
    let bytes = Self.randomBytes(4000)
    let decoder = Decoder(architecture)
    for start in stride(from: 0, to: 3900, by: 7) {
      for count in 0...17 {
        let part = bytes[start..<start + count]
        let length = Int(decoder.decode(part.span.bytes, at: 0, address: 0).length)
        #expect(length <= count)
      }
    }
  }

  @Test func offsetsOutsideAreUndecoded() {
    let bytes: [UInt8] = [0xC3, 0x5F, 0xD6, 0x00]
    for architecture in [CodeArchitecture.amd64, .arm64] {
      for offset in [-1, 4, 5, Int.max, Int.min] {
        let code = bytes.span.bytes
        let flow = Decoder(architecture).decode(code, at: offset, address: 0).flow
        #expect(flow == .undecoded)
      }
    }
  }

  @Test func graphsOfRandomBytesAreBounded() {
    let bytes = Self.randomBytes(65_536)
    for architecture in [CodeArchitecture.amd64, .arm64] {
      let graph = ControlFlowGraph(
        code: bytes.span.bytes, range: 0..<bytes.count, address: 0x1000,
        decoder: Decoder(architecture))
      let inBlocks = graph.blocks.map(\.instructions.count).reduce(0, +)
      #expect(inBlocks == graph.instructions.count)
      for block in graph.blocks {
        #expect(block.successor0 < Int32(graph.blocks.count))
        #expect(block.successor1 < Int32(graph.blocks.count))
      }
    }
  }
}
