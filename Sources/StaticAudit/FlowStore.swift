internal import ByteReading
internal import GoBinary
internal import MachineCode

/// The flows of the functions that were looked at; each is computed once.
final class FlowStore {
  let image: GoImage
  let roles: RuntimeRoles
  let model: MachineModel
  private var interpreter: FlowInterpreter
  private var flows: [FunctionFlow] = []
  /// By function one more than its place in `flows`; 0: not computed yet.
  private var places: [UInt32]
  /// Bytes of all functions decoded so far.
  private(set) var decodedBytes: UInt64 = 0
  private(set) var incompleteFunctions = 0

  /// A function with more code than this is not followed (generated tables and initialisers).
  private static let codeLimit = 1 << 20

  /// - Parameter functionWords: the funcvals among the program's data.
  init(
    image: GoImage, roles: RuntimeRoles, model: MachineModel, functionWords: FunctionWords
  ) {
    self.image = image
    self.roles = roles
    self.model = model
    interpreter = FlowInterpreter(
      image: image, roles: roles, model: model, functionWords: functionWords)
    places = Array(repeating: 0, count: image.functionCount)
  }

  func flow(of f: FunctionIndex) -> FunctionFlow {
    let number = Int(f.rawValue)
    guard number < places.count else { return nothing(of: f) }
    let place = Int(places[number])
    if place > 0 { return flows[place - 1] }
    let flow = compute(f)
    flows.append(flow)
    places[number] = UInt32(truncatingIfNeeded: flows.count)
    return flow
  }

  private func nothing(of f: FunctionIndex) -> FunctionFlow {
    FunctionFlow(
      function: f, blocks: [], events: [], branches: [], tableTargets: [], isIncomplete: true)
  }

  private func compute(_ f: FunctionIndex) -> FunctionFlow {
    let range = image.codeRange(f)
    guard !range.isEmpty, range.count <= Self.codeLimit else {
      incompleteFunctions += 1
      return nothing(of: f)
    }
    decodedBytes += UInt64(range.count)
    let slots = image.openCodedDefers(f).flatMap(DeferSlots.init)
    let flow = interpreter.run(f, range: range, slots: slots)
    if flow.isIncomplete { incompleteFunctions += 1 }
    return flow
  }
}
