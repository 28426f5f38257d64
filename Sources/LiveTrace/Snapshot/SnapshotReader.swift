import GoBinary
import GoRuntimeModel
import MachineCode
import ProcessControl

/// Reads a ``LiveSnapshot`` from a process that is about to die, or stands still.
///
/// The BPF engine is woken at the fatal hit and reads while one thread waits for it; the others run on, and
/// where the kernel knows no such wait the process may be gone. Then only what the event itself captured is
/// there.
final class SnapshotReader {
  let image: GoImage
  /// Where each process has the list of its goroutines (`runtime.allgs`).
  var lists: [Int32: UInt64] = [:]
  /// It is not read for longer.
  private static let nanoseconds: UInt64 = 50_000_000

  init(image: GoImage) { self.image = image }

  /// Looks for the list of goroutines before it is needed: without symbols that takes a search.
  func prepare(process: Int32, loadBias: UInt64) {
    guard lists[process] == nil else { return }
    lists[process] =
      GoProcess(
        image: image, memory: LiveMemory(process: process, image: image, loadBias: loadBias),
        loadBias: loadBias
      ).goroutineListAddress
  }

  /// Nil where nothing ends that a story would be told of.
  func read(_ event: ProbeEvent, process: Int32) -> LiveSnapshot? {
    guard ProbeKind.deadly.contains(event.probe), let goroutine = event.goroutine,
      event.probe != .exit || goroutine.panicAddress != 0
    else { return nil }
    var snapshot = LiveSnapshot()
    let deadline = MonotonicClock.nanoseconds &+ Self.nanoseconds
    let (_, program) = memory(of: event, process)
    readOthers(event, process, deadline, &snapshot)
    let frames = frames(event, program)
    snapshot.openCoded = frames.flatMap { Self.openCoded(in: $0, program) }
    snapshot.isOwnComplete =
      frames.last.map { image.flags($0.function).contains(.topFrame) } ?? false
    return snapshot
  }

  /// What has been read of it stays as it was then.
  func memory(of event: ProbeEvent, _ process: Int32) -> (LiveMemory, GoProcess) {
    let memory = LiveMemory(
      process: process, image: image, loadBias: event.loadBias,
      captured: [event.stack].compactMap(\.self))
    return (memory, GoProcess(image: image, memory: memory, loadBias: event.loadBias))
  }

  // MARK: The goroutine itself

  private func frames(_ event: ProbeEvent, _ program: GoProcess) -> [ProcessFrame] {
    guard let goroutine = event.goroutine, goroutine.stackLow < goroutine.stackHigh else {
      return []
    }
    let stack = goroutine.stackLow..<goroutine.stackHigh
    let registers = event.registers
    if stack.contains(registers.stackPointer) {
      return program.frames(
        from: ThreadRegisters(
          pc: registers.programCounter, sp: registers.stackPointer, bp: registers.framePointer,
          linkRegister: registers.architecture == .arm64 ? registers[.arm64Link] : 0,
          goroutine: registers.goroutine), in: stack)
    }
    // On another stack: what it called, C or the system.
    guard let details = goroutine.details, stack.contains(details.systemCallSP) else { return [] }
    return program.frames(
      ofReturnAddress: details.systemCallPC, stackPointer: details.systemCallSP, in: stack)
  }

  static func openCoded(
    in frame: ProcessFrame, _ program: GoProcess
  ) -> [LiveSnapshot.PendingCall] {
    program.pendingOpenCoded(in: frame).compactMap { pending($0, program) }
  }

  static func pending(
    _ state: DeferState, _ program: GoProcess
  ) -> LiveSnapshot.PendingCall? {
    guard !state.hasStarted, let entry = state.entry ?? constantEntry(state.funcval, program) else {
      return nil
    }
    return LiveSnapshot.PendingCall(
      entry: entry, framePC: state.framePC, frameSP: state.frameSP, kind: state.kind)
  }

  /// The function values of functions that capture nothing stand in the file; the loader moves them,
  /// and a process that is gone tells no more.
  private static func constantEntry(_ funcval: UInt64, _ program: GoProcess) -> UInt64? {
    guard let entry = program.image.word(at: program.fileAddress(funcval)),
      program.image.function(startingAt: entry) != nil
    else { return nil }
    return program.processAddress(entry)
  }
}
