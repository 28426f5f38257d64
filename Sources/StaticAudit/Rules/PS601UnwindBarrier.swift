internal import GoBinary
internal import GoRuntimeModel
internal import MachineCode
internal import PanicContract

enum PS601UnwindBarrier: AuditRule {
  static let id = RuleID("PS601")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    let image = context.image
    return context.assemblyOfOthers.compactMap { f in
      guard image.flags(f).contains(.writesStackPointer),
        image.codeSize(f) <= StackTracker.codeLimit,
        let crossing = crossing(f, in: context)
      else { return nil }
      let name = context.shortName(f)
      return builder.finding(
        id, severity: .medium, confidence: .medium, verdict: "unwind-barrier", at: crossing.address,
        in: f, about: nil,
        message:
          "\(name) sets SP freely (SPWRITE): a panic that \(crossing.words) ends the process with a fatal error, whatever recovers further out",
        fix:
          "give the assembly function a frame and leave SP alone, or recover in what it calls",
        shown: crossing.shown, blindSpots: blindSpots)
    }
  }

  static let blindSpots = ["whether a panic ever comes through assembly code is not known"]

  private struct Crossing {
    var address: UInt64
    var words: String
    var shown: [FindingBuilder.Shown]
  }

  /// The instruction through which a panic can come: a call, else an access that can fault.
  private static func crossing(_ f: FunctionIndex, in context: AuditContext) -> Crossing? {
    var tracker = StackTracker(
      image: context.image, roles: context.roles, model: context.store.model)
    tracker.run(f)
    var shown: [FindingBuilder.Shown] = []
    var call: UInt64?
    var access: UInt64?
    for (instruction, address) in zip(tracker.instructions, tracker.addresses) {
      if instruction.stackDelta == Instruction.unknownStackDelta
        || instruction.writes & context.store.model.stackPointer.mask != 0, shown.isEmpty
      {
        shown.append(.init(address, in: f, "sets SP; pcsp cannot tell where it is from here on"))
      }
      switch instruction.flow {
      case .call, .indirectCall: call = call ?? address
      default:
        if instruction.mayFault(context.store.model.stackPointer) { access = access ?? address }
      }
    }
    if let call {
      shown.append(.init(call, in: f, "a panic in the callee must be unwound through this frame"))
      return Crossing(address: call, words: "comes out of what it calls", shown: shown)
    }
    guard let access else { return nil }
    shown.append(.init(access, in: f, "a fault here becomes a panic in this frame"))
    return Crossing(address: access, words: "a fault in it becomes", shown: shown)
  }
}

extension Instruction {
  /// Reads or writes memory that is not the frame's own.
  func mayFault(_ stackPointer: Register) -> Bool {
    switch operation {
    case .load, .loadPair, .store, .storePair, .storeConstant, .compareMemoryConstant, .orMemory:
      return !base.isNone && base != stackPointer
    case .compare: return !base.isNone && base != stackPointer
    default: return writesMemory && !base.isNone && base != stackPointer
    }
  }
}
