internal import GoBinary
internal import GoRuntimeModel
internal import MachineCode
internal import PanicContract

enum PS602StackTableMismatch: AuditRule {
  static let id = RuleID("PS602")

  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding] {
    let context = model.context
    let image = context.image
    var tracker = StackTracker(image: image, roles: context.roles, model: context.store.model)
    return context.assemblyOfOthers.compactMap { f in
      guard !image.flags(f).contains(.writesStackPointer),
        image.codeSize(f) <= StackTracker.codeLimit
      else { return nil }
      tracker.run(f)
      guard let damage = damage(in: tracker, of: f, context) else { return nil }
      return builder.finding(
        id, severity: .medium, confidence: .medium, verdict: "sp-mismatch", at: damage.address,
        in: f, about: nil,
        message:
          "\(context.shortName(f)) \(damage.words): a panic that must pass it ends the process with a fatal error or goes astray",
        fix:
          "let the assembler see every change of SP (a frame size, PUSHQ and POPQ, ADJSP), and leave the return address alone",
        shown: damage.shown, blindSpots: PS601UnwindBarrier.blindSpots)
    }
  }

  private struct Damage {
    var address: UInt64
    var words: String
    var shown: [FindingBuilder.Shown]
  }

  private static func damage(
    in tracker: borrowing StackTracker, of f: FunctionIndex, _ context: AuditContext
  ) -> Damage? {
    let stackPointer = context.store.model.stackPointer
    var cause: UInt64?
    var previous: UInt64?
    for i in tracker.addresses.indices {
      let address = tracker.addresses[i]
      let instruction = tracker.instructions[i]
      let depth = tracker.depths[i]
      defer { previous = address }
      guard depth != StackTracker.unknown, tracker.tableDepths[i] != StackTracker.beyondTable
      else { continue }
      if tracker.overwritesReturnAddress(i) {
        return Damage(
          address: address, words: "overwrites its return address",
          shown: [.init(address, in: f, "the word at SP on entry is the return address")])
      }
      let difference = depth - Int64(tracker.tableDepths[i])
      if difference == 0 {
        cause = nil
        continue
      }
      if cause == nil { cause = previous }
      let isCrossing: Bool =
        switch instruction.flow {
        case .call, .indirectCall, .return: true
        default: instruction.mayFault(stackPointer)
        }
      guard isCrossing else { continue }
      var shown: [FindingBuilder.Shown] = []
      if let cause { shown.append(.init(cause, in: f, "changes SP, which pcsp does not know")) }
      shown.append(
        .init(
          address, in: f,
          "SP is \(text(-depth)) here; pcsp says \(text(-Int64(tracker.tableDepths[i])))"))
      let words =
        instruction.flow == .return
        ? "returns with SP \(signed(-difference)) bytes from where it was"
        : "has SP \(signed(-difference)) bytes from where pcsp has it"
      return Damage(address: address, words: words, shown: shown)
    }
    return nil
  }

  private static func signed(_ number: Int64) -> String { number < 0 ? "\(number)" : "+\(number)" }

  private static func text(_ offset: Int64) -> String {
    offset == 0 ? "where it was at entry" : "entry\(signed(offset))"
  }
}
