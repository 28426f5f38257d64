import GoBinary
import GoRuntimeModel
import ProcessControl

/// The deferred calls on other goroutines, which run on while they are read.
extension SnapshotReader {
  /// More are not read.
  private static let mostGoroutines = 5_000
  /// Goroutines whose stacks are copied at once, and bytes of each.
  private static let mostCopied = 256
  private static let copiedOfEach: UInt64 = 1 << 15
  /// Nanoseconds for which the goroutine that made the one which ends the program is waited for while it
  /// runs: mostly it is about to wait itself.
  private static let patience: UInt64 = 5_000_000

  func readOthers(
    _ event: ProbeEvent, _ process: Int32, _ deadline: UInt64, _ snapshot: inout LiveSnapshot
  ) {
    let patience = min(deadline, MonotonicClock.nanoseconds &+ Self.patience)
    let creatorID = event.goroutine?.details?.parentID ?? 0
    while true {
      let (memory, program) = memory(of: event, process)
      guard let list = lists[process] ?? program.goroutineListAddress else { return }
      lists[process] = list
      let all = program.goroutines(listedAt: list, most: Self.mostGoroutines) {
        MonotonicClock.nanoseconds < deadline
      }
      let others = all.goroutines.filter { $0.isAlive && $0.address != event.goroutine?.address }
      let ordered = others.filter { $0.id == creatorID } + others.filter { $0.id != creatorID }
      copyStacks(of: ordered, to: memory)
      // What was copied is right if nothing has changed meanwhile.
      let (_, later) = self.memory(of: event, process)
      let creator = ordered.first.flatMap { $0.id == creatorID ? $0 : nil }
      let isStill = creator.map { Self.isStill($0, later) } ?? true
      if !isStill, MonotonicClock.nanoseconds < patience, memory.isThere(list) {
        _ = Descriptor.poll([], milliseconds: 1)
        continue
      }
      snapshot.isComplete = all.isComplete
      for goroutine in ordered {
        guard MonotonicClock.nanoseconds < deadline else {
          snapshot.isComplete = false
          break
        }
        let readsFrames =
          goroutine.id == creator?.id ? isStill : Self.isStill(goroutine, later)
        let pending = pending(on: goroutine, readsFrames: readsFrames, program)
        guard !pending.isEmpty else { continue }
        snapshot.others.append(
          LiveSnapshot.Goroutine(
            id: goroutine.id, parentID: goroutine.parentID, startPC: goroutine.startPC,
            creatorPC: goroutine.creationPC, pending: pending))
      }
      guard creatorID != 0 else { return }
      let isRead = snapshot.others.first?.id == creatorID
      if creator != nil, !isStill { snapshot.runningCreator = creatorID }
      if creator == nil ? !all.isComplete : !isRead && !memory.isThere(list) {
        snapshot.unreadCreator = creatorID
      }
      return
    }
  }

  private func copyStacks(of goroutines: [GoroutineState], to memory: LiveMemory) {
    for goroutine in goroutines.prefix(Self.mostCopied) where goroutine.status != .running {
      let low = goroutine.syscallSP == 0 ? goroutine.schedulerSP : goroutine.syscallSP
      guard goroutine.stack.contains(low) else { continue }
      memory.copy(low..<min(goroutine.stack.upperBound, low + Self.copiedOfEach))
    }
  }

  /// Whether a goroutine has not run since it was read: where it stands when it runs is known to its
  /// thread only. A process that is gone meanwhile does not tell.
  private static func isStill(_ goroutine: GoroutineState, _ later: GoProcess) -> Bool {
    guard goroutine.status != .running else { return false }
    guard let now = later.goroutine(at: goroutine.address) else { return true }
    return now.id == goroutine.id && now.status == goroutine.status
      && now.schedulerSP == goroutine.schedulerSP && now.schedulerPC == goroutine.schedulerPC
      && now.syscallSP == goroutine.syscallSP && now.syscallPC == goroutine.syscallPC
  }

  private func pending(
    on goroutine: GoroutineState, readsFrames: Bool, _ program: GoProcess
  ) -> [LiveSnapshot.PendingCall] {
    var pending = program.defers(of: goroutine).chain
      .compactMap { Self.pending($0, program) }
    if readsFrames {
      pending += program.frames(of: goroutine, registers: nil).frames
        .flatMap { Self.openCoded(in: $0, program) }
    }
    return pending.enumerated().sorted {
      ($0.element.frameSP, $0.offset) < ($1.element.frameSP, $1.offset)
    }.map(\.element)
  }
}
