public import PanicContract

/// Says what a crash text comes down to: by the contract where it shows a panic, by the runtime's own
/// words where it does not. What the text does not show is never asserted.
public struct CrashClassifier {
  let crash: CrashText
  let audit: AuditFacts?

  public init(_ crash: CrashText, audit: AuditFacts?) {
    self.crash = crash
    self.audit = audit
  }

  public func remains() -> Remains {
    let episode = crash.episode
    var explanation = explanation(of: episode)
    explanation.confidence = min(explanation.confidence, mostConfidence)
    if crash.foreignLines > 8 || crash.failedWhileDying {
      explanation.confidence = min(explanation.confidence, .medium)
    }
    var summaries = crash.goroutines.map(\.summary)
    if let id = episode.goroutine.id,
      let failing = summaries.firstIndex(where: { $0.identity.id == id })
    {
      summaries[failing].panics = episode.panics
      summaries.insert(summaries.remove(at: failing), at: 0)
    }
    return Remains(
      lines: crash.lines, episode: episode, explanation: explanation,
      goVersion: CrashVersion(crash).text, goroutines: summaries,
      omittedGoroutines: crash.omittedGoroutines)
  }

  /// As sure as the text is whole.
  private var mostConfidence: Confidence {
    if crash.isHeadMissing { return .low }
    if crash.origin == .printedStack { return .low }
    let hasStack = crash.goroutines.contains { !$0.frames.isEmpty }
    if hasStack || !crash.runtimeStack.isEmpty { return crash.isGuess ? .medium : .high }
    if crash.fatalSignal != nil, crash.fatalSignal?.programCounter == nil { return .low }
    // A line that begins with `panic: ` and nothing else may be anybody's.
    let hasProof = crash.exitStatus != nil || crash.signal != nil || crash.fatalSignal != nil
    return hasProof ? .medium : .low
  }

  private func explanation(of episode: PanicEpisode) -> Explanation {
    switch crash.origin {
    case .httpServer: return served(episode)
    case .recoveryReport: return reported(episode)
    case .printedStack: return printed(episode)
    case .runtime: break
    }
    if crash.isHeadMissing && crash.panics.isEmpty && crash.fatalError == nil {
      return headless(episode)
    }
    if let signal = crash.fatalSignal, crash.fatalError == nil {
      return with(crash.hangingPanics(), signalled(signal, episode))
    }
    if let text = crash.fatalError {
      // That of the failing goroutine is told as the one that the fatal error hides.
      return with(crash.hangingPanics(but: crash.failing?.id), fatal(text, episode))
    }
    return panicked(episode)
  }

  private func with(_ hangs: [String], _ explanation: Explanation) -> Explanation {
    var explanation = explanation
    explanation.details += hangs
    return explanation
  }

  // MARK: Panics

  private func panicked(_ episode: PanicEpisode) -> Explanation {
    var explanation = episode.explain(with: audit)
    if explanation.kind == .noRecoverOnGoroutine {
      UnrecoveredWords.apply(
        to: &explanation, episode, audit,
        unknown:
          "The text does not show which deferred calls were registered; --binary tells which of these functions defer one that recovers."
      )
    }
    if let limit = crash.testLimit {
      explanation.sentence =
        "package testing ended the program because a test ran longer than -timeout (\(limit)): a panic on a goroutine of a timer, where nothing can recover it"
      explanation.advice =
        "Look at what the goroutines of the tests wait for, or allow more time by -timeout."
      explanation.details = []
    }
    if crash.isMaybePrintedByHandler,
      let handler = crash.panicParts[0].last(where: { !$0.isRuntime })
    {
      explanation.details.append(
        "\(handler.function) stands above the panic on the stack: it panicked with the same value again, or it printed this text itself, and then the program may live on."
      )
      explanation.confidence = .low
    }
    // Every panic but the first has the frame of another below it; values can look like panics.
    if crash.panics.count > 1, crash.panicParts.count < crash.panics.count {
      explanation.confidence = min(explanation.confidence, .medium)
    }
    let values = crash.panics.suffix(2).map(\.value)
    if explanation.kind == .repanicked, values.count == 2, values[0] == values[1],
      CrashText.isRuntimeError(values[0])
    {
      explanation.details.append(
        "Both values are the same error of the runtime; the deferred function may have failed in the same way itself."
      )
      explanation.confidence = min(explanation.confidence, .medium)
    }
    if explanation.kind == .handlerPanicked, values.count == 2, values[0] == values[1] {
      explanation.confidence = min(explanation.confidence, .medium)
    }
    if explanation.kind == .repanicked, crash.panics.contains(where: { $0.repanicked }) {
      // Go 1.25 prints the mark as well where one value is panicked twice and nobody recovered.
      explanation.details.append(
        "The runtime prints [recovered, repanicked] where the same value was panicked again.")
      if episode.era != ContractEra.all.last {
        explanation.confidence = min(explanation.confidence, .medium)
      }
    }
    return explanation
  }

  /// `http: panic serving ...`
  private func served(_ episode: PanicEpisode) -> Explanation {
    let client = crash.client.map { " of \($0)" } ?? ""
    return Explanation(
      kind: .recovered,
      sentence:
        "net/http recovered the panic in the handler for a request\(client): the connection was closed and the process lives on",
      details: episode.panics.map { "The panic's value: \($0.valueText ?? "unknown")." },
      advice:
        "Recover in a middleware to answer with an error; goroutines that a handler starts are not protected by this."
    )
  }

  /// `[Recovery] ... panic recovered:`
  private func reported(_ episode: PanicEpisode) -> Explanation {
    let start = crash.failing?.frames.first { !$0.isRuntime }
    return Explanation(
      kind: .recovered,
      sentence:
        "a panic that was recovered and logged: gin's Recovery caught it in the handler of a request, and the process lives on",
      details: start.map { ["It began in \($0.function)."] } ?? [],
      advice: "Goroutines that a handler starts are not protected by this.")
  }

  /// A stack that the program printed itself.
  private func printed(_ episode: PanicEpisode) -> Explanation {
    let isPanicking = crash.panicParts.count > 1
    if isPanicking, let line = crash.recoveryLine { return logged(line) }
    return Explanation(
      kind: .unknown,
      sentence: isPanicking
        ? "the program printed this stack itself from a deferred function during a panic; whether it recovered is not shown"
        : "the program printed this stack itself (runtime/debug or runtime/pprof); it is no crash",
      details: episode.events.compactMap { event in
        guard case .deferredCallStarted(let call) = event.kind else { return nil }
        return call.function?.function.map { "The deferred function is \($0)." }
      })
  }

  /// A stack from a deferred function below words of the program that it recovered.
  private func logged(_ line: Int) -> Explanation {
    let parts = crash.panicParts
    let handler = parts[0].last { !$0.isRuntime && !$0.stackFrame.isWrapper }
    let start = parts[1].first { !$0.isRuntime }
    return Explanation(
      kind: .recovered,
      sentence:
        "a panic that was recovered and logged, as the program says itself (line \(line)); it printed this stack and lives on",
      details: [
        start.map { "The panic began in \($0.function)." },
        handler.map { "The deferred function is \($0.function)." },
      ].compactMap { $0 })
  }

  private func headless(_ episode: PanicEpisode) -> Explanation {
    if let thrown { return thrown }
    let isPanicking = crash.panicParts.count > 1
    return Explanation(
      kind: .unknown,
      sentence: isPanicking
        ? "stacks of goroutines without the lines before them; one was panicking, how it ended is not shown"
        : "stacks of goroutines without the lines before them, which say why they were printed",
      advice: "Look for the lines before, from `panic:` or `fatal error:` on.", confidence: .low)
  }

  /// The stack shows that the runtime ended the process, though not what it said.
  private var thrown: Explanation? {
    let frames = crash.runtimeStack + (crash.failing?.frames ?? [])
    guard let first = frames.firstIndex(where: \.isThrow) else { return nil }
    let caller = frames[first...].first { !$0.isThrow }
    let isFault = caller?.function == "runtime.sigpanic" || caller?.function == "runtime.sigpanic0"
    let cause =
      isFault
      ? "after \(crash.signal.map { "\($0.name)" } ?? "a fault") outside ordinary Go code"
      : caller.map { "called by \($0.function)" } ?? "for a reason that is not shown"
    return Explanation(
      kind: isFault ? (isInCCode ? .signalInC : .signalInGo) : .fatalError,
      sentence:
        "the runtime ended the process (\(frames[first].function)), \(cause): a fatal error, and no recover() can stop it",
      advice: "Look for the line before, `fatal error: ...`, which says why.", confidence: .low)
  }

  // MARK: Fatal errors

  private func fatal(_ text: String, _ episode: PanicEpisode) -> Explanation {
    var explanation = episode.explain(with: audit)
    explanation.details += crash.prefaces.prefix(4).map {
      "The runtime said before: \($0)"
    }
    if text == "fault", let note = Self.note(on: crash.signal) { explanation.details.append(note) }
    if text.contains("signal during runtime execution") {
      explanation.kind = isInCCode ? .signalInC : .signalInGo
      if isInCCode { explanation.advice = Self.adviceInC }
      if !isInCCode && crash.goroutines.isEmpty { explanation.kind = .fatalError }
      // One that does not run may have been in C, though its frames do not tell.
      if explanation.kind == .signalInGo && crash.failing?.status != "running" {
        explanation.confidence = min(explanation.confidence, .medium)
      }
    }
    return explanation
  }

  private static let adviceInC =
    "Find the fault in the C code; a process of its own can contain it."

  /// What the code of the signal tells.
  private static func note(on signal: CrashText.Signal?) -> String? {
    let missingPage: UInt64 = 2
    let noAddress: UInt64 = 0x80
    switch (signal?.name, signal?.code) {
    case ("SIGBUS", missingPage):
      return
        "SIGBUS comes as a rule from a memory-mapped file that became shorter or could not be read."
    case (_, noAddress) where signal?.address == 0:
      return
        "Code 0x80 and address 0x0 stand for an address that no program can have, not for nil: a pointer was overwritten."
    default: return nil
    }
  }

  private var isInCCode: Bool {
    for frame in crash.failing?.frames ?? [] {
      if frame.function == "runtime.cgocall" || frame.function == "runtime.asmcgocall" {
        return true
      }
      if !frame.isRuntime { return frame.function.contains("._Cfunc_") }
    }
    return false
  }

  // MARK: Signals

  private func signalled(_ signal: CrashText.FatalSignal, _ episode: PanicEpisode) -> Explanation {
    let address = signal.address.map { " at address 0x" + String($0, radix: 16) } ?? ""
    var explanation: Explanation
    if signal.isRelayed {
      explanation = Explanation(
        kind: .unknown,
        sentence:
          "the stack of a thread: the runtime of a dying program sends SIGQUIT to its own threads to have them (GOTRACEBACK=crash); what it died of stands before",
        confidence: .low)
    } else if signal.isInC || isInCCode {
      let caller = crash.failing?.frames.first {
        !$0.isRuntime && !$0.function.contains("._Cfunc_") && !$0.function.hasPrefix("syscall.")
      }
      let by = caller.map { ", called by \($0.function)" } ?? ""
      explanation = Explanation(
        kind: .signalInC,
        sentence:
          "\(signal.name)\(address) came while C code ran\(by); only faults in Go code become panics, so no recover() can stop it",
        advice: Self.adviceInC)
    } else if signal.isOutsideGo, let code = signal.code, code > 0 {
      explanation = Explanation(
        kind: .signalInC,
        sentence:
          "\(signal.name)\(address) came in code that is not Go's; only faults in Go code become panics, so no recover() can stop it",
        advice: "Find the fault in the C code or in the code that was generated at run time.",
        confidence: .medium)
    } else if signal.name == "SIGABRT", signal.code == Self.raisedByThread {
      explanation = Explanation(
        kind: .signalInC,
        sentence:
          "SIGABRT was raised by the process itself, as abort(3) of C does; it is no panic, and no recover() can stop it",
        advice: "Look for what C code printed before it aborted.", confidence: .medium)
    } else if signal.name == "SIGQUIT" || signal.code.map({ $0 <= 0 }) == true {
      explanation = Explanation(
        kind: .signalSent,
        sentence:
          "\(signal.name) was sent by \(sender ?? "a process"); it is no panic, and no recover() can stop it",
        advice: sender == nil ? Self.sentAdvice[signal.name] : nil,
        confidence: signal.followsDeath ? .medium : .high)
    } else if signal.code == nil {
      explanation = Explanation(
        kind: .unknown,
        sentence:
          "\(signal.name) ended the process; the line that says where it came from is missing",
        confidence: .low)
    } else if crash.goroutines.first?.id == 0 || crash.goroutines.isEmpty {
      explanation = Explanation(
        kind: .signalInGo,
        sentence:
          "\(signal.name)\(address) was raised on a thread's system stack, in the runtime or in code that it called; it became no panic, so no recover() can stop it",
        // Without a stack nothing tells it from C code.
        confidence: crash.goroutines.isEmpty ? .low : .medium)
    } else {
      let place = crash.failing?.frames.first { !$0.isRuntime }
      explanation = Explanation(
        kind: .signalInGo,
        sentence:
          "\(signal.name)\(address)\(place.map { " in \($0.function)" } ?? "") is of a kind that the runtime turns into no panic, so no recover() can stop it",
        advice: signal.name == "SIGILL"
          ? "Look whether the program was built for a newer processor (GOAMD64, GOARM64, GOARM), and what may have overwritten its code."
          : nil)
    }
    explanation.details += crash.prefaces.prefix(4).map { "The runtime said before: \($0)" }
    explanation.details += episode.panics.map {
      "A panic was under way\($0.valueText.map { " (\($0))" } ?? "")."
    }
    return explanation
  }

  /// The function whose call for a signal stands on the stack of the moment.
  private var sender: String? {
    let frames = crash.failing?.frames ?? []
    guard let call = frames.firstIndex(where: { Self.sendingCalls.contains($0.function) }) else {
      return nil
    }
    let caller = frames[call...].first { !Self.sendingCalls.contains($0.function) }
    return "the program itself: \(caller?.function ?? "it") calls \(frames[call].function)"
  }

  private static let sendingCalls: Set<String> = [
    "syscall.kill", "syscall.Kill", "syscall.Tgkill", "os.(*Process).Signal",
    "os.(*Process).signal",
    "os.(*Process).Kill", "os.(*Process).kill", "golang.org/x/sys/unix.Kill",
    "golang.org/x/sys/unix.Tgkill",
  ]

  /// `SI_TKILL`: by a call for one thread, which only `raise` and `abort` make as a rule.
  private static let raisedByThread: Int64 = -6

  private static let sentAdvice: [String: String] = [
    "SIGQUIT":
      "Somebody asked for all stacks (kill -QUIT, Ctrl-\\, a watchdog); look for what hung.",
    "SIGABRT": "abort(3) in C, a watchdog or systemd's WatchdogSec sends it.",
  ]
}
