import ByteReading
import GoBinary
import ObjectFile
import PostMortem

/// A core dump and the parts of it that steer the reader, with the program that it is of.
struct PatchedCore: Sendable {
  let core: PatchedProgram
  let image: GoImage

  /// A core is named like its program.
  static func all(of programs: String, in folder: String) -> [PatchedCore] {
    PatchedProgram.names(in: folder).compactMap {
      PatchedCore(core: folder + "/" + $0, program: programs + "/" + $0)
    }
  }

  init?(core path: String, program: String) {
    guard let file = try? MappedFile(path: path), let core = try? CoreFile(file: file),
      let programFile = try? MappedFile(path: program),
      let object = try? ObjectFile(file: programFile),
      let image = try? GoImage(file: programFile, object: object),
      let process = CoreProgram(core: core, image: image)?.process
    else { return nil }
    self.image = image
    let bytes = file.bytes
    // The headers, the notes behind them, then everything.
    var parts = [
      ByteRange(offset: 0, count: 64), ByteRange(offset: 64, count: 56 * 64),
      ByteRange(offset: 0, count: 16 << 10), ByteRange(offset: 0, count: file.count),
    ]
    func add(_ address: UInt64, _ count: Int) {
      if let offset = core.addressMap.fileOffset(of: address) {
        parts.append(ByteRange(offset: offset, count: count))
      }
    }
    // Each `g`, what its chains begin with, and the inner end of its stack.
    var unreadable = 0
    for goroutine in process.goroutines(unreadable: &unreadable) ?? [] {
      add(goroutine.address, 456)
      add(goroutine.deferAddress, 64)
      add(goroutine.panicAddress, 104)
      let reach = min(2048, goroutine.stack.count)
      add(goroutine.stack.upperBound &- UInt64(reach), reach)
    }
    self.core = PatchedProgram(
      bytes: (0..<file.count).map { bytes.uint8(at: $0) ?? 0 },
      parts: parts.compactMap { $0?.clamped(to: file.count) }.filter { !$0.isEmpty })
  }
}
