import GoBinary
import ObjectFile
import PanicContract

/// All that a core tells of one goroutine.
struct GoroutineReading {
  let state: GoroutineState
  let identity: GoroutineIdentity
  /// Logical frames, innermost first.
  private(set) var frames: [StackFrame] = []
  /// In the order in which they began.
  private(set) var panics: [PanicRecord] = []
  /// Innermost first.
  private(set) var pending: [DeferredCall] = []
  /// Open-coded deferred calls that are over, by what their slots still hold.
  private(set) var finished: [DeferredCall] = []
  private(set) var events: [EpisodeEvent] = []
  private(set) var gaps: [String] = []
  /// The text of `throw` or `fatal`, when one of them runs.
  private(set) var fatalText: String?
  /// The system's number of the thread that runs it.
  let thread: Int?
  private(set) var isIncomplete: Bool

  init(
    _ state: GoroutineState, program: CoreProgram, symbols: CoreSymbols, audit: AuditFacts?,
    budget: inout CoreBudget
  ) {
    let process = program.process
    self.state = state
    thread = program.thread(of: state)?.id
    let stack = program.frames(of: state)
    isIncomplete = !stack.isComplete
    for frame in stack.frames {
      var logical = symbols.frames(at: frame.lookupPC)
      for index in logical.indices { logical[index].stackPointer = nil }
      guard budget.spend(logical) else {
        isIncomplete = true
        break
      }
      frames += logical
    }
    identity = GoroutineIdentity(
      id: state.id,
      root: (isIncomplete || !symbols.isUntoldWrapper(state.startPC) ? nil : frames.outermost)
        ?? symbols.declaration(at: state.startPC),
      // Nobody started the first one; a timer's function starts goroutines for no other one.
      createdBy: state.creationPC > 0 && state.id != 1
        ? symbols.place(at: state.creationPC - 1) : nil,
      creatorID: state.parentID == 0 ? nil : state.parentID)
    readPending(stack.frames, process, symbols, audit, &budget)
    if let audit { readFinished(stack.frames, process, symbols, audit, &budget) }
    readPanics(stack.frames, process, symbols, &budget)
    fatalText = FatalErrorText.of(stack.frames, process)
    if isIncomplete && !frames.isEmpty {
      gaps.append("the stack could not be followed to its beginning")
    } else if frames.isEmpty {
      gaps.append("the stack could not be read")
    }
  }

  var isRunning: Bool { state.status == .running }

  /// In the functions that end the process when nobody has recovered.
  var isDying: Bool {
    frames.prefix { $0.place.function != "runtime.gopanic" }.contains {
      $0.place.function == "runtime.fatalpanic" || $0.place.function == "runtime.preprintpanics"
    }
  }

  /// No function of the program is on its stack.
  var isOfRuntimeOnly: Bool {
    frames.allSatisfy { $0.place.function?.hasPrefix("runtime.") != false }
  }

  var isExiting: Bool {
    frames.contains { $0.place.function == "os.Exit" || $0.place.function == "runtime.exit" }
  }

  /// A panic that runs on a goroutine which waits neither ends nor is recovered.
  var hangs: Bool {
    !panics.isEmpty && fatalText == nil && !isDying && !isExiting && !isRunning
  }

  var summary: GoroutineSummary {
    GoroutineSummary(
      identity: identity, status: state.status.map { "\($0)" } ?? "unknown", frames: frames,
      panics: panics, pending: pending, isIncomplete: isIncomplete)
  }

  // MARK: Deferred calls

  private mutating func readPending(
    _ stack: [ProcessFrame], _ process: GoProcess, _ symbols: CoreSymbols, _ audit: AuditFacts?,
    _ budget: inout CoreBudget
  ) {
    let records = process.defers(of: state)
    if !records.isComplete {
      gaps.append("the chain of deferred calls could not be followed to its end")
      isIncomplete = true
    }
    var calls: [(sp: UInt64, call: DeferredCall)] = []
    for record in records.chain {
      guard budget.spend(records: 1) else { break }
      if record.hasStarted { continue }
      calls.append((record.frameSP, call(record, process, symbols, audit)))
    }
    for frame in stack {
      for slot in process.pendingOpenCoded(in: frame) where budget.spend(records: 1) {
        calls.append((slot.frameSP, call(slot, process, symbols, audit)))
      }
    }
    // The stable order of a sort by frame keeps the order inside each.
    pending = calls.enumerated().sorted {
      ($0.element.sp, $0.offset) < ($1.element.sp, $1.offset)
    }.map(\.element.call)
  }

  /// Only where the statement is known and execution has passed it: a slot that nothing was stored in
  /// holds what an earlier frame left there.
  private mutating func readFinished(
    _ stack: [ProcessFrame], _ process: GoProcess, _ symbols: CoreSymbols, _ audit: AuditFacts,
    _ budget: inout CoreBudget
  ) {
    for frame in stack where !budget.isSpent {
      let statements = audit.defers(in: process.image.name(frame.function))
        .filter { $0.kind == .openCoded }.compactMap(\.place.address).sorted()
      guard !statements.isEmpty else { continue }
      for (number, slot) in process.openCodedSlots(in: frame)
      where slot.hasStarted && slot.entry != nil && number < statements.count
        && statements[number] < process.fileAddress(frame.lookupPC) && budget.spend(records: 1)
      {
        finished.append(call(slot, process, symbols, audit))
      }
    }
  }

  private func call(
    _ record: DeferState, _ process: GoProcess, _ symbols: CoreSymbols, _ audit: AuditFacts?
  ) -> DeferredCall {
    let function = record.entry.flatMap { symbols.declaration(at: $0) }
    let kind: DeferSite.Kind =
      switch record.kind {
      case .openCoded: .openCoded
      case .stack: .stack
      case .heap: .heap
      case .rangeFunc: .rangeFunc
      }
    let owner = record.framePC > 0 ? symbols.place(at: record.framePC - 1) : nil
    return DeferredCall(
      function: function, registeredBy: owner, kind: kind,
      canRecover: function?.function.flatMap { audit?.canRecover(whenDeferred: $0) })
  }

  // MARK: Panics

  private mutating func readPanics(
    _ stack: [ProcessFrame], _ process: GoProcess, _ symbols: CoreSymbols,
    _ budget: inout CoreBudget
  ) {
    let chain = process.panics(of: state)
    if !chain.isComplete {
      gaps.append("the chain of panics could not be followed to its end")
      isIncomplete = true
    }
    // A `_panic` lies in the frame of the function that runs deferred calls for it.
    for panic in chain.chain.reversed() where !panic.isDeferReturn && budget.spend(records: 1) {
      let owner = stack.firstIndex {
        $0.stackPointer <= panic.address && panic.address < $0.callFrameAddress
      }
      var record = record(of: panic, process)
      if !budget.spend(record.valueText) { record.valueText = nil }
      for frame in owner.map({ stack[($0 + 1)...] }) ?? [] {
        let callers = symbols.frames(at: frame.lookupPC)
        guard budget.spend(callers) else { break }
        record.callers += callers
      }
      // A value of the runtime's may be panicked with again by the program.
      if record.origin != .goexit, let first = record.callers.first(where: { !$0.isInlined }) {
        record.origin = Self.isRuntime(first) ? .runtimeError : .explicit
      }
      panics.append(record)
      events.append(
        EpisodeEvent(
          panic.isGoexit ? .goexitBegan(panics.count - 1) : .panicBegan(panics.count - 1)))
      if let owner, owner > 0, let running = deferredCall(above: owner, stack, symbols) {
        events.append(EpisodeEvent(.deferredCallStarted(running)))
      }
    }
  }

  private static func isRuntime(_ frame: StackFrame) -> Bool {
    frame.place.function?.hasPrefix("runtime.") == true
      || frame.place.function?.hasPrefix("internal/runtime/") == true
  }

  private func record(of panic: PanicState, _ process: GoProcess) -> PanicRecord {
    if panic.isGoexit { return PanicRecord(origin: .goexit) }
    let value = process.panicValue(type: panic.valueType, data: panic.valueData)
    // Before it prints, the runtime replaces errors by their texts; their type is gone then.
    let type = isDying && value.typeName == "string" ? nil : value.typeName
    var record = PanicRecord(valueType: type, valueText: value.text)
    record.state =
      panic.repanicked
      ? .repanicked : panic.recovered ? .recovered : panic.aborted ? .aborted : .running
    let isRuntimeError =
      value.typeName?.hasPrefix("runtime.") == true
      || value.typeName?.hasPrefix("*runtime.") == true
      || value.text.map(CrashText.isRuntimeError) == true
    record.origin = isRuntimeError ? .runtimeError : .explicit
    return record
  }

  /// The user's function that the frame at `index` of the stack has called, wrappers passed through.
  private func deferredCall(
    above index: Int, _ stack: [ProcessFrame], _ symbols: CoreSymbols
  ) -> DeferredCall? {
    for frame in stack[..<index].reversed() {
      let names = symbols.frames(at: frame.lookupPC)
      guard let last = names.last(where: { !$0.isWrapper }) else { continue }
      guard let name = last.place.function, !name.hasPrefix("runtime.") else { return nil }
      return DeferredCall(function: last.place)
    }
    return nil
  }
}

extension [StackFrame] {
  /// The function that a goroutine began with, by its whole stack.
  fileprivate var outermost: CodePlace? {
    last { !$0.isWrapper && $0.place.function?.hasPrefix("runtime.") == false }?.place
  }
}
