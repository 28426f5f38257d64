import GoBinary
import GoRuntimeModel
public import PanicContract

/// How a traced process came to its end, or its trace to the trace's.
public enum TraceEnd: Hashable, Sendable {
  case exited(status: Int32)
  case signal(Int32)
  /// It was not ours to wait for.
  case unknown
  /// The trace ended before the process did.
  case detached
}

/// Fatal errors, signals, exits, and what is still open when a process or the trace ends.
extension EpisodeBuilder {
  mutating func nobodyRecovered(_ event: ProbeEvent, _ key: Key) -> [Finished] {
    guard var track = tracks[key] else { return [] }
    setStacks(of: event, &track)
    // Those of its own have all run.
    track.episode.pending = []
    tracks[key] = track
    dyingOfPanic.insert(event.process)
    return finish(key, .died)
  }

  mutating func fatal(_ event: ProbeEvent, _ key: Key) -> [Finished] {
    let text = String(decoding: event.message ?? [], as: UTF8.self)
    var track = tracks[key] ?? begin(event, key)
    setStacks(of: event, &track)
    track.add(.fatalError(text: text), at: event, registers(of: event))
    tracks[key] = track
    dying.insert(event.process)
    return finish(key, .fatalError(text: text))
      + abandon(event.process, .fatalError(text: text), event.time)
  }

  mutating func signal(_ event: ProbeEvent, _ key: Key) -> [Finished] {
    let fact: SignalFact
    if event.probe == .fatalSignal {
      fact = SignalFact(
        number: Int(
          event.signal?.number ?? UInt32(truncatingIfNeeded: event.registers.argument(0))),
        code: event.signal?.code.map(Int.init), address: event.signal?.address, handler: .go)
    } else {
      // The runtime raises again what was sent to the process and has no handler.
      fact = SignalFact(
        number: Int(truncatingIfNeeded: event.registers.argument(0) & 0xFF), code: 0, handler: .go)
    }
    let panicking = keys(of: event.process)
    if !fact.isFault, !panicking.isEmpty {
      // Sent to the process, it is the end of every panic.
      dying.insert(event.process)
      return panicking.flatMap { key in
        var track = tracks[key]
        track?.add(.signal(fact), at: event, registers(of: event))
        tracks[key] = track
        return interrupted(key, .signal(fact), event.time) ?? finish(key, .signal(fact))
      }
    }
    var track = tracks[key] ?? begin(event, key)
    setStacks(of: event, &track)
    track.add(.signal(fact), at: event, registers(of: event))
    tracks[key] = track
    dying.insert(event.process)
    return finish(key, .signal(fact)) + abandon(event.process, .signal(fact), event.time)
  }

  private func keys(of process: Int32) -> [Key] {
    tracks.keys.filter { $0.process == process }.sorted { $0.goroutine < $1.goroutine }
  }

  mutating func exit(_ event: ProbeEvent, _ key: Key) -> [Finished] {
    guard var track = tracks[key] else { return [] }
    let status = Int(Int32(truncatingIfNeeded: event.registers.argument(0)))
    setStacks(of: event, &track)
    track.add(.exit(status: status), at: event, registers(of: event))
    tracks[key] = track
    // A recovery within its deferred calls may have ended the panic, too.
    if options.isLight, track.hasCommitted { return finish(key, .unknown) }
    return finish(key, .exited(status: status))
  }

  private static let endedByAnother =
    "the process was ended by another goroutine while this one panicked"

  /// Other goroutines' panics, when the process dies of something else.
  private mutating func abandon(
    _ process: Int32, _ cause: PanicEpisode.Interruption.Cause, _ time: UInt64
  ) -> [Finished] {
    var ended: [Finished] = []
    for key in keys(of: process) {
      if let held = interrupted(key, cause, time) {
        ended += held
        continue
      }
      // Where the end of a Goexit's deferred calls has no probe, it had long been over.
      let isGoexit = tracks[key]?.endsByGoexit == true
      tracks[key]?.episode.gaps.append(isGoexit ? Self.endOfGoexitUnseen : Self.endedByAnother)
      ended += finish(key, isGoexit ? .goexit : .unknown)
    }
    return ended
  }

  private static let endOfGoexitUnseen =
    "the process ended before the last of the deferred calls was seen to return"

  /// Ends an episode whose panic was running a deferred call; nil for others.
  private mutating func interrupted(
    _ key: Key, _ cause: PanicEpisode.Interruption.Cause, _ time: UInt64
  ) -> [Finished]? {
    guard var track = tracks[key], !options.isLight, !track.endsByGoexit,
      let panic = track.active.last, !track.running.isEmpty
    else { return nil }
    if track.remainsAreGuessed {
      tracks[key]?.episode.gaps.append(
        "whether a panic from before the recovery went on was not read")
      return finish(key, .recovered(by: recoveringPlace(track.episode)))
    }
    track.settleRecover()
    let isStopped = track.episode.panics[panic].state == .recovered
    guard track.running.last?.panic == panic else {
      // The call that stopped it has returned, and the panic that it was nested in is over with it, or goes on.
      return isStopped ? finish(key, .recovered(by: recoveringPlace(track.episode))) : nil
    }
    let waited = time > track.last && track.last > 0 ? time - track.last : nil
    track.episode.interruption = PanicEpisode.Interruption(cause: cause, waited: waited)
    tracks[key] = track
    let isStuck =
      track.episode.isDeadlocked || track.toldStuck || waited ?? 0 >= options.stuckAfter
    guard isStopped, !isStuck else { return finish(key, .stuck) }
    return finish(key, .recovered(by: recoveringPlace(track.episode)))
  }

  /// Ends what is open of a process that is gone.
  ///
  /// - Parameter handler: what was installed for the signal that ended it.
  public mutating func processEnded(
    _ process: Int32, _ end: TraceEnd, time: UInt64, handler: SignalFact.Handler? = nil
  ) -> [Finished] {
    let wasDying = [dying.remove(process), dyingOfPanic.remove(process)].contains { $0 != nil }
    let open = keys(of: process)
    var ended: [Finished] = []
    for key in open {
      let isGoexit = tracks[key]?.episode.panics.allSatisfy { $0.origin == .goexit } ?? false
      let endsByGoexit = tracks[key]?.endsByGoexit ?? false
      if let held = interrupted(key, Self.cause(end, wasDying: wasDying, handler), time) {
        ended += held
        continue
      }
      switch end {
      case .exited where options.isLight: ended += finish(key, .unknown)
      case .exited where wasDying && !endsByGoexit, .signal where wasDying && !isGoexit:
        tracks[key]?.episode.gaps.append(Self.endedByAnother)
        ended += finish(key, .unknown)
      case .exited(let status) where !endsByGoexit:
        // Where the probe of fatalpanic is not set, its status tells.
        let diesOfPanics: Int32 = 2
        if status == diesOfPanics {
          tracks[key]?.episode.gaps.append(
            "the runtime's end of the process was not seen; its exit status 2 tells")
          ended += finish(key, .died)
        } else {
          // An exit in a deferred call would have been seen.
          tracks[key]?.episode.gaps.append(
            "another goroutine ended the process with status \(status) while this one panicked")
          ended += finish(key, .unknown)
        }
      case .signal(let number) where !isGoexit:
        ended += finish(key, .signal(SignalFact(number: Int(number), handler: handler)))
      case .exited, .signal:
        tracks[key]?.episode.gaps.append(Self.endOfGoexitUnseen)
        ended += finish(key, .goexit)
      case .unknown:
        tracks[key]?.episode.gaps.append("the process ended and how was not seen")
        ended += finish(key, .unknown)
      case .detached:
        tracks[key]?.episode.gaps.append("the trace ended while it went on")
        ended += finish(key, .unknown)
      }
    }
    // Died of a signal that the runtime never saw: on a thread that is not Go's, or SIGKILL.
    if case .signal(let number) = end, open.isEmpty, !wasDying {
      let fact = SignalFact(number: Int(number), handler: handler)
      let episode = PanicEpisode(
        source: .trace, era: era, goroutine: GoroutineIdentity(), outcome: .signal(fact))
      let track = GoroutineTrack(episode: episode, began: time, last: time, number: takeNumber())
      ended.append(
        Self.finished(track, Key(process: process, goroutine: 0), isInterim: false))
    }
    return ended
  }

  private static func cause(
    _ end: TraceEnd, wasDying: Bool, _ handler: SignalFact.Handler?
  ) -> PanicEpisode.Interruption.Cause {
    switch end {
    case .exited where wasDying, .signal where wasDying: .panicElsewhere
    case .exited(let status): .exited(status: Int(status))
    case .signal(let number): .signal(SignalFact(number: Int(number), handler: handler))
    case .unknown, .detached: .traceEnded
    }
  }

  /// Tells each panic once that has had no event for too long.
  public mutating func advance(to time: UInt64) -> [Finished] {
    var told: [Finished] = []
    for (key, track) in tracks where !track.toldStuck && time > track.last {
      let waited = time - track.last
      guard waited >= options.stuckAfter,
        track.episode.panics.contains(where: { $0.origin != .goexit }), !track.running.isEmpty
      else { continue }
      tracks[key]?.toldStuck = true
      var stuck = track
      stuck.settleRecover()
      stuck.append(EpisodeEvent(.blocked(nanoseconds: waited), time: time))
      stuck.episode.outcome = .stuck
      stuck.last = time
      told.append(Self.finished(stuck, key, isInterim: true))
    }
    return told.sorted { $0.number < $1.number }
  }

  // MARK: What an event tells

  func stack(of event: ProbeEvent, hiddenCallers: [UInt64: UInt64]) -> [StackFrame] {
    let callers = PanicCallers(
      addresses: fileAddresses(event), hiddenCallers: hiddenCallers, symbols)
    let frames = callers.frames(symbols)
    if !frames.isEmpty { return frames }
    // On a signal's stack: what the goroutine called, if that was C or the system.
    guard event.probe == .fatalSignal, let goroutine = event.goroutine,
      let details = goroutine.details, details.systemCallSP != 0,
      goroutine.stackLow <= goroutine.stackHigh
    else { return [] }
    let memory = EventMemory(event, image: symbols.image, loadBias: event.loadBias)
    let process = GoProcess(image: symbols.image, memory: memory, loadBias: event.loadBias)
    return process.frames(
      ofReturnAddress: details.systemCallPC, stackPointer: details.systemCallSP,
      in: goroutine.stackLow..<goroutine.stackHigh
    ).flatMap { symbols.frames(ofReturnAddress: fileAddress($0.pc, event)) }
  }
}
