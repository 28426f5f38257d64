import GoBinary

/// The text of a fatal error, from the frames of the functions of the runtime that print it.
enum FatalErrorText {
  private static let longest: UInt64 = 512
  private static let printers: [StaticString] = ["runtime.throw", "runtime.fatal"]

  /// Nil when none of them is on the stack; a general word where their argument cannot be read.
  static func of(_ stack: [ProcessFrame], _ process: GoProcess) -> String? {
    for frame in stack {
      guard printers.contains(where: { process.image.nameEquals(frame.function, $0) }) else {
        continue
      }
      // Register arguments are spilled above the return address; copies lie in the frame.
      if let text = string(at: frame.callFrameAddress, process) { return text }
      var place = frame.stackPointer
      while place < frame.callFrameAddress {
        if let text = string(at: place, process) { return text }
        place &+= 8
      }
      return "a fatal error whose text is not in the core"
    }
    return nil
  }

  /// A `string` of printable characters that the program was built with.
  private static func string(at address: UInt64, _ process: GoProcess) -> String? {
    guard let pointer = process.memory.word(at: address),
      let count = process.memory.word(at: address &+ 8), count > 3, count <= longest,
      process.isReadOnlyData(pointer),
      let bytes = process.memory.bytes(at: pointer, count: Int(count)),
      bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
    else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    // Words that are not sentences may be anything; these two are whole texts.
    return text.contains(" ") || text == "fault" || text == "traceback" ? text : nil
  }
}
