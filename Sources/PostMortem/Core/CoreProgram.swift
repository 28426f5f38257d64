public import GoBinary
import GoRuntimeModel
public import ObjectFile

/// A core dump and the executable that it is of.
public struct CoreProgram: Sendable {
  public let core: CoreFile
  public let process: GoProcess

  /// Nil when the core is not of this program.
  public init?(core: CoreFile, image: GoImage) {
    let machine: ObjectFile.Machine = image.architecture == .amd64 ? .amd64 : .arm64
    guard core.machine == machine else { return nil }
    for bias in Self.biases(core, image) {
      let process = GoProcess(
        image: image, memory: CoreMemory(core: core, image: image, loadBias: bias), loadBias: bias)
      if process.isConsistent {
        self.core = core
        self.process = process
        return
      }
    }
    return nil
  }

  /// Where the program may have been loaded, the likely place first.
  private static func biases(_ core: CoreFile, _ image: GoImage) -> [UInt64] {
    let object = image.object
    guard object.isPositionIndependent else { return [0] }
    var biases: [UInt64] = []
    if let entry = core.entryPoint { biases.append(entry &- object.entryPoint) }
    let first = object.segments.first.map { $0.address & ~0xFFF } ?? 0
    for mapped in core.mappedFiles where mapped.fileOffset == 0 {
      biases.append(mapped.addresses.lowerBound &- first)
    }
    return biases
  }

  /// The thread that runs this goroutine: the one that its `m` names, else one on its stack.
  public func thread(of goroutine: GoroutineState) -> CoreThread? {
    guard goroutine.machine != 0 else { return nil }
    if let id = process.threadID(ofMachine: goroutine.machine),
      process.currentGoroutine(ofMachine: goroutine.machine) == goroutine.address,
      let thread = core.threads.first(where: { UInt64(exactly: $0.id) == id })
    {
      return thread
    }
    return core.threads.first { goroutine.stack.contains($0.stackPointer) }
  }

  /// What a thread does, behind signal handlers too.
  func stackSegments(of thread: CoreThread) -> [ThreadStackSegment] {
    process.stackSegments(of: Self.registers(of: thread))
  }

  private static func registers(of thread: CoreThread) -> ThreadRegisters {
    ThreadRegisters(
      pc: thread.programCounter, sp: thread.stackPointer, bp: thread.framePointer,
      linkRegister: thread.linkRegister, goroutine: thread.goroutineRegister)
  }

  public func frames(of goroutine: GoroutineState) -> (frames: [ProcessFrame], isComplete: Bool) {
    process.frames(
      of: goroutine,
      registers: thread(of: goroutine).map(Self.registers))
  }
}
