import ByteReading

/// What this process may do, as the kernel tells.
public struct Privileges: Sendable {
  /// Numbers of `linux/capability.h`.
  public enum Capability: UInt8, Sendable, CaseIterable {
    case sysPtrace = 19
    case sysAdmin = 21
    case perfmon = 38
    case bpf = 39

    /// `CAP_BPF`
    public var name: String {
      switch self {
      case .sysPtrace: "CAP_SYS_PTRACE"
      case .sysAdmin: "CAP_SYS_ADMIN"
      case .perfmon: "CAP_PERFMON"
      case .bpf: "CAP_BPF"
      }
    }
  }

  private let effective: UInt64

  /// Those of this process; none where they cannot be read.
  public static var own: Privileges {
    let status = (try? Host.contents(of: "/proc/self/status", limit: 1 << 20)) ?? []
    return Privileges(status: String(decoding: status, as: UTF8.self))
  }

  init(status: String) {
    let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
    effective = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
  }

  /// CAP_SYS_ADMIN stands for CAP_BPF and CAP_PERFMON, which were split off it.
  public func has(_ capability: Capability) -> Bool {
    func bit(_ one: Capability) -> Bool { effective >> UInt64(one.rawValue) & 1 != 0 }
    switch capability {
    case .bpf, .perfmon: return bit(capability) || bit(.sysAdmin)
    case .sysPtrace, .sysAdmin: return bit(capability)
    }
  }

  public func lacking(_ capabilities: [Capability]) -> [Capability] {
    capabilities.filter { !has($0) }
  }

  /// A setting such as `kernel/perf_event_paranoid`; nil where the kernel has none.
  public static func setting(_ name: String) -> Int? {
    let bytes = (try? Host.contents(of: "/proc/sys/\(name)", limit: 64)) ?? []
    return Int(String(decoding: bytes, as: UTF8.self).filter { $0.isNumber || $0 == "-" })
  }

  /// `6.18`: the kernel's release up to the second number.
  public static var kernelRelease: String {
    let bytes = (try? Host.contents(of: "/proc/sys/kernel/osrelease", limit: 256)) ?? []
    let numbers = String(decoding: bytes, as: UTF8.self).split(separator: ".").prefix(2)
    return numbers.map { $0.prefix(while: \.isNumber) }.joined(separator: ".")
  }
}
