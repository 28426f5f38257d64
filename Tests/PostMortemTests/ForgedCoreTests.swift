import ByteReading
import Foundation
import GoBinary
import ObjectFile
import PostMortem
import TestSupport
import Testing

/// Cores that were made to cost their reader more than they hold.
@Suite(
  .serialized,
  .enabled(if: KernelCore.isAvailable, "the kernel does not write `core` files here"),
  .enabled(if: CoreProgramTests.toolchains.last != nil, "no Go toolchain"))
struct ForgedCoreTests {
  private func sound() throws -> (image: GoImage, core: ForgedCore) {
    let toolchain = try #require(CoreProgramTests.toolchains.last)
    let executable = try toolchain.build(CoreProgramTests.dying)
    let file = try MappedFile(path: executable)
    let core = try MappedFile(path: KernelCore.of(executable))
    return (
      try GoImage(file: file, object: ObjectFile(file: file)), ForgedCore(core.bytes.array())
    )
  }

  @Test func numbersOfThreadsMayBeNegative() throws {
    var (image, core) = try sound()
    let status: UInt32 = 1
    for contents in core.notes(ofType: status) { core.store(UInt32.max, at: contents + 32) }
    let program = try #require(CoreProgram(core: CoreFile(file: core.file()), image: image))
    #expect(program.core.threads.allSatisfy { $0.id == -1 })
    #expect(!CoreExplainer(program, audit: nil).remains().remains.isEmpty)
  }

  /// A hundred headers that name the same notes give them once.
  @Test func notesCountOnce() throws {
    var (_, core) = try sound()
    let once = try CoreFile(file: core.file())
    let noteType: UInt32 = 4
    let notes = try #require(core.headers.first { $0.type == noteType })
    core.headers += Array(repeating: notes, count: 5000)
    let often = try CoreFile(file: core.file())
    #expect(often.mappedFiles == once.mappedFiles && !once.mappedFiles.isEmpty)
    #expect(often.threads.count <= 1 << 15)
    #expect(often.threads.prefix(once.threads.count) == once.threads[...])
  }

  /// A hundred goroutines on the same stack of two thousand frames, with the same thousand panics.
  @Test func goroutinesCannotShareTheirStackForNothing() throws {
    var (image, core) = try sound()
    let list = try {
      let file = try CoreFile(file: core.file())
      let program = try #require(CoreProgram(core: file, image: image))
      return try #require(program.process.goroutineListAddress)
    }()
    let main = try #require(image.functions(named: ["main.main"]).first?.value)
    let shape = image.layout.goroutine
    let (frames, count) = (2000, 100)
    let base: UInt64 = 0x7000_0000_0000
    let stack = base + 1 << 24
    var goroutines = [UInt8](repeating: 0, count: count * 8 + count * shape.size)
    for number in 0..<count {
      let place = count * 8 + number * shape.size
      func store(_ value: UInt64, _ field: Int) {
        goroutines.replaceSubrange(place + field..<place + field + 8, with: littleEndian(value))
      }
      goroutines.replaceSubrange(
        number * 8..<number * 8 + 8, with: littleEndian(base + UInt64(place)))
      store(stack, shape.stack)
      store(stack + 1 << 20, shape.stack + 8)
      store(stack, shape.sched)
      store(image.entry(main) + 1, shape.sched + 8)
      store(base + UInt64(place), shape.sched + 16)
      let waiting: UInt64 = 4
      store(waiting, shape.atomicstatus)
      store(UInt64(number + 1), shape.goid)
      store(stack + 1 << 19, shape._panic)
    }
    // Return addresses behind the first instruction of a function: frames of 8 bytes.
    var words = (0..<frames).flatMap { _ in littleEndian(image.entry(main) + 1) }
    words += [UInt8](repeating: 0, count: (1 << 20) - words.count)
    for number in 0..<1000 {
      let place = 1 << 19 + number * image.layout.panic.size + image.layout.panic.link
      let next = stack + 1 << 19 + UInt64((number + 1) * image.layout.panic.size)
      words.replaceSubrange(place..<place + 8, with: littleEndian(next))
    }
    core.map(goroutines, at: base)
    core.map(words, at: stack)
    for (index, word) in [base, UInt64(count), UInt64(count)].enumerated() {
      core.store(word, atAddress: list + UInt64(index) * 8)
    }

    let program = try #require(CoreProgram(core: CoreFile(file: core.file()), image: image))
    let (remains, notices) = CoreExplainer(program, audit: nil, mostBytes: 1 << 20).remains()
    let kept =
      remains.flatMap(\.goroutines).reduce(0) { $0 + $1.frames.count }
      + remains.flatMap(\.episode.panics).reduce(0) { $0 + $1.callers.count + 1 }
    #expect(kept > 1000 && kept < 10_000, "\(kept)")
    #expect(notices.contains { $0.contains("more goroutines were not read") }, "\(notices)")
  }
}

/// A core that can be changed: its program headers stand apart until it is a file again.
struct ForgedCore {
  struct Header {
    var type: UInt32
    var flags: UInt32
    var offset: UInt64
    var address: UInt64
    var fileSize: UInt64
    var memorySize: UInt64
  }
  private var bytes: [UInt8]
  var headers: [Header] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let span = bytes.span.bytes
    let start = Int(span.uint64OrZero(at: 32))
    for number in 0..<Int(span.uint16(at: 56) ?? 0) {
      let place = start + 56 * number
      headers.append(
        Header(
          type: span.uint32(at: place) ?? 0, flags: span.uint32(at: place + 4) ?? 0,
          offset: span.uint64OrZero(at: place + 8), address: span.uint64OrZero(at: place + 16),
          fileSize: span.uint64OrZero(at: place + 32),
          memorySize: span.uint64OrZero(at: place + 40)))
    }
  }

  /// Where the contents of these notes stand in the file.
  func notes(ofType wanted: UInt32) -> [Int] {
    let span = bytes.span.bytes
    var found: [Int] = []
    let noteType: UInt32 = 4
    for header in headers where header.type == noteType {
      var place = Int(header.offset)
      let end = place + Int(header.fileSize)
      while place + 12 <= end, let name = span.uint32(at: place),
        let size = span.uint32(at: place + 4),
        let type = span.uint32(at: place + 8)
      {
        let contents = place + 12 + (Int(name) + 3) & ~3
        if type == wanted { found.append(contents) }
        place = contents + (Int(size) + 3) & ~3
      }
    }
    return found
  }

  mutating func store(_ value: some FixedWidthInteger, at offset: Int) {
    let new = littleEndian(value)
    bytes.replaceSubrange(offset..<offset + new.count, with: new)
  }

  mutating func store(_ value: UInt64, atAddress address: UInt64) {
    let loadType: UInt32 = 1
    for header in headers
    where header.type == loadType && header.address <= address
      && address - header.address < header.fileSize
    {
      store(value, at: Int(header.offset + address - header.address))
    }
  }

  mutating func map(_ memory: [UInt8], at address: UInt64) {
    let size = UInt64(memory.count)
    let (loadType, readWrite): (UInt32, UInt32) = (1, 6)
    headers.append(
      Header(
        type: loadType, flags: readWrite, offset: UInt64(bytes.count), address: address,
        fileSize: size, memorySize: size))
    bytes += memory
  }

  func file() throws -> MappedFile {
    var whole = self
    whole.store(UInt64(bytes.count), at: 32)
    whole.store(UInt16(headers.count), at: 56)
    for header in headers {
      whole.bytes += littleEndian(header.type) + littleEndian(header.flags)
      for word in [
        header.offset, header.address, header.address, header.fileSize, header.memorySize, 4096,
      ] { whole.bytes += littleEndian(word) }
    }
    return try MappedFile(copying: whole.bytes.span.bytes)
  }
}
