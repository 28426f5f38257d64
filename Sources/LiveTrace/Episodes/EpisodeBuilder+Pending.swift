import GoBinary
import PanicContract

/// Deferred calls that wait, on the goroutine of an event and on others.
extension EpisodeBuilder {
  /// What the event at the end of an episode tells of stacks.
  func setStacks(of event: ProbeEvent, _ track: inout GoroutineTrack) {
    track.episode.stackAtEnd = stack(of: event, hiddenCallers: track.hiddenCallers)
    track.episode.pending = pending(event)
    if options.isLight { track.findCallers() }
    guard let snapshot = event.snapshot else { return }
    track.episode.pendingIsComplete =
      snapshot.isOwnComplete && event.missing.isDisjoint(with: [.goroutine, .defers])
      && event.defers.count < Self.mostDefers
    if let creator = snapshot.runningCreator {
      track.episode.gaps.append(
        "goroutine \(creator), which started this one, was running: not all of its deferred calls could be read"
      )
    }
    if let creator = snapshot.unreadCreator {
      track.episode.gaps.append(
        "goroutine \(creator), which started this one, could not be read before the process was gone: deferred calls that were registered there are not named"
      )
    }
    track.episode.recoversElsewhere = snapshot.others.flatMap { goroutine in
      recovers(on: goroutine, event)
    }
  }

  /// An event holds no more.
  private static let mostDefers = 8

  /// Those with a record, and the open-coded ones, which have none; innermost first.
  private func pending(_ event: ProbeEvent) -> [DeferredCall] {
    var calls: [(sp: UInt64, call: DeferredCall)] = []
    for record in event.defers where record.started != true && record.openDefer != true {
      guard let entry = record.functionEntry,
        let call = call(entry: entry, pc: record.pc, event, record.heap ? .heap : .stack)
      else { continue }
      calls.append((record.sp, call))
    }
    for waiting in event.snapshot?.openCoded ?? [] {
      guard let call = call(waiting, event) else { continue }
      calls.append((waiting.frameSP, call))
    }
    // Where frames are equal, the order in which they run is kept.
    return calls.enumerated().sorted {
      ($0.element.sp, $0.offset) < ($1.element.sp, $1.offset)
    }.map(\.element.call)
  }

  private func recovers(
    on goroutine: LiveSnapshot.Goroutine, _ event: ProbeEvent
  ) -> [RecoverElsewhere] {
    let calls = goroutine.pending.compactMap { call($0, event) }
      .filter { $0.canRecover == true && !$0.isOfRuntime }
    guard !calls.isEmpty else { return [] }
    let identity = GoroutineIdentity(
      id: goroutine.id, root: symbols.function(around: fileAddress(goroutine.startPC, event)),
      createdBy: goroutine.creatorPC == 0
        ? nil : symbols.place(ofReturnAddress: fileAddress(goroutine.creatorPC, event)),
      creatorID: goroutine.parentID)
    return calls.map { RecoverElsewhere(goroutine: identity, deferred: $0, basis: .seen) }
  }

  private func call(_ waiting: LiveSnapshot.PendingCall, _ event: ProbeEvent) -> DeferredCall? {
    let kind: DeferSite.Kind =
      switch waiting.kind {
      case .openCoded: .openCoded
      case .stack: .stack
      case .heap: .heap
      case .rangeFunc: .rangeFunc
      }
    return call(entry: waiting.entry, pc: waiting.framePC, event, kind)
  }

  private func call(
    entry: UInt64, pc: UInt64, _ event: ProbeEvent, _ kind: DeferSite.Kind
  ) -> DeferredCall? {
    guard let deferred = symbols.deferredFunction(entry: fileAddress(entry, event)) else {
      return nil
    }
    return DeferredCall(
      function: deferred.place, registeredBy: symbols.function(around: fileAddress(pc, event)),
      kind: kind == .openCoded ? kind : deferred.kind ?? kind, canRecover: deferred.canRecover)
  }
}
