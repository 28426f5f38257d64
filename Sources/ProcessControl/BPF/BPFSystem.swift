import CPanicScopeShims
import Glibc

/// The system call `bpf(2)`, as far as probes need it.
public enum BPFSystem {
  /// A buffer that programs write and one reader empties; `size` is a power of two of at least a page.
  public static func makeRing(size: Int) throws(SystemError) -> Descriptor {
    try makeMap(type: 27, keySize: 0, valueSize: 0, entries: UInt32(clamping: size), flags: 0)
  }

  /// For ``SharedWords``.
  public static func makeWords(count: Int) throws(SystemError) -> Descriptor {
    let mappable: UInt32 = 1 << 10
    return try makeMap(
      type: 2, keySize: 4, valueSize: UInt32(clamping: 8 * count), entries: 1, flags: mappable)
  }

  private static func makeMap(
    type: UInt32, keySize: UInt32, valueSize: UInt32, entries: UInt32, flags: UInt32
  ) throws(SystemError) -> Descriptor {
    var attributes = Attributes()
    for (index, word) in [type, keySize, valueSize, entries, flags].enumerated() {
      attributes.set32(4 * index, word)
    }
    return try attributes.call(0, size: 72, "bpf(BPF_MAP_CREATE)")
  }

  /// Loads a program for uprobes; it may wait for pages of the traced process to be read in.
  ///
  /// `links` says by which link it will be attached: all its probes by one (Linux 6.6), or one by one.
  public static func loadProgram(
    _ code: [UInt64], links: LinkKind
  ) throws(SystemError) -> Descriptor {
    let kprobe: UInt32 = 2
    let sleepable: UInt32 = 1 << 4
    var result: Result<Descriptor, SystemError> = .failure(SystemError("bpf", EINVAL))
    let license = Array("Dual MIT/GPL".utf8) + [0]
    unsafe code.withUnsafeBytes { code in
      unsafe license.withUnsafeBytes { license in
        var attributes = Attributes()
        attributes.set32(0, kprobe)
        attributes.set32(4, UInt32(clamping: code.count / 8))
        unsafe attributes.setPointer(8, code.baseAddress)
        unsafe attributes.setPointer(16, license.baseAddress)
        attributes.set32(44, sleepable)
        attributes.set32(68, links == .multi ? attachUprobeMulti : 0)
        result = attributes.result(5, size: 144, "bpf(BPF_PROG_LOAD)")
      }
    }
    return try result.get()
  }

  public enum LinkKind: Sendable, Hashable { case multi, perfEvent }

  /// Whether one link can hold all probes (Linux 6.6): such a kernel looks for the file.
  public static func linksMany(program: Descriptor) -> Bool {
    do throws(SystemError) {
      _ = try linkProbes(
        program: program, path: "/proc/self/no such file", offsets: [0], cookies: [0], process: 0)
      return true
    } catch {
      return error.code == ENOENT
    }
  }

  /// What the kernel's verifier says of a program, for tests.
  static func verifierLog(_ code: [UInt64]) -> String {
    var log = [UInt8](repeating: 0, count: 1 << 20)
    let license = Array("Dual MIT/GPL".utf8) + [0]
    unsafe code.withUnsafeBytes { code in
      unsafe license.withUnsafeBytes { license in
        unsafe log.withUnsafeMutableBytes { log in
          var attributes = Attributes()
          attributes.set32(0, 2)
          attributes.set32(4, UInt32(clamping: code.count / 8))
          unsafe attributes.setPointer(8, code.baseAddress)
          unsafe attributes.setPointer(16, license.baseAddress)
          attributes.set32(24, 1)
          attributes.set32(28, UInt32(clamping: log.count))
          unsafe attributes.setPointer(32, UnsafeRawPointer(log.baseAddress))
          attributes.set32(44, 1 << 4)
          attributes.set32(68, attachUprobeMulti)
          _ = try? attributes.call(5, size: 144, "bpf(BPF_PROG_LOAD)")
        }
      }
    }
    return String(decoding: log.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static let attachUprobeMulti: UInt32 = 48

  /// Attaches the program to all `offsets` of the file at `path`, in one process or (0) in all; each
  /// probe hands its cookie to the program. The probes are there as long as the link is open.
  public static func linkProbes(
    program: Descriptor, path: String, offsets: [UInt64], cookies: [UInt64], process: Int32
  ) throws(SystemError) -> Descriptor {
    var result: Result<Descriptor, SystemError> = .failure(SystemError("bpf", EINVAL))
    guard offsets.count == cookies.count else { return try result.get() }
    let name = Array(path.utf8) + [0]
    unsafe name.withUnsafeBytes { name in
      unsafe offsets.withUnsafeBytes { offsets in
        unsafe cookies.withUnsafeBytes { cookies in
          var attributes = Attributes()
          attributes.set32(0, UInt32(bitPattern: program.number))
          attributes.set32(8, attachUprobeMulti)
          unsafe attributes.setPointer(16, name.baseAddress)
          unsafe attributes.setPointer(24, offsets.baseAddress)
          unsafe attributes.setPointer(40, cookies.baseAddress)
          attributes.set32(48, UInt32(clamping: offsets.count / 8))
          attributes.set32(56, UInt32(bitPattern: process))
          result = attributes.result(28, size: 64, "bpf(BPF_LINK_CREATE)")
        }
      }
    }
    return try result.get()
  }

  /// Attaches the program to one event of ``PerfProbe``.
  public static func linkEvent(
    program: Descriptor, event: Descriptor, cookie: UInt64
  ) throws(SystemError) -> Descriptor {
    var attributes = Attributes()
    attributes.set32(0, UInt32(bitPattern: program.number))
    attributes.set32(4, UInt32(bitPattern: event.number))
    attributes.set32(8, 41)
    attributes.set64(16, cookie)
    return try attributes.call(28, size: 64, "bpf(BPF_LINK_CREATE)")
  }
}

/// The kernel's `union bpf_attr` or `struct perf_event_attr`, set by offsets: the headers of older
/// systems lack members.
@safe
struct Attributes {
  private var bytes = [UInt8](repeating: 0, count: 256)

  mutating func set32(_ offset: Int, _ word: UInt32) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: word >> (8 * index)) }
  }
  mutating func set64(_ offset: Int, _ word: UInt64) {
    for index in 0..<8 { bytes[offset + index] = UInt8(truncatingIfNeeded: word >> (8 * index)) }
  }
  /// What `pointer` points to must live until the call.
  mutating func setPointer(_ offset: Int, _ pointer: UnsafeRawPointer?) {
    set64(offset, UInt64(UInt(bitPattern: pointer)))
  }

  mutating func call(_ command: Int32, size: UInt32, _ name: String) throws(SystemError)
    -> Descriptor
  {
    try result(command, size: size, name).get()
  }

  mutating func result(_ command: Int32, size: UInt32, _ name: String)
    -> Result<Descriptor, SystemError>
  {
    let number = unsafe bytes.withUnsafeMutableBytes {
      unsafe pcs_bpf(command, $0.baseAddress, size)
    }
    guard number >= 0 else {
      return .failure(SystemError(name, Int32(truncatingIfNeeded: -number)))
    }
    return .success(Descriptor(Int32(truncatingIfNeeded: number)))
  }

  mutating func withBytes<Result>(_ body: (UnsafeMutableRawPointer?) -> Result) -> Result {
    unsafe bytes.withUnsafeMutableBytes { unsafe body($0.baseAddress) }
  }
}
