/// Endings that are no panic's: fatal errors, signals, exits; and panics that do not end.
extension Explainer {
  func fatal(_ text: String) -> Explanation {
    let row = FatalErrorTable.row(for: text)
    let place = fatalPlace.map { " in " + $0 } ?? ""
    var kind = row?.kind ?? .fatalError
    if kind == .signalInC, !isInC { kind = .fatalError }
    var sentence =
      text.isEmpty
      ? "a fatal error\(place), whose text is not known, ended the process, and no recover() can stop it"
      : "\"\(text)\"\(place) is a fatal error, not a panic, and no recover() can stop it"
    if let row { sentence += ": \(row.meaning)" }
    return Explanation(
      kind: kind, sentence: sentence, details: swallowed + skipped + skippedElsewhere,
      advice: row?.advice)
  }

  /// The user's functions of the innermost call, which a panic can have made.
  private var innermost: [StackFrame] {
    let running = wholeStack.firstIndex(where: \.runsDeferred) ?? wholeStack.endIndex
    return Array(wholeStack[..<running]).userFrames
  }

  private var fatalPlace: String? {
    let frames = innermost
    if let own = frames.first(where: { !$0.isOfLocks }) { return Phrase.functionAndLine(own.place) }
    if frames.count < stack.count, let last = frames.last {
      return "the deferred call of " + Phrase.functionAndLine(last.place)
    }
    return stack.first.map { Phrase.functionAndLine($0.place) }
  }

  func signal(_ fact: SignalFact) -> Explanation {
    var explanation = ending(by: fact)
    if let sentence = handlerSentence(fact) { explanation.details.append(sentence) }
    return explanation
  }

  /// What was really installed, where that differs from what a reader of Go code would think.
  private func handlerSentence(_ fact: SignalFact) -> String? {
    let name = Phrase.name(ofSignal: fact.number)
    switch fact.handler {
    case .none?:
      return fact.isFault
        ? "No handler was installed for \(name) when the process died: Go's own had been taken away, so that not even a fault in Go code could become a panic."
        : "No handler was installed for \(name) when the process died."
    case .some?:
      return
        "A handler was installed for \(name) when the process died, but Go's was not seen to run: it may be that of C code."
    case .ignored?: return "\(name) was ignored when the process died."
    case .go?, nil: return nil
    }
  }

  private func ending(by fact: SignalFact) -> Explanation {
    let name = Phrase.name(ofSignal: fact.number)
    let address = fact.address.map { " at address 0x" + String($0, radix: 16) } ?? ""
    let raisedByThread = -6
    if fact.code == raisedByThread, isInC {
      return Explanation(
        kind: .signalInC,
        sentence:
          "\(name) was raised by C code\(cCaller), as abort() does; it is no panic, and no recover() can stop it",
        details: swallowed + skipped)
    }
    if let code = fact.code, code <= 0 {
      let isPanicking = episode.panics.contains { $0.origin != .goexit }
      return Explanation(
        kind: .signalSent,
        sentence: isPanicking
          ? "\(name), sent by a process, ended the program while this goroutine panicked, so that the panic was "
            + "neither recovered nor printed"
          : "\(name) was sent by a process; it is no panic, and no recover() can stop it",
        details: swallowed + skipped)
    }
    if isInC {
      return Explanation(
        kind: .signalInC,
        sentence:
          "\(name)\(address) was raised in C code\(cCaller); only faults in Go code become panics, so no recover() can stop it",
        details: swallowed + skipped,
        advice: "Find the fault in the C code; a process of its own can contain it.")
    }
    if !fact.isFault {
      return Explanation(
        kind: .signalSent,
        sentence: "\(name) ended the process; it is no panic, and no recover() can stop it",
        details: swallowed + skipped)
    }
    if fact.handler == SignalFact.Handler.none {
      return Explanation(
        kind: .signalInGo,
        sentence:
          "\(name) ended the process at once, without the Go runtime, so that it became no panic and no recover() could stop it",
        details: swallowed + skipped,
        advice: "Look for C code that sets the action of \(name) and does not put Go's back.",
        confidence: .medium)
    }
    if stack.isEmpty && episode.goroutine.id == nil {
      return Explanation(
        kind: .signalOnForeignThread,
        sentence:
          "\(name)\(address) ended the process; no goroutine was running there, so no recover() can stop it",
        details: swallowed, confidence: .medium)
    }
    let place = stack.first.map { " in " + Phrase.functionAndLine($0.place) } ?? ""
    return Explanation(
      kind: .signalInGo,
      sentence:
        "\(name)\(address)\(place) was not turned into a panic, so no recover() can stop it",
      details: swallowed + skipped)
  }

  private var cCaller: String {
    stack.first.map { ", called by " + Phrase.functionAndLine($0.place) } ?? ""
  }

  /// The innermost frames are those of a call into C.
  private var isInC: Bool {
    for frame in episode.stackAtEnd {
      guard let name = frame.place.function else { continue }
      if name == "runtime.cgocall" || name == "runtime.asmcgocall" { return true }
      if !name.hasPrefix("runtime.") { return name.contains("._Cfunc_") }
    }
    return false
  }

  func exited(_ status: Int) -> Explanation {
    let place = stack.first?.place
    let exit = innermost.first { frame in
      frame.place.function != "os.Exit" && frame.place.function?.hasPrefix("log.") != true
        && frame.place.function?.hasPrefix("syscall.") != true
    }
    let running = runningCall
    guard !episode.panics.isEmpty else {
      return Explanation(
        kind: .exit,
        sentence:
          "\(Phrase.functionAndLine(exit?.place ?? place)) ended the process with status \(status)",
        details: skipped)
    }
    let sawExit = episode.events.contains { event in
      if case .exit = event.kind { true } else { false }
    }
    guard sawExit || running != nil || episode.source != .trace else {
      return Explanation(
        kind: .exitDuringPanic,
        sentence: "the process ended with status \(status), by another goroutine or unseen, while "
          + "this one panicked\(Phrase.line(last?.callers.userFrames.first?.place)), so that the panic was neither recovered nor printed",
        details: origin + skipped)
    }
    let who =
      running?.function.map { "the deferred function " + Phrase.function($0) }
      ?? "a deferred function"
    if judgements.contains(where: { $0.seen.recovered == true && $0.seen.panic == lastIndex }) {
      return Explanation(
        kind: .exitDuringPanic,
        sentence:
          "\(who) recovered the panic and then ended the process with status \(status)"
          + "\(exit.map { Phrase.line($0.place) } ?? ""): what it wrote itself is all that tells of the panic",
        details: origin + skipped,
        advice: "Return after recover(), and leave it to main to end the process.")
    }
    return Explanation(
      kind: .exitDuringPanic,
      sentence:
        "\(who) ended the process with status \(status) while it panicked\(exit.map { Phrase.line($0.place) } ?? ""), "
        + "so that the panic was neither recovered nor printed",
      details: origin + skipped, advice: Rule.with(RuleID("PS401"))?.howToFix.first)
  }

  func goexit() -> Explanation {
    let goexit = episode.panics.last { $0.origin == .goexit } ?? last
    let place = goexit?.callers.userFrames.first?.place
    let isDeferred = goexit?.callers.beginInDeferredCall ?? false
    let panics = remaining.filter { episode.panics[$0].origin != .goexit }
    // Whoever recovered has heard of it, though the panic was still linked.
    let unheard = panics.count { !wasRecovered($0) }
    var sentence =
      "runtime.Goexit\(isDeferred ? ", deferred itself," : place.map { " in " + Phrase.functionAndLine($0) } ?? "") ended the goroutine"
    if unheard > 0 {
      sentence +=
        " and with it \(unheard == 1 ? "the panic" : "\(unheard) panics"), which nobody hears of"
    } else if let recovered = panics.last {
      let by = judgements.last { $0.seen.recovered == true && $0.seen.panic == recovered }
      sentence +=
        ", after \(by.map { "recover() in " + Phrase.functionAndLine($0.seen.place) } ?? "a recover()") "
        + "had stopped the panic; the function that panicked does not return to its caller"
    } else {
      sentence += "; recover() returns nil for it, and the deferred calls run"
    }
    return Explanation(
      kind: .goexit, sentence: sentence, details: episode.panics.count > 1 ? origin : [])
  }

  func unknown() -> Explanation {
    Explanation(
      kind: .unknown,
      sentence: "how \(episode.panics.isEmpty ? "it" : "the panic") ended was not seen",
      details: origin + episode.gaps.map { capitalized($0) + "." }, confidence: .low)
  }

  /// The deferred call that has begun and not returned.
  var runningCall: DeferredCall? {
    var running: [DeferredCall] = []
    for event in episode.events {
      switch event.kind {
      case .deferredCallStarted(let call): running.append(call)
      case .deferredCallReturned: _ = running.popLast()
      default: break
      }
    }
    return running.last
  }

  /// The panics that a fatal error or an exit hides.
  private var swallowed: [String] {
    episode.panics.filter { $0.origin != .goexit }.map {
      "It hides a panic: \(Phrase.beginning($0))."
    }
  }

  /// No recover helps against a fatal error, whoever registered it.
  private var skippedElsewhere: [String] {
    episode.recoversElsewhere.prefix(3).map { item in
      let who = item.goroutine.id.map { "goroutine \($0)" } ?? "another goroutine"
      return
        "\(Phrase.functionAndLine(item.deferred.function)), registered on \(who), recovers panics only, and was skipped."
    }
  }

  /// The deferred functions that would recover the panic, were it their turn.
  var waiting: [String] {
    let names = episode.pending.filter(canRecover).map { Phrase.functionAndLine($0.function) }
    guard !names.isEmpty else { return [] }
    return [
      "\(Phrase.list(names)), which would recover the panic, \(names.count == 1 ? "is registered and waits" : "are registered and wait") behind it."
    ]
  }

  /// The deferred functions that would have recovered a panic.
  private var skipped: [String] {
    var names = episode.pending.filter(canRecover).map { Phrase.functionAndLine($0.function) }
    var isSeen = true
    if names.isEmpty, !episode.pendingIsComplete, !episode.isLight, let audit {
      isSeen = false
      let ran = Set(started.compactMap { $0.function?.function })
      names = wholeStack.indices.filter { wholeStack[$0].isOfUser }.flatMap { index in
        let frame = wholeStack[index]
        let running = runningDefer(ofFrame: index)
        return (frame.place.function.map { audit.recoveringDefers(in: $0) } ?? []).filter { item in
          switch item.state(at: frame.place) {
          case .ahead, .elsewhere: false
          case .registered, .possible, nil:
            running.map { !hadRun(item, before: $0, in: frame) } ?? true
          }
        }
      }.compactMap { $0.target }.filter { !ran.contains($0.function ?? "") }
        .map(Phrase.functionAndLine)
    }
    var unique: [String] = []
    for name in names where !unique.contains(name) { unique.append(name) }
    guard !unique.isEmpty else { return [] }
    let verb =
      isSeen
      ? "\(unique.count == 1 ? "was" : "were") registered and skipped"
      : "can have been deferred on this stack, by the code, and did not run"
    return ["\(Phrase.list(unique)), which would recover a panic, \(verb)."]
  }
}
