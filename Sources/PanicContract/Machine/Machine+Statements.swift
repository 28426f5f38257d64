import GoRuntimeModel

extension Machine {
  mutating func execute(_ statement: Statement) {
    switch statement {
    case .say(let text):
      output.append(text)
      log(.said(text))
    case .call(let callee): call(callee, isDeferred: false)
    case .deferCall(let callee): register(.function(callee))
    case .deferRecover:
      register(.recover(argumentPointer: top.argumentPointer))
    case .deferWithRecover(let function):
      _ = callRecover(name: top.name, argumentPointer: top.argumentPointer)
      register(.function(Callee(function, form: .argument)))
    case .go(let function): startGoroutine(function, byC: false)
    case .panic(let value): beginPanic(identified(value))
    case .fault(let fault): raise(fault)
    case .recover(let then, let otherwise):
      let caught = callRecover(name: top.name, argumentPointer: top.argumentPointer)
      top.cursors.append(
        Cursor(
          body: caught == nil ? otherwise : then, isLoop: top.cursors.last?.isLoop ?? false,
          caught: caught))
    case .repanic:
      if let value = top.cursors.last(where: { $0.caught != nil })?.caught { beginPanic(value) }
    case .goexit: beginGoexit()
    case .exit(let status):
      outcome = .exited(status: status)
      log(.exited(status: status))
    case .fatal(let error): fail(error)
    case .block: deadlock("all goroutines are asleep - deadlock!")
    case .loop(let times, let body):
      guard times > 0 else { return }
      top.cursors.append(
        Cursor(body: body, repeats: times - 1, isLoop: true))
    case .range(let iterator, let body): beginRange(over: iterator, body: body)
    case .yield: yieldToBody()
    case .callThroughC(let function):
      push(name: "runtime.cgocall", role: .passing, isRuntime: true)
      push(name: "runtime.cgocallbackg", role: .passing, isRuntime: true)
      call(function)
    case .threadFromC(let function): startGoroutine(function, byC: true)
    case .panicOnFault: goroutine.panicsOnFault = true
    }
  }

  private mutating func register(_ target: PendingDefer.Target) {
    let cursor = top.cursors.last
    var owner = goroutine.frames.count - 1
    var isInRangeBody = false
    // A defer in a range body belongs to the function around the loop.
    while case .rangeBody(_, let loop) = goroutine.frames[owner].role {
      isInRangeBody = true
      guard let outer = frameIndex(loops[loop].owner), outer < owner else { break }
      owner = outer
    }
    guard case .function(let index) = goroutine.frames[owner].role else { return }
    let kind = DeferKinds(of: scenario.functions[index], build: scenario.build)
      .kind(inLoop: cursor?.isLoop ?? false, inRangeBody: isInRangeBody)
    let pending = PendingDefer(target: target, kind: kind)
    goroutine.frames[owner].defers.append(pending)
    log(
      .deferred(function: pending.name, by: goroutine.frames[owner].name, kind: kind))
  }

  /// Constants are equal to themselves; an error is a new object each time.
  private mutating func identified(_ value: ScenarioValue) -> MachineValue {
    switch value.kind {
    case .error:
      freshValues += 1
      return MachineValue(
        value: value, identity: "object \(freshValues)", rawText: "(\(value.typeName)) 0x0")
    case .nil:
      guard let text = crashText.nilPanic, !scenario.build.allowsNilPanics else {
        return MachineValue(value: ScenarioValue(.nil, "nil"), identity: "nil")
      }
      return MachineValue(
        value: ScenarioValue(.runtimeError, text), identity: "PanicNilError",
        rawText: "(*runtime.PanicNilError) 0x0")
    default:
      return MachineValue(value: value, identity: "\(value.kind.rawValue) \(value.text)")
    }
  }

  private mutating func raise(_ fault: Fault) {
    if fault == .wildPointer && !goroutine.panicsOnFault {
      goroutine.hasSignal = true
      endFatally("fault", printsSignal: true)
      return
    }
    freshValues += 1
    let identity = fault.hasOneValue ? "runtime \(fault.rawValue)" : "object \(freshValues)"
    if fault.isSignal { goroutine.hasSignal = true }
    beginPanic(
      MachineValue(
        value: ScenarioValue(.runtimeError, fault.text), identity: identity,
        rawText: fault.rawText),
      fault: fault)
  }

  mutating func fail(_ error: FatalError) {
    endFatally(
      error.text,
      printsPanics: error.isRaisedOnGoroutine && crashText.printsPanicsBeforeFatal,
      printsSignal: error.isRaisedOnGoroutine)
  }

  /// Go notices that nothing can go on, unless C code might.
  mutating func deadlock(_ text: String) {
    if containsC {
      outcome = .hangs
      log(.fatalError(text: "(none: the program hangs, since it contains C code)"))
    } else {
      // Found by the scheduler, on a stack without panics.
      endFatally(text)
    }
  }

  mutating func endFatally(
    _ text: String, printsPanics: Bool = false, printsSignal: Bool = false
  ) {
    if printsPanics && !goroutine.panics.isEmpty {
      let (lines, rest) = panicLines(callsErrorMethods: false)
      errorLines += lines
      errorLines.append(rest + "\tfatal error: " + text)
    } else {
      errorLines.append("fatal error: " + text)
    }
    if printsSignal && goroutine.hasSignal { errorLines.append(Self.signalLine) }
    outcome = .fatalError(text: text)
    log(.fatalError(text: text))
  }
}
