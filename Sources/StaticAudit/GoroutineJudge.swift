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
        if let root = spawner.root, guards.protection(of: root).verdict == .guarded { continue }
        guard value.function != nil || spawner.runtimeRoot == nil else { continue }
        add(
          Start(
            function: call.caller, address: call.address, root: value.function, value: value,
            via: spawner.function, runtimeRoot: spawner.runtimeRoot, protection: .none,
            believed: nil, path: nil),
          isSpawnersOwn: false)
      }
    }
  }

  /// Goroutines that nobody's `go` statement starts.
  private mutating func addRuntimeRoots() {
    for f in context.image.allFunctions {
      var kind: String?
      if context.image.nameHasPrefix(f, "_cgoexp_") {
        kind = "cgo export"
      } else if context.image.nameHasPrefix(f, "main.") {
        let name = context.image.name(f)
        if name == "main.main" { kind = "main" }
        if name == "main.init" || name.hasPrefix("main.init.") && name.dropFirst(10).allSatisfy(\.isNumber) {
          kind = "init"
        }
      }
      guard let kind else { continue }
      add(
        Start(
          function: f, address: context.image.entry(f), root: f,
          value: .function(f, captures: []), via: nil, runtimeRoot: kind, protection: .none,
          believed: nil, path: nil),
        isSpawnersOwn: false)
    }
  }

  private mutating func add(_ start: Start, isSpawnersOwn: Bool) {
    var start = start
    if let root = start.root {
      let protection = risks.protection(ofRoot: root, value: start.value)
      start.protection = protection
      if protection.verdict == .exposed {
        start.path = context.panics.path(from: root) { f in
          guards.protection(of: f).verdict == .guarded
        }
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

  /// The nearest function up the calls that registers a recover for itself.
  private func belief(of start: Start) -> Belief? {
    var level: [(function: FunctionIndex, calls: [PanicReach.Step])] = [(start.function, [])]
    var seen: Set<FunctionIndex> = [start.function]
    for depth in 0...Self.beliefDepth {
      var next: [(function: FunctionIndex, calls: [PanicReach.Step])] = []
      for (f, calls) in level {
        let protection = guards.protection(of: f)
        if protection.verdict == .guarded, !context.isRuntimeInternal(f) {
          return Belief(function: f, protection: protection, calls: calls)
        }
        guard depth < Self.beliefDepth, context.scope(of: f) != .std,
          context.index.callerCount(of: f) <= Self.beliefFanIn
        else { continue }
        for call in context.index.callers(of: f) where seen.insert(call.caller).inserted {
          next.append(
            (call.caller,
              [PanicReach.Step(function: call.caller, address: call.address)] + calls))
        }
      }
      level = next
    }
    return nil
  }
}
