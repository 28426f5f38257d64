public import ByteReading

/// A core dump: what a process had in memory, and where its threads stood, when it died or was
/// copied. ELF for Linux on amd64 and arm64, from the kernel or from gcore.
///
/// A truncated core gives what it holds: bytes that the headers claim beyond the end are missing
/// memory. Sources: `fs/binfmt_elf.c` of Linux, `linux/elfcore.h`, gABI chapter 5.
public struct CoreFile: Sendable {
  public let file: MappedFile
  public let machine: ObjectFile.Machine
  /// What was mapped; parts that were not dumped have no bytes.
  public let addressMap: AddressMap
  /// The thread that the dump was made of first: after a crash the one that crashed.
  public let threads: [CoreThread]
  public let mappedFiles: [CoreMappedFile]
  /// The signal's number and code and what it was about; nil when the core does not tell.
  public let signal: CoreSignal?
  /// `pr_psargs`: the beginning of the command line.
  public let commandLine: String?
  /// Address of the executable's entry point in memory (`AT_ENTRY`).
  public let entryPoint: UInt64?
  /// Path that the process was started by (`AT_EXECFN`), when its memory is there.
  public let executedPath: String?
  /// Bytes that the headers promise and the file does not have.
  public let missingBytes: UInt64

  public static func isCore(_ bytes: RawSpan) -> Bool {
    let coreType: UInt16 = 4
    return bytes.matches("\u{7f}ELF", at: 0) && bytes.uint16(at: 16) == coreType
  }

  public init(file: MappedFile) throws(ObjectFileError) {
    let recognised = RecognisedFormat(recognising: file.bytes)
    guard recognised.format == .elf else { throw .unsupported(recognised) }
    let headers = try CoreHeaders(file.bytes)
    let notes = CoreNotes(headers, file.bytes)
    let map = AddressMap(segments: headers.segments)
    self.file = file
    machine = headers.machine
    addressMap = map
    missingBytes = headers.missingBytes
    threads = notes.threads
    mappedFiles = notes.mappedFiles
    signal = notes.signal
    commandLine = notes.commandLine
    entryPoint = notes.auxiliary[AuxiliaryType.entry]
    executedPath = notes.auxiliary[AuxiliaryType.executedPath].flatMap { address in
      let bytes = file.bytes
      guard let range = map.bytes(from: address) else { return nil }
      return bytes.nulTerminatedText(in: range, at: 0, limit: 4096)
    }
  }

  private enum AuxiliaryType {
    static let entry: UInt64 = 9
    static let executedPath: UInt64 = 31
  }

  /// The bytes at `address`; nil when one of them is not in the core.
  public func bytes(at address: UInt64, count: Int) -> [UInt8]? {
    guard count >= 0, count <= 1 << 30 else { return nil }
    let bytes = file.bytes
    if let range = addressMap.bytes(at: address, count: UInt64(count)),
      let part = bytes.part(range)
    {
      return part.array()
    }
    // Across segments that follow each other.
    var result: [UInt8] = []
    while result.count < count {
      guard let place = address.adding(UInt64(result.count)),
        let rest = addressMap.bytes(from: place),
        let part = bytes.part(
          offset: rest.offset, count: min(rest.count, count - result.count)),
        part.byteCount > 0
      else { return nil }
      result += part.array()
    }
    return result
  }

  public func word(at address: UInt64) -> UInt64? {
    guard let offset = addressMap.fileOffset(of: address, count: 8) else { return nil }
    return file.bytes.uint64(at: offset)
  }

  /// The path of the executable: the file mapped where the entry point lies, else what the process was
  /// started by.
  public var executable: String? {
    if let entry = entryPoint, let file = mappedFiles.first(where: { $0.addresses.contains(entry) })
    {
      return file.path
    }
    return executedPath
  }

  /// Whether the address was mapped when the core was made, dumped or not.
  public func isMapped(_ address: UInt64) -> Bool { addressMap.segment(containing: address) != nil }
}

/// A thread of the dumped process.
public struct CoreThread: Sendable, Hashable {
  /// The kernel's thread identifier.
  public var id: Int
  /// The signal that it was taking; 0 for none.
  public var signal: Int
  /// General registers in the order of `elf_gregset_t`.
  public var registers: [UInt64]
  let machine: ObjectFile.Machine

  public var programCounter: UInt64 { machine == .amd64 ? registers[16] : registers[32] }
  public var stackPointer: UInt64 { machine == .amd64 ? registers[19] : registers[31] }
  /// BP or R29.
  public var framePointer: UInt64 { machine == .amd64 ? registers[4] : registers[29] }
  /// R30; 0 on amd64, which keeps return addresses on the stack.
  public var linkRegister: UInt64 { machine == .amd64 ? 0 : registers[30] }
  /// The register that Go code keeps `g` in: R14 or R28.
  public var goroutineRegister: UInt64 { machine == .amd64 ? registers[1] : registers[28] }
}

/// A part of a file that was mapped into the process (`NT_FILE`).
public struct CoreMappedFile: Sendable, Hashable {
  public var addresses: Range<UInt64>
  /// In bytes.
  public var fileOffset: UInt64
  public var path: String
}

/// The signal that made the kernel write the core (`NT_SIGINFO`).
public struct CoreSignal: Sendable, Hashable {
  public var number: Int
  public var code: Int
  /// `si_addr`; for a signal that a process sent its number and user.
  public var address: UInt64
}
