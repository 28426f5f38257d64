import ByteReading

/// What `/proc/PID/status` tells of a process.
public struct ProcessStatus: Sendable, Hashable {
  /// Its first 15 bytes.
  public var name: String
  /// The process that it is a thread of, mostly itself.
  public var threadGroup: Int32
  /// It has ended, and its parent has not asked how.
  public var isZombie: Bool
  /// By a signal, or by its tracer.
  public var isStopped: Bool
  /// It waits for something other than a processor.
  public var isWaiting: Bool
  /// It has no memory of its own.
  public var isKernelThread: Bool
  /// Signals with a handler and those that are ignored: bit 0 is signal 1.
  public var caughtSignals: UInt64
  public var ignoredSignals: UInt64

  /// Nil when there is no such process.
  public init?(process: Int32) {
    guard let bytes = try? Host.contents(of: "/proc/\(process)/status", limit: 1 << 16) else {
      return nil
    }
    self.init(text: String(decoding: bytes, as: UTF8.self))
  }

  init(text: String) {
    var fields: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon]] = line[line.index(after: colon)...].drop { $0 == "\t" || $0 == " " }
    }
    name = String(fields["Name"] ?? "?")
    threadGroup = fields["Tgid"].flatMap { Int32($0) } ?? 0
    isZombie = fields["State"]?.first == "Z"
    isStopped = ["T", "t"].contains(fields["State"]?.first)
    isWaiting = ["S", "D"].contains(fields["State"]?.first)
    isKernelThread = !isZombie && fields["VmSize"] == nil
    caughtSignals = fields["SigCgt"].flatMap { UInt64($0, radix: 16) } ?? 0
    ignoredSignals = fields["SigIgn"].flatMap { UInt64($0, radix: 16) } ?? 0
  }
}

extension ProcessStatus {
  /// What happens when a signal comes.
  public enum Disposition: String, Sendable { case handler, ignored, standard }

  public func disposition(ofSignal number: Int) -> Disposition {
    guard (1...64).contains(number) else { return .standard }
    let bit: UInt64 = 1 << UInt64(number - 1)
    return caughtSignals & bit != 0 ? .handler : ignoredSignals & bit != 0 ? .ignored : .standard
  }
}
