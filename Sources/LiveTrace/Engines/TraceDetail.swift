public import GoRuntimeModel

/// How much a trace looks at.
public enum TraceDetail: String, Sendable, CaseIterable {
  /// Every step of a panic with all that a story needs.
  case full
  /// That a panic began, what a recover decided, that it was recovered: three hits a panic.
  case light
}

extension TraceDetail {
  /// The probes that it sets.
  public func includes(_ kind: ProbeKind) -> Bool {
    self == .full || ProbeKind.light.contains(kind) || ProbeKind.deadly.contains(kind)
  }
}

extension ProbeKind {
  /// At most once in a process: they cost a program that lives on nothing.
  static let deadly: [ProbeKind] = [
    .fatalPanic, .throwEnter, .fatalEnter, .fatalThrow, .dieFromSignal, .exit, .fatalSignal,
  ]
}
