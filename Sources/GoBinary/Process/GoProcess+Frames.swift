import GoRuntimeModel

extension GoProcess {
  /// Deeper stacks are cut there.
  public static let deepestStack = 10_000

  /// The frames of a goroutine, innermost first.
  ///
  /// - Parameter registers: of the thread that runs it, when one does. If that is on another stack
  ///   (of a signal handler, the system's), what it interrupted or saved counts.
  /// - Returns: `isComplete` is false when the goroutine's first frame was not reached.
  public func frames(
    of goroutine: GoroutineState, registers: ThreadRegisters?
  ) -> (frames: [ProcessFrame], isComplete: Bool) {
    guard let start = start(of: goroutine, registers) else { return ([], false) }
    return unwind(from: start, in: goroutine.stack)
  }

  /// The frames from a call that has not returned, innermost first, as far as the memory goes.
  public func frames(
    ofReturnAddress pc: UInt64, stackPointer: UInt64, in stack: Range<UInt64>
  ) -> [ProcessFrame] {
    unwind(from: StackPosition(pc: pc, sp: stackPointer, isExact: false), in: stack).frames
  }

  /// The frames of a thread that stands on this stack, innermost first, as far as the memory goes.
  public func frames(from registers: ThreadRegisters, in stack: Range<UInt64>) -> [ProcessFrame] {
    unwind(from: StackPosition(registers), in: stack).frames
  }

  private func start(of goroutine: GoroutineState, _ registers: ThreadRegisters?) -> StackPosition?
  {
    if let registers {
      if goroutine.stack.contains(registers.sp) { return StackPosition(registers) }
      if let interrupted = interrupted(by: registers), goroutine.stack.contains(interrupted.sp) {
        return StackPosition(interrupted)
      }
    }
    if goroutine.syscallSP != 0, goroutine.stack.contains(goroutine.syscallSP) {
      return StackPosition(pc: goroutine.syscallPC, sp: goroutine.syscallSP, isExact: false)
    }
    guard goroutine.stack.contains(goroutine.schedulerSP),
      let function = function(containing: goroutine.schedulerPC)
    else { return nil }
    return StackPosition(
      pc: goroutine.schedulerPC, sp: goroutine.schedulerSP,
      isExact: processAddress(image.entry(function)) == goroutine.schedulerPC)
  }

  private func unwind(
    from start: StackPosition, in stack: Range<UInt64>
  ) -> (frames: [ProcessFrame], isComplete: Bool) {
    var frames: [ProcessFrame] = []
    var position = start
    while frames.count < Self.deepestStack {
      guard stack.contains(position.sp) || position.sp == stack.upperBound,
        let frame = frame(at: position)
      else { break }
      frames.append(frame)
      if image.flags(frame.function).contains(.topFrame) { return (frames, true) }
      guard let caller = caller(of: frame, at: position) else { break }
      position = caller
    }
    return (frames, false)
  }

  /// The frame that execution stands in; nil outside Go code.
  func frame(at position: StackPosition) -> ProcessFrame? {
    let inside = position.isExact ? position.pc : position.pc &- 1
    guard let function = function(containing: inside),
      let delta = image.stackDelta(at: fileAddress(inside), in: function), delta >= 0
    else { return nil }
    let size = UInt64(delta)
    return ProcessFrame(
      function: function, pc: position.pc, isExact: position.isExact,
      stackPointer: position.sp,
      callFrameAddress: position.sp &+ size &+ (image.architecture == .amd64 ? 8 : 0),
      variablePointer: position.sp &+ size &- 8)
  }

  /// Source: `unwinder.next` and `resolveInternal` in `runtime/traceback.go`.
  func caller(of frame: ProcessFrame, at position: StackPosition) -> StackPosition? {
    var caller = StackPosition(
      pc: 0, sp: frame.callFrameAddress, isExact: isInjected(frame.function))
    switch image.architecture {
    case .amd64: caller.pc = memory.word(at: caller.sp &- 8) ?? 0
    case .arm64:
      let isLeaf = frame.callFrameAddress == position.sp
      caller.pc = isLeaf ? position.linkRegister : memory.word(at: position.sp) ?? 0
      if caller.isExact {
        // The injected call saved the link register of the frame that it interrupted.
        caller.linkRegister = memory.word(at: caller.sp) ?? 0
        caller.sp &+= 16
      }
      // A leaf that returns to itself would never end.
      if isLeaf && caller.pc == position.pc { return nil }
    }
    guard caller.pc != 0, caller.sp >= position.sp else { return nil }
    return caller
  }

  /// A call that a signal handler made up: its return address is the interrupted instruction.
  private func isInjected(_ function: FunctionIndex) -> Bool {
    let numbers = layout.functionIDs
    let id = image.funcID(function)
    return id == numbers.sigpanic || id == numbers.asyncPreempt || id == numbers.debugCallV2
  }
}

/// Where the unwinding of a stack stands.
struct StackPosition {
  var pc: UInt64
  var sp: UInt64
  var linkRegister: UInt64 = 0
  var isExact: Bool
}

extension StackPosition {
  init(_ registers: ThreadRegisters) {
    self.init(
      pc: registers.pc, sp: registers.sp, linkRegister: registers.linkRegister, isExact: true)
  }
}
