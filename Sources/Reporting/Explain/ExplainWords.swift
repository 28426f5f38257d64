import PanicContract

/// Words that the formats of an explanation share.
enum ExplainWords {
  /// `died of a panic`
  static func title(_ remains: Remains) -> String {
    switch remains.explanation.kind {
    case .recovered: "a panic was recovered"
    case .noRecoverOnGoroutine, .recoverIneffective, .deferNotReached: "died of a panic"
    case .repanicked: "died of a panic that was recovered and raised again"
    case .handlerPanicked: "died of a panic in a deferred function"
    case .fatalError: "died of a fatal error: no recover could have caught this"
    case .deadlock: "died of a deadlock: no recover could have caught this"
    case .stackOverflow: "died of a stack overflow: no recover could have caught this"
    case .outOfMemory: "died for want of memory: no recover could have caught this"
    case .signalInGo: "died of a signal: no recover could have caught this"
    case .signalInC: "died of a signal in C code: no recover could have caught this"
    case .signalOnForeignThread:
      "died of a signal on a thread that is not Go's: no recover could have caught this"
    case .signalSent: "was ended by a signal that was sent to it: no recover could have caught this"
    case .stackDamage: "died of a damaged stack: no recover could have caught this"
    case .exitDuringPanic: "exited while it panicked"
    case .exit: "exited"
    case .goexit: "ended by runtime.Goexit"
    case .stuck: "hangs in a panic"
    case .unknown: "not known"
    }
  }

  static func lines(_ remains: Remains) -> String? {
    remains.lines.map {
      $0.count == 1 ? "line \($0.lowerBound)" : "lines \($0.lowerBound)-\($0.upperBound)"
    }
  }

  /// Without those that the runtime registers for itself.
  static func shown(_ pending: [DeferredCall]) -> [DeferredCall] {
    pending.filter { $0.function?.function?.hasPrefix("runtime.") != true }
  }

  static func goroutine(_ identity: GoroutineIdentity) -> String {
    var text = identity.id.map { "goroutine \($0)" } ?? "a goroutine"
    if let root = identity.root?.function {
      // `runtime.main` calls it, after the initialisation of packages.
      text += root == "runtime.main" ? " (main.main)" : " (\(root))"
    }
    return text
  }

  /// `boom`, on one line, cut where it is long.
  static func value(_ panic: PanicRecord) -> String {
    let text = panic.valueText.map { value in
      let short = value.count > 300 ? String(value.prefix(300)) + "..." : value
      return short
    }
    switch (panic.valueType, text) {
    case (let type?, let text?): return "\(type): \(text)"
    case (let type?, nil): return "a \(type)"
    case (nil, let text?): return text
    case (nil, nil): return "(value not known)"
    }
  }

  static func state(_ panic: PanicRecord) -> String? {
    switch panic.state {
    case .recovered: "recovered"
    case .repanicked: "recovered, then raised again"
    case .aborted: "ended by a later one"
    case .running, nil: nil
    }
  }

  /// Frames that a reader looks for: those of the runtime go, unless there are no others.
  static func shown(_ frames: [StackFrame], all: Bool) -> [StackFrame] {
    if all { return frames }
    let user = frames.filter { frame in
      guard let name = frame.place.function else { return true }
      return !frame.isWrapper && !name.hasPrefix("runtime.") && name != "panic"
        && !name.hasPrefix("internal/runtime/")
    }
    return user.isEmpty ? frames : user
  }
}
