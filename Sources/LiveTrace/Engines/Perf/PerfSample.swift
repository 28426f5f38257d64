import ByteReading
import MachineCode
import ProcessControl

/// A sample of a ``PerfProbe``, taken apart.
struct PerfSample {
  static let recordType: UInt32 = 9

  var identifier: UInt64
  var process: Int32
  var thread: Int32
  var time: UInt64
  var processor: UInt32
  /// Innermost first, without the kernel's marks; the first is the program counter.
  var callers: [UInt64] = []
  /// In the order of the kernel's numbers.
  var registers: [UInt64] = []
  var stack: [UInt8] = []

  /// Nil for a record that is cut short. What it holds is that which its probe asked for.
  init?(_ bytes: RawSpan, contents: (UInt64) -> PerfProbe.Contents?) {
    guard let identifier = bytes.uint64(at: 8), let contents = contents(identifier),
      let process = bytes.int32(at: 24), let thread = bytes.int32(at: 28),
      let time = bytes.uint64(at: 32), let processor = bytes.uint32(at: 40)
    else { return nil }
    self.identifier = identifier
    self.process = process
    self.thread = thread
    self.time = time
    self.processor = processor
    var place = 48
    if contents.callers {
      guard let count = bytes.uint64(at: place), count < 1024 else { return nil }
      let firstMark = UInt64(bitPattern: -4095)
      for index in 0..<Int(count) {
        guard let caller = bytes.uint64(at: place + 8 + 8 * index) else { return nil }
        if caller < firstMark { callers.append(caller) }
      }
      place += 8 + 8 * Int(count)
    }
    guard let abi = bytes.uint64(at: place) else { return nil }
    place += 8
    if abi != 0 {
      for _ in 0..<contents.registers.nonzeroBitCount {
        guard let register = bytes.uint64(at: place) else { return nil }
        registers.append(register)
        place += 8
      }
    }
    guard contents.stack > 0 else { return }
    guard let size = bytes.uint64(at: place), size <= UInt64(contents.stack) else { return nil }
    guard size > 0 else { return }
    guard let written = bytes.uint64(at: place + 8 + Int(size)), written <= size,
      let part = bytes.part(offset: place + 8, count: Int(written))
    else { return nil }
    stack = part.array()
  }
}

/// How the kernel numbers registers in samples (`asm/perf_regs.h`).
struct PerfRegisters {
  /// A bit for each register that is asked for.
  let mask: UInt64
  private let architecture: CodeArchitecture

  init(_ architecture: CodeArchitecture) {
    self.architecture = architecture
    switch architecture {
    case .amd64: mask = 0xff03ff
    case .arm64: mask = 0x1_ffff_ffff
    }
  }

  /// In the order of ``ProbeRegisters``; arm64 samples have no PSTATE.
  func registers(_ sample: [UInt64]) -> ProbeRegisters? {
    guard sample.count == mask.nonzeroBitCount else { return nil }
    switch architecture {
    case .amd64:
      // AX BX CX DX SI DI BP SP IP flags R8 … R15
      let order = [0, 2, 3, 1, 7, 6, 4, 5] + Array(10...17) + [8, 9]
      return ProbeRegisters(architecture: .amd64, words: order.map { sample[$0] })
    case .arm64: return ProbeRegisters(architecture: .arm64, words: sample + [0])
    }
  }
}
