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

extension TraceDetail {
  /// The probes of a program that it sets: none that tells only what others tell as well.
  ///
  /// Where one function looks for deferred calls and finds that the panic is recovered (Go 1.22 and
  /// later), the start of the next call or the resumption tells that the one before has returned.
  func chosen(_ points: [ProbePoint]) -> [ProbePoint] {
    let kinds = Set(points.map(\.kind))
    return points.filter { point in
      guard includes(point.kind) else { return false }
      switch point.kind {
      case .recoveryEnter: return self == .light || !kinds.contains(.recoveryGogo)
      case .deferNext: return point.instruction != .call || !kinds.contains(.recoveryGogo)
      case .goexitNext: return point.instruction != .call || !kinds.contains(.goexitRun)
      default: return true
      }
    }
  }
}

extension ProbeKind {
  /// At most once in a process: they cost a program that lives on nothing.
  static let deadly: [ProbeKind] = [
    .fatalPanic, .throwEnter, .fatalEnter, .fatalThrow, .dieFromSignal, .exit, .fatalSignal,
  ]
}
