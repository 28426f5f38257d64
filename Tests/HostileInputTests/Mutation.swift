import ByteReading
import GoBinary
import ObjectFile
import TestSupport

/// A program and the parts of it that steer the readers.
struct MutantSource {
  var name: String
  var bytes: [UInt8]
  /// Headers, tables, funcdata and code of the program's own functions.
  var parts: [ByteRange]
  /// Where one structure ends and another begins.
  var boundaries: [Int]

  init(name: String, path: String) throws {
    self.name = name
    let file = try MappedFile(path: path)
    let object = try ObjectFile(file: file)
    let image = try GoImage(file: file, object: object)
    var parts = [ByteRange(offset: 0, count: 64), ByteRange(offset: 64, count: 600)]
    if let offset = file.bytes.uint64(at: 40) {
      parts.append(ByteRange(offset: offset, count: UInt64(64 * object.sections.count)))
    }
    // Kinds of parts are chosen alike, so that the large ones do not hide the small.
    for section in object.sections {
      parts.append(section.range)
      guard section.name.hasSuffix(".gopclntab") else { continue }
      parts += [
        section.range.part(from: 0, count: 72), section.range.part(from: 0, count: 72),
        section.range.part(from: section.range.count / 2, count: section.range.count / 2),
      ]
    }
    for symbol in [".go.buildinfo", ".go.module", ".noptrdata"] {
      parts.append(object.section(named: symbol)?.range)
    }
    for index in 0..<UInt32(clamping: image.functionCount) {
      let function = FunctionIndex(rawValue: index)
      guard image.nameHasPrefix(function, "main.") || image.nameHasPrefix(function, "runtime.gop")
      else { continue }
      if let offset = object.addressMap.fileOffset(of: image.entry(function)) {
        parts.append(ByteRange(offset: offset, count: image.codeSize(function)))
      }
      for table in 0..<8 {
        if let address = image.funcdata(function, table),
          let offset = object.addressMap.fileOffset(of: address)
        {
          parts.append(ByteRange(offset: offset, count: 24))
        }
      }
    }
    self.parts = parts.compactMap { $0?.clamped(to: file.count) }.filter { !$0.isEmpty }
    boundaries = Set(self.parts.flatMap { [$0.offset, $0.end] } + [4, 16, 20, 63, 120]).sorted()
    bytes = file.bytes.array()
  }
}

/// What is done to a program; the same for the same seed.
struct Mutation: CustomStringConvertible {
  var size: Int?
  var patches: [(offset: Int, bytes: [UInt8])] = []

  init(of source: MutantSource, number: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed &+ UInt64(number) &* 0x1_0001)
    // Each boundary first, a byte before it and a byte behind.
    if number < 3 * source.boundaries.count {
      size = max(0, source.boundaries[number / 3] + number % 3 - 1)
      return
    }
    if Int.random(in: 0..<20, using: &random) == 0 {
      size = Int.random(in: 0..<source.bytes.count, using: &random)
    }
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      guard let part = source.parts.randomElement(using: &random) else { return }
      let offset = Int.random(in: part.range, using: &random)
      patches.append((offset, Self.values(source, at: offset, in: part, using: &random)))
    }
  }

  private static func values(
    _ source: MutantSource, at offset: Int, in part: ByteRange, using random: inout SeededRandom
  ) -> [UInt8] {
    let old = source.bytes[offset]
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return [old ^ (1 << UInt8.random(in: 0..<8, using: &random))]
    case 1: return [.random(in: 0...255, using: &random)]
    case 2: return [old &+ 1]
    case 3: return littleEndian(UInt32.random(in: 0 ... .max, using: &random))
    case 4:
      let extremes: [UInt64] = [
        0, 1, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 31, 1 << 62, 1 << 63, .max, .max - 7, .max >> 1,
      ]
      let value = extremes.randomElement(using: &random) ?? 0
      return Bool.random(using: &random)
        ? littleEndian(value) : littleEndian(UInt32(truncatingIfNeeded: value))
    case 5: return Array(repeating: Bool.random(using: &random) ? 0 : 0xFF, count: 256)
    case 6:
      // Another place of the file, here.
      let from = Int.random(in: 0..<source.bytes.count, using: &random)
      return Array(source.bytes[from..<min(from + 64, source.bytes.count)])
    default: return (0..<8).map { _ in .random(in: 0...255, using: &random) }
    }
  }

  var description: String {
    let parts = patches.map { "\($0.offset): \($0.bytes)" }.joined(separator: "; ")
    return "size \(size.map(String.init) ?? "kept"), bytes \(parts)"
  }

  func applied(to source: MutantSource) -> [UInt8] {
    var bytes = source.bytes
    for (offset, values) in patches {
      for (index, value) in values.enumerated() where offset + index < bytes.count {
        bytes[offset + index] = value
      }
    }
    if let size { bytes.removeSubrange(min(size, bytes.count)...) }
    return bytes
  }
}
