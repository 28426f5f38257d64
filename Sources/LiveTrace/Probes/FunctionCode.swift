import GoBinary
import GoRuntimeModel
import MachineCode

/// A function's instructions in the order of their addresses.
struct FunctionCode {
  struct Line {
    var address: UInt64
    var instruction: Instruction
  }
  var architecture: CodeArchitecture
  var lines: [Line]

  /// Nil when a part of the code is no instruction that is known.
  init?(_ function: FunctionIndex, _ image: GoImage) {
    architecture = image.architecture == .amd64 ? .amd64 : .arm64
    let decoder = Decoder(architecture)
    let isARM = architecture == .arm64
    // Larger ones than any of the runtime's functions are the mark of a damaged file.
    guard image.codeSize(function) <= 1 << 16 else { return nil }
    lines = image.withCode(function) { code, entry in
      var lines: [Line] = []
      var offset = 0
      while offset < code.byteCount {
        let address = entry &+ UInt64(offset)
        let instruction = decoder.decode(code, at: offset, address: address)
        // Padding after the last instruction may be anything.
        guard instruction.length > 0 else { break }
        lines.append(Line(address: address, instruction: instruction))
        offset += isARM ? 4 : Int(instruction.length)
      }
      return lines
    }
    guard !lines.isEmpty else { return nil }
  }

  func index(at address: UInt64) -> Int? {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].address < address { low = middle + 1 } else { high = middle }
    }
    return low < lines.count && lines[low].address == address ? low : nil
  }

  /// The first branch at or after `start`, on the way that falls through branches' own tests.
  func firstBranch(from start: Int) -> Int? {
    lines.indices.dropFirst(start).first { lines[$0].instruction.flow == .branch }
  }

  /// Whether control goes from `start` to `end` without a decision: only jumps are followed.
  func leadsStraight(from start: Int, to end: Int) -> Bool {
    var index = start
    for _ in 0..<16 where index < lines.count {
      if index == end { return true }
      let instruction = lines[index].instruction
      switch instruction.flow {
      case .next: index += 1
      case .jump:
        guard let target = self.index(at: instruction.target) else { return false }
        index = target
      default: return false
      }
    }
    return false
  }

  /// Whether none of `registers` changes in the lines of `range`.
  func keeps(_ registers: [Register], in range: Range<Int>) -> Bool {
    let mask = registers.reduce(0) { $0 | $1.mask }
    return lines[range].allSatisfy {
      $0.instruction.writes & mask == 0 && $0.instruction.flow != .call
        && $0.instruction.flow != .indirectCall
    }
  }
}
