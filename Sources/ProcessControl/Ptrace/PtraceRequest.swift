/// Numbers of `linux/ptrace.h` and `asm/ptrace-abi.h`, equal on amd64 and arm64.
enum PtraceRequest {
  static let `continue` = 7
  static let singleStep = 9
  static let detach = 17
  static let getEventMessage = 0x4201
  static let getSignal = 0x4202
  static let setSignal = 0x4203
  static let getRegisterSet = 0x4204
  static let setRegisterSet = 0x4205
  static let seize = 0x4206
  static let interrupt = 0x4207
  static let listen = 0x4208
}

/// `PTRACE_O_…`
enum PtraceOption {
  static let traceClone = 1 << 3
  static let traceExec = 1 << 4
  /// The kernel kills the traced process when its tracer ends.
  static let exitKill = 1 << 20
}

/// `PTRACE_EVENT_…`, the third byte of a wait status.
enum PtraceEvent {
  static let clone: Int32 = 3
  static let exec: Int32 = 4
  static let stop: Int32 = 128
}
