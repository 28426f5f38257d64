internal import ByteReading
internal import GoBinary
internal import GoRuntimeModel
internal import MachineCode
internal import ObjectFile
internal import PanicContract

extension ListingAnnotator {
  mutating func annotateCalls(_ flow: FunctionFlow, _ values: ValueTracker) {
    let image = context.image
    var events: [UInt64: FlowEvent] = [:]
    for event in flow.events { events[event.address] = event }
    let resume = image.deferReturn(function)
    let exit = resume == 0 ? nil : image.entry(function) &+ UInt64(resume)
    for (i, instruction) in values.graph.instructions.enumerated() {
      let address = values.graph.addresses[i]
      guard instruction.flow == .call || instruction.flow == .indirectCall else { continue }
      if let event = events[address], event.isDeferExit {
        add("normal exit: calls the deferred function directly", at: address)
      }
      guard instruction.flow == .call,
        let callee = image.function(startingAt: instruction.target)
      else { continue }
      let arguments = values.arguments[i] ?? []
      switch context.roles[callee] {
      case .recover: annotateRecover(at: address, number: i, arguments, values)
      case .panic: add(panicNote(arguments), at: address)
      case .runtimePanic, .addedPanic:
        add(runtimePanicNote(callee, at: address), at: address)
      case .newGoroutine:
        if case .go(let value)? = events[address]?.kind {
          add("go statement: a goroutine begins in \(name(value))", at: address)
        }
      case .deferReturn: add(deferReturnNote(isExit: address == exit), at: address)
      case .morestack: add("the stack grows, then the function begins again", at: address)
      case .fatal: add("ends the process: no recover can stop this", at: address)
      case .exit: add("ends the process, and no deferred function runs", at: address)
      case .goexit:
        add("ends this goroutine; its deferred functions run, recover returns nil", at: address)
      case .deferRangeToken:
        add("token for defers in the body of a range-over-func loop", at: address)
      default: break
      }
    }
  }

  private func deferReturnNote(isExit: Bool) -> String {
    guard isExit else { return "runs this frame's deferred calls before it returns" }
    return context.era.deferprocReturns
      ? "deferreturn exit: runs the deferred calls that are left, then returns; a recovery through open-coded defers resumes here"
      : "deferreturn exit: every recovery in this frame resumes here, runs what is left and returns to the caller"
  }

  // MARK: recover

  private mutating func annotateRecover(
    at address: UInt64, number: Int, _ arguments: [Origin], _ values: ValueTracker
  ) {
    if context.era.recoverRule == .argumentPointer {
      // The caller's arguments begin one word above SP at entry on amd64 and on arm64.
      let isOwn = arguments.first == .frame(8)
      add(
        isOwn
          ? "recover(): is argp, where this function's arguments begin, that of the running panic?"
          : "recover()", at: address)
      if isOwn, let at = argumentSetter(before: number, values) {
        add("argp: where this function's arguments begin", at: at)
      }
    } else {
      add(
        "recover(): is exactly one frame that is no wrapper between here and gopanic?", at: address)
    }
    for site in recovers.sites(in: function) where site.address == address {
      let cause = site.cause.map { " (\($0.rawValue))" } ?? ""
      add("verdict: \(site.verdict.rawValue)\(cause)", at: address)
      for use in site.uses.prefix(4) {
        let outcome = use.outcome.cause?.rawValue ?? use.outcome.verdict.rawValue
        add(
          "\(use.how.rawValue) in \(context.shortName(use.function)) at \(context.describe(use.address, in: use.function)): \(outcome)",
          at: address)
      }
    }
  }

  private func argumentSetter(before number: Int, _ values: ValueTracker) -> UInt64? {
    let register = context.store.model.firstArgument
    for i in (max(0, number - 8)..<number).reversed() {
      let instruction = values.graph.instructions[i]
      guard instruction.flow == .next else { return nil }
      if instruction.destination == register, instruction.operation == .address {
        return values.graph.addresses[i]
      }
    }
    return nil
  }

  // MARK: panics

  private func panicNote(_ arguments: [Origin]) -> String {
    guard case .constant(let type)? = arguments.first,
      let name = context.image.typeName(at: type)
    else { return "panic of a value whose type is known at run time only" }
    var note = "panic of a value of type \(name)"
    if name == "string", arguments.count > 1, case .constant(let header) = arguments[1],
      let text = text(at: header)
    {
      note += ": \"\(text)\""
    }
    return note
  }

  /// A constant string through its header: pointer and length.
  private func text(at header: UInt64) -> String? {
    let longest: UInt64 = 60
    let image = context.image
    guard let pointer = image.word(at: header), let length = image.word(at: header &+ 8),
      let range = image.object.addressMap.bytes(at: pointer, count: min(length, longest))
    else { return nil }
    let bytes = image.bytes(range.offset..<range.end)
    return String(decoding: bytes, as: UTF8.self) + (length > longest ? "…" : "")
  }

  private func runtimePanicNote(_ callee: FunctionIndex, at address: UInt64) -> String {
    let name = context.image.name(callee)
    if let code = context.image.pcdata(
      function, table: PCDataIndex.panicBounds, at: address),
      name.hasPrefix("runtime.panicBounds"), let check = BoundsCheck(code)
    {
      return "run-time panic: " + check.words(for: context.architecture)
    }
    let short = String(name.dropFirst("runtime.".count))
    if let words = RuntimePanicTable.meanings.first(where: { short.hasPrefix($0.prefix) }) {
      return "run-time panic: " + words.meaning
    }
    return "run-time panic"
  }
}
