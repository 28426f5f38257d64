import GoRuntimeModel

extension Machine {
  static let signalLine = "[signal SIGSEGV: segmentation violation]"

  mutating func beginPanic(_ value: MachineValue, fault: Fault? = nil) {
    begin(
      MachinePanic(
        isGoexit: false, value: value, fault: fault, frame: 0, callers: logicalStack()),
      in: "runtime.gopanic")
  }

  mutating func beginGoexit() {
    begin(
      MachinePanic(
        isGoexit: true, value: MachineValue(value: ScenarioValue(.nil, ""), identity: "nil"),
        frame: 0, callers: logicalStack()),
      in: "runtime.Goexit")
  }

  private mutating func begin(_ panic: MachinePanic, in name: String) {
    let index = panics.count
    if let fault = panic.fault, fault.isSignal {
      push(name: "runtime.sigpanic", role: .passing, isRuntime: true)
    }
    push(name: name, role: .unwinding(panic: index), isRuntime: true)
    var panic = panic
    panic.frame = top.id
    panic.argumentPointer = top.stackPointer
    panics.append(panic)
    goroutine.panics.append(index)
    log(.unwindingBegan(panic: index))
  }

  /// `(*_panic).nextDefer`: after a deferred call has returned, and at the beginning.
  mutating func continueUnwinding(_ panic: Int) {
    if panics[panic].isRecovered && !panics[panic].isGoexit {
      commitRecovery(of: panic)
      return
    }
    let frames = goroutine.frames
    guard let index = frames.lastIndex(where: { !$0.defers.isEmpty }) else {
      panics[panic].deferringFrame = nil
      panics[panic].isGoexit ? endByGoexit() : die()
      return
    }
    let pending = goroutine.frames[index].defers.removeLast()
    panics[panic].deferringFrame = frames[index].id
    // Set anew for every deferred call.
    panics[panic].argumentPointer = top.stackPointer
    start(pending, by: frames[index].name, panic: panic)
  }

  /// What `recover()` returns; nil also for a panic whose value is nil.
  mutating func callRecover(
    name: String, argumentPointer: UInt64, isSilent: Bool = false
  ) -> MachineValue? {
    let panic = goroutine.panics.last
    var observation = RecoverObservation(panicPresent: panic != nil, panic: panic)
    if let panic {
      let boundary = frameIndex(panics[panic].frame) ?? 0
      observation.frames = goroutine.frames[(boundary + 1)...].reversed().map(\.stackFrame)
      observation.isGoexit = panics[panic].isGoexit
      observation.alreadyRecovered = panics[panic].isRecovered
      if era.recoverRule == .argumentPointer {
        observation.argumentPointer = argumentPointer
        observation.panicArgumentPointer = panics[panic].argumentPointer
      }
    }
    let judgement = era.judge(observation)
    let recovers = judgement.recovers ?? false
    observation.recovered = recovers
    log(.recoverCalled(by: name, observation, judgement))
    var caught: MachineValue?
    if recovers, let panic {
      panics[panic].isRecovered = true
      panics[panic].state = .recovered
      caught = panics[panic].value.value.kind == .nil ? nil : panics[panic].value
    }
    if isSilent { return caught }
    output.append("recover \(name.dropFirst("main.".count)) = \(caught?.value.text ?? "nil")")
    return caught
  }

  /// `runtime.recovery`: back to the frame whose deferred call recovered.
  private mutating func commitRecovery(of panic: Int) {
    guard let target = panics[panic].deferringFrame.flatMap(frameIndex) else { return }
    var ended: [Int] = []
    while let newest = goroutine.panics.last, let frame = frameIndex(panics[newest].frame),
      frame > target
    {
      let isLost = era.losesGoexitBehindAborted && ended.contains { $0 != panic }
      if panics[newest].isGoexit, !isLost {
        goroutine.frames.removeSubrange((frame + 1)...)
        log(.goexitResumed(panic: newest))
        return
      }
      goroutine.panics.removeLast()
      if newest != panic { panics[newest].state = .aborted }
      ended.append(newest)
    }
    let skipped = goroutine.frames[(target + 1)...].reversed().map(\.name)
    goroutine.frames.removeSubrange((target + 1)...)
    if goroutine.panics.isEmpty { goroutine.hasSignal = false }
    top.isReturning = true
    top.isRecovered = true
    top.cursors = []
    log(.recoveryCommitted(panics: ended, function: top.name, skipped: skipped))
  }

  private mutating func endByGoexit() {
    for index in goroutine.panics where panics[index].state == .running && !panics[index].isGoexit {
      panics[index].state = .aborted
    }
    if goroutine.isForeign {
      endFatally(crashText.goexitOnForeignThread)
      return
    }
    goroutine.frames = []
    goroutine.panics = []
    log(.goroutineEnded)
    if running.count == 1 {
      deadlock("no goroutines (main called runtime.Goexit) - deadlock!")
    } else {
      running.removeLast()
    }
  }

  private mutating func die() {
    errorLines += panicLines(callsErrorMethods: true).lines
    if goroutine.hasSignal { errorLines.append(Self.signalLine) }
    outcome = .died
    log(.died)
  }

  private func logicalStack() -> [StackFrame] { goroutine.frames.reversed().map(\.stackFrame) }

  // MARK: Text

  /// `printpanics`, with the marking of equal values that comes before it.
  ///
  /// - Returns: the whole lines, and what a Goexit leaves at the beginning of the next one.
  func panicLines(callsErrorMethods: Bool) -> (lines: [String], rest: String) {
    let chain = goroutine.panics
    var repanicked: Set<Int> = []
    if crashText.joinsRepanicked {
      for (older, newer) in zip(chain, chain.dropFirst())
      where panics[older].value.identity == panics[newer].value.identity {
        repanicked.insert(older)
      }
    }
    var lines: [String] = []
    var line = ""
    for (position, index) in chain.enumerated() {
      let panic = panics[index]
      if position > 0 {
        let previous = chain[position - 1]
        if repanicked.contains(previous) { continue }
        // Also before a Goexit, which prints nothing else.
        if !panics[previous].isGoexit { line += "\t" }
      }
      if panic.isGoexit { continue }
      line += "panic: " + (callsErrorMethods ? panic.value.value.text : panic.value.rawText)
      if repanicked.contains(index) && (panic.isRecovered || !crashText.checksRepanicked) {
        line += " [recovered, repanicked]"
      } else if panic.isRecovered {
        line += " [recovered]"
      }
      lines.append(line)
      line = ""
    }
    return (lines, line)
  }

  // MARK: State

  func snapshot() -> MachineSnapshot {
    let goroutine = goroutine
    let defers = goroutine.frames.reversed().flatMap { frame in
      frame.defers.reversed().map {
        MachineSnapshot.Deferred(function: $0.name, registeredBy: frame.name, kind: $0.kind)
      }
    }
    return MachineSnapshot(
      frames: goroutine.frames.reversed().map { frame in
        MachineSnapshot.Frame(
          name: frame.name, isWrapper: frame.isWrapper, isInlined: frame.isInlined,
          isRuntime: frame.isRuntime, programCounter: programCounter(of: frame),
          stackPointer: frame.stackPointer, argumentPointer: frame.argumentPointer)
      },
      defers: defers,
      panics: goroutine.panics.reversed().map {
        MachineSnapshot.Panic(
          value: panics[$0].isGoexit ? nil : panics[$0].value.value,
          isRecovered: panics[$0].isRecovered, argumentPointer: panics[$0].argumentPointer)
      })
  }

  /// Functions lie 4 KiB apart, their statements 16 bytes.
  private func programCounter(of frame: MachineFrame) -> UInt64 {
    let position = UInt64(frame.cursors.first?.next ?? 0)
    return switch frame.role {
    case .function(let index), .rangeBody(let index, _):
      0x48_0000 + UInt64(index) * 0x1000 + min(position, 0xFF) * 16
    case .unwinding: 0x43_4000
    case .recoverWrapper: 0x47_f000
    case .passing: frame.isRuntime ? 0x43_5000 : 0x47_e000
    }
  }
}

extension MachineFrame {
  var stackFrame: StackFrame {
    StackFrame(
      place: CodePlace(address: nil, function: name, location: nil), isWrapper: isWrapper,
      isInlined: isInlined, stackPointer: stackPointer)
  }
}
