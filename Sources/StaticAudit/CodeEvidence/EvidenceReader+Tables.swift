public import GoBinary
internal import ByteReading
internal import CapstoneText
internal import MachineCode
public import PanicContract

extension EvidenceReader {
  /// The defer statements of some functions with every instruction that they became, or those of
  /// the whole program with the instruction that registers each.
  public func defers(of functions: [FunctionIndex]?) -> DeferEvidence {
    var totals: [DeferSite.Kind: Int] = [:]
    for d in context.defers.defers { totals[d.kind, default: 0] += 1 }
    let unwrapper = Unwrapper(context: context)
    let printer = InstructionText(context: context)
    var lowerings: [DeferLowering] = []
    let wanted = functions ?? Array(Set(context.defers.defers.map(\.function))).sorted()
    for f in wanted {
      let all = context.defers.defers(in: f)
      for (order, d) in all.enumerated() {
        let site = DeferSite(
          place: context.place(of: d.address, in: f), kind: d.kind,
          target: unwrapper.place(of: d.value, user: f), scope: context.scope(of: f))
        let slot = slot(of: d)
        var steps = [
          EvidenceStep(
            address: d.address, text: printer.text(at: d.address, in: f),
            note: slot.map { "stores the closure into slot \($0)" } ?? registration(d.kind))
        ]
        if functions != nil {
          steps += exits(of: d, slot: slot, among: all, printer: printer)
        }
        lowerings.append(DeferLowering(site: site, slot: slot, order: order, steps: steps))
      }
    }
    return DeferEvidence(lowerings: lowerings, totals: totals)
  }

  private func registration(_ kind: DeferSite.Kind) -> String {
    let result =
      context.era.deferprocReturns ? "; returns 1 after a recovery" : "; returns nothing"
    switch kind {
    case .stack: return "puts a record in this frame onto g._defer" + result
    case .heap: return "puts a record on the heap onto g._defer" + result
    case .rangeFunc: return "adds a record to the outer function's list"
    case .openCoded: return "registers the defer"
    }
  }

  private func slot(of d: DeferIndex.Defer) -> Int? {
    for event in context.store.flow(of: d.function).events where event.address == d.address {
      if case .deferSlot(let slot, _) = event.kind { return slot }
    }
    return nil
  }

  /// The normal exit's own call, and where a recovery resumes.
  private func exits(
    of d: DeferIndex.Defer, slot: Int?, among all: [DeferIndex.Defer], printer: InstructionText
  ) -> [EvidenceStep] {
    let f = d.function
    let image = context.image
    var steps: [EvidenceStep] = []
    if let slot {
      for (address, bits) in bitStores(of: f) where bits == slot && address > d.address {
        steps.append(
          EvidenceStep(
            address: address, text: printer.text(at: address, in: f),
            note: "sets bit \(slot) of deferBits: registered"))
        break
      }
    }
    let openCoded = all.filter { $0.kind == .openCoded }
    if d.kind == .openCoded {
      let calls = context.store.flow(of: f).events.filter(\.isDeferExit)
      for (number, call) in calls.enumerated() {
        let isStatic: Bool
        if case .call(let callee?) = call.kind {
          isStatic = callee == d.target
        } else {
          // The normal exit runs them last first.
          isStatic =
            calls.count == openCoded.count
            && openCoded[openCoded.count - 1 - number].address == d.address
        }
        guard isStatic else { continue }
        steps.append(
          EvidenceStep(
            address: call.address, text: printer.text(at: call.address, in: f),
            note: "normal exit: the function calls it itself"))
      }
    }
    let resume = image.deferReturn(f)
    if resume != 0 {
      let address = image.entry(f) &+ UInt64(resume)
      steps.append(
        EvidenceStep(
          address: address, text: printer.text(at: address, in: f),
          note: d.kind == .openCoded
            ? "after a recovery: deferreturn runs what is left"
            : "normal exit and after a recovery: deferreturn runs it"))
    }
    return steps
  }

  /// Stores that set one more bit of deferBits, with the bit.
  private func bitStores(of f: FunctionIndex) -> [(UInt64, Int)] {
    var values = ValueTracker(
      image: context.image, roles: context.roles, model: context.store.model)
    values.run(f)
    var annotator = ListingAnnotator(context: context, recovers: recovers, function: f)
    annotator.annotate(values)
    return annotator.registered.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// All calls of the runtime functions that verdicts rest on; without `functions` those of the
  /// whole program but the runtime's own.
  public func sites(in functions: [FunctionIndex]?) -> [SiteEvidence] {
    let wanted = functions.map(Set.init)
    let kinds: [RuntimeRole] = [
      .recover, .panic, .newGoroutine, .deferHeap, .deferStack, .deferRange, .deferRangeToken,
      .deferReturn,
    ]
    var verdicts: [UInt64: String] = [:]
    for site in model.recovers.sites {
      verdicts[site.address] = site.verdict.rawValue + (site.cause.map { ": \($0.rawValue)" } ?? "")
    }
    for start in model.goroutines.starts where start.via == nil && start.runtimeRoot == nil {
      let root = start.root.map { context.shortName($0) } ?? "unknown"
      verdicts[start.address] = "\(start.protection.verdict.rawValue): starts \(root)"
    }
    let unwrapper = Unwrapper(context: context)
    for d in context.defers.defers where d.kind != .openCoded {
      let target = unwrapper.place(of: d.value, user: d.function)?.function
      verdicts[d.address] = "\(d.kind.rawValue): defers \(target ?? "unknown")"
    }
    var sites: [SiteEvidence] = []
    for role in kinds {
      for callee in context.roles.all(role) {
        let name = String(context.image.name(callee).dropFirst("runtime.".count))
        for call in context.index.callers(of: callee) where !call.isJump {
          if let wanted {
            guard wanted.contains(call.caller) else { continue }
          } else if context.isRuntimeInternal(call.caller) {
            continue
          }
          let resume = context.image.deferReturn(call.caller)
          let isExit =
            role == .deferReturn
            && call.address == context.image.entry(call.caller) &+ UInt64(resume)
          // No instruction leads to an exit that only a recovery takes.
          guard
            role == .deferReturn
              ? isInLine(call.address, call.caller) : context.isInstruction(call)
          else { continue }
          sites.append(
            SiteEvidence(
              place: context.place(of: call.address, in: call.caller), callee: name,
              target: context.image.entry(callee),
              verdict: verdicts[call.address] ?? (isExit ? "deferreturn exit" : nil),
              scope: context.scope(of: call.caller)))
        }
      }
    }
    return sites.sorted { ($0.place.address ?? 0) < ($1.place.address ?? 0) }
  }

  /// Whether an instruction begins there when a function is read from its entry on.
  private func isInLine(_ address: UInt64, _ f: FunctionIndex) -> Bool {
    let range = context.image.codeRange(f)
    let entry = context.image.entry(f)
    let file = context.image.file
    var place = range.lowerBound
    while place < range.upperBound {
      let here = entry &+ UInt64(place - range.lowerBound)
      if here >= address { return here == address }
      let instruction = context.store.model.decoder.decode(file.bytes, at: place, address: here)
      place += max(Int(instruction.length), 1)
    }
    return false
  }
}

/// Single instructions as text.
final class InstructionText {
  private let context: AuditContext
  private let printer: InstructionPrinter?

  init(context: AuditContext) {
    self.context = context
    printer = InstructionPrinter(architecture: context.architecture, syntax: .go)
  }

  func text(at address: UInt64, in f: FunctionIndex) -> String {
    let image = context.image
    let range = image.codeRange(f)
    let entry = image.entry(f)
    guard address >= entry, address &- entry < UInt64(range.count) else { return "" }
    let at = range.lowerBound &+ Int(truncatingIfNeeded: address &- entry)
    let file = image.file
    let instruction = context.store.model.decoder.decode(file.bytes, at: at, address: address)
    let length = max(Int(instruction.length), 1)
    let bytes = image.bytes(at..<min(at &+ length, range.upperBound))
    return printer?.text(bytes: bytes, address: address) { place in
      image.function(startingAt: place).map { image.name($0) }
        ?? context.index.functionWords[place].map { image.name($0) + "·f" }
    } ?? ""
  }
}
