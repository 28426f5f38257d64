import PanicContract

extension CrashText {
  /// The goroutine that failed: the runtime prints it first.
  var failing: CrashGoroutine? {
    if fatalSignal == nil, let running = goroutines.first(where: { $0.status == "running" }) {
      return running
    }
    return goroutines.first { $0.id != 0 } ?? goroutines.first
  }

  /// The stack of the failing goroutine, cut where `gopanic` called a deferred function: innermost
  /// first, each part with the frames that called `panic`. The last part is that of the first panic.
  var panicParts: [[CrashFrame]] {
    guard let frames = failing?.frames else { return [] }
    var parts = frames.split(omittingEmptySubsequences: false) { $0.isPanic }.map(Array.init)
    // The runtime's own frames at the top, shown with GOTRACEBACK=system, are no panic's.
    while parts.count > 1, parts[0].allSatisfy({ $0.isRuntime }) { parts.removeFirst() }
    return parts
  }
}

extension CrashFrame {
  var place: CodePlace {
    CodePlace(
      address: programCounter, function: function,
      location: file.flatMap { file in line.map { SourceLocation(file: file, line: $0) } })
  }

  var stackFrame: StackFrame {
    StackFrame(place: place, isWrapper: isWrapper, isInlined: isInlined)
  }

  /// By the names that the compiler gives.
  private var isWrapper: Bool {
    guard let last = function.split(separator: ".").last else { return false }
    for name in ["deferwrap", "gowrap"] where last.hasPrefix(name) {
      return last.dropFirst(name.count).allSatisfy(\.isNumber)
    }
    return function.hasSuffix("-fm")
  }
}

extension CrashGoroutine {
  var identity: GoroutineIdentity {
    let root =
      frames.last { $0.function != "runtime.goexit" && $0.function != "runtime.main" }
    return GoroutineIdentity(
      id: id == 0 ? nil : id, root: hasElidedFrames ? nil : root?.place,
      createdBy: createdBy?.place, creatorID: creatorID)
  }

  var summary: GoroutineSummary {
    var status = status
    if let minutes { status += ", \(minutes) minutes" }
    return GoroutineSummary(
      identity: identity, status: status, frames: frames.map(\.stackFrame),
      isIncomplete: hasElidedFrames)
  }
}
