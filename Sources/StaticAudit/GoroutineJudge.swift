internal import GoBinary
internal import PanicContract

/// Every place where a goroutine starts, its root and what protects it.
struct GoroutineJudge {
  struct Start {
    /// The function that holds the `go` statement, calls the spawner, or is the root itself.
    var function: FunctionIndex
    var address: UInt64
    var root: FunctionIndex?
    var value: FunctionValue
    var via: FunctionIndex?
    /// `finalizer`, `cleanup`, `cgo export`, `init`, `main`.
    var runtimeRoot: String?
    var protection: Protection
    var believed: Belief?
    /// From the root to the nearest panic that nothing guards.
    var path: [PanicReach.Step]?
  }
  /// Where the start stands in the source.
  func place(of start: Start) -> CodePlace {
    if let via = start.via {
      return context.place(ofCall: start.address, in: start.function, of: via)
    }
    if start.runtimeRoot != nil { return context.rootPlace(of: start.function) }
    return context.place(of: start.address, in: start.function)
  }

  /// A recover that stands where it cannot help this goroutine.
  struct Belief {
    /// The function that registers it: the spawner or one of its callers.
    var function: FunctionIndex
    var protection: Protection
    /// From `function` down to the one that starts the goroutine, calls between them.
    var calls: [PanicReach.Step]
  }

  private let context: AuditContext
  private let guards: GuardJudge
  private let risks: RiskJudge
  private(set) var starts: [Start] = []

  private static let beliefDepth = 3
  private static let beliefFanIn = 6

  init(context: AuditContext, guards: GuardJudge, risks: RiskJudge, spawners: Spawners) {
    self.context = context
    self.guards = guards
    self.risks = risks
    let spawnerFunctions = Set(spawners.all.map(\.function))
    for go in context.defers.gos {
      add(
        Start(
          function: go.function, address: go.address, root: go.root, value: go.value, via: nil,
          runtimeRoot: nil, protection: .none, believed: nil, path: nil),
        isSpawnersOwn: spawnerFunctions.contains(go.function))
    }
    for spawner in spawners.all { addCalls(of: spawner) }
    addRuntimeRoots()
    starts.sort { ($0.address, $0.root?.rawValue ?? 0) < ($1.address, $1.root?.rawValue ?? 0) }
  }

  private mutating func addCalls(of spawner: Spawner) {
    for call in context.index.callers(of: spawner.function) {
      guard !context.image.isWrapper(call.caller) else { continue }
      for event in context.store.flow(of: call.caller).events where event.address == call.address {
        let argument = event.arguments.first {
          (spawner.argument == nil || $0.index == spawner.argument)
            && ($0.value.function != nil || spawner.argument != nil)
        }
        guard let argument else { continue }
        let value = context.origins.resolve(argument.value, in: call.caller)
        // A parameter passed on: the caller is a spawner itself and its callers are looked at.
        if case .parameter = value { continue }
        let outer = protection(by: spawner)
        guard value.function != nil || spawner.runtimeRoot == nil else { continue }
        add(
          Start(
            function: call.caller, address: call.address, root: value.function, value: value,
            via: spawner.function, runtimeRoot: spawner.runtimeRoot, protection: .none,
            believed: nil, path: nil),
          isSpawnersOwn: false, outer: outer)
      }
    }
  }

  /// What protects the callback in the goroutine that the spawner starts.
  private func protection(by spawner: Spawner) -> Protection? {
    guard let root = spawner.root else { return nil }
    let own = guards.protection(of: root)
    guard own.verdict == .exposed, own.handler == nil else { return own }
    // The callback itself counts as exposed there, so that it must be what runs under a guard.
    let inner = risks.protection(ofRoot: root, value: spawner.value)
    switch inner.verdict {
    case .guarded, .delegated, .conditional: return inner
    default: return own
    }
  }

  /// Goroutines that nobody's `go` statement starts.
  private mutating func addRuntimeRoots() {
    let beginnings = ["_cgoexp_", "main."].map { NameBeginning($0.utf8) }
    let ofModule = context.image.mainModuleBeginning.map { [NameBeginning($0)] } ?? []
    for f in context.functions(whoseNamesMayBegin: beginnings + ofModule) {
      guard let (f, kind) = runtimeRoot(f) else { continue }
      add(
        Start(
          function: f, address: context.image.entry(f), root: f,
          value: .function(f, captures: []), via: nil, runtimeRoot: kind, protection: .none,
          believed: nil, path: nil),
        isSpawnersOwn: false)
    }
  }

  /// The function that the runtime starts and why: main, a package's init in the main module, what
  /// C code calls.
  private func runtimeRoot(_ f: FunctionIndex) -> (FunctionIndex, String)? {
    if context.image.nameHasPrefix(f, "_cgoexp_") {
      let exported = context.index.callees(of: f).map(\.callee).first {
        context.roles[$0] == .none && !context.isRuntimeInternal($0)
      }
      return (exported ?? f, "cgo export")
    }
    guard context.image.mayBeOfMainModule(f), context.image.mayBeInit(f),
      context.scope(of: f) == .main
    else { return nil }
    let name = context.image.name(f)
    if name == "main.main" { return (f, "main") }
    let tail = name.dropFirst(context.image.package(of: f).utf8.count)
    let isInit =
      tail == ".init"
      || tail.hasPrefix(".init.") && tail.dropFirst(6).allSatisfy(\.isNumber)
    return isInit ? (f, "init") : nil
  }

  /// - Parameter outer: what protects the goroutine that the spawner starts for the root.
  private mutating func add(_ start: Start, isSpawnersOwn: Bool, outer: Protection? = nil) {
    var start = start
    if let root = start.root {
      var protection = risks.protection(ofRoot: root, value: start.value)
      if let outer, outer.verdict != .exposed {
        switch protection.verdict {
        case .exposed, .unknown: protection = outer
        case .conditional where outer.verdict == .guarded || outer.verdict == .delegated:
          protection = outer
        default: break
        }
      }
      if protection.verdict == .guarded, let words = nilPointer(of: start, root, protection) {
        protection.verdict = .conditional
        protection.condition = words
      }
      start.protection = protection
      if protection.verdict == .exposed {
        let path = context.panics.path(from: root) { f in
          guards.protection(of: f).verdict == .guarded
        }
        // A byte pattern that only looks like a call is no step of a path.
        start.path = path.flatMap { $0.allSatisfy(context.isInstruction) ? $0 : nil }
        if start.runtimeRoot == nil || start.runtimeRoot == "finalizer" {
          start.believed = belief(of: start)
        }
      }
    } else {
      start.protection = Protection(
        verdict: .unknown,
        condition: isSpawnersOwn ? "the callers choose the function" : nil)
    }
    starts.append(start)
  }

  /// The goroutine gets a pointer that may be nil and follows it before its guard is registered.
  private func nilPointer(
    of start: Start, _ root: FunctionIndex, _ protection: Protection
  ) -> String? {
    guard !protection.followed.isEmpty, start.via == nil, start.runtimeRoot == nil else {
      return nil
    }
    let flow = context.store.joinedFlow(of: start.function)
    let uses = context.store.pointerUses(of: start.function)
    for event in flow.events where event.address == start.address {
      guard case .go(let value) = event.kind else { continue }
      for followed in protection.followed {
        let offset = capturedOffset(of: followed, by: root)
        guard let offset,
          let capture = value.captures.first(where: { $0.offset == offset }),
          mayBeNil(capture, flow, uses)
        else { continue }
        let place = context.describe(followed.address, in: followed.function)
        return "can dereference nil at \(place), before the guard is registered"
      }
    }
    return nil
  }

  /// Where the root's closure holds a pointer that the function with the guard follows.
  private func capturedOffset(of followed: FollowedPointer, by root: FunctionIndex) -> Int32? {
    switch followed.value {
    case .contextField(let offset) where followed.function == root: return offset
    case .parameter(let index) where followed.function != root && context.image.isWrapper(root):
      for event in context.store.flow(of: root).events {
        guard case .call(followed.function?) = event.kind,
          let argument = event.arguments.first(where: { $0.index == index }),
          case .contextField(let offset) = argument.value
        else { continue }
        return offset
      }
      return nil
    default: return nil
    }
  }

  /// - Parameters:
  ///   - flow: of the function that starts the goroutine.
  ///   - uses: what that function itself does with its pointers.
  private func mayBeNil(
    _ capture: FunctionValue.Capture, _ flow: FunctionFlow, _ uses: PointerUses
  ) -> Bool {
    if capture.constant == 0 { return true }
    if case .result(let callee, let index) = capture.value {
      return !uses.tests(capture.value) && !uses.follows(capture.value)
        && context.mayReturnNil(callee, index)
    }
    return flow.mayBeNull(capture.value) && !uses.testsNull && !uses.followsNull
  }

  /// Functions that run `f` because it was handed to them: middleware, layers.
  private func callbackCallers(of f: FunctionIndex) -> [PanicReach.Step] {
    var steps: [PanicReach.Step] = []
    for user in context.index.referrers(of: f).prefix(Self.beliefFanIn) {
      for event in context.store.flow(of: user).events {
        for value in event.values where value.function == f {
          for use in context.callbacks.uses(of: value, in: event, function: user)
          where use.kind == .called || use.kind == .received {
            steps.append(PanicReach.Step(function: use.function, address: use.address))
          }
        }
      }
    }
    return steps
  }

  /// The nearest function up the calls that registers a recover for itself.
  private func belief(of start: Start) -> Belief? {
    var level: [(function: FunctionIndex, calls: [PanicReach.Step])] = [(start.function, [])]
    var seen: Set<FunctionIndex> = [start.function]
    for depth in 0...Self.beliefDepth {
      var next: [(function: FunctionIndex, calls: [PanicReach.Step])] = []
      for (f, calls) in level {
        let protection = guards.protection(of: f)
        if protection.isCountedOn, !context.isRuntimeInternal(f) {
          return Belief(function: f, protection: protection, calls: calls)
        }
        guard depth < Self.beliefDepth, context.scope(of: f) != .std,
          context.index.callerCount(of: f) <= Self.beliefFanIn
        else { continue }
        for step in context.index.callers(of: f).map({
          PanicReach.Step(function: $0.caller, address: $0.address)
        }) + callbackCallers(of: f) where seen.insert(step.function).inserted {
          next.append((step.function, [step] + calls))
        }
      }
      level = next
    }
    return nil
  }
}
