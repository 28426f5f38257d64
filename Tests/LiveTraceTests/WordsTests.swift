import GoRuntimeModel
import Testing

@testable import LiveTrace

@Suite struct WordsTests {
  private func bytes(_ count: Int, _ words: [Int: UInt64], flags: [Int] = []) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    for (offset, word) in words {
      for index in 0..<8 {
        bytes[offset + index] = UInt8(truncatingIfNeeded: word >> UInt64(8 * index))
      }
    }
    for flag in flags { bytes[flag] = 1 }
    return bytes
  }

  @Test func aPanicOfEachLayoutIsRead() throws {
    for row in RuntimeLayout.all {
      let layout = row.layout.panic
      let raw = bytes(
        layout.size, [layout.arg: 1, layout.arg + 8: 2, layout.link: 3, layout.sp: 4],
        flags: [layout.recovered])
      let whole = PanicWords(address: 9, bytes: raw.span.bytes, layout: layout)
      let panic = try #require(whole)
      #expect(panic.valueType == 1 && panic.valueData == 2 && panic.link == 3 && panic.sp == 4)
      #expect(panic.recovered && !panic.goexit)
      #expect((panic.argp != nil) == (layout.argp != nil))
      let cut = PanicWords(
        address: 9, bytes: raw.span.bytes.extracting(first: 40), layout: layout)
      #expect(cut == nil)
    }
  }

  @Test func aGoroutineIsRead() throws {
    for row in RuntimeLayout.all {
      let layout = row.layout.goroutine
      let raw = bytes(
        GoroutineWords.size(layout),
        [layout.goid: 7, 0: 100, 8: 200, layout._panic: 150, layout.gopc: 5, layout.startpc: 6])
      let whole = GoroutineWords(address: 1, bytes: raw.span.bytes, layout: layout)
      let goroutine = try #require(whole)
      #expect(goroutine.id == 7 && goroutine.stackLow == 100 && goroutine.stackHigh == 200)
      #expect(goroutine.details?.startPC == 6 && goroutine.details?.creatorPC == 5)
    }
  }

  @Test func argumentsFollowTheCallingConvention() {
    let amd64 = ProbeRegisters(architecture: .amd64, words: (0..<18).map { UInt64($0) })
    #expect((0..<4).map { amd64.argument($0) } == [0, 3, 1, 7])
    #expect(amd64.stackPointer == 4 && amd64.framePointer == 5 && amd64.goroutine == 14)
    #expect(amd64.programCounter == 16 && amd64.flags == 17)
    let arm64 = ProbeRegisters(architecture: .arm64, words: (0..<34).map { UInt64($0) })
    #expect(arm64.argument(1) == 1 && arm64.stackPointer == 31 && arm64.goroutine == 28)
    #expect(arm64.programCounter == 32 && arm64.argument(99) == 0)
  }
}
