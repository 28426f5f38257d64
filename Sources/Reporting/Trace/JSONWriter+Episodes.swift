import PanicContract

extension JSONWriter {
  mutating func traced(_ traced: TracedEpisode, _ paths: PathMap) {
    let episode = traced.episode
    field("number", traced.number)
    field("process", traced.process)
    field("began", unsigned: traced.began)
    field("ended", unsigned: traced.ended)
    field("isInterim", traced.isInterim)
    self.episode(episode, traced.explanation, paths)
  }

  /// An episode and why it went as it did, as the fields of an object.
  mutating func episode(
    _ episode: PanicEpisode, _ explanation: Explanation, _ paths: PathMap
  ) {
    field("outcome", episode.outcome.name)
    outcomeOperands(episode.outcome, paths)
    object("goroutine") { $0.goroutine(episode.goroutine, paths) }
    object("explanation") { $0.explanation(explanation, paths) }
    array("panics", episode.panics) { writer, panic in
      writer.object { $0.panic(panic, paths) }
    }
    array("events", episode.events) { writer, event in
      writer.object { $0.event(event, episode, paths) }
    }
    array("pending", episode.pending) { writer, call in
      writer.object { $0.call(call, paths) }
    }
    array("stackAtEnd", episode.stackAtEnd) { writer, frame in
      writer.object { $0.frame(frame, paths) }
    }
    array("recoversElsewhere", episode.recoversElsewhere) { writer, other in
      writer.object { writer in
        writer.object("goroutine") { $0.goroutine(other.goroutine, paths) }
        writer.object("deferred") { $0.call(other.deferred, paths) }
        writer.field("basis", other.basis.rawValue)
      }
    }
    strings("gaps", episode.gaps)
  }

  private mutating func outcomeOperands(_ outcome: EpisodeOutcome, _ paths: PathMap) {
    switch outcome {
    case .recovered(let place): optional("recoveredBy", place, paths)
    case .exited(let status): field("status", status)
    case .fatalError(let text): field("fatalError", text)
    case .signal(let fact): object("signal") { $0.signal(fact) }
    case .died, .goexit, .stuck, .unknown: break
    }
  }

  mutating func goroutine(_ goroutine: GoroutineIdentity, _ paths: PathMap) {
    field("id", goroutine.id.flatMap { Int(exactly: $0) })
    optional("root", goroutine.root, paths)
    optional("createdBy", goroutine.createdBy, paths)
    field("creator", goroutine.creatorID.flatMap { Int(exactly: $0) })
  }

  private mutating func explanation(_ explanation: Explanation, _ paths: PathMap) {
    field("kind", explanation.kind.rawValue)
    field("cause", explanation.cause?.rawValue)
    field("sentence", explanation.sentence)
    strings("details", explanation.details)
    field("advice", explanation.advice)
    field("confidence", explanation.confidence.rawValue)
    strings("contradictions", explanation.contradictions)
    array("evidence", explanation.evidence) { writer, evidence in
      writer.object { $0.evidence(evidence, paths) }
    }
  }

  mutating func panic(_ panic: PanicRecord, _ paths: PathMap) {
    switch panic.origin {
    case .explicit?: field("origin", "explicit")
    case .runtimeError?: field("origin", "runtime-error")
    case .goexit?: field("origin", "goexit")
    case .signal(let fact)?:
      field("origin", "signal")
      object("signal") { $0.signal(fact) }
    case nil: field("origin", String?.none)
    }
    field("valueType", panic.valueType)
    field("value", panic.valueText)
    field("state", panic.state?.rawValue)
    array("callers", panic.callers) { writer, frame in
      writer.object { $0.frame(frame, paths) }
    }
  }

  private mutating func signal(_ fact: SignalFact) {
    field("number", fact.number)
    field("code", fact.code)
    field("address", fact.address.map(hexadecimalAddress))
    field("programCounter", fact.programCounter.map(hexadecimalAddress))
    field("handler", fact.handler?.rawValue)
  }

  mutating func frame(_ frame: StackFrame, _ paths: PathMap) {
    place(frame.place, paths)
    field("isWrapper", frame.isWrapper)
    field("isInlined", frame.isInlined)
  }

  mutating func call(_ call: DeferredCall, _ paths: PathMap) {
    optional("function", call.function, paths)
    optional("registeredBy", call.registeredBy, paths)
    field("kind", call.kind?.rawValue)
    if let can = call.canRecover {
      field("canRecover", can)
    } else {
      field("canRecover", String?.none)
    }
  }

  private mutating func optional(_ key: String, _ place: CodePlace?, _ paths: PathMap) {
    guard let place else {
      field(key, String?.none)
      return
    }
    object(key) { $0.place(place, paths) }
  }

  // MARK: Events

  private mutating func event(_ event: EpisodeEvent, _ episode: PanicEpisode, _ paths: PathMap) {
    switch event.kind {
    case .panicBegan(let index):
      field("event", "panic")
      field("panic", index)
    case .goexitBegan(let index):
      field("event", "goexit")
      field("panic", index)
    case .deferredCallStarted(let call):
      field("event", "deferred-call")
      object("call") { $0.call(call, paths) }
    case .deferredCallReturned(let call):
      field("event", "deferred-return")
      object("call") { $0.call(call, paths) }
    case .recoverCalled(let seen):
      field("event", "recover")
      object("recover") { $0.recover(seen, episode, paths) }
    case .recoveryCommitted(let panic, let place, let skipped):
      field("event", "recovery")
      field("panic", panic)
      optional("resumesIn", place, paths)
      field("skippedFrames", skipped)
    case .fatalError(let text):
      field("event", "fatal-error")
      field("text", text)
    case .exit(let status):
      field("event", "exit")
      field("status", status)
    case .signal(let fact):
      field("event", "signal")
      object("signal") { $0.signal(fact) }
    case .blocked(let nanoseconds):
      field("event", "blocked")
      field("nanoseconds", unsigned: nanoseconds)
    }
    field("time", event.time.flatMap { Int(exactly: $0) })
    field("thread", event.thread)
    if let registers = event.registers { object("registers") { $0.registers(registers) } }
  }

  private mutating func recover(
    _ seen: RecoverObservation, _ episode: PanicEpisode, _ paths: PathMap
  ) {
    let judgement = episode.era?.judge(seen)
    optional("place", seen.place, paths)
    optionalFlag("recovered", seen.recovered)
    field("reason", judgement?.reason.rawValue)
    field("cause", judgement?.cause?.rawValue)
    field("panic", seen.panic)
    optionalFlag("alreadyRecovered", seen.alreadyRecovered)
    optionalFlag("isGoexit", seen.isGoexit)
    field("argumentPointer", seen.argumentPointer.map(hexadecimalAddress))
    field("panicArgumentPointer", seen.panicArgumentPointer.map(hexadecimalAddress))
    array("frames", seen.frames ?? []) { writer, frame in
      writer.object { $0.frame(frame, paths) }
    }
  }

  private mutating func optionalFlag(_ key: String, _ value: Bool?) {
    if let value { field(key, value) } else { field(key, String?.none) }
  }

  private mutating func registers(_ reading: RegisterReading) {
    object("values") { writer in
      for value in reading.values { writer.field(value.name, hexadecimalAddress(value.value)) }
    }
    field("stackLow", reading.stackBounds.map { hexadecimalAddress($0.lowerBound) })
    field("stackHigh", reading.stackBounds.map { hexadecimalAddress($0.upperBound) })
    field("stack", reading.stack?.rawValue)
  }
}
