public import GoBinary
public import PanicContract

extension EvidenceReader {
  /// The way of a panic that begins in a function.
  public func graph(of f: FunctionIndex) -> PanicGraph {
    var builder = PanicGraphBuilder(model: model)
    builder.build(from: f)
    return PanicGraph(
      function: context.image.name(f), nodes: builder.nodes, edges: builder.edges)
  }
}

/// Draws which deferred functions a panic runs, which frames it leaves and where it ends.
struct PanicGraphBuilder {
  private let model: AuditModel
  private(set) var nodes: [PanicGraph.Node] = []
  private(set) var edges: [PanicGraph.Edge] = []
  private var known: [FunctionIndex: Int] = [:]
  private var death: Int?

  /// A drawing with more of these is no help to anybody.
  private static let mostCallers = 4
  private static let mostFrames = 24

  init(model: AuditModel) { self.model = model }

  private var context: AuditContext { model.context }

  mutating func build(from f: FunctionIndex) {
    let start = node(.function, context.shortName(f), "a panic begins here or below")
    known[f] = start
    var level = [f]
    while !level.isEmpty {
      var next: [FunctionIndex] = []
      for function in level {
        guard let frame = known[function] else { continue }
        guard let end = runDefers(of: function, from: frame) else { continue }
        next += leave(function, from: end)
      }
      level = next
    }
  }

  private mutating func node(
    _ kind: PanicGraph.Node.Kind, _ title: String, _ detail: String?
  ) -> Int {
    nodes.append(PanicGraph.Node(kind: kind, title: title, detail: detail))
    return nodes.count - 1
  }

  private mutating func edge(_ from: Int, _ to: Int, _ label: String) {
    edges.append(PanicGraph.Edge(from: from, to: to, label: label))
  }

  // MARK: one frame

  /// The deferred calls, last first; nil when one of them surely recovers.
  private mutating func runDefers(of f: FunctionIndex, from frame: Int) -> Int? {
    let defers = context.defers.defers(in: f)
    let protection = model.guards.protection(of: f)
    var last = frame
    for d in defers.reversed() {
      let target = model.unwrapper.place(of: d.value, user: d.function)?.function
      let title = target.map(AuditContext.shortened) ?? "a function known at run time only"
      let handler = model.handlers.registration(of: d).handler
      let isConditional = DeferReach(of: d, context: context).map { !$0.possible.isEmpty } ?? false
      let deferred = node(
        .deferred, title,
        "\(d.kind.rawValue), \(words(for: handler, d))"
          + (isConditional ? ", registered under a condition or in a loop" : ""))
      edge(last, deferred, last == frame ? "runs deferred" : "then")
      last = deferred
      guard let handler else { continue }
      if case .never = handler.behaviour { continue }
      let end = node(
        .recovers, "recovered", "\(context.shortName(f)) returns to its caller")
      let place = context.describe(handler.recoverAddress, in: handler.function)
      if protection.verdict == .guarded, case .absorbs = handler.behaviour, !isConditional {
        edge(deferred, end, "recover() at \(place)")
        return nil
      }
      edge(deferred, end, "recover() at \(place), where it is registered and comes to it")
    }
    return last
  }

  private func words(for handler: GuardHandler?, _ d: DeferIndex.Defer) -> String {
    guard let handler else {
      let sites = d.target.map { model.recovers.sites(in: $0) } ?? []
      guard let site = sites.first else { return "does not recover" }
      return "recover() here is \(site.verdict.rawValue)"
        + (site.cause.map { ": \($0.rawValue)" } ?? "")
    }
    switch handler.behaviour {
    case .absorbs: return "recovers"
    case .never: return "recovers, then panics again or ends the process"
    case .sometimes(let condition): return "recovers, but \(condition)"
    }
  }

  // MARK: to the callers

  private mutating func leave(_ f: FunctionIndex, from last: Int) -> [FunctionIndex] {
    var isLeft = false
    var seen: Set<FunctionIndex> = []
    for go in context.defers.gos(of: f) where seen.insert(go.function).inserted {
      isLeft = true
      let root = node(
        .goroutine, "root of a goroutine",
        "started in \(context.shortName(go.function)) at \(context.describe(go.address, in: go.function))"
      )
      edge(last, root, "leaves the last frame")
      edge(root, deathNode(), "nothing recovered")
    }
    if context.image.nameEquals(f, "main.main") || context.image.nameEquals(f, "runtime.main") {
      edge(last, deathNode(), "nothing recovered")
      return []
    }
    var callers: [(function: FunctionIndex, address: UInt64)] = []
    for call in context.index.callers(of: f) where call.caller != f && !call.isJump {
      guard context.isInstruction(call), !callers.contains(where: { $0.function == call.caller }),
        !context.isExitCall(call.address, of: f, in: call.caller)
      else { continue }
      callers.append((call.caller, call.address))
    }
    var next: [FunctionIndex] = []
    for (caller, address) in callers.prefix(Self.mostCallers) {
      isLeft = true
      if let frame = known[caller] {
        edge(leaveInlined(at: address, in: caller, from: last), frame, "unwinds to")
      } else if known.count < Self.mostFrames {
        let last = leaveInlined(at: address, in: caller, from: last)
        let frame = node(
          .function, context.shortName(caller),
          context.image.isWrapper(caller) ? "wrapper" : nil)
        known[caller] = frame
        edge(last, frame, "unwinds to")
        next.append(caller)
      } else {
        edge(last, node(.more, "more callers", nil), "unwinds to")
        break
      }
    }
    if callers.count > Self.mostCallers {
      let rest = callers.count - Self.mostCallers
      edge(last, node(.more, "\(rest) more callers", nil), "unwinds to")
    }
    if !isLeft {
      edge(last, node(.more, "callers known at run time only", nil), "unwinds to")
    }
    return next
  }

  /// The functions between a call and the frame that it stands in, which have no frames of their
  /// own.
  private mutating func leaveInlined(
    at address: UInt64, in f: FunctionIndex, from last: Int
  ) -> Int {
    var last = last
    for frame in context.image.logicalFrames(at: address, in: f)
    where frame.isInlined && !frame.isWrapper {
      let inlined = node(.inlined, AuditContext.shortened(frame.name), "(inlined)")
      edge(last, inlined, "unwinds to")
      last = inlined
    }
    return last
  }

  private mutating func deathNode() -> Int {
    if let death { return death }
    let new = node(.death, "the process ends", "exit status 2")
    death = new
    return new
  }
}
