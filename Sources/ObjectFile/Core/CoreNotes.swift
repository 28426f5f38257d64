import ByteReading

/// The notes of a core: threads, signal, mapped files, auxiliary vector.
struct CoreNotes {
  var threads: [CoreThread] = []
  var mappedFiles: [CoreMappedFile] = []
  var signal: CoreSignal?
  var commandLine: String?
  var auxiliary: [UInt64: UInt64] = [:]

  /// Types of notes named `CORE` (`elf.h`).
  private enum NoteType {
    static let status: UInt32 = 1
    static let process: UInt32 = 3
    static let auxiliaryVector: UInt32 = 6
    static let signal: UInt32 = 0x5349_4749
    static let files: UInt32 = 0x4649_4c45
  }
  private static let mostNotes = 1 << 20
  /// As many as Linux has process numbers unless its administrator allows more.
  private static let mostThreads = 1 << 15
  private static let mostAuxiliary = 256
  private static let mostFiles = 1 << 16
  /// All paths together; every mapping of a file repeats its own.
  private static let mostPathBytes = 1 << 24

  init(_ headers: CoreHeaders, _ bytes: RawSpan) {
    var left = Self.mostNotes
    // Headers may name the same notes again and again.
    var bytesLeft = bytes.byteCount
    for range in headers.notes {
      guard let part = bytes.part(range) else { continue }
      var cursor = ByteCursor(part)
      while left > 0, bytesLeft > 0 {
        left -= 1
        do throws(ByteError) {
          let nameSize = try cursor.uint32()
          let size = try cursor.uint32()
          let type = try cursor.uint32()
          let name = try cursor.range(Int(nameSize))
          try cursor.align(to: 4)
          let contents = try cursor.range(min(Int(size), cursor.remaining))
          guard let span = part.part(contents) else { break }
          bytesLeft -= span.byteCount
          if part.nulTerminatedText(in: name, at: 0, limit: 16) == "CORE" {
            add(type, span, headers.machine)
          }
          if cursor.isAtEnd { break }
          try cursor.align(to: 4)
        } catch {
          break
        }
      }
    }
  }

  private mutating func add(_ type: UInt32, _ span: RawSpan, _ machine: ObjectFile.Machine) {
    switch type {
    case NoteType.status:
      if threads.count < Self.mostThreads, let thread = Self.thread(span, machine) {
        threads.append(thread)
      }
    case NoteType.process:
      let arguments = ByteRange(offset: 56, count: 80)?.clamped(to: span.byteCount) ?? .empty
      let text = span.nulTerminatedText(in: arguments, at: 0, limit: 80)
      if !text.isEmpty { commandLine = text }
    case NoteType.auxiliaryVector:
      var offset = 0
      while auxiliary.count < Self.mostAuxiliary, let key = span.uint64(at: offset),
        let value = span.uint64(at: offset &+ 8), key != 0
      {
        auxiliary[key] = value
        offset &+= 16
      }
    case NoteType.signal:
      if signal == nil, let number = span.int32(at: 0), let code = span.int32(at: 8),
        let address = span.uint64(at: 16)
      {
        signal = CoreSignal(number: Int(number), code: Int(code), address: address)
      }
    case NoteType.files: addFiles(span)
    default: break
    }
  }

  /// `elf_prstatus`: registers at 112, 27 of them on amd64, 34 on arm64.
  private static func thread(_ span: RawSpan, _ machine: ObjectFile.Machine) -> CoreThread? {
    let count = machine == .amd64 ? 27 : 34
    guard let signal = span.uint16(at: 12), let id = span.int32(at: 32),
      span.holds(count &* 8, at: 112)
    else { return nil }
    return CoreThread(
      id: Int(id), signal: Int(signal),
      registers: (0..<count).map { span.uint64OrZero(at: 112 &+ $0 &* 8) }, machine: machine)
  }

  /// Count, page size, then start, end and offset in pages of each, then the names.
  private mutating func addFiles(_ span: RawSpan) {
    guard mappedFiles.isEmpty, let count = span.uint64(at: 0).flatMap({ Int(exactly: $0) }),
      count <= Self.mostFiles, let pageSize = span.uint64(at: 8)
    else { return }
    var name = 16 &+ count &* 24
    var pathBytes = 0
    for index in 0..<count {
      let place = 16 &+ index &* 24
      guard let start = span.uint64(at: place), let end = span.uint64(at: place &+ 8),
        let page = span.uint64(at: place &+ 16), start < end,
        let length = span.nulTerminatedLength(at: name, limit: 4096),
        let text = span.part(offset: name, count: length)
      else { return }
      name &+= length &+ 1
      pathBytes &+= length
      guard pathBytes <= Self.mostPathBytes else { return }
      mappedFiles.append(
        CoreMappedFile(
          addresses: start..<end, fileOffset: page.multiplied(by: pageSize) ?? 0,
          path: text.text()))
    }
  }
}
