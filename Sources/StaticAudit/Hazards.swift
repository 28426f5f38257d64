internal import GoBinary
internal import PanicContract

/// Finds what can panic in code that no guard covers: a handler's own code, and what runs before a
/// guard is registered.
final class Hazards {
  /// How much counts as a hazard.
  enum Measure: Hashable {
    /// In a handler: checks that fail, assertions, nil maps, sends on channels that may be closed,
    /// callbacks that are not known and explicit panics, also in helpers of its own module. Methods
    /// of unknown types, such as loggers, are taken to work unless the module has one that does not.
    case handler
    /// Before a guard: all of that in any code but the standard library's, and all code that is not
    /// known.
    case beforeGuard
  }
  private struct Key: Hashable {
    var function: FunctionIndex
    var measure: Measure
  }

  private let context: AuditContext
  private let recovers: RecoverJudge
  private var known: [Key: String?] = [:]

  /// Helpers of helpers that are followed.
  private static let depthLimit = 4
  /// A helper with more code than this is not looked into.
  private static let eventLimit = 2000

  init(context: AuditContext, recovers: RecoverJudge) {
    self.context = context
    self.recovers = recovers
  }

  /// What an event of `f` can panic with, in words with the place; nil when it cannot, as far as it
  /// can be told.
  func words(of event: FlowEvent, in f: FunctionIndex, measure: Measure) -> String? {
    words(of: event, in: f, measure: measure, depth: 0)
  }

  private func words(
    of event: FlowEvent, in f: FunctionIndex, measure: Measure, depth: Int
  ) -> String? {
    guard !event.isDeferExit else { return nil }
    func at(_ text: String) -> String { "\(text) at \(context.describe(event.address, in: f))" }
    switch event.kind {
    case .call(let callee?), .tailCall(let callee):
      if let own = own(event, callee: callee, in: f, measure: measure) { return at(own) }
      guard let inner = inside(callee, of: f, measure: measure, depth: depth) else { return nil }
      return at("calls \(context.image.name(callee))") + ", which \(inner)"
    case .closureCall(let value):
      guard context.scope(of: f) != .std else { return nil }
      guard let callees = callees(value, in: f) else { return at("calls unknown code") }
      return insideAny(callees, of: f, measure: measure, depth: depth).map {
        at("calls \($0.name)") + ", which \($0.words)"
      }
    case .indirectCall(let base, let offset):
      guard context.scope(of: f) != .std else { return nil }
      guard measure == .handler else { return at("calls unknown code") }
      let methods = context.methods(of: base, at: offset, in: f)
        .filter { context.scope(of: $0) == .main }
      return insideAny(methods, of: f, measure: measure, depth: depth).map {
        at("calls a method that may be \($0.name)") + ", which \($0.words)"
      }
    default: return nil
    }
  }

  /// The functions that a function value can be.
  func callees(_ value: FunctionValue, in f: FunctionIndex) -> [FunctionIndex]? {
    if let callee = context.origins.function(of: value, in: f) { return [callee] }
    return context.sets.origins(of: value, in: f)?.compactMap(\.value.function)
  }

  private func insideAny(
    _ callees: [FunctionIndex], of f: FunctionIndex, measure: Measure, depth: Int
  ) -> (name: String, words: String)? {
    for callee in callees {
      if let words = inside(callee, of: f, measure: measure, depth: depth) {
        return (context.image.name(callee), words)
      }
    }
    return nil
  }

  /// What a call of the runtime's own functions can panic with.
  private func own(
    _ event: FlowEvent, callee: FunctionIndex, in f: FunctionIndex, measure: Measure
  ) -> String? {
    switch context.roles[callee] {
    case .panic: return "panics"
    case .runtimePanic:
      guard !isBoundOfStackText(event), !isInlinedStandardLibrary(event, in: f),
        !context.cannotHappen(callee, at: event.address, in: f)
      else { return nil }
      return HazardTable.words(ofPanic: context.image.name(callee))
    case .mapWrite: return isMadeMap(event) ? nil : "writes to a map that may be nil"
    case .channelSend:
      return mayBeClosed(event, in: f) ? "sends on a channel that may be closed" : nil
    case .channelClose:
      return measure == .beforeGuard ? "closes a channel that may be closed already" : nil
    case .none:
      return context.failsOnOtherTypes(event, callee: callee)
        ? "asserts a type and panics if it is another" : nil
    default: return nil
    }
  }

  /// The channel that is the call's first argument is closed somewhere: one that was captured by the
  /// function that has the closure, any other by the package. Deferred closing comes last.
  private func mayBeClosed(_ event: FlowEvent, in f: FunctionIndex) -> Bool {
    let channel = event.arguments.first { $0.index == 0 }?.value
    if case .contextField = channel { return closing.families.contains(outermost(f)) }
    return closes(inPackageOf: f)
  }

  private func closes(inPackageOf f: FunctionIndex) -> Bool {
    closing.packages.contains(context.image.package(of: f))
  }

  private lazy var closing: (packages: Set<String>, families: Set<FunctionIndex>) = {
    var packages: Set<String> = []
    var families: Set<FunctionIndex> = []
    for role in context.roles.all(.channelClose) {
      for call in context.index.callers(of: role)
      where !context.image.isWrapper(call.caller) && context.scope(of: call.caller) != .std {
        packages.insert(context.image.package(of: call.caller))
        families.insert(outermost(call.caller))
      }
    }
    return (packages, families)
  }()

  /// The declared function that a closure stands in.
  private func outermost(_ f: FunctionIndex) -> FunctionIndex {
    var function = f
    for _ in 0..<8 {
      let name = context.image.name(function)
      guard !SymbolName.isPlainFunction(name), SymbolName.method(name) == nil,
        let maker = context.index.referrers(of: function).first else { break }
      function = maker
    }
    return function
  }

  /// What a deferred function does that panics when nothing else does: it closes a channel that may
  /// be closed already.
  func closesAgain(_ deferred: FunctionIndex) -> Bool {
    context.image.isWrapper(deferred) && closes(inPackageOf: deferred)
      && context.index.callees(of: deferred).contains {
        context.roles[$0.callee] == .channelClose
      }
  }

  /// The check of `text[:runtime.Stack(text, false)]`, which never fails.
  private func isBoundOfStackText(_ event: FlowEvent) -> Bool {
    event.arguments.contains {
      guard case .result(let callee, index: 0) = $0.value else { return false }
      return context.image.name(callee) == "runtime.Stack"
    }
  }

  /// The standard library counts as safe, also where it was inlined.
  private func isInlinedStandardLibrary(_ event: FlowEvent, in f: FunctionIndex) -> Bool {
    guard context.scope(of: f) != .std,
      let frame = context.image.logicalFrames(at: event.address, in: f).first
    else { return false }
    return frame.isInlined && context.image.scope(ofName: frame.name) == .std
  }

  /// The map is the second argument of `runtime.mapassign` and its like.
  private func isMadeMap(_ event: FlowEvent) -> Bool {
    event.arguments.contains {
      guard $0.index == 1 else { return false }
      guard case .result(let maker, index: 0) = $0.value else { return $0.isObject }
      return HazardTable.makesMap(context.image.name(maker))
    }
  }

  /// The first hazard in a function that is called; nil for one that protects itself.
  private func inside(
    _ callee: FunctionIndex, of caller: FunctionIndex, measure: Measure, depth: Int
  ) -> String? {
    guard depth < Self.depthLimit, context.roles[callee] == .none,
      !context.isRuntimeInternal(callee), counts(callee, of: caller, measure: measure)
    else { return nil }
    let key = Key(function: callee, measure: measure)
    if let words = known[key] { return words }
    known[key] = .some(nil)
    let words = firstHazard(in: callee, measure: measure, depth: depth)
    known[key] = .some(words)
    return words
  }

  private func counts(
    _ callee: FunctionIndex, of caller: FunctionIndex, measure: Measure
  ) -> Bool {
    let scope = context.scope(of: callee)
    guard scope != .std else { return false }
    if measure == .beforeGuard { return true }
    return scope == .main && context.scope(of: caller) == .main
      || context.image.package(of: callee) == context.image.package(of: caller)
  }

  private func firstHazard(
    in f: FunctionIndex, measure: Measure, depth: Int
  ) -> String? {
    guard !protectsItself(f) else { return nil }
    let flow = context.store.flow(of: f)
    guard flow.events.count <= Self.eventLimit else { return nil }
    for event in flow.events where flow.blocks[Int(event.block)].reached {
      if let words = words(of: event, in: f, measure: measure, depth: depth + 1) { return words }
    }
    return nil
  }

  private func protectsItself(_ f: FunctionIndex) -> Bool {
    context.defers.defers(in: f).contains { d in
      recovers.sites(deferredAt: d.address).contains { site in
        site.uses.contains { $0.isEffective && $0.how == .deferred && $0.address == d.address }
      }
    }
  }
}
