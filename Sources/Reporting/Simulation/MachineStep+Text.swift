public import PanicContract

/// Steps in words, the same for text, JSON and Mermaid. Names are not yet visible text.
extension MachineStep {
  /// `addresses` adds the operands of the argp rule.
  func sentence(in run: SimulatedRun, addresses: Bool) -> String {
    switch event {
    case .goroutineStarted(let function, let byC):
      return "goroutine \(goroutine) begins with main.\(function)"
        + (byC ? ", on a thread that C made" : "")
    case .goroutineEnded: return "goroutine \(goroutine) ends"
    case .called(let function): return "\(function) is called"
    case .returned(let function): return "\(function) returns"
    case .said(let text): return "prints \"\(text)\""
    case .deferred(let function, let by, let kind):
      return "\(by) defers \(function) (\(kind.rawValue))"
    case .unwindingBegan(let panic): return "\(run.title(ofPanic: panic)) begins"
    case .deferredCallStarted(let function, let by, _, let panic):
      return "\(function), deferred by \(by), runs "
        + (panic.map { "for \(run.title(ofPanic: $0))" } ?? "at the function's end")
    case .deferredCallReturned(let function, _): return "\(function) returns"
    case .wrapperMovedArgumentPointer(let wrapper, let from, let to):
      return "\(wrapper) is a wrapper and moves _panic.argp to its own frame"
        + (addresses ? " (\(hexadecimalAddress(from)) to \(hexadecimalAddress(to)))" : "")
    case .recoverCalled(let by, let observation, let judgement):
      return recoverSentence(by, observation, judgement, run, addresses: addresses)
    case .recoveryCommitted(let panics, let function, let skipped):
      let ended = panics.map { run.title(ofPanic: $0) }.joined(separator: " and ")
      return "\(ended.isEmpty ? "the panic" : ended) over: \(function) returns to its caller"
        + (skipped.isEmpty ? "" : "; frames left behind: \(skipped.joined(separator: ", "))")
    case .goexitResumed: return "the recovery would pass Goexit: Goexit goes on instead"
    case .fatalError(let text): return "fatal error: \(text); no deferred call runs"
    case .died: return "no deferred call is left: the runtime prints the panic and exits with 2"
    case .exited(let status):
      return "os.Exit(\(status)); no deferred call runs"
    case .stepLimitReached: return "given up after \(Machine.stepLimit) steps"
    }
  }

  private func recoverSentence(
    _ by: String, _ observation: RecoverObservation, _ judgement: RecoverJudgement,
    _ run: SimulatedRun, addresses: Bool
  ) -> String {
    let head = "recover() in \(by) "
    let frames =
      observation.frames.map { frames in
        frames.map { frame in
          (frame.place.function ?? "?") + (frame.isWrapper ? " [wrapper]" : "")
            + (frame.isInlined ? " [inlined]" : "")
        }.joined(separator: " < ")
      } ?? ""
    var operands = ""
    if addresses, let own = observation.argumentPointer,
      let wanted = observation.panicArgumentPointer
    {
      operands =
        "; argp \(hexadecimalAddress(own)), _panic.argp \(hexadecimalAddress(wanted))"
    }
    let through = frames.isEmpty ? "" : "; frames: \(frames)"
    switch judgement.reason {
    case .recovers:
      return head + "recovers \(observation.panic.map { run.title(ofPanic: $0) } ?? "")"
        + (judgement.cause == .inlinedIntoWrapper ? " by an accident of inlining" : "")
        + operands + through
    case .noPanic: return head + "returns nil: no panic on this goroutine"
    case .goexit: return head + "returns nil: Goexit is no panic"
    case .alreadyRecovered: return head + "returns nil: already recovered"
    case .argumentPointerDiffers, .frameCount:
      let why =
        switch judgement.cause {
        case .directDefer: "no frame between the runtime and recover"
        case .tooDeep: "more than one frame between the runtime and recover"
        default: judgement.reason.rawValue
        }
      return head + "returns nil: \(why)" + operands + through
    case .unknown: return head + "is not decided"
    }
  }
}

extension SimulatedRun {
  /// `panic "boom"`, or `Goexit`.
  func title(ofPanic index: Int) -> String {
    guard let value = panics[index].value else { return "Goexit" }
    return value.kind == .string ? "panic \"\(value.text)\"" : "panic \(value.text)"
  }

  /// How it ends, in a few words.
  public var outcomeText: String {
    switch outcome {
    case .finished: "survives"
    case .died: "dies of the panic (exit 2)"
    case .fatalError(let text): "fatal error: \(text) (exit 2)"
    case .exited(let status): "exits with \(status)"
    case .hangs: "hangs"
    case .stepLimit: "given up after \(Machine.stepLimit) steps"
    }
  }

  /// What the steps say, for comparing versions: the same words are the same behaviour.
  var behaviour: [String] {
    steps.map { $0.sentence(in: self, addresses: false) } + output + errorLines + [outcomeText]
  }
}
