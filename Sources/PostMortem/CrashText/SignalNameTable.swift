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

  /// Signals as Go up to 1.5 printed them, by number: 7 is Linux's, 10 that of BSD and macOS.
  static let oldNames: [String: String] = [
    "0x4": "SIGILL", "0x7": "SIGBUS", "0x8": "SIGFPE", "0xa": "SIGBUS", "0xb": "SIGSEGV",
    "0xc0000005": "SIGSEGV",
  ]

  static func name(of number: Int) -> String {
    numbers.first { $0.value == number }?.key ?? "signal \(number)"
  }
}

extension CrashText.FatalSignal {
  /// `SIGQUIT: quit`
  ///
  /// - Parameter isExact: nothing may stand behind it but what closes markup.
  init?(head line: LineText, isExact: Bool = false) {
    guard line.hasPrefix("SIG"), let colon = line.firstOffset(of: UInt8(ascii: ":")) else {
      return nil
    }
    let name = line.prefix(colon).text
    guard let words = SignalNameTable.fatal[name],
      line.dropFirst(colon + 2).text.hasPrefix(words)
    else { return nil }
    if isExact, line.dropFirst(colon + 2).withoutClosing.count != words.utf8.count { return nil }
    self.init(name: name)
  }
}
