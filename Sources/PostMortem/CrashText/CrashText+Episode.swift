import PanicContract

extension CrashText {
  /// What the text tells, as the values that every source of episodes gives.
  var episode: PanicEpisode {
    let goroutine = failing
    var episode = PanicEpisode(
      source: .text, era: CrashVersion(self).era,
      goroutine: goroutine?.identity ?? GoroutineIdentity())
    episode.stackAtEnd = (goroutine?.frames ?? []).map(\.stackFrame)
    episode.panics = panicRecords
    episode.events = events(of: episode.panics)
    episode.outcome = outcome
    episode.gaps = gaps
    return episode
  }

  private var outcome: EpisodeOutcome {
    if origin == .httpServer || origin == .recoveryReport { return .recovered(by: nil) }
    if origin == .printedStack { return .unknown }
    if let fatalError { return .fatalError(text: fatalError) }
    if let fatalSignal {
      return .signal(
        SignalFact(
          number: SignalNameTable.numbers[fatalSignal.name] ?? 0,
          code: fatalSignal.code.flatMap { Int(exactly: $0) }, address: fatalSignal.address,
          programCounter: fatalSignal.programCounter))
    }
    return panics.isEmpty ? .unknown : .died
  }

  // MARK: Panics

  /// One record a panic line; two where the runtime joined two equal ones to
  /// `[recovered, repanicked]`.
  private var panicRecords: [PanicRecord] {
    var records: [PanicRecord] = []
    for panic in panics {
      if panic.followsGoexit { records.append(PanicRecord(origin: .goexit)) }
      var record = PanicRecord(origin: panicOrigin(panic.value), valueText: panic.value)
      if panic.repanicked {
        record.state = .repanicked
        records.append(record)
        record.state = .running
        record.origin = .explicit
      } else {
        record.state = panic.recovered ? .recovered : .running
        // What was recovered and comes again was panicked with again.
        if let last = records.last, last.state == .recovered, last.valueText == record.valueText {
          record.origin = .explicit
        }
      }
      records.append(record)
    }
    // A fatal error hides the panics that it interrupted; their frames are on the stack still.
    let parts = panicParts
    if records.isEmpty, origin == .runtime, parts.count > 1 {
      records = parts.dropFirst().map { _ in PanicRecord(state: .running) }
    }
    setCallers(of: &records)
    return records
  }

  /// The part of the stack that the last panic began with: the second one where the first is a
  /// deferred function's in which something else happened.
  private func firstPart(_ panicCount: Int) -> Int {
    let isEndedElsewhere = fatalError != nil || fatalSignal != nil || origin != .runtime
    return isEndedElsewhere && panicParts.count > panicCount ? 1 : 0
  }

  /// The last panic's callers begin the stack, those of the first end it.
  private func setCallers(of records: inout [PanicRecord]) {
    let parts = panicParts
    let panicking = records.indices.filter { records[$0].origin != .goexit }
    let start = firstPart(panicking.count)
    for (position, index) in panicking.reversed().enumerated() {
      // With more panics than parts (a truncated stack) the older ones have no place.
      guard position + start < parts.count else { break }
      records[index].callers = parts[(position + start)...].flatMap { $0 }.map(\.stackFrame)
    }
    if let signal,
      let index = records.lastIndex(where: { record in
        if case .runtimeError? = record.origin {
          return record.valueText?.contains("nil pointer") == true
            || record.valueText?.contains("invalid memory address") == true
            || record.valueText?.contains("divide") == true
        }
        return false
      })
    {
      records[index].origin = .signal(fact(signal))
    }
  }

  private func fact(_ signal: Signal) -> SignalFact {
    SignalFact(
      number: SignalNameTable.numbers[signal.name] ?? 0,
      code: signal.code.flatMap { Int(exactly: $0) }, address: signal.address,
      programCounter: signal.programCounter)
  }

  /// Those of user code with the same text cannot be told from them.
  private func panicOrigin(_ value: String) -> PanicRecord.Origin {
    Self.isRuntimeError(value) ? .runtimeError : .explicit
  }

  static func isRuntimeError(_ value: String) -> Bool {
    let own = [
      "runtime error: ", "close of nil channel", "close of closed channel",
      "send on closed channel", "assignment to entry in nil map", "interface conversion: ",
      "makechan: ", "panic called with nil argument",
    ]
    return own.contains { value.hasPrefix($0) }
  }

  // MARK: Events

  /// The stack shows which deferred function ran when something happened during a panic: the one that
  /// `gopanic` had called.
  private func events(of records: [PanicRecord]) -> [EpisodeEvent] {
    let parts = panicParts
    let panicking = records.indices.filter { records[$0].origin != .goexit }
    var part = firstPart(panicking.count) + panicking.count - 1
    var events: [EpisodeEvent] = []
    for index in records.indices {
      guard records[index].origin != .goexit else {
        events.append(EpisodeEvent(.goexitBegan(index)))
        continue
      }
      events.append(EpisodeEvent(.panicBegan(index)))
      part -= 1
      guard part >= 0, part < parts.count - 1,
        let deferred = parts[part].last(where: { !$0.isRuntime && !$0.stackFrame.isWrapper })
      else { continue }
      events.append(
        EpisodeEvent(.deferredCallStarted(DeferredCall(function: deferred.place))))
    }
    return events
  }

  // MARK: Gaps

  private var gaps: [String] {
    var gaps: [String] = []
    if isHeadMissing { gaps.append("the beginning of the text is missing") }
    if goroutines.isEmpty && origin == .runtime {
      gaps.append("the text shows no goroutine (GOTRACEBACK=none, or it was cut)")
    }
    if let failing, failing.isCut, let last = failing.frames.last {
      gaps.append(
        "the stack of goroutine \(failing.id) is cut behind \(last.function): its first function and what started it are not shown"
      )
    }
    if goroutines.contains(where: { $0.hasElidedFrames }) {
      gaps.append("some stacks are too deep to be shown whole")
    }
    if omittedPanics > 0 {
      gaps.append(
        counted(
          omittedPanics, "panic in the middle of the chain was",
          "panics in the middle of the chain were")
          + " not kept")
    }
    if omittedGoroutines > 0 {
      gaps.append(
        counted(omittedGoroutines, "more goroutine was", "more goroutines were") + " not kept")
    }
    if foreignLines > 0 {
      gaps.append(
        counted(foreignLines, "line", "lines")
          + " of other writers \(foreignLines == 1 ? "stands" : "stand") between its own")
    }
    if failedWhileDying { gaps.append("the runtime failed again while it printed this") }
    return gaps
  }
}
