internal import GoBinary
internal import GoRuntimeModel
internal import MachineCode
public import PanicContract

/// Reads the decisions of this binary's own panic code.
struct RuntimeBranches {
  let context: AuditContext

  func evidence() -> RuntimeEvidence {
    let names = RuntimeDecisionTable.functions.map(\.function)
    let found = context.image.functions(named: names)
    let printer = InstructionText(context: context)
    var functions: [RuntimeEvidence.Function] = []
    for (name, rows) in RuntimeDecisionTable.functions {
      guard let f = found[name] else { continue }
      functions.append(
        RuntimeEvidence.Function(
          name: name, entry: context.image.entry(f),
          decisions: decisions(of: f, name, rows, printer)))
    }
    let properties = Properties(functions)
    return RuntimeEvidence(
      functions: functions, properties: properties.told, eras: properties.eras)
  }

  private func decisions(
    of f: FunctionIndex, _ name: String, _ rows: [RuntimeDecisionTable.Row],
    _ printer: InstructionText
  ) -> [RuntimeEvidence.Decision] {
    let layout = context.image.layout
    let reading = PlaceReading(function: name, image: context.image, layout: layout)
    var values = ValueTracker(
      image: context.image, roles: context.roles, model: context.store.model)
    values.typing = { reading.type(of: $0) }
    values.run(f)
    var decisions: [RuntimeEvidence.Decision] = []
    for (i, address) in values.graph.addresses.enumerated() {
      var subjects: [String] = []
      if let comparison = values.comparisons[i] {
        subjects = self.subjects(of: comparison, name, values, reading)
      } else if let store = values.stores[i] {
        subjects = subject(of: store, values, reading).map { ["store of " + $0] } ?? []
      } else if values.graph.instructions[i].flow == .call,
        let callee = context.image.function(startingAt: values.graph.instructions[i].target)
      {
        subjects = ["call of " + context.image.name(callee)]
      }
      guard let row = rows.first(where: { subjects.contains($0.subject) }) else { continue }
      decisions.append(
        RuntimeEvidence.Decision(
          address: address, text: printer.text(at: address, in: f), name: row.name,
          meaning: row.meaning))
    }
    return decisions
  }

  private func subjects(
    of comparison: Comparison, _ name: String, _ values: ValueTracker, _ reading: PlaceReading
  ) -> [String] {
    let sides = [comparison.left, comparison.right]
    var subjects = sides.compactMap { values.place($0).flatMap(reading.text) }
    let ids = context.image.layout.functionIDs
    if name == "runtime.gorecover.func1", case .constant(let number) = comparison.right {
      if number == UInt64(context.image.wrapperID) { subjects.append("funcID wrapper") }
      if number == UInt64(ids.gopanic) { subjects.append("funcID gopanic") }
      if number == 1, comparison.width == 8 { subjects.append("second frame") }
    }
    return subjects
  }

  /// A flag that is set, or the result that a resumed deferproc gives.
  private func subject(
    of store: (base: Origin, offset: Int64, value: Origin, width: UInt8), _ values: ValueTracker,
    _ reading: PlaceReading
  ) -> String? {
    guard case .constant(1) = store.value, let place = values.place(store.base),
      let offset = Int32(exactly: store.offset)
    else { return nil }
    let layout = context.image.layout
    // The word behind sp, pc, g and ctxt of g.sched is `ret` up to Go 1.24.
    if reading.type(of: place) == .goroutine, Int(offset) == layout.goroutine.sched + 32 {
      return "g.sched.ret"
    }
    return reading.text(OriginPlace(root: place.root, path: place.path + [offset]))
  }
}

/// Names places by the runtime's structures.
struct PlaceReading {
  let function: String
  let image: GoImage
  let layout: RuntimeLayout

  func type(of place: OriginPlace) -> RuntimeStruct? { resolve(place)?.type }

  func text(_ place: OriginPlace) -> String? {
    resolve(place).flatMap { $0.name.isEmpty ? nil : $0.name }
  }

  private func resolve(_ place: OriginPlace) -> (name: String, type: RuntimeStruct)? {
    var current: (name: String, type: RuntimeStruct)
    var path = place.path[...]
    switch place.root {
    case .goroutine: current = ("g", .goroutine)
    case .some(let type): current = ("", type)
    case .parameter(let index):
      let type = index == 0 ? RuntimeDecisionTable.firstParameters[function] : nil
      current = ("argument \(index)", type ?? .other)
    case .context:
      guard let first = path.popFirst(),
        let type = RuntimeDecisionTable.captures[function]?[first]
      else { return nil }
      current = ("captured", type)
    case .result(let address, _):
      let callee = image.function(containing: address).flatMap { caller in
        target(of: address, in: caller)
      }
      current = (callee.map { "result of " + image.name($0) } ?? "result", .other)
    case .global: return nil
    }
    for offset in path {
      if let field = current.type.field(at: offset, layout) {
        current = field
      } else if offset == 0, current.type == .other, !current.name.isEmpty {
        current = ("*" + current.name, .other)
      } else {
        return nil
      }
    }
    return current
  }

  private func target(of call: UInt64, in caller: FunctionIndex) -> FunctionIndex? {
    let decoder = Decoder(image.architecture == .amd64 ? .amd64 : .arm64)
    return image.withCode(caller) { code, start in
      let instruction = decoder.decode(
        code, at: Int(truncatingIfNeeded: call &- start), address: call)
      return image.function(startingAt: instruction.target)
    }
  }
}

/// What the decisions say of the properties of an era.
private struct Properties {
  var told: [(name: String, value: String, reason: String)] = []
  var eras: [String] = []

  init(_ functions: [RuntimeEvidence.Function]) {
    func has(_ function: String, _ decision: String) -> UInt64? {
      functions.first { $0.name == function }?.decisions.first { $0.name == decision }?.address
    }
    func isThere(_ function: String) -> Bool { functions.contains { $0.name == function } }
    func hexadecimal(_ address: UInt64) -> String { "0x" + String(address, radix: 16) }

    var rule: ContractEra.RecoverRule?
    if let address = has("runtime.gorecover", "argp-test") {
      rule = .argumentPointer
      told.append(
        ("recover", "argp", "gorecover compares argument pointers at \(hexadecimal(address))"))
    } else if let address = has("runtime.gorecover", "frame-walk") {
      rule = .frameCount
      told.append(("recover", "frame-count", "gorecover counts frames, at \(hexadecimal(address))"))
    }
    var encoding: ContractEra.OpenCodedEncoding?
    if isThere("runtime.(*_panic).nextDefer") {
      encoding = .slotArray
      told.append(("open-coded", "slotArray", "nextDefer takes the closure of the highest bit"))
    } else if isThere("runtime.addOneOpenDeferFrame.func1") {
      encoding = .closureOffsets
      told.append(("open-coded", "closureOffsets", "addOneOpenDeferFrame makes records of frames"))
    }
    var returns: Bool?
    if isThere("runtime.recovery") {
      let mark = has("runtime.recovery", "result-mark")
      returns = mark != nil
      told.append(
        (
          "deferproc", mark == nil ? "returns nothing" : "returns 0 or 1",
          mark.map { "recovery sets the result at \(hexadecimal($0))" }
            ?? "recovery resumes at the deferreturn exit"
        ))
    }
    guard let rule, let encoding, let returns else { return }
    eras = ContractEra.all.filter {
      $0.recoverRule == rule && $0.openCoded == encoding && $0.deferprocReturns == returns
    }.map(\.name)
  }
}

extension EvidenceReader {
  /// How this binary's own gorecover, gopanic, nextDefer and recovery decide.
  public func runtime() -> RuntimeEvidence { RuntimeBranches(context: context).evidence() }
}
