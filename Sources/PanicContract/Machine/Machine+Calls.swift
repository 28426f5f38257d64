extension Machine {
  private static let frameSize: UInt64 = 0x40
  private static let stackTop: UInt64 = 0xc000_100000
  private static let stackDistance: UInt64 = 0x10_0000

  mutating func startGoroutine(_ function: String, byC: Bool) {
    let id = goroutines.count + 1
    goroutines.append(MachineGoroutine(id: id, root: function, isForeign: byC))
    running.append(goroutines.count - 1)
    log(.goroutineStarted(function: function, byC: byC))
    call(function)
  }

  /// Pushes a frame. Those of runtime and wrappers are small; an inlined one adds nothing.
  mutating func push(
    name: String, role: MachineFrame.Role, isWrapper: Bool = false, isInlined: Bool = false,
    isRuntime: Bool = false
  ) {
    lastFrame += 1
    let stackPointer =
      goroutine.frames.last?.stackPointer
      ?? Self.stackTop + Self.stackDistance * UInt64(running.count)
    var frame = MachineFrame(
      id: lastFrame, role: role, name: name, isWrapper: isWrapper, isInlined: isInlined,
      isRuntime: isRuntime, stackPointer: stackPointer, argumentPointer: stackPointer)
    if isInlined {
      frame.argumentPointer = goroutine.frames.last?.argumentPointer ?? stackPointer
    } else {
      frame.stackPointer -= Self.frameSize
    }
    goroutine.frames.append(frame)
    if isWrapper && !isRuntime { moveArgumentPointer() }
  }

  /// What the prologue of a wrapper does up to Go 1.25 (`cmd/internal/obj/x86/obj6.go`).
  private mutating func moveArgumentPointer() {
    guard era.recoverRule == .argumentPointer, let panic = goroutine.panics.last else { return }
    let frame = top
    guard panics[panic].argumentPointer == frame.argumentPointer else { return }
    panics[panic].argumentPointer = frame.stackPointer
    log(
      .wrapperMovedArgumentPointer(
        wrapper: frame.name, from: frame.argumentPointer, to: frame.stackPointer))
  }

  mutating func call(_ function: String, isInlined: Bool = false) {
    guard let index = indices[function] else { return }
    guard goroutine.frames.count < Self.frameLimit else {
      fail(.stackOverflow)
      return
    }
    push(name: "main." + function, role: .function(index), isInlined: isInlined)
    top.cursors = [Cursor(body: scenario.functions[index].body)]
    log(.called(function: top.name))
  }

  /// Pushes what stands between a call's statement and the function, then the function.
  mutating func call(_ callee: Callee, isDeferred: Bool) {
    guard let index = indices[callee.function] else { return }
    let isInlinable = scenario.build.inlines && scenario.functions[index].isInlinable
    let wrappers: [String] =
      switch callee.form {
      case .plain: []
      case .argument, .method: isDeferred ? [deferWrapper(callee)] : []
      case .methodValue: ["main.(*T)." + callee.function + "-fm"]
      case .interface:
        (isDeferred ? [deferWrapper(callee)] : []) + ["main.(*T)." + callee.function]
      }
    for wrapper in wrappers { push(name: wrapper, role: .passing, isWrapper: true) }
    let isInlined: Bool
    if wrappers.isEmpty {
      isInlined = isInlinable && !isDeferred
    } else {
      isInlined =
        switch era.wrapperInlining {
        case .interfaces: isInlinable && callee.form == .interface
        case .methods: isInlinable && (callee.form == .methodValue || callee.form == .interface)
        case .all: isInlinable
        }
    }
    call(callee.function, isInlined: isInlined)
  }

  private func deferWrapper(_ callee: Callee) -> String {
    let owner = goroutine.frames.last { !$0.isRuntime && !$0.isWrapper }?.name ?? "main.main"
    return owner + ".deferwrap(" + callee.function + ")"
  }

  /// Pushes the frames of a deferred call.
  mutating func start(_ pending: PendingDefer, by owner: String, panic: Int?) {
    let name = pending.name
    switch pending.target {
    case .function(let callee):
      log(.deferredCallStarted(function: name, by: owner, kind: pending.kind, panic: panic))
      call(callee, isDeferred: true)
    case .recover(let argumentPointer):
      log(.deferredCallStarted(function: name, by: owner, kind: pending.kind, panic: panic))
      push(
        name: owner + ".deferwrap(recover)",
        role: .recoverWrapper(argumentPointer: argumentPointer, name: owner),
        isWrapper: true)
    }
  }

  // MARK: Ranges

  mutating func beginRange(over iterator: String, body: [Statement]) {
    let loop = loops.count
    loops.append(RangeLoop(owner: top.id, body: body))
    call(iterator)
    if outcome == nil { top.yields = loop }
  }

  mutating func yieldToBody() {
    guard let loop = top.yields else { return }
    guard loops[loop].state == .ready, let owner = frameIndex(loops[loop].owner) else {
      beginPanic(rangeValue("range function continued iteration after loop body panic"))
      return
    }
    loops[loop].state = .panicking
    let function = goroutine.frames[owner]
    let index: Int
    switch function.role {
    case .function(let own), .rangeBody(let own, _): index = own
    default: return
    }
    push(name: function.name + "-range", role: .rangeBody(function: index, loop: loop))
    top.yields = nil
    top.cursors = [Cursor(body: loops[loop].body)]
    log(.called(function: top.name))
  }

  /// After the iterator has returned: the loop's check of its body's state.
  mutating func finishRange(_ loop: Int) {
    guard loops[loop].state == .panicking else {
      loops[loop].state = .done
      return
    }
    loops[loop].state = .done
    beginPanic(
      rangeValue("range function recovered a loop body panic and did not resume panicking"))
  }

  private func rangeValue(_ text: String) -> MachineValue {
    MachineValue(
      value: ScenarioValue(.runtimeError, "runtime error: " + text), identity: "runtime " + text,
      rawText: "runtime.errorString(\"\(text)\")")
  }
}

extension PendingDefer {
  var name: String {
    switch target {
    case .function(let callee): "main." + callee.function
    case .recover: "recover"
    }
  }
}
