public import GoRuntimeModel

/// What a trace is going to do.
public struct TracePlan: Sendable {
  /// `BPF`, `perf` or `ptrace`.
  public var engine: String
  public var detail: TraceDetail
  /// The program's file.
  public var path: String
  /// By address.
  public var points: [ProbePoint]
  /// Functions that the program has but that cannot be probed.
  public var missing: [ProbeKind]
  /// Why engines that would have been better are not used, one line each.
  public var refusals: [TraceError]

  /// Hits of a panic that one deferred function recovers.
  public var hitsOfAPanic: Double {
    let kinds = Set(points.map(\.kind))
    guard detail == .full else { return 3 }
    return kinds.contains(.deferNext) ? kinds.contains(.recoveryEnter) ? 8 : 7 : 5
  }

  /// Microseconds of CPU time that a panic which one deferred function recovers costs more than
  /// without the trace: measured by `Scripts/bench-trace`, see docs/performance.md.
  public var expectedCost: ClosedRange<Double> {
    switch (engine, detail) {
    case ("BPF", .light): 2.3...3.0
    case ("BPF", .full): hitsOfAPanic > 5 ? 6.5...8.0 : 5.0...6.0
    case ("perf", .light): 5.0...12.0
    case ("perf", .full): 15.0...30.0
    case (_, .light): 35.0...60.0
    case (_, .full): 90.0...130.0
    }
  }
}
