import ByteReading
import Glibc
import GoBinary
import ObjectFile

/// A Go program and the parts of it that steer the readers.
///
/// Fuzzing inputs of a megabyte would be slow and mutations would hardly ever hit what matters, so
/// an input is a list of patches: which part, where in it, how, and the bytes.
struct PatchedProgram: Sendable {
  let bytes: [UInt8]
  let parts: [ByteRange]

  static func all(in folder: String) -> [PatchedProgram] {
    names(in: folder).compactMap { PatchedProgram(path: folder + "/" + $0) }
  }

  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  init(bytes: [UInt8], parts: [ByteRange]) {
    self.bytes = bytes
    self.parts = parts
  }

  init?(path: String) {
    guard let file = try? MappedFile(path: path), let object = try? ObjectFile(file: file),
      let image = try? GoImage(file: file, object: object)
    else { return nil }
    bytes = (0..<file.count).map { file.bytes.uint8(at: $0) ?? 0 }
    var parts = [ByteRange(offset: 0, count: 1024), ByteRange(offset: 0, count: file.count)]
    if let offset = file.bytes.uint64(at: 40) {
      parts.append(ByteRange(offset: offset, count: UInt64(64 * object.sections.count)))
    }
    for section in object.sections where !section.range.isEmpty {
      parts.append(section.range)
      if section.name.hasSuffix(".gopclntab") {
        parts.append(section.range.part(from: 0, count: 72))
      }
    }
    // Code and funcdata of the program's own functions.
    for index in 0..<UInt32(clamping: image.functionCount) {
      let function = FunctionIndex(rawValue: index)
      guard image.nameHasPrefix(function, "main.") || image.nameEquals(function, "runtime.main")
      else { continue }
      if let offset = object.addressMap.fileOffset(of: image.entry(function)) {
        parts.append(ByteRange(offset: offset, count: image.codeSize(function)))
      }
      for table in 0..<8 {
        if let address = image.funcdata(function, table),
          let offset = object.addressMap.fileOffset(of: address)
        {
          parts.append(ByteRange(offset: offset, count: 32))
        }
      }
    }
    self.parts = parts.compactMap { $0?.clamped(to: file.count) }.filter { !$0.isEmpty }
  }

  /// A patch is: part (2 bytes), offset (3), what to do (1), then its bytes.
  func patched(by input: ArraySlice<UInt8>) -> [UInt8] {
    var result = bytes
    var rest = input
    func take(_ count: Int) -> Int {
      var value = 0
      for byte in rest.prefix(count) { value = value << 8 | Int(byte) }
      rest = rest.dropFirst(count)
      return value
    }
    while !rest.isEmpty {
      let part = parts[take(2) % parts.count]
      let offset = part.offset + take(3) % part.count
      let action = take(1)
      if action == 0xFF {
        result.removeSubrange(min(offset, result.count)...)
        continue
      }
      let count = 1 + action & 7
      let values = Array(rest.prefix(count))
      rest = rest.dropFirst(count)
      for (index, value) in values.enumerated() where offset + index < result.count {
        switch action >> 3 & 3 {
        case 0: result[offset + index] = value
        case 1: result[offset + index] ^= value
        case 2: result[offset + index] &+= value
        // A run of one value: tables full of ones or zeros.
        default:
          let end = min(offset + 8 * (index + 1), result.count)
          for place in offset..<end { result[place] = value }
        }
      }
    }
    return result
  }
}
