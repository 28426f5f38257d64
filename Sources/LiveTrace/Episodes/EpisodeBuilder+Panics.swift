import GoBinary
import GoRuntimeModel
import PanicContract

/// Panics, deferred calls, recovers.
extension EpisodeBuilder {
  mutating func panicBegan(_ event: ProbeEvent, _ key: Key) -> [Finished] {
    var ended: [Finished] = []
    let callers = PanicCallers(of: event, addresses: fileAddresses(event), symbols)
    let below = panicsOnStack(event, callers)
    tracks[key]?.forget(beyond: below)
    if var lost = tracks[key], isFirst(event, lost) {
      if lost.hasCommitted, event.missing.contains(.panics) {
        ended = finish(key, .recovered(by: recoveringPlace(lost.episode)))
      } else {
        if !options.isLight { lost.episode.gaps.append("its end was not seen: events were lost") }
        tracks[key] = lost
        ended = finish(key, .unknown)
      }
    }
    var track = tracks[key] ?? begin(event, key)
    let index = track.episode.panics.count
    track.hiddenCallers.merge(callers.hidden) { $1 }
    var record = record(of: event, callers)
    record.nesting = track.nesting
    record.passedOn = passed.take(event, record, key.process)
    track.episode.panics.append(record)
    track.values.append(event.value)
    track.distances.append(nil)
    track.words.append(nil)
    track.active.append(index)
    let isGoexit = event.probe == .goexitEnter
    track.add(
      isGoexit ? .goexitBegan(index) : .panicBegan(index), at: event, registers(of: event))
    tracks[key] = track
    return ended
  }

  /// Whether no panic was running before, so that the episode before has ended unseen: its chain is
  /// empty, or, where that was not read, no deferred call runs that could have panicked.
  private func isFirst(_ event: ProbeEvent, _ track: GoroutineTrack) -> Bool {
    event.missing.contains(.panics)
      ? track.running.isEmpty : event.goroutine?.panicAddress == 0
  }

  /// How many panics and Goexits run deferred calls below this one; nil where the stack was not read whole, or
  /// the chain of panics tells.
  private func panicsOnStack(_ event: ProbeEvent, _ callers: PanicCallers) -> Int? {
    guard event.missing.contains(.panics), !event.missing.contains(.rest), !options.isLight,
      tracks[Key(process: event.process, goroutine: event.goroutine?.id ?? 0)] != nil
    else { return nil }
    let frames = callers.frames(symbols)
    guard frames.last?.place.function == "runtime.goexit" else { return nil }
    return frames.count(where: GoroutineTrack.isOfPanic)
  }

  private func record(of event: ProbeEvent, _ callers: PanicCallers) -> PanicRecord {
    let addresses = callers.addresses
    var record = PanicRecord(callers: callers.frames(symbols), state: .running)
    if event.probe == .goexitEnter {
      record.origin = .goexit
      return record
    }
    if let first = addresses.first {
      record.origin = symbols.isRuntime(first) ? .runtimeError : .explicit
    }
    let fromSignal = addresses.prefix(4).prefix { symbols.isRuntime($0) }
      .contains { symbols.isSigpanic($0) }
    if fromSignal {
      let details = event.goroutine?.details
      record.origin = .signal(
        SignalFact(
          number: details.map { Int($0.signal) } ?? 0,
          code: details.map { Int(Int32(truncatingIfNeeded: $0.signalCode0)) },
          address: details?.signalCode1,
          programCounter: details.map { fileAddress($0.signalPC, event) }))
    }
    if let value = value(of: event) {
      record.valueType = value.typeName
      if options.showValues { record.valueText = value.text }
    }
    return record
  }

  mutating func deferredReturned(_ event: ProbeEvent, _ key: Key) {
    guard var track = tracks[key] else { return }
    defer { tracks[key] = track }
    guard let panic = track.active.last else { return }
    track.keep(event.panics.first)
    if track.distances[panic] == nil {
      // The first time the panic has just been linked to its goroutine.
      if let words = event.panics.first, let high = event.goroutine?.stackHigh,
        high >= words.address
      {
        track.distances[panic] = high - words.address
      }
      // Up to Go 1.21 the place is reached after a deferred call only.
      if track.running.last?.panic != panic { return }
    }
    returned(panic, &track, event)
  }

  /// The deferred call that this panic runs is over: it looks for the next one, or it is recovered.
  private func returned(_ panic: Int, _ track: inout GoroutineTrack, _ event: ProbeEvent) {
    guard let last = track.running.last, last.panic == panic else { return }
    track.running.removeLast()
    track.returned = last
    track.add(.deferredCallReturned(last.call), at: event, registers(of: event))
  }

  mutating func deferredStarted(_ event: ProbeEvent, _ key: Key) -> [Finished] {
    guard var track = tracks[key], let panic = track.active.last else { return [] }
    returned(panic, &track, event)
    guard let closure = event.closure else {
      if event.missing.contains(.closure) {
        start(DeferredCall(), of: panic, &track, event)
        tracks[key] = track
        return []
      }
      // Out of deferred calls: fatalpanic or the end of the goroutine follow.
      tracks[key] = track
      if event.probe == .goexitRun, track.episode.panics[panic].origin == .goexit {
        return finish(key, .goexit)
      }
      return []
    }
    if track.distances[panic] == nil, let words = event.panics.first,
      let high = event.goroutine?.stackHigh, high >= words.address
    {
      track.distances[panic] = high - words.address
    }
    var call = deferredCall(closure, event)
    if call.registeredBy == nil {
      call.registeredBy = symbols.registrant(
        of: fileAddress(closure.entry, event), among: track.episode.panics[panic].callers)
    }
    start(call, of: panic, &track, event)
    tracks[key] = track
    return []
  }

  private func start(
    _ call: DeferredCall, of panic: Int, _ track: inout GoroutineTrack, _ event: ProbeEvent
  ) {
    track.keep(event.panics.first)
    track.running.append((call, panic))
    track.add(.deferredCallStarted(call), at: event, registers(of: event))
  }

  private func deferredCall(_ closure: ClosureWords, _ event: ProbeEvent) -> DeferredCall {
    let deferred = symbols.deferredFunction(entry: fileAddress(closure.entry, event))
    let words = event.panics.first
    // The panic keeps where to resume, which is in the frame that deferred; up to Go 1.21 the
    // record still stands at the head of the list.
    let owner = words?.retpc ?? event.defers.first?.pc
    var kind = deferred?.kind
    if let bits = words?.deferBitsPtr, bits != 0 { kind = .openCoded }
    if words?.retpc == nil, event.defers.first?.openDefer == true { kind = .openCoded }
    return DeferredCall(
      function: deferred?.place
        ?? CodePlace(address: fileAddress(closure.entry, event), function: nil, location: nil),
      registeredBy: owner.flatMap {
        $0 == 0 ? nil : symbols.function(around: fileAddress($0, event))
      } ?? deferred?.registeredBy,
      kind: kind, canRecover: deferred?.canRecover)
  }

  /// Of a deferred function that runs at `place`.
  private func deferredCall(at place: CodePlace, _ panic: PanicRecord) -> DeferredCall {
    guard let function = place.address.flatMap(symbols.image.function(containing:)),
      let known = symbols.deferredFunction(entry: symbols.image.entry(function))
    else { return DeferredCall(function: place) }
    return DeferredCall(
      function: known.place,
      registeredBy: known.registeredBy
        ?? symbols.registrant(of: symbols.image.entry(function), among: panic.callers),
      kind: known.kind, canRecover: known.canRecover)
  }

  // MARK: Recovers

  mutating func recoverBegan(_ event: ProbeEvent, _ key: Key) {
    guard var track = tracks[key] else { return }
    let seen = observation(event, key)
    track.keep(event.panics.first)
    if let place = seen?.frames?.last?.place, let panic = track.active.last {
      let record = track.episode.panics[panic]
      track.sawDeferred { deferredCall(at: place, record) }
    }
    track.recover = seen
    track.ignoresRecover = seen == nil
    track.recoverTime = event.time
    track.recoverRegisters = registers(of: event)
    tracks[key] = track
  }

  mutating func recoverDecided(_ event: ProbeEvent, _ key: Key) {
    guard let track = tracks[key] else { return }
    guard !track.ignoresRecover else {
      tracks[key]?.ignoresRecover = false
      return
    }
    // Those that return nil may be the runtime's own, and nothing tells whose they are.
    if options.isLight, event.recovers != true { return }
    if track.recover == nil { recoverBegan(event, key) }
    tracks[key]?.settleRecover(recovered: event.recovers == true)
  }

  /// Nil for the runtime's own recovers, such as that of `printpanics`.
  private func observation(_ event: ProbeEvent, _ key: Key) -> RecoverObservation? {
    let addresses = fileAddresses(event)
    if let first = addresses.first, symbols.isRuntime(first) { return nil }
    let words = event.panics.first
    var seen = RecoverObservation()
    let frames = framesOfRecover(addresses)
    seen.frames = frames
    seen.place =
      frames?.first { !$0.isWrapper }?.place ?? frames?.first?.place
      ?? addresses.first.flatMap { symbols.place(ofReturnAddress: $0) }
    seen.panicPresent = event.goroutine.map { $0.panicAddress != 0 }
    seen.isGoexit = words?.goexit
    seen.alreadyRecovered = words?.recovered
    if era?.recoverRule == .argumentPointer, let wanted = words?.argp,
      event.probe == .recoverEnter
    {
      seen.argumentPointer = event.registers.argument(0)
      seen.panicArgumentPointer = wanted
    }
    seen.panic = tracks[key]?.panic(words, stackHigh: event.goroutine?.stackHigh)
    return seen
  }

  /// From the caller of recover out to the deferred function; nil when the stack was cut before the
  /// runtime's frame was reached.
  private func framesOfRecover(_ addresses: [UInt64]) -> [StackFrame]? {
    guard let end = addresses.firstIndex(where: { symbols.callsDeferred($0) }), end > 0 else {
      return nil
    }
    return symbols.frames(ofReturnAddresses: Array(addresses[..<end]))
  }

  // MARK: Recovery

  mutating func recoveryCommitted(_ event: ProbeEvent, _ key: Key) -> [Finished] {
    guard var track = tracks[key] else { return [] }
    let remaining = remainingPanics(track, event)
    if let panic = track.active.last { returned(panic, &track, event) }
    let over = track.active.filter { !remaining.contains($0) }
    let recovered =
      over.last { track.episode.panics[$0].state == .recovered } ?? over.last
      ?? track.active.last ?? 0
    for index in over where track.episode.panics[index].state == .running {
      track.episode.panics[index].state = index == recovered ? .recovered : .aborted
      if index != recovered { track.episode.panics[index].replacedBy = recovered }
    }
    let place = event.goroutine?.details.flatMap { details -> CodePlace? in
      event.probe == .recoveryGogo
        ? symbols.function(around: fileAddress(details.resumePC, event)) : nil
    }
    track.add(
      .recoveryCommitted(
        panic: recovered, at: place,
        skipped: place.flatMap { skipped(to: $0, in: track.episode.panics[recovered]) }),
      at: event, registers(of: event))
    track.active = remaining
    track.remainsAreGuessed = event.missing.contains(.panics)
    track.running.removeAll { !remaining.contains($0.panic) }
    tracks[key] = track
    guard remaining.isEmpty else { return [] }
    let recovering = recoveringPlace(track.episode)
    passed.keep(track, recovered, by: recovering, key.process)
    return finish(key, .recovered(by: recovering))
  }

  /// The panics that are still linked to the goroutine after a recovery: those out to the one that
  /// its word names now.
  private func remainingPanics(_ track: GoroutineTrack, _ event: ProbeEvent) -> [Int] {
    guard event.probe == .recoveryGogo, let goroutine = event.goroutine else {
      return Array(track.active.dropLast())
    }
    if event.missing.contains(.panics) { return track.panicsOutsideRecovery }
    guard goroutine.panicAddress != 0 else { return [] }
    let distance = goroutine.stackHigh &- goroutine.panicAddress
    guard let innermost = track.active.lastIndex(where: { track.distances[$0] == distance }) else {
      return Array(track.active.dropLast())
    }
    return Array(track.active[...innermost])
  }

  /// The frames between the panic and the one whose caller execution goes on in.
  private func skipped(to place: CodePlace, in panic: PanicRecord) -> Int? {
    panic.callers.filter { !$0.isWrapper }
      .firstIndex { $0.place.function == place.function }
      .map { index in
        panic.callers.filter { !$0.isWrapper }[..<index].count {
          $0.place.function?.hasPrefix("runtime.") == false
        }
      }
  }

  func recoveringPlace(_ episode: PanicEpisode) -> CodePlace? {
    for event in episode.events.reversed() {
      if case .recoverCalled(let seen) = event.kind, seen.recovered == true { return seen.place }
    }
    return nil
  }
}
