/// Names and numbers of Linux signals that a crash can name, the same on amd64 and arm64.
/// Source: `sigtable` in `runtime/sigtab_linux_generic.go`.
enum SignalNameTable {
  static let numbers: [String: Int] = [
    "SIGHUP": 1, "SIGINT": 2, "SIGQUIT": 3, "SIGILL": 4, "SIGTRAP": 5, "SIGABRT": 6, "SIGBUS": 7,
    "SIGFPE": 8, "SIGKILL": 9, "SIGUSR1": 10, "SIGSEGV": 11, "SIGUSR2": 12, "SIGPIPE": 13,
    "SIGALRM": 14, "SIGTERM": 15, "SIGSTKFLT": 16, "SIGCHLD": 17, "SIGXCPU": 24, "SIGXFSZ": 25,
    "SIGVTALRM": 26, "SIGPROF": 27, "SIGPWR": 30, "SIGSYS": 31,
  ]

  /// The words behind the name where the runtime dies of it.
  static let fatal: [String: String] = [
    "SIGHUP": "terminal line hangup", "SIGINT": "interrupt", "SIGQUIT": "quit",
    "SIGILL": "illegal instruction", "SIGTRAP": "trace trap", "SIGABRT": "abort",
    "SIGBUS": "bus error", "SIGFPE": "floating-point exception",
    "SIGSEGV": "segmentation violation", "SIGSTKFLT": "stack fault", "SIGSYS": "bad system call",
    "SIGTERM": "termination", "SIGXCPU": "cpu limit exceeded", "SIGPWR": "power failure restart",
  ]

  static func name(of number: Int) -> String {
    numbers.first { $0.value == number }?.key ?? "signal \(number)"
  }
}
