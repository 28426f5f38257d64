internal import GoBinary
internal import PanicContract

/// Leads from a compiler-made wrapper to the function that the programmer named.
struct Unwrapper {
  /// Where the way through the wrappers ends.
  enum End {
    case function(CodePlace)
    /// In a wrapper whose callee is decided at run time.
    case dynamic(wrapper: FunctionIndex, DeferSite.DynamicCall)

    /// Where the caller's values, followed further, may lead on.
    var isOpen: Bool {
      guard case .dynamic(_, let call) = self else { return false }
      return call.kind == .functionValue
    }
  }

  let context: AuditContext

  private static let depthLimit = 4

  /// The function behind a value; nil when the wrapper's callee is known at run time only.
  func place(of value: FunctionValue, user: FunctionIndex) -> CodePlace? {
    let origin = context.origins.resolve(value, in: user)
    guard let f = origin.function else { return nil }
    let ends = ends(of: f, captures: origin.captures, user: user)
    guard ends.count == 1, case .function(let place) = ends[0] else { return nil }
    return place
  }

  /// What a defer statement can run; nothing when that is not all known.
  func ends(of d: DeferIndex.Defer) -> [End] {
    let origin = context.origins.resolve(d.value, in: d.function)
    let first = origin.function.map {
      ends(of: $0, captures: origin.captures, user: d.function)
    }
    if let first, !first.contains(where: \.isOpen) { return first }
    guard let origins = context.sets.origins(of: d, isOpen: first != nil) else {
      return first ?? []
    }
    return ends(of: origins)
  }

  private func ends(of origins: [ValueSets.Origin]) -> [End] {
    origins.flatMap { origin in
      origin.value.function.map {
        ends(of: $0, captures: origin.value.captures, user: origin.home)
      } ?? []
    }
  }

  func ends(
    of f: FunctionIndex, captures: [FunctionValue.Capture], user: FunctionIndex
  ) -> [End] {
    ends(of: f, captures: captures, user: user, depth: 0)
  }

  private func ends(
    of f: FunctionIndex, captures: [FunctionValue.Capture], user: FunctionIndex, depth: Int
  ) -> [End] {
    let image = context.image
    guard image.isWrapper(f), depth < Self.depthLimit else {
      return [.function(context.place(of: f))]
    }
    if let address = image.wrappedFunction(f), let wrapped = image.function(startingAt: address) {
      return ends(of: wrapped, captures: [], user: user, depth: depth + 1)
    }
    let flow = context.store.flow(of: f)
    for event in flow.events where !event.isDeferExit {
      // The callee's body may stand in the wrapper itself.
      let frames = image.logicalFrames(at: event.address, in: f)
      if frames.count > 1, let outermost = frames.dropLast().last, !outermost.isWrapper {
        let location = context.location(of: image.entry(f), in: f)
        return [
          .function(
            CodePlace(address: image.entry(f), function: outermost.name, location: location))
        ]
      }
      switch event.kind {
      case .call(let callee?), .tailCall(let callee):
        if context.roles[callee] == .recover { return [.function(context.place(of: callee))] }
        guard context.roles[callee] == .none, !context.isRuntimeInternal(callee) else { break }
        return ends(of: callee, captures: [], user: user, depth: depth + 1)
      case .closureCall(let value):
        guard let callees = callees(value, captures: captures, user: user) else {
          return [.dynamic(wrapper: f, DeferSite.DynamicCall(.functionValue))]
        }
        return callees.flatMap { callee in
          callee.value.function.map {
            ends(of: $0, captures: callee.value.captures, user: callee.home, depth: depth + 1)
          } ?? []
        }
      case .indirectCall(let base, let offset):
        guard let method = context.method(base, offset, captures: captures, user: user) else {
          return [.dynamic(wrapper: f, dynamicCall(base, offset, in: f))]
        }
        return ends(of: method, captures: [], user: user, depth: depth + 1)
      default: break
      }
    }
    // All inlined, or nothing left of it: `close(c)`, `panic(x)`, `print(…)`.
    return [.function(builtin(f, flow: flow) ?? context.place(of: f))]
  }

  /// The functions that a wrapper's callee can be, when it is a function value that the wrapper
  /// captured in `user`, or one of its own.
  private func callees(
    _ value: FunctionValue, captures: [FunctionValue.Capture], user: FunctionIndex
  ) -> [ValueSets.Origin]? {
    var value = value
    if case .contextField(let offset) = value {
      guard let capture = captures.first(where: { $0.offset == offset }) else { return nil }
      value = capture.value
    }
    let origin = context.origins.resolve(value, in: user)
    if origin.function != nil { return [ValueSets.Origin(value: origin, home: user)] }
    return context.sets.origins(of: value, in: user)
  }

  /// The methods follow two pointers, a hash and padding (`runtime.itab.fun`). A wrapper of a
  /// promoted method and a method value have the name of what they call.
  private func dynamicCall(
    _ base: Value, _ offset: Int32, in wrapper: FunctionIndex
  ) -> DeferSite.DynamicCall {
    guard case .contextField = base, offset >= MethodTables.firstMethod, offset % 8 == 0 else {
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
