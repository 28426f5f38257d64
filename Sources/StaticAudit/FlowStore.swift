internal import ByteReading
internal import GoBinary
internal import MachineCode

/// The flows of the functions that were looked at; each is computed once.
final class FlowStore {
  let image: GoImage
  let roles: RuntimeRoles
  let model: MachineModel
  private var flows: [FunctionIndex: FunctionFlow] = [:]
  /// Bytes of all functions decoded so far.
  private(set) var decodedBytes: UInt64 = 0
  private(set) var incompleteFunctions = 0

  /// A function with more code than this is not followed (generated tables and initialisers).
  private static let codeLimit = 1 << 20

  init(image: GoImage, roles: RuntimeRoles, model: MachineModel) {
    self.image = image
    self.roles = roles
    self.model = model
  }

  func flow(of f: FunctionIndex) -> FunctionFlow {
    if let flow = flows[f] { return flow }
    let flow = compute(f)
    flows[f] = flow
    return flow
  }

  private func compute(_ f: FunctionIndex) -> FunctionFlow {
    let range = image.codeRange(f)
    guard !range.isEmpty, range.count <= Self.codeLimit else {
      incompleteFunctions += 1
      return FunctionFlow(function: f, blocks: [], events: [], branches: [], tableTargets: [], isIncomplete: true)
    }
    let file = image.file
    let graph = ControlFlowGraph(
      code: file.bytes, range: range, address: image.entry(f), decoder: model.decoder)
    decodedBytes += UInt64(range.count)
    let slots = image.openCodedDefers(f).flatMap(DeferSlots.init)
    var interpreter = FlowInterpreter(
      image: image, roles: roles, model: model, function: f, graph: graph, slots: slots)
    let flow = interpreter.run()
    if flow.isIncomplete { incompleteFunctions += 1 }
    return flow
  }
}
