import PanicContract

/// One goroutine's episode while it goes on.
struct GoroutineTrack {
  var episode: PanicEpisode
  /// For each panic of the episode: the distance of its `_panic` from the end of the stack, which
  /// stays when the stack is moved; nil until it was seen linked.
  var distances: [UInt64?] = []
  /// Indices of the panics that are not over, outermost first.
  var active: [Int] = []
  /// Deferred calls that have begun and not returned, outermost first, with their panic.
  var running: [(call: DeferredCall, panic: Int)] = []
  /// A recover that has begun and whose verdict is still to come.
  var recover: RecoverObservation?
  /// The recover that has begun is the runtime's own.
  var ignoresRecover = false
  var recoverTime: UInt64 = 0
  var recoverRegisters: RegisterReading?
  /// Callers of functions that faulted without a frame, by the address of the fault.
  var hiddenCallers: [UInt64: UInt64] = [:]
  var began: UInt64
  var last: UInt64
  var number: Int
  var toldStuck = false

  /// A deferred function that panics again and again makes no endless episode.
  private static let mostEvents = 10_000

  mutating func add(_ kind: EpisodeEvent.Kind, at event: ProbeEvent, _ registers: RegisterReading?)
  {
    append(EpisodeEvent(kind, time: event.time, thread: Int(event.thread), registers: registers))
  }

  mutating func append(_ event: EpisodeEvent) {
    guard episode.events.count < Self.mostEvents else {
      let gap = "more than \(Self.mostEvents) events: the later ones are left out"
      if episode.gaps.last != gap { episode.gaps.append(gap) }
      return
    }
    episode.events.append(event)
  }

  /// A recover whose deciding test was not reached returned nil.
  mutating func settleRecover(recovered: Bool = false) {
    guard var seen = recover else { return }
    recover = nil
    seen.recovered = recovered
    if recovered {
      if let panic = seen.panic { episode.panics[panic].state = .recovered }
      sawRecovery()
    }
    append(
      EpisodeEvent(.recoverCalled(seen), time: recoverTime, registers: recoverRegisters))
  }

  /// The deferred call that runs can recover, whatever the code told: it has.
  private mutating func sawRecovery() {
    guard var call = running.last?.call else { return }
    let started = episode.events.lastIndex {
      if case .deferredCallStarted(call) = $0.kind { true } else { false }
    }
    call.canRecover = true
    running[running.count - 1].call = call
    if let started { episode.events[started].kind = .deferredCallStarted(call) }
  }

  /// The panic whose `_panic` this is.
  func panic(_ words: PanicWords?, stackHigh: UInt64?) -> Int? {
    guard let words, let stackHigh, stackHigh >= words.address else { return active.last }
    let distance = stackHigh - words.address
    return active.last { distances[$0] == distance } ?? active.last
  }
}
