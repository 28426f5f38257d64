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
  private var isDecoded: [Bool]
  private var joinedFlows: [FunctionIndex: FunctionFlow] = [:]
  private var pointerUses: [FunctionIndex: PointerUses] = [:]
  /// Bytes of all functions decoded so far.
  private(set) var decodedBytes: UInt64 = 0
  private(set) var incompleteFunctions = 0

  /// A function with more code than this is not followed (generated tables and initialisers).
  private static let codeLimit = 1 << 20
  /// Joins are followed in at most this many functions, none of them larger than this.
  private static let joinedFlowLimit = 1 << 12
  private static let joinedCodeLimit = 1 << 16

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
    isDecoded = Array(repeating: false, count: image.functionCount)
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

  /// The flow with values followed through the places where paths meet, and with all results, known
  /// or not.
  func joinedFlow(of f: FunctionIndex) -> FunctionFlow {
    if let flow = joinedFlows[f] { return flow }
    var flow = nothing(of: f)
    if joinedFlows.count < Self.joinedFlowLimit, Int(f.rawValue) < places.count,
      case let range = image.codeRange(f), !range.isEmpty, range.count <= Self.joinedCodeLimit
    {
      flow = interpreter.run(f, range: range, slots: slots(of: f), followsJoins: true)
    }
    joinedFlows[f] = flow
    return flow
  }

  /// What a function does with pointers that may be nil; nothing where it is too large.
  func pointerUses(of f: FunctionIndex) -> PointerUses {
    if let uses = pointerUses[f] { return uses }
    var uses = PointerUses()
    if pointerUses.count < Self.joinedFlowLimit, Int(f.rawValue) < places.count,
      case let range = image.codeRange(f), !range.isEmpty, range.count <= Self.joinedCodeLimit
    {
      uses = interpreter.pointerUses(f, range: range, slots: slots(of: f))
    }
    pointerUses[f] = uses
    return uses
  }

  private func nothing(of f: FunctionIndex) -> FunctionFlow {
    FunctionFlow(
      function: f, blocks: [], events: [], branches: [], joinedValues: [], tableTargets: [],
      isIncomplete: true)
  }

  /// The events of a function's defer and `go` statements.
  ///
  /// Of the functions that have such statements few are ever followed as a whole.
  func sites(of f: FunctionIndex) -> [FlowEvent] {
    let number = Int(f.rawValue)
    guard number < places.count, places[number] == 0 else {
      return flow(of: f).events.filter { $0.kind.isSite }
    }
    guard let range = codeRange(f) else { return [] }
    let (events, isIncomplete) = interpreter.sites(f, range: range, slots: slots(of: f))
    note(f, range, isIncomplete: isIncomplete)
    return events
  }

  private func compute(_ f: FunctionIndex) -> FunctionFlow {
    guard let range = codeRange(f) else { return nothing(of: f) }
    let flow = interpreter.run(f, range: range, slots: slots(of: f))
    note(f, range, isIncomplete: flow.isIncomplete)
    return flow
  }

  private func codeRange(_ f: FunctionIndex) -> Range<Int>? {
    let range = image.codeRange(f)
    guard !range.isEmpty, range.count <= Self.codeLimit else {
      note(f, 0..<0, isIncomplete: true)
      return nil
    }
    return range
  }

  private func slots(of f: FunctionIndex) -> DeferSlots? {
    image.openCodedDefers(f).flatMap(DeferSlots.init)
  }

  /// Counts a function once, though it may be followed for its sites first and as a whole later.
  private func note(_ f: FunctionIndex, _ range: Range<Int>, isIncomplete: Bool) {
    guard !isDecoded[Int(f.rawValue)] else { return }
    isDecoded[Int(f.rawValue)] = true
    decodedBytes += UInt64(range.count)
    if isIncomplete { incompleteFunctions += 1 }
  }
}
