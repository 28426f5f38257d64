import PanicContract

extension CrashText {
  /// The goroutine that failed: the runtime prints it first.
  var failing: CrashGoroutine? {
    // An exception of Windows: its stack has no header.
    if fatalSignal != nil, let first = goroutines.first, first.status.isEmpty,
      !first.frames.isEmpty
    {
      return first
    }
    if fatalSignal == nil, let running = goroutines.first(where: { $0.status == "running" }) {
      return running
    }
    // The end of a stack without its header.
    if isHeadMissing, let first = goroutines.first, first.status.isEmpty, !first.frames.isEmpty {
      return first
    }
    return goroutines.first { $0.id != 0 } ?? goroutines.first
  }

  /// What package testing allowed the tests of a program that it ended: `10m0s`.
  var testLimit: String? {
    let words = "test timed out after "
    guard panics.count == 1, let value = panics.first?.value, value.hasPrefix(words) else {
      return nil
    }
    let isAlarm = failing?.frames.contains { $0.function.hasPrefix("testing.(*M).startAlarm") }
    guard isAlarm ?? true || failing?.frames.isEmpty == true else { return nil }
    return String(value.dropFirst(words.count).prefix { !$0.isWhitespace })
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

extension CrashText {
  /// Lines of a panic's value can look like the runtime's own: `fatal error: ...`, `panic: ...`. The
  /// stack tells: below everything that happens during a panic stands the frame of `gopanic`. Where a
  /// whole stack has none, the first line is the only true one and the others are its value's.
  static func unfold(_ crash: inout CrashText) {
    guard crash.origin == .runtime, !crash.isHeadMissing, crash.omittedPanics == 0,
      let first = crash.panics.first,
      crash.panics.count > 1 || crash.fatalError != nil, crash.runtimeStack.isEmpty,
      let failing = crash.failing, failing.isWhole, crash.panicParts.count == 1,
      !failing.frames.contains(where: \.endsProcess), !first.isRuntimeErrorThatWasRecovered
    else { return }
    var value = first.value
    for panic in crash.panics.dropFirst() { value += "\npanic: " + panic.value }
    if let fatal = crash.fatalError { value += "\nfatal error: " + fatal }
    crash.panics = [CrashText.Panic(value: value)]
    crash.fatalError = nil
  }
}

extension CrashText.Panic {
  /// The runtime's own errors have one line, so that what follows cannot be a part of them.
  fileprivate var isRuntimeErrorThatWasRecovered: Bool {
    recovered && value.hasPrefix("runtime error: ") && !value.contains("\n")
  }
}

extension CrashGoroutine {
  /// From the innermost frame to the goroutine's first.
  var isWhole: Bool {
    guard !hasElidedFrames, let last = frames.last?.function else { return false }
    return createdBy != nil || last == "main.main" || last == "runtime.main"
      || last == "runtime.goexit"
  }
}

extension CrashFrame {
  /// The runtime's frames around the goroutine's own, below and above.
  fileprivate var isNoRoot: Bool {
    switch function {
    case "runtime.goexit", "runtime.main", "runtime.sigpanic", "runtime.sigpanic0": true
    default: isThrow || isPanic
    }
  }

  /// Nothing stands below it on the stack of a goroutine that no `go` statement started: main's, with the
  /// initialisation of packages before it, and those that C calls.
  fileprivate var isOutermost: Bool {
    switch function {
    case "main.main", "runtime.main", "runtime.goexit", "runtime.mstart": true
    // The standard library calls them in no other way than by `go`.
    case "net/http.(*conn).serve", "testing.tRunner", "os/signal.loop",
      "database/sql.(*DB).connectionOpener":
      true
    default:
      function.isInitializer || function.contains("_cgoexp") || function.hasPrefix("crosscall")
        || function.hasPrefix("runtime.cgocallback")
    }
  }
}

extension CrashFrame {
  /// `throw` and `fatal` of the runtime and what they call.
  fileprivate var endsProcess: Bool { isThrow }

  var place: CodePlace {
    CodePlace(
      address: programCounter, function: function,
      location: file.flatMap { file in line.map { SourceLocation(file: file, line: $0) } })
  }

  var stackFrame: StackFrame {
    StackFrame(place: place, isWrapper: isWrapper, isInlined: isInlined)
  }

  /// By the names that the compiler gives.
  fileprivate var isWrapper: Bool {
    // Behind the last dot that is not at the end.
    let name = function.utf8
    let digits = name.reversed().prefix { $0 >= 0x30 && $0 <= 0x39 }.count
    let stem = name.dropLast(digits)
    for word in [".deferwrap", ".gowrap"] where stem.reversed().starts(with: word.utf8.reversed()) {
      return true
    }
    return function.hasSuffix("-fm")
  }
}

extension CrashGoroutine {
  /// The text ends, or was cut, before the goroutine's first function: below that stands what started it,
  /// but for the goroutines of main and of threads that C made.
  var isCut: Bool {
    guard id != 0, !hasElidedFrames, createdBy == nil, !isLockedToThread, let last = frames.last
    else { return false }
    return !last.isOutermost
  }

  var identity: GoroutineIdentity {
    let own = frames.filter { !$0.isNoRoot }
    // With GOTRACEBACK=system the wrapper of the `go` statement is shown.
    let root = own.last { !$0.isWrapper } ?? own.last
    return GoroutineIdentity(
      id: id == 0 ? nil : id, root: hasElidedFrames || isCut ? nil : root?.place,
      createdBy: createdBy?.place, creatorID: creatorID)
  }

  var summary: GoroutineSummary {
    var status = status
    if let minutes { status += ", \(minutes) minutes" }
    return GoroutineSummary(
      identity: identity, status: status, frames: frames.map(\.stackFrame),
      isIncomplete: hasElidedFrames || isCut)
  }
}
