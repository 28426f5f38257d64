internal import GoBinary
internal import PanicContract

/// Leads from a compiler-made wrapper to the function that the programmer named.
struct Unwrapper {
  /// Where the way through the wrappers ends.
  enum End {
    case function(CodePlace)
    /// In a wrapper whose callee is decided at run time.
    case dynamic(wrapper: FunctionIndex, DeferSite.DynamicCall)
  }

  let context: AuditContext

  private static let depthLimit = 4

  /// The function behind a value; nil when the wrapper's callee is known at run time only.
  func place(of value: FunctionValue, user: FunctionIndex) -> CodePlace? {
    let origin = context.origins.resolve(value, in: user)
    guard let f = origin.function,
      case .function(let place) = end(of: f, captures: origin.captures, user: user)
    else { return nil }
    return place
  }

  func end(
    of f: FunctionIndex, captures: [FunctionValue.Capture], user: FunctionIndex
  ) -> End {
    end(of: f, captures: captures, user: user, depth: 0)
  }

  private func end(
    of f: FunctionIndex, captures: [FunctionValue.Capture], user: FunctionIndex, depth: Int
  ) -> End {
    let image = context.image
    guard image.isWrapper(f), depth < Self.depthLimit else {
      return .function(context.place(of: f))
    }
    if let address = image.wrappedFunction(f), let wrapped = image.function(startingAt: address) {
      return end(of: wrapped, captures: [], user: user, depth: depth + 1)
    }
    let flow = context.store.flow(of: f)
    for event in flow.events where !event.isDeferExit {
      // The callee's body may stand in the wrapper itself.
      let frames = image.logicalFrames(at: event.address, in: f)
      if frames.count > 1, let outermost = frames.dropLast().last, !outermost.isWrapper {
        return .function(
          CodePlace(
            address: image.entry(f), function: outermost.name,
            location: context.location(of: image.entry(f), in: f)))
      }
      switch event.kind {
      case .call(let callee?), .tailCall(let callee):
        if context.roles[callee] == .recover { return .function(context.place(of: callee)) }
        guard context.roles[callee] == .none, !context.isRuntimeInternal(callee) else { break }
        return end(of: callee, captures: [], user: user, depth: depth + 1)
      case .closureCall(let value):
        guard let inner = callee(value, captures: captures, user: user), let g = inner.function
        else { return .dynamic(wrapper: f, DeferSite.DynamicCall(.functionValue)) }
        return end(of: g, captures: inner.captures, user: user, depth: depth + 1)
      case .indirectCall(let base, let offset):
        guard let method = context.method(base, offset, captures: captures, user: user) else {
          return .dynamic(wrapper: f, dynamicCall(base, offset, in: f))
        }
        return end(of: method, captures: [], user: user, depth: depth + 1)
      default: break
      }
    }
    // All inlined, or nothing left of it: `close(c)`, `panic(x)`, `print(…)`.
    return .function(builtin(f, flow: flow) ?? context.place(of: f))
  }

  /// A function value that a wrapper calls: one that it captured in `user`, or one of its own.
  private func callee(
    _ value: FunctionValue, captures: [FunctionValue.Capture], user: FunctionIndex
  ) -> FunctionValue? {
    guard case .contextField(let offset) = value else { return value }
    return captures.first { $0.offset == offset }.map {
      context.origins.resolve($0.value, in: user)
    }
  }

  /// The methods follow two pointers, a hash and padding (`runtime.itab.fun`). A wrapper of a
  /// promoted method and a method value have the name of what they call.
  private func dynamicCall(
    _ base: Value, _ offset: Int32, in wrapper: FunctionIndex
  ) -> DeferSite.DynamicCall {
    guard case .contextField = base, offset >= 24, offset % 8 == 0 else {
      return DeferSite.DynamicCall(.unknown)
    }
    return DeferSite.DynamicCall(
      .interfaceMethod, slot: Int(offset - 24) / 8,
      method: SymbolName.method(context.image.name(wrapper)))
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
