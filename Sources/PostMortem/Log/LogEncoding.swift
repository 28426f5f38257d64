/// How the bytes of a log stand for text, told by its first ones: UTF-8, or the UTF-16 that redirections of
/// Windows PowerShell write.
struct LogEncoding: Sendable {
  private enum Form: Sendable { case unknown, utf8, utf16(isLittleEndian: Bool) }

  private var form = Form.unknown
  /// The first bytes of what is cut by the end of a block.
  private var rest: [UInt8] = []

  /// The block in UTF-8, as far as it is whole.
  mutating func decode(_ block: [UInt8]) -> [UInt8] {
    var block = block
    if case .unknown = form {
      block = rest + block
      rest = []
      guard block.count >= 3 else {
        rest = block
        return []
      }
      block.removeFirst(recognize(block))
    }
    guard case .utf16(let isLittleEndian) = form else { return block }
    return Self.utf8(rest + block, isLittleEndian, rest: &rest)
  }

  /// What no further block completes.
  mutating func finish() -> [UInt8] {
    defer { rest = [] }
    if case .utf16 = form { return [] }
    return rest
  }

  /// Gives the length of the mark that the log begins with.
  private mutating func recognize(_ block: [UInt8]) -> Int {
    switch (block[0], block[1], block[2]) {
    case (0xFF, 0xFE, _): form = .utf16(isLittleEndian: true)
    case (0xFE, 0xFF, _): form = .utf16(isLittleEndian: false)
    case (0xEF, 0xBB, 0xBF):
      form = .utf8
      return 3
    default:
      form = .utf8
      return 0
    }
    return 2
  }

  private static func utf8(
    _ bytes: [UInt8], _ isLittleEndian: Bool, rest: inout [UInt8]
  ) -> [UInt8] {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var offset = 0
    while offset + 1 < bytes.count {
      let (first, second) = (UInt16(bytes[offset]), UInt16(bytes[offset + 1]))
      units.append(isLittleEndian ? second << 8 | first : first << 8 | second)
      offset += 2
    }
    // The other half of a pair comes with the next block.
    if let last = units.last, UTF16.isLeadSurrogate(last) {
      units.removeLast()
      offset -= 2
    }
    rest = Array(bytes[offset...])
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
