/// How a process ended.
public enum ProgramEnd: Sendable, Hashable {
  case exited(status: Int32)
  case killed(signal: Int32)

  /// The exit status that a shell shows: 128 and the signal's number for a signal.
  public var shellStatus: Int32 {
    switch self {
    case .exited(let status): status
    case .killed(let signal): 128 + signal
    }
  }

  /// Nil for a status of a process that has not ended.
  init?(waitStatus: Int32) {
    let signal = waitStatus & 0x7F
    switch signal {
    case 0: self = .exited(status: waitStatus >> 8 & 0xFF)
    case 0x7F: return nil
    default: self = .killed(signal: signal)
    }
  }
}
