import GoRuntimeModel
import PanicContract

/// One goroutine's episode while it goes on.
struct GoroutineTrack {
  var episode: PanicEpisode
  /// For each panic of the episode: the distance of its `_panic` from the end of the stack, which
  /// stays when the stack is moved; nil until it was seen linked.
  var distances: [UInt64?] = []
  /// For each panic of the episode: its value.
  var values: [ValueWords?] = []
  /// For each panic of the episode: its words as they were read last.
  var words: [PanicWords?] = []
  /// Indices of the panics that are not over, outermost first.
  var active: [Int] = []
  /// Deferred calls that have begun and not returned, outermost first, with their panic.
  var running: [(call: DeferredCall, panic: Int)] = []
  /// The one that has returned last.
  var returned: (call: DeferredCall, panic: Int)?
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
  /// The last step was a recovery, and which panics it left was not read.
  var remainsAreGuessed = false

  /// What runs deferred calls is a Goexit, which nothing but a panic in one of them keeps from ending the
  /// goroutine.
  var endsByGoexit: Bool { active.last.map { episode.panics[$0].origin == .goexit } ?? false }

  /// The deferred call that runs, for a panic that begins in it.
  var nesting: PanicRecord.Nesting? {
    guard let outer = active.last, let call = running.last, call.panic == outer else { return nil }
    return PanicRecord.Nesting(
      outer: outer, call: call.call,
      outerIsRecovered: episode.panics[outer].state == .recovered)
  }

  /// A recovery was seen.
  var hasCommitted: Bool {
    episode.events.contains { event in
      if case .recoveryCommitted = event.kind { true } else { false }
    }
  }

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

  /// Takes note of the words of the innermost panic.
  mutating func keep(_ read: PanicWords?) {
    if let read, let panic = active.last { words[panic] = read }
  }

  /// The deferred call that runs, where its function could not be read, is this one.
  mutating func sawDeferred(_ call: () -> DeferredCall) {
    guard let last = running.last, last.panic == active.last, last.call.function == nil else {
      return
    }
    let found = call()
    replaceRunning { $0 = found }
  }

  /// The stack has so many panics left: those further in were ended by a recovery.
  mutating func forget(beyond count: Int?) {
    guard let count, active.count > count else { return }
    for index in active[count...] where episode.panics[index].state == .running {
      episode.panics[index].state = .aborted
    }
    active.removeSubrange(count...)
    running.removeAll { !active.contains($0.panic) }
  }

  private mutating func replaceRunning(_ change: (inout DeferredCall) -> Void) {
    guard var call = running.last?.call else { return }
    let started = episode.events.lastIndex {
      if case .deferredCallStarted(call) = $0.kind { true } else { false }
    }
    change(&call)
    running[running.count - 1].call = call
    if let started { episode.events[started].kind = .deferredCallStarted(call) }
  }

  /// The deferred call that runs can recover, whatever the code told: it has.
  private mutating func sawRecovery() { replaceRunning { $0.canRecover = true } }

  /// The panic whose `_panic` this is.
  func panic(_ words: PanicWords?, stackHigh: UInt64?) -> Int? {
    guard let words, let stackHigh, stackHigh >= words.address else { return active.last }
    let distance = stackHigh - words.address
    return active.last { distances[$0] == distance } ?? active.last
  }
}

extension GoroutineTrack {
  /// Takes who called what panicked from the stack at the end, where nothing told it before.
  mutating func findCallers() {
    func isPanic(_ frame: StackFrame) -> Bool { frame.place.function == "runtime.gopanic" }
    var rest = episode.stackAtEnd[...]
    // Panics that others have ended are on no stack any more.
    let isWhole = !hasCommitted && rest.count(where: isPanic) == active.count
    for panic in active.reversed().prefix(isWhole ? active.count : 1) {
      rest = rest.drop { !isPanic($0) }.dropFirst()
      let own = rest.prefix { !Self.runners.contains($0.place.function ?? "") }
      // What is called through a nil function has no frame.
      guard own.contains(where: { $0.place.function?.hasPrefix("runtime.") == false }) else {
        continue
      }
      episode.panics[panic].callers = Array(rest)
    }
  }

  /// The panics that go on after a recovery, where the goroutine's chain of them was not read: as the
  /// runtime does, those that began outside of the frame where execution resumes.
  var panicsOutsideRecovery: [Int] {
    guard
      let recovered = active.last(where: { episode.panics[$0].state == .recovered }) ?? active.last
    else { return [] }
    let outer = active.prefix { $0 != recovered }
    var count = outer.count
    // No recovery goes past a Goexit.
    while count > 0, episode.panics[outer[count - 1]].origin != .goexit,
      isAborted(outer[count - 1], levels: outer.count - count + 1, by: recovered)
    {
      count -= 1
    }
    return Array(outer.prefix(count))
  }

  /// - Parameter levels: how many panics out from the recovered one it is.
  private func isAborted(_ outer: Int, levels: Int, by recovered: Int) -> Bool {
    if let resumed = words[recovered]?.sp, let began = words[outer]?.startSP, resumed != 0 {
      return began < resumed
    }
    // The function whose deferred call recovered is called by that panic, or calls it.
    let calls = [returned].compactMap(\.self) + running
    guard
      let function = calls.last(where: { $0.panic == recovered })?.call.registeredBy?.function
    else { return false }
    var met = 0
    let inside = episode.panics[recovered].callers.prefix { frame in
      if Self.runners.contains(frame.place.function ?? "") { met += 1 }
      return met < levels
    }
    return !inside.contains { $0.place.function == function }
  }

  /// One for each panic or Goexit that has begun.
  static func isOfPanic(_ frame: StackFrame) -> Bool {
    runners.contains(frame.place.function ?? "")
  }

  /// What calls deferred functions while a goroutine panics or ends.
  private static let runners: Set<String> = ["runtime.gopanic", "runtime.Goexit"]
}
