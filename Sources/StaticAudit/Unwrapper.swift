internal import GoBinary
internal import PanicContract

/// Leads from a compiler-made wrapper to the function that the programmer named.
struct Unwrapper {
  let context: AuditContext

  private static let depthLimit = 4

  /// The function behind a value; nil when the wrapper's callee is known at run time only.
  func place(of value: FunctionValue, user: FunctionIndex) -> CodePlace? {
    let origin = context.origins.resolve(value, in: user)
    guard let f = origin.function else { return nil }
    return place(of: f, captures: origin.captures, user: user, depth: 0)
  }

  private func place(
    of f: FunctionIndex, captures: [FunctionValue.Capture], user: FunctionIndex, depth: Int
  ) -> CodePlace? {
    let image = context.image
    guard image.isWrapper(f), depth < Self.depthLimit else { return context.place(of: f) }
    if let address = image.wrappedFunction(f), let wrapped = image.function(startingAt: address) {
      return place(of: wrapped, captures: [], user: user, depth: depth + 1)
    }
    let flow = context.store.flow(of: f)
    for event in flow.events where !event.isDeferExit {
      // The callee's body may stand in the wrapper itself.
      let frames = image.logicalFrames(at: event.address, in: f)
      if frames.count > 1, let outermost = frames.dropLast().last, !outermost.isWrapper {
        return CodePlace(
          address: image.entry(f), function: outermost.name,
          location: context.location(of: image.entry(f), in: f))
      }
      switch event.kind {
      case .call(let callee?), .tailCall(let callee):
        if context.roles[callee] == .recover { return context.place(of: callee) }
        guard context.roles[callee] == .none, !context.isRuntimeInternal(callee) else { break }
        return place(of: callee, captures: [], user: user, depth: depth + 1)
      case .closureCall(.contextField(let offset)):
        guard let capture = captures.first(where: { $0.offset == offset }),
          let inner = capture.value.function
        else { return nil }
        return place(of: inner, captures: capture.value.captures, user: user, depth: depth + 1)
      case .closureCall(let value):
        guard let inner = value.function else { return nil }
        return place(of: inner, captures: value.captures, user: user, depth: depth + 1)
      case .indirectCall(let base, let offset):
        guard let method = context.method(base, offset, captures: captures, user: user) else {
          return nil
        }
        return place(of: method, captures: [], user: user, depth: depth + 1)
      default: break
      }
    }
    // All inlined, or nothing left of it: `close(c)`, `panic(x)`, `print(…)`.
    return builtin(f, flow: flow) ?? context.place(of: f)
  }

  /// A wrapper around a built-in function calls the runtime's implementation of it.
  private func builtin(_ f: FunctionIndex, flow: FunctionFlow) -> CodePlace? {
    for event in flow.events {
      if case .call(let callee?) = event.kind, context.roles[callee] != .morestack {
        return context.place(of: callee)
      }
    }
    return nil
  }
}
