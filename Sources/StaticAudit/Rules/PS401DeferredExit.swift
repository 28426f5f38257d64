internal import GoBinary
internal import PanicContract

enum PS401DeferredExit: AuditRule {
  static let id = RuleID("PS401")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    var findings: [Finding] = []
    // Few functions are the target of most defer statements.
    var exits: [FunctionIndex: Exit?] = [:]
    for d in context.defers.defers {
      guard let target = d.target else { continue }
      let known = exits[target]
      let found = known ?? exit(from: target, in: context, depth: 0)
      if known == nil { exits[target] = .some(found) }
      guard let exit = found else { continue }
      let image = context.image
      let deferred =
        model.unwrapper.place(of: d.value, user: d.function)?.function
        ?? image.name(target)
      let (severity, outcome) = weigh(exit)
      let name = AuditContext.shortened(deferred)
      findings.append(
        builder.finding(
          id, severity: severity, confidence: exit.afterRecover ? .medium : .high,
          verdict: "exits", at: d.address, in: d.function, about: target,
          message:
            "\(name) is deferred here and \(exit.isConditional ? "can end" : "ends") the process through \(exit.callee): a panic that runs it \(outcome)",
          fix:
            "return from the deferred function and let main decide the exit status after all deferred calls have run",
          shown: [
            .init(d.address, in: d.function, "registers \(name)"),
            .init(exit.address, in: exit.function, "calls \(exit.callee)"),
          ],
          path: [
            context.place(of: d.address, in: d.function, note: "defers"),
            context.place(of: exit.address, in: exit.function, note: "ends the process"),
          ]))
    }
    return findings
  }

  private struct Exit {
    var function: FunctionIndex
    var address: UInt64
    var callee: String
    var status: Int64?
    /// Stands behind a recover in the same function: the panic's value was at hand.
    var afterRecover: Bool
    /// The function also returns on some path.
    var isConditional: Bool
  }

  private static func weigh(_ exit: Exit) -> (Severity, String) {
    if exit.afterRecover {
      return exit.status == 0
        ? (.high, "ends with exit status 0") : (.low, "ends without the runtime's crash report")
    }
    if exit.isConditional {
      return (.medium, "can end there, and nothing says that the program panicked")
    }
    if exit.status == 0 { return (.high, "ends with exit status 0 and not one line of output") }
    return (.high, "ends there, and nothing says that the program panicked")
  }

  /// An exit within the function itself, its wrapper or one helper that it calls.
  private static func exit(
    from f: FunctionIndex, in context: AuditContext, depth: Int
  ) -> Exit? {
    guard depth < 3 else { return nil }
    if context.scope(of: f) == .std, !context.image.isWrapper(f) { return nil }
    let callees = context.index.callees(of: f)
    guard
      callees.contains(where: {
        context.endings.ending(of: $0.callee) == .exits
          && context.roles[$0.callee] != .fatal
      })
        || context.image.isWrapper(f)
    else { return nil }
    let flow = context.store.flow(of: f)
    var sawRecover = false
    for event in flow.events
    where Int(event.block) < flow.blocks.count && flow.blocks[Int(event.block)].reached {
      switch event.kind {
      case .recover: sawRecover = true
      case .call(let callee?), .tailCall(let callee):
        if context.roles[callee] == .fatal { continue }
        if context.endings.ending(of: callee) == .exits {
          let isExit = context.roles[callee] == .exit
          let returns =
            context.endings.ending(of: f) == .returns
            && flow.returns(in: flow.reachable(from: [0]))
          if !isExit, var inner = exit(from: callee, in: context, depth: depth + 1) {
            inner.afterRecover = inner.afterRecover || sawRecover
            inner.isConditional = inner.isConditional || returns && !context.image.isWrapper(f)
            return inner
          }
          return Exit(
            function: f, address: event.address, callee: context.shortName(callee),
            status: isExit ? event.immediate : nil, afterRecover: sawRecover,
            isConditional: returns)
        }
        if context.image.isWrapper(f), let inner = exit(from: callee, in: context, depth: depth + 1)
        {
          return inner
        }
      default: break
      }
    }
    return nil
  }
}
