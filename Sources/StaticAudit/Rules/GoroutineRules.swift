internal import GoBinary
internal import PanicContract

/// What the rules about goroutine roots share: ranking, message and proof.
enum GoroutineRules {
  typealias Start = GoroutineJudge.Start

  static func findings(
    _ id: RuleID, in model: AuditModel, with builder: FindingBuilder,
    where matches: (Start) -> Bool
  ) -> [Finding] {
    let starts = model.goroutines.starts.filter {
      $0.protection.verdict == .exposed && matches($0)
    }
    // One source line can be many pieces of code: instantiations and inlined copies.
    var order: [Statement] = []
    var groups: [Statement: [Start]] = [:]
    for start in starts {
      let statement = Statement(start, at: model.goroutines.place(of: start), in: model.context)
      if groups[statement] == nil { order.append(statement) }
      groups[statement, default: []].append(start)
    }
    return order.compactMap { statement in
      guard let group = groups[statement] else { return nil }
      let first = group.max { severity($0, in: model.context) < severity($1, in: model.context) }
      return first.flatMap {
        finding(id, for: $0, copies: group.count, in: model, with: builder)
      }
    }
  }

  private struct Statement: Hashable {
    var location: SourceLocation?
    var root: SourceLocation?
    /// Keeps statements apart whose line is not known.
    var address: UInt64?

    init(_ start: Start, at place: CodePlace, in context: AuditContext) {
      location = place.location
      root = start.root.flatMap { context.location(of: context.image.entry($0), in: $0) }
      address = location == nil ? start.address : nil
    }
  }

  /// Believing in a recover that cannot help is worth waking someone for; a panic close by in the
  /// main module is worth a look; the rest is an inventory.
  private static func severity(_ start: Start, in context: AuditContext) -> Severity {
    guard let path = start.path, let last = path.last else { return .low }
    if start.believed != nil { return .high }
    // Whoever recovers only to log and die has thought about it; a panic in init stops the start.
    if start.protection.handler != nil || start.runtimeRoot == "init" { return .low }
    guard let root = start.root, context.scope(of: root) == .main, path.count <= 2 else {
      return .low
    }
    let frames = context.image.logicalFrames(at: last.address, in: last.function)
    let inner = frames.first.map { context.image.scope(ofName: $0.name) }
    return inner ?? .main == .main && context.scope(of: last.function) == .main ? .medium : .low
  }

  private static func finding(
    _ id: RuleID, for start: Start, copies: Int, in model: AuditModel,
    with builder: FindingBuilder
  ) -> Finding? {
    guard let root = start.root else { return nil }
    let context = model.context
    let image = context.image
    let severity = severity(start, in: context)
    let rootPlace = model.unwrapper.place(of: start.value, user: start.function)
    let name = AuditContext.shortened(rootPlace?.function ?? image.name(root))
    var message =
      "a panic in \(name) kills the process: \(starter(start, in: context)), and nothing on it recovers"
    if let condition = start.protection.condition {
      message = "a panic in \(name) kills the process: it defers a recover, but \(condition)"
    }
    var shown: [FindingBuilder.Shown] = []
    if severity > .low {
      shown.append(.init(start.address, in: start.function, "starts the goroutine"))
    }
    var path: [CodePlace] = []
    if let belief = start.believed, severity == .high,
      let registration = belief.protection.registration, let handler = belief.protection.handler
    {
      let believer = context.shortName(belief.function)
      message +=
        "; the recover in \(context.shortName(handler.function)), deferred by \(believer), guards only the goroutine that runs \(believer)"
      shown.append(
        .init(
          registration.address, in: registration.function,
          "registers the recover of the spawning goroutine"))
      shown.append(
        .init(
          handler.recoverAddress, in: handler.function, "the recover that cannot see this panic"))
      path += belief.calls.flatMap { context.path(of: $0.address, in: $0.function, note: "calls") }
    }
    if copies > 1 { message += " (\(copies) copies of this line in the binary)" }
    var startPlace = model.goroutines.place(of: start)
    // What the runtime starts by itself begins at the function.
    startPlace.note = start.function == root ? "begins" : "starts the goroutine"
    path.append(startPlace)
    for step in start.path?.dropLast() ?? [] {
      path += context.path(of: step.address, in: step.function, note: "calls")
    }
    if let last = start.path?.last {
      path += context.path(of: last.address, in: last.function, note: "panics")
      if severity > .low {
        shown.append(.init(last.address, in: last.function, "a panic within reach"))
      }
    }
    return builder.finding(
      id, severity: severity, confidence: start.path == nil ? .low : .medium,
      verdict: Guard.exposed.rawValue, at: start.address, in: start.function,
      place: model.goroutines.place(of: start), about: root,
      message: message,
      fix: fix(start, name),
      shown: shown, path: path, blindSpots: blindSpots)
  }

  private static func fix(_ start: Start, _ name: String) -> String {
    switch start.runtimeRoot {
    case "init":
      "move what can fail into a function that main calls and that returns an error"
    case nil:
      "defer a function that recovers as the first statement of \(name), or hand the panic to the goroutine that waits for it"
    default: "defer a function that recovers as the first statement of \(name)"
    }
  }

  private static func starter(_ start: Start, in context: AuditContext) -> String {
    if let kind = start.runtimeRoot {
      switch kind {
      case "finalizer": return "the runtime runs it as a finalizer on a goroutine of its own"
      case "cleanup": return "the runtime runs it as a cleanup on a goroutine of its own"
      case "cgo export": return "C code calls it"
      case "init": return "the runtime runs it before main"
      default: return "the runtime starts it"
      }
    }
    if let via = start.via { return "\(context.shortName(via)) runs it on a goroutine of its own" }
    return "it is a goroutine's first function"
  }

  private static let blindSpots = [
    "panics behind interface calls, function values and nil dereferences are not searched for"
  ]
}

enum PS101ExposedGoroutine: AuditRule {
  static let id = RuleID("PS101")
  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    GoroutineRules.findings(id, in: model, with: builder) {
      $0.via == nil && $0.runtimeRoot == nil
    }
  }
}

enum PS102ExposedSpawned: AuditRule {
  static let id = RuleID("PS102")
  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    GoroutineRules.findings(id, in: model, with: builder) {
      $0.via != nil && $0.runtimeRoot == nil
    }
  }
}

enum PS103ExposedRuntimeRoot: AuditRule {
  static let id = RuleID("PS103")
  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    GoroutineRules.findings(id, in: model, with: builder) {
      // Every main and init is exposed; only a path to a panic makes an init worth a word.
      switch $0.runtimeRoot {
      case nil, "main": false
      case "init": $0.path != nil
      default: true
      }
    }
  }
}
