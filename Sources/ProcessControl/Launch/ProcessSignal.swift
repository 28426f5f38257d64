import Glibc

/// Signals for other processes.
public enum ProcessSignal {
  public static func send(_ signal: Int32, to process: Int32) { _ = kill(process, signal) }
}
