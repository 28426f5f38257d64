import ByteReading
import GoBinary
import GoRuntimeModel
import MachineCode
import ProcessControl

/// A Go string in a running program's memory, as the value of a panic.
struct StringValue {
  let text: String
  /// Of the type `string`, by the file's addresses.
  private let type: UInt64
  private let caller: Caller

  /// A function of the runtime that does little but panic, and its call of `runtime.gopanic`.
  ///
  /// Whoever calls a Go function keeps room on the stack for the arguments that come in registers:
  /// a function that is about to begin, or to do anything else, has none. So the stopped function
  /// appears to have called one of these, which has.
  private struct Caller {
    var call: UInt64
    /// From its stack pointer at the call to its return address.
    var frameSize: UInt64
  }

  /// They have neither arguments nor variables; `runtime.sigpanic` keeps them in every program.
  private static let callers = ["runtime.panicdivide", "runtime.panicmem", "runtime.panicfloat"]

  init(text: String, image: GoImage) throws(InjectionError) {
    let advice = "; leave --value away to inject a nil dereference"
    guard let type = image.stringType else {
      throw InjectionError("--value: the type string was not found in the program's types" + advice)
    }
    guard let caller = Self.caller(in: image) else {
      throw InjectionError("--value: no way was found to call runtime.gopanic" + advice)
    }
    self.text = text
    self.type = type
    self.caller = caller
  }

  private static func caller(in image: GoImage) -> Caller? {
    let name = "runtime.gopanic"
    let found = image.functions(named: callers + [name])
    guard let gopanic = found[name] else { return nil }
    let sites = InjectionSites(image: image)
    for candidate in callers.compactMap({ found[$0] }) {
      guard let call = sites.call(of: gopanic, in: candidate),
        let size = image.stackDelta(at: call, in: candidate), size >= leastFrame
      else { continue }
      return Caller(call: call, frameSize: UInt64(size))
    }
    return nil
  }

  /// Room for the two words of an interface value, and the saved frame pointer.
  private static let leastFrame: Int32 = 24

  /// Makes the thread call `panic(text)` where it stands. The value lies in a mapping of its own:
  /// the garbage collector looks only at the heap and at the program's data.
  func panic(
    at hit: TracedProgram.Hit, in program: TracedProgram, loaded: LoadedImage
  ) throws(SystemError) {
    let headerSize: UInt64 = 16
    let bytes = Array(text.utf8)
    let place = try program.mapMemory(count: bytes.count + Int(headerSize), thread: hit.thread)
    let header = Self.littleEndian(place &+ headerSize) + Self.littleEndian(UInt64(bytes.count))
    try program.write(header + bytes, at: place)
    var registers = hit.registers
    let returnAddress = registers.stackPointer &- 8
    let savedFramePointer = returnAddress &- 8
    // The runtime takes the frame's size from just here: behind a `push` it would be another.
    let frame =
      Self.littleEndian(registers[.amd64FramePointer]) + Self.littleEndian(hit.address)
    try program.write(frame, at: savedFramePointer)
    registers.stackPointer = returnAddress &- caller.frameSize
    registers[.amd64FramePointer] = savedFramePointer
    registers[Register(rawValue: 0)] = loaded.toProcess(type)
    registers[Register(rawValue: 3)] = place
    registers.programCounter = loaded.toProcess(caller.call)
    try program.setRegisters(registers, of: hit.thread)
    try program.resume(hit.thread)
  }

  private static func littleEndian(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
