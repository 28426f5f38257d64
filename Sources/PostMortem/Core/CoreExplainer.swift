import ByteReading
import GoBinary
import GoRuntimeModel
import ObjectFile
public import PanicContract

/// Explains what a core dump shows: the goroutine that died, or those that hang in a panic.
public struct CoreExplainer {
  private let program: CoreProgram
  private let audit: AuditFacts?
  private let symbols: CoreSymbols
  private let mostBytes: Int
  private var process: GoProcess { program.process }

  /// Goroutines whose stacks are followed; a program may have a million.
  private static let mostGoroutines = 10_000
  /// Goroutines that are explained; thousands can hang in the same panic.
  private static let mostRemains = 64
  /// Recovers of other goroutines that are told with each.
  private static let mostElsewhere = 16

  /// - Parameter mostBytes: about how much memory stacks, deferred calls and panics may take.
  public init(_ program: CoreProgram, audit: AuditFacts?, mostBytes: Int = 128 << 20) {
    self.mostBytes = mostBytes
    self.program = program
    self.audit = audit
    symbols = CoreSymbols(program.process)
  }

  /// What was found, and what could not be read, one sentence each.
  public func remains() -> (remains: [Remains], notices: [String]) {
    var notices: [String] = []
    if program.core.missingBytes > 0 {
      notices.append(
        "the core is cut off: \(counted(Int(clamping: program.core.missingBytes), "byte of memory is", "bytes of memory are")) missing; what they held is not told"
      )
    }
    var unreadable = 0
    guard let all = process.goroutines(unreadable: &unreadable) else {
      notices.append("the list of goroutines is not in the core")
      return ([remainsOfSignal([])].compactMap { $0 }, notices)
    }
    if unreadable > 0 { notices.append("\(counted(unreadable, "goroutine")) could not be read") }
    let alive = all.filter(\.isAlive)
    var budget = CoreBudget(bytes: mostBytes)
    var readings: [GoroutineReading] = []
    for goroutine in alive.prefix(Self.mostGoroutines) where !budget.isSpent {
      readings.append(
        GoroutineReading(
          goroutine, program: program, symbols: symbols, audit: audit, budget: &budget))
    }
    if alive.count > readings.count {
      notices.append("\(alive.count - readings.count) more goroutines were not read")
    }
    let elsewhere = readings.flatMap { other in
      other.pending.filter { $0.canRecover == true }.map {
        RecoverElsewhere(goroutine: other.identity, deferred: $0)
      }
    }
    let panicking = dying(readings)
    var found = panicking.prefix(Self.mostRemains).map { remains(of: $0, elsewhere) }
    if panicking.count > found.count {
      notices.append(
        "\(panicking.count - found.count) more goroutines panic and are not explained one by one")
    }
    // Where all of them hang, something else ended the process.
    let ending =
      panicking.allSatisfy(\.hangs)
      ? remainsOfSignal(readings).flatMap {
        panicking.isEmpty || $0.explanation.kind != .unknown ? $0 : nil
      } : nil
    if let ending {
      found.insert(ending, at: 0)
    } else if !found.isEmpty {
      // All goroutines once: with each of many panics they would be a square.
      found[0].goroutines += readings.filter { $0.identity.id != panicking[0].identity.id }
        .map(\.summary)
    }
    if !found.isEmpty { found[0].omittedGoroutines = alive.count - readings.count }
    return (found, notices)
  }

  /// Goroutines that panic, or that the runtime was ending the process on.
  private func dying(_ readings: [GoroutineReading]) -> [GoroutineReading] {
    let found = readings.filter { !$0.panics.isEmpty || $0.fatalText != nil }
    return found.filter { $0.isDying || $0.fatalText != nil }
      + found.filter { !$0.isDying && $0.fatalText == nil }
  }

  // MARK: A goroutine

  private func remains(
    of reading: GoroutineReading, _ elsewhere: [RecoverElsewhere]
  ) -> Remains {
    var episode = PanicEpisode(
      source: .core, era: process.image.version.flatMap(ContractEra.of),
      goroutine: reading.identity)
    episode.panics = reading.panics
    episode.pending = reading.pending
    episode.finished = reading.finished
    episode.stackAtEnd = reading.frames
    episode.events = reading.events
    episode.outcome = outcome(of: reading)
    episode.gaps = reading.gaps
    let others = elsewhere.filter { $0.goroutine.id != reading.identity.id }
    let close = others.filter { $0.goroutine.id == reading.identity.creatorID }
    let far = others.filter { $0.goroutine.id != reading.identity.creatorID }
    episode.recoversElsewhere = Array((close + far).prefix(Self.mostElsewhere))
    var explanation = episode.explain(with: audit)
    if explanation.kind == .noRecoverOnGoroutine {
      UnrecoveredWords.apply(
        to: &explanation, episode, audit,
        unknown: "Deferred calls that ran are no longer in the core.")
    }
    if reading.isIncomplete { explanation.confidence = min(explanation.confidence, .medium) }
    return Remains(
      episode: episode, explanation: explanation, goVersion: process.image.versionText,
      goroutines: [reading.summary])
  }

  private func outcome(of reading: GoroutineReading) -> EpisodeOutcome {
    if let text = reading.fatalText { return .fatalError(text: text) }
    if reading.isDying { return .died }
    if reading.isExiting { return .exited(status: 0) }
    return reading.hangs ? .stuck : .unknown
  }

  // MARK: No panic

  /// The thread that the kernel names, unless that died of the SIGQUIT by which the runtime of a dying
  /// program has the stacks of its other threads printed (`GOTRACEBACK=crash`): then the one that took
  /// the first signal.
  private var threadOfDeath: CoreThread? {
    let quit = 3
    let mostThreads = 1000
    guard let named = program.core.threads.first else { return nil }
    func first(of thread: CoreThread) -> HandledSignal? {
      program.stackSegments(of: thread).last { $0.signal != nil }?.signal
    }
    guard first(of: named)?.number == quit else { return named }
    return program.core.threads.dropFirst().prefix(mostThreads).first {
      first(of: $0).map { $0.number != quit && Self.deadly.contains($0.number) } ?? false
    } ?? named
  }

  /// SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS.
  private static let deadly: Set<Int> = [4, 5, 6, 7, 8, 11, 31]

  /// None, and signals that end no process: SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG,
  /// SIGWINCH. Debuggers stop a process by SIGSTOP to write its core (`gcore`).
  private static let harmless: Set<Int> = [0, 17, 18, 19, 20, 21, 22, 23, 28]

  /// The signal that the kernel wrote the core for.
  private func remainsOfSignal(_ readings: [GoroutineReading]) -> Remains? {
    guard let thread = threadOfDeath else { return nil }
    let running = readings.first { $0.thread == thread.id }
    var episode = PanicEpisode(
      source: .core, era: process.image.version.flatMap(ContractEra.of),
      goroutine: running?.identity ?? GoroutineIdentity())
    episode.stackAtEnd = running?.frames ?? []
    episode.pending = running?.pending ?? []
    let others = readings.filter { $0.identity.id != running?.identity.id }
    let summaries = ([running].compactMap { $0 } + others).map(\.summary)
    guard let signal = program.core.signal, !Self.harmless.contains(signal.number) else {
      let explanation = Explanation(
        kind: .unknown,
        sentence:
          "the process was alive when the core was made, and no goroutine of it panics",
        confidence: .medium)
      return Remains(
        episode: episode, explanation: explanation, goVersion: process.image.versionText,
        goroutines: summaries)
    }
    let segments = program.stackSegments(of: thread)
    let frames = segments.flatMap(\.frames)
    let position = segments.last?.registers.pc ?? thread.programCounter
    let isInGo = process.function(containing: position) != nil
    // A thread that C started has a goroutine too, for calls into Go; this one is in none.
    let isForeign = !isInGo && running?.isOfRuntimeOnly == true
    if isForeign {
      episode.goroutine = GoroutineIdentity()
      episode.stackAtEnd = []
      episode.pending = []
    } else if episode.stackAtEnd.isEmpty {
      episode.stackAtEnd = frames.flatMap { symbols.frames(at: $0.lookupPC) }
    }
    if let text = FatalErrorText.of(frames, process) {
      episode.outcome = .fatalError(text: text)
    } else {
      // The oldest handler that runs is that of the signal that began it all; the kernel's own is the
      // last, often the SIGABRT that the runtime ended itself by.
      let first = segments.last { $0.signal != nil }?.signal
      let fact =
        first.map {
          SignalFact(number: $0.number, code: $0.code, address: $0.code > 0 ? $0.address : nil)
        }
        ?? SignalFact(
          number: signal.number, code: signal.code,
          address: signal.code > 0 ? signal.address : nil)
      episode.outcome = .signal(fact)
      let abort = 6
      if fact.number == abort,
        frames.contains(where: { process.image.nameEquals($0.function, "runtime.crash") })
      {
        episode.outcome = .unknown
        episode.gaps.append(
          "the runtime ended the process itself (SIGABRT); why is not in the core")
      }
    }
    var explanation = episode.explain(with: audit)
    if signal.code > 0, !isInGo, !isForeign, running != nil, explanation.kind == .signalInGo {
      explanation.kind = .signalInC
    }
    return Remains(
      episode: episode, explanation: explanation, goVersion: process.image.versionText,
      goroutines: summaries)
  }
}
