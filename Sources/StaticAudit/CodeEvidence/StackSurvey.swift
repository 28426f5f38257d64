internal import GoBinary
internal import GoRuntimeModel
internal import MachineCode
internal import PanicContract

/// Compares the stack analysis with pcsp over functions.
struct StackSurvey {
  struct Disagreement {
    var function: FunctionIndex
    var address: UInt64
    var depth: Int32
    var tableDepth: Int32
  }
  private(set) var functions = 0
  private(set) var instructions = 0
  private(set) var unknown = 0
  private(set) var disagreements: [Disagreement] = []
  private(set) var writers: [FunctionIndex] = []
  private(set) var returnAddressWriters: [(function: FunctionIndex, address: UInt64)] = []

  private static let codeLimit = 1 << 18

  init(context: AuditContext) {
    let image = context.image
    var tracker = StackTracker(image: image, roles: context.roles, model: context.store.model)
    var passed = 0
    for f in image.allFunctions {
      guard image.codeSize(f) <= Self.codeLimit, !image.codeRange(f).isEmpty else { continue }
      functions += 1
      if image.flags(f).contains(.writesStackPointer) {
        writers.append(f)
        continue
      }
      tracker.run(f)
      if let store = tracker.firstReturnAddressStore {
        returnAddressWriters.append((f, tracker.addresses[store]))
      }
      var found = false
      for i in tracker.addresses.indices
      where tracker.tableDepths[i] != StackTracker.beyondTable {
        instructions += 1
        let depth = tracker.depths[i]
        guard depth != StackTracker.unknown else {
          unknown += 1
          continue
        }
        guard !found, depth != Int64(tracker.tableDepths[i]) else { continue }
        found = true
        disagreements.append(
          Disagreement(
            function: f, address: tracker.addresses[i],
            depth: Int32(clamping: depth), tableDepth: tracker.tableDepths[i]))
      }
      passed += image.codeSize(f)
    }
  }

  func evidence(_ context: AuditContext) -> TrackEvidence {
    TrackEvidence(
      functions: functions, instructions: instructions, unknown: unknown,
      disagreements: disagreements.map { d in
        TrackEvidence.Disagreement(
          function: context.image.name(d.function),
          place: context.place(of: d.address, in: d.function), depth: d.depth,
          tableDepth: d.tableDepth)
      },
      writers: writers.map { context.place(of: $0) },
      returnAddressWriters: returnAddressWriters.map {
        context.place(of: $0.address, in: $0.function)
      })
  }
}
