import ByteReading
import CPanicScopeShims
import Glibc

/// A probe of the kernel's `uprobe` events (`perf_event_open(2)`): its hits go to a ``PerfRing``.
@safe
public final class PerfProbe {
  /// What a sample holds besides its identifier, address, thread, time and processor.
  public struct Contents: Sendable, Hashable {
    /// A bit for each register (`asm/perf_regs.h`).
    public var registers: UInt64
    /// Return addresses, by the kernel's own walk.
    public var callers: Bool
    /// Bytes of the stack: a multiple of 8 below 64 KiB.
    public var stack: UInt32
    public init(registers: UInt64, callers: Bool = false, stack: UInt32 = 0) {
      self.registers = registers
      self.callers = callers
      self.stack = stack
    }
  }

  /// `PERF_SAMPLE_…`
  private enum Sample {
    static let address: UInt64 = 1
    static let thread: UInt64 = 1 << 1
    static let time: UInt64 = 1 << 2
    static let callers: UInt64 = 1 << 5
    static let processor: UInt64 = 1 << 7
    static let registers: UInt64 = 1 << 12
    static let stack: UInt64 = 1 << 13
    static let identifier: UInt64 = 1 << 16
  }

  let descriptor: Descriptor
  /// Tells the probe's samples from those of others in the same ring.
  public let identifier: UInt64

  /// Sets a probe in all processes that run `path`, for the hits on one processor. Never with
  /// `inherit`: the kernel would read the path again, in the traced process, whenever it starts a
  /// thread, and the thread would not start.
  public init(
    path: String, offset: UInt64, processor: Int32, contents: Contents
  ) throws(SystemError) {
    var sample =
      Sample.address | Sample.thread | Sample.time | Sample.processor | Sample.identifier
      | Sample.registers
    if contents.callers { sample |= Sample.callers }
    if contents.stack > 0 { sample |= Sample.stack }
    var attributes = try Self.attributes(offset: offset)
    attributes.set64(16, 1)
    attributes.set64(24, sample)
    let formatLost: UInt64 = 1 << 4
    attributes.set64(32, formatLost)
    let watermark: UInt64 = 1 << 14
    let excludeKernelCallers: UInt64 = 1 << 21
    let useClock: UInt64 = 1 << 25
    attributes.set64(40, watermark | excludeKernelCallers | useClock)
    // The reader polls by time.
    attributes.set32(48, 1 << 30)
    attributes.set64(80, contents.registers)
    attributes.set32(88, contents.stack)
    attributes.set32(92, UInt32(bitPattern: CLOCK_MONOTONIC))
    let opened = try Self.open(&attributes, path: path, process: -1, processor: processor)
    descriptor = opened
    var identifier: UInt64 = 0
    let getIdentifier: UInt = 0x8008_2407
    let result = unsafe withUnsafeMutablePointer(to: &identifier) {
      pcs_ioctl(opened.number, getIdentifier, UInt(bitPattern: $0))
    }
    _ = try checked("ioctl(PERF_EVENT_IOC_ID)", result)
    self.identifier = identifier
  }

  /// An event without samples, for a BPF program to be attached to (``BPFSystem/linkEvent``): the
  /// hits of one process or (0) of all.
  public static func event(
    path: String, offset: UInt64, process: Int32
  ) throws(SystemError) -> Descriptor {
    var attributes = try Self.attributes(offset: offset)
    // The program runs on every processor; of an event for all processes it is only its owner.
    return try open(
      &attributes, path: path, process: process == 0 ? -1 : process,
      processor: process == 0 ? 0 : -1)
  }

  /// Sends the samples to the ring of another probe of the same processor.
  public func redirect(to other: PerfProbe) throws(SystemError) {
    let setOutput: UInt = 0x2405
    _ = try checked(
      "ioctl(PERF_EVENT_IOC_SET_OUTPUT)",
      pcs_ioctl(descriptor.number, setOutput, UInt(other.descriptor.number)))
  }

  /// No more hits are sampled; those that were stay in the ring.
  public func disable() {
    let disable: UInt = 0x2401
    _ = pcs_ioctl(descriptor.number, disable, 0)
  }

  /// Samples for which the ring had no room, exactly; needs Linux 6.0.
  public var lost: UInt64 {
    var words: [UInt64] = [0, 0]
    let count = unsafe read(descriptor.number, &words, 16)
    return count == 16 ? words[1] : 0
  }

  private static func attributes(offset: UInt64) throws(SystemError) -> Attributes {
    let folder = "/sys/bus/event_source/devices/uprobe/type"
    let text = (try? Host.contents(of: folder, limit: 64)) ?? []
    guard let type = UInt32(String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)) else {
      throw SystemError("perf_event_open (no uprobe events)", ENOENT)
    }
    var attributes = Attributes()
    attributes.set32(0, type)
    attributes.set32(4, 128)
    attributes.set64(64, offset)
    return attributes
  }

  private static func open(
    _ attributes: inout Attributes, path: String, process: Int32, processor: Int32
  ) throws(SystemError) -> Descriptor {
    let closeOnExecution: UInt = 8
    let name = Array(path.utf8) + [0]
    let number = unsafe name.withUnsafeBytes { name in
      unsafe attributes.setPointer(56, name.baseAddress)
      return unsafe attributes.withBytes {
        unsafe pcs_perf_event_open($0, process, processor, -1, closeOnExecution)
      }
    }
    return Descriptor(Int32(truncatingIfNeeded: try checked("perf_event_open", number)))
  }
}
