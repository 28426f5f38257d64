import PanicContract

/// A Mermaid sequence diagram for each episode: frames, deferred calls, recovers.
struct TraceMermaid: TraceWriter {
  private var out: OutputBuffer

  init(_ options: TraceReportOptions, _ out: consuming OutputBuffer) { self.out = out }

  mutating func begin(_ header: TraceHeader) {}

  mutating func add(_ traced: TracedEpisode) {
    var diagram = Diagram(traced)
    out.append(diagram.text())
    out.flush()
  }

  mutating func repeated(_ traced: TracedEpisode, times: Int) {}

  mutating func end(_ summary: TraceSummary) { out.flush() }

  /// One episode. Participants are functions; the runtime stands first.
  private struct Diagram {
    private let traced: TracedEpisode
    private var participants: [String] = []
    private var numbers: [String: Int] = [:]
    private var lines: [String] = []
    private static let runtime = "runtime"
    private static let mostParticipants = 30

    init(_ traced: TracedEpisode) { self.traced = traced }

    mutating func text() -> String {
      let episode = traced.episode
      _ = participant(Self.runtime)
      for event in episode.events { add(event, episode) }
      finish(episode)
      let names = participants.enumerated().map { "  participant P\($0) as \(Self.escaped($1))" }
      return (["sequenceDiagram", "  %% #\(traced.number)"] + names + lines)
        .joined(separator: "\n") + "\n\n"
    }

    private mutating func participant(_ name: String) -> String {
      if let known = numbers[name] { return "P\(known)" }
      guard participants.count < Self.mostParticipants else { return "P0" }
      numbers[name] = participants.count
      participants.append(name)
      return "P\(participants.count - 1)"
    }

    private mutating func participant(_ place: CodePlace?) -> String {
      participant(place?.function ?? "unknown function")
    }

    private mutating func message(_ from: String, _ arrow: String, _ to: String, _ text: String) {
      lines.append("  \(from)\(arrow)\(to): \(Self.escaped(text))")
    }

    private mutating func add(_ event: EpisodeEvent, _ episode: PanicEpisode) {
      switch event.kind {
      case .panicBegan(let index):
        let panic = episode.panics[index]
        let frames = panic.callers.filter { frame in
          !frame.isWrapper && frame.place.function?.hasPrefix("runtime.") == false
        }
        for (callee, caller) in zip(frames, frames.dropFirst()).reversed() where index == 0 {
          message(participant(caller.place), "->>", participant(callee.place), "calls")
        }
        message(
          participant(frames.first?.place), "->>", "P0",
          "panic of \(panic.valueType ?? "unknown type")")
      case .goexitBegan(let index):
        let frame = episode.panics[index].callers.first { !$0.isWrapper }
        message(participant(frame?.place), "->>", "P0", "runtime.Goexit")
      case .deferredCallStarted(let call):
        message("P0", "->>", participant(call.function), "deferred call")
      case .deferredCallReturned(let call):
        message(participant(call.function), "-->>", "P0", "returns")
      case .recoverCalled(let seen): recover(seen, episode)
      case .recoveryCommitted(_, let place, _):
        message("P0", "-->>", participant(place), "resumes, returns to its caller")
      case .fatalError(let text): note("fatal error: \(text)")
      case .exit(let status): note("os.Exit(\(status))")
      case .signal(let fact): note("signal \(fact.number)")
      case .blocked(let nanoseconds): note("no step for \(nanoseconds / 1_000_000) ms")
      }
    }

    private mutating func recover(_ seen: RecoverObservation, _ episode: PanicEpisode) {
      let frames = (seen.frames ?? []).filter { !$0.isWrapper }
      for (callee, caller) in zip(frames, frames.dropFirst()).reversed() {
        message(participant(caller.place), "->>", participant(callee.place), "calls")
      }
      let own = participant(seen.place)
      message(own, "->>", "P0", "recover()")
      let judgement = episode.era?.judge(seen)
      let reason = judgement.map { $0.cause?.rawValue ?? $0.reason.rawValue } ?? "unknown"
      message("P0", "-->>", own, seen.recovered == true ? "the panic's value" : "nil (\(reason))")
    }

    private mutating func note(_ text: String) {
      lines.append("  Note over P0: \(Self.escaped(text))")
    }

    private mutating func finish(_ episode: PanicEpisode) {
      note(traced.explanation.sentence)
    }

    /// Mermaid ends a statement at `;` and takes `#…;` for a character.
    private static func escaped(_ text: String) -> String {
      var result = ""
      for character in VisibleText.escaping(text) {
        switch character {
        case "#": result += "#35;"
        case ";": result += "#59;"
        case "<": result += "#60;"
        case ">": result += "#62;"
        case "\"": result += "#34;"
        case "%": result += "#37;"
        default: result.append(character)
        }
      }
      return result
    }
  }
}
