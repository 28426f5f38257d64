import GoBinary
import GoRuntimeModel
import MachineCode
import ProcessControl

/// Reads a ``LiveSnapshot`` from a process that is about to die, or stands still.
///
/// The BPF engine does not stop the process: it is woken at the fatal hit and reads while the runtime
/// still prints. When the process is faster, only what the event itself captured is there.
final class SnapshotReader {
  private let image: GoImage
  /// Where each process has the list of its goroutines (`runtime.allgs`).
  private var lists: [Int32: UInt64] = [:]
  /// More goroutines are not read, nor for longer.
  private static let mostGoroutines = 5_000
  private static let nanoseconds: UInt64 = 50_000_000
  /// Goroutines whose stacks are copied at once, and bytes of each.
  private static let mostCopied = 256
  private static let copiedOfEach: UInt64 = 1 << 15

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
    let memory = LiveMemory(
      process: process, image: image, loadBias: event.loadBias,
      captured: [event.stack].compactMap(\.self))
    let program = GoProcess(image: image, memory: memory, loadBias: event.loadBias)
    readOthers(event, program, memory, process, deadline, &snapshot)
    let frames = frames(event, program)
    snapshot.openCoded = frames.flatMap { Self.openCoded(in: $0, program) }
    snapshot.isOwnComplete =
      frames.last.map { image.flags($0.function).contains(.topFrame) } ?? false
    return snapshot
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

  private static func openCoded(
    in frame: ProcessFrame, _ program: GoProcess
  ) -> [LiveSnapshot.PendingCall] {
    program.pendingOpenCoded(in: frame).compactMap { pending($0, program) }
  }

  private static func pending(
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

  // MARK: Other goroutines

  private func readOthers(
    _ event: ProbeEvent, _ program: GoProcess, _ memory: LiveMemory, _ process: Int32,
    _ deadline: UInt64, _ snapshot: inout LiveSnapshot
  ) {
    guard let list = lists[process] ?? program.goroutineListAddress else { return }
    lists[process] = list
    let own = event.goroutine?.address
    let creator = event.goroutine?.details?.parentID
    let all = program.goroutines(listedAt: list, most: Self.mostGoroutines) {
      MonotonicClock.nanoseconds < deadline
    }
    var isComplete = all.isComplete
    let others = all.goroutines.filter { $0.isAlive && $0.address != own }
    let ordered = others.filter { $0.id == creator } + others.filter { $0.id != creator }
    // The process is gone in less than a millisecond: its stacks are copied before they are followed.
    for goroutine in ordered.prefix(Self.mostCopied) where goroutine.status != .running {
      let low = goroutine.syscallSP == 0 ? goroutine.schedulerSP : goroutine.syscallSP
      guard goroutine.stack.contains(low) else { continue }
      memory.copy(low..<min(goroutine.stack.upperBound, low + Self.copiedOfEach))
    }
    for goroutine in ordered {
      guard MonotonicClock.nanoseconds < deadline else {
        isComplete = false
        break
      }
      if goroutine.id == creator, goroutine.status == .running {
        snapshot.runningCreator = goroutine.id
      }
      let pending = pending(on: goroutine, program)
      if goroutine.id == creator, pending.isEmpty, !memory.isThere(list) {
        snapshot.unreadCreator = creator
      }
      guard !pending.isEmpty else { continue }
      snapshot.others.append(
        LiveSnapshot.Goroutine(
          id: goroutine.id, parentID: goroutine.parentID, startPC: goroutine.startPC,
          creatorPC: goroutine.creationPC, pending: pending))
    }
    if let creator, creator != 0, !all.isComplete,
      !all.goroutines.contains(where: { $0.id == creator })
    {
      snapshot.unreadCreator = creator
    }
    snapshot.isComplete = isComplete
  }

  private func pending(
    on goroutine: GoroutineState, _ program: GoProcess
  ) -> [LiveSnapshot.PendingCall] {
    var pending = program.defers(of: goroutine).chain
      .compactMap { Self.pending($0, program) }
    // Where one that runs stands is known to its thread only.
    if goroutine.status != .running {
      pending += program.frames(of: goroutine, registers: nil).frames
        .flatMap { Self.openCoded(in: $0, program) }
    }
    return pending.enumerated().sorted {
      ($0.element.frameSP, $0.offset) < ($1.element.frameSP, $1.offset)
    }.map(\.element)
  }
}
