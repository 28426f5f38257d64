import GoBinary

/// The text of a fatal error, from the frames of the functions of the runtime that print it.
enum FatalErrorText {
  private static let longest: UInt64 = 512
  /// The functions, and the closures that they hand to `systemstack` to print the text
  /// (`runtime/panic.go`).
  private static let printers: [(function: StaticString, closure: StaticString)] = [
    ("runtime.throw", "runtime.throw.func1"), ("runtime.fatal", "runtime.fatal.func1"),
  ]

  /// Nil when none of them is on the stack; empty where their argument cannot be read.
  static func of(_ stack: [ProcessFrame], _ process: GoProcess) -> String? {
    for frame in stack {
      guard
        let printer = printers.first(where: {
          process.image.nameEquals(frame.function, $0.function)
        })
      else { continue }
      return captured(by: printer.closure, in: frame, process) ?? spilled(in: frame, process)
        ?? ""
    }
    return nil
  }

  /// The closure lies in the frame: its code's address, then the string; from Go 1.26 on the goroutine's
  /// panics stand between them.
  private static func captured(
    by closure: StaticString, in frame: ProcessFrame, _ process: GoProcess
  ) -> String? {
    var place = frame.stackPointer
    while place < frame.callFrameAddress {
      if let code = process.memory.word(at: place),
        let function = process.image.function(startingAt: process.fileAddress(code)),
        process.image.nameEquals(function, closure)
      {
        // What is thrown can be put together at run time.
        return string(at: place &+ 8, process, isConstant: false)
          ?? string(at: place &+ 16, process, isConstant: false)
      }
      place &+= 8
    }
    return nil
  }

  /// Register arguments may be spilled above the return address; copies lie in the frame.
  private static func spilled(in frame: ProcessFrame, _ process: GoProcess) -> String? {
    if let text = sentence(at: frame.callFrameAddress, process) { return text }
    var place = frame.stackPointer
    while place < frame.callFrameAddress {
      if let text = sentence(at: place, process) { return text }
      place &+= 8
    }
    return nil
  }

  /// Words that are not sentences may be anything; two of them are whole texts.
  private static func sentence(at address: UInt64, _ process: GoProcess) -> String? {
    string(at: address, process).flatMap {
      $0.contains(" ") || $0 == "fault" || $0 == "traceback" ? $0 : nil
    }
  }

  /// A `string` of printable characters; a constant is one that the program was built with.
  private static func string(
    at address: UInt64, _ process: GoProcess, isConstant: Bool = true
  ) -> String? {
    guard let pointer = process.memory.word(at: address),
      let count = process.memory.word(at: address &+ 8), count > 3, count <= longest,
      !isConstant || process.isReadOnlyData(pointer),
      let bytes = process.memory.bytes(at: pointer, count: Int(count)),
      bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
    else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }
}
