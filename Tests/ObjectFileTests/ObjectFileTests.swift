import ByteReading
import ObjectFile
import TestSupport
import Testing

@Suite struct ObjectFileTests {
  private func open(_ bytes: [UInt8]) throws -> ObjectFile {
    try ObjectFile(file: MappedFile(copying: bytes.span.rawBytes))
  }

  private func word(_ value: UInt64) -> [UInt8] { littleEndian(value) }

  @Test(
    "files of other kinds are named",
    arguments: [
      ([], "an empty file"), (Array("#!/bin/sh\n".utf8), "a script"),
      (Array("!<arch>\n__.PKGDEF ".utf8), "an archive of Go object files"),
      (Array("!<arch>\ndebian-binary".utf8), "an ar archive"),
      ([0xcf, 0xfa, 0xed, 0xfe, 0, 0], "a 64-bit Mach-O file (macOS)"),
      ([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2], "a Mach-O universal binary (macOS)"),
      ([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61], "a Java class file"),
      ([0x4d, 0x5a, 0, 0], "a DOS executable"),
      ([0, 0x61, 0x73, 0x6d], "a WebAssembly module"), ([1], "not an executable"),
    ] as [([UInt8], String)])
  func others(_ bytes: [UInt8], _ words: String) {
    let error = #expect(throws: ObjectFileError.self) { try open(bytes) }
    guard case .unsupported(let recognised) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(recognised.words == words)
  }

  @Test("ELF files that are not read are named")
  func unsupported() {
    func words(_ change: (inout [UInt8]) -> Void) -> String {
      var elf = TinyELF()
      elf.segments = [.init(address: 0x1000, bytes: [0])]
      var bytes = elf.build()
      change(&bytes)
      do throws(ObjectFileError) {
        _ = try ObjectFile(file: try! MappedFile(copying: bytes.span.rawBytes))
        return "read"
      } catch {
        if case .unsupported(let recognised) = error { return recognised.words }
        return "\(error)"
      }
    }
    #expect(words { _ in } == "read")
    #expect(words { $0[4] = 1 } == "a 32-bit ELF file")
    #expect(words { $0[5] = 2 } == "a big-endian ELF file")
    #expect(words { $0[16] = 1 } == "a relocatable object file, not linked yet")
    #expect(words { $0[16] = 4 } == "a core file")
    #expect(words { $0[18] = 243 } == "an ELF file for RISC-V")
    #expect(words { $0[18] = 99 } == "an ELF file for machine number 99")
    #expect(words { $0[56] = 0 }.contains("no program headers"))
    #expect(words { $0[32] = 0xff }.contains("outside the file"))
    #expect(
      words {
        $0[64 + 16 + 7] = 0xff
        $0[64 + 40 + 7] = 0x7f
      }.contains("impossible sizes"))
    #expect(words { $0.removeLast($0.count - 4) }.contains("cut off"))
    #expect(words { $0.removeLast($0.count - 20) }.contains("cut off"))
  }

  @Test("addresses are found in the file and memory beyond it is not")
  func addresses() throws {
    var elf = TinyELF()
    elf.segments = [
      .init(flags: 6, address: 0x3000, bytes: [UInt8](repeating: 3, count: 16), extraMemory: 32),
      .init(flags: 5, address: 0x1000, bytes: word(0x1122) + word(7)),
    ]
    let object = try open(elf.build())
    #expect(object.machine == .amd64 && !object.isPositionIndependent && object.sections.isEmpty)
    #expect(object.segments.map(\.address) == [0x1000, 0x3000])
    #expect(object.segments.map(\.isExecutable) == [true, false])
    #expect(object.word(at: 0x1000) == 0x1122 && object.word(at: 0x1008) == 7)
    #expect(object.word(at: 0x1009) == nil && object.word(at: 0xfff) == nil)
    #expect(object.word(at: 0x3010) == nil && object.word(at: .max) == nil)
    #expect(object.addressMap.segment(containing: 0x302f)?.address == 0x3000)
    #expect(object.addressMap.segment(containing: 0x3030) == nil)
    #expect(object.addressMap.bytes(at: 0x1000, count: .max) == nil)
    let offset = try #require(object.addressMap.fileOffset(of: 0x3004))
    #expect(object.addressMap.address(ofFileOffset: offset) == 0x3004)
    #expect(object.addressMap.address(ofFileOffset: 0) == nil)
    #expect(object.firstAddress(ofWord: 7, in: object.segments[0]) == 0x1008)
    #expect(object.firstAddress(ofWord: 7, in: object.segments[0], from: 0x1009) == nil)
    #expect(object.firstAddress(ofWord: 7, in: object.segments[0], from: .max) == nil)
  }

  @Test("words are found at multiples of 8 also when the segment does not begin at one")
  func unalignedSegment() throws {
    var elf = TinyELF()
    elf.segments = [.init(address: 0x1003, bytes: [0, 0, 0, 0, 0] + word(5) + [0] + word(5))]
    let object = try open(elf.build())
    var found: [UInt64] = []
    object.forEachAddress(ofWord: 5, in: object.segments[0]) {
      found.append($0)
      return true
    }
    #expect(found == [0x1008])
  }

  @Test("bytes that the headers claim beyond the file's end are left out")
  func cutOff() throws {
    var elf = TinyELF()
    elf.segments = [.init(address: 0x1000, bytes: [UInt8](repeating: 1, count: 64))]
    let object = try open(Array(elf.build().dropLast(32)))
    #expect(object.segments[0].range.count == 32 && object.segments[0].memorySize == 64)
    #expect(object.addressMap.fileOffset(of: 0x1020) == nil)
  }

  @Test("hostile headers are refused or cost little")
  func hostile() throws {
    var elf = TinyELF()
    elf.segments = [.init(address: 0x1000, bytes: [UInt8](repeating: 0, count: 4096))]
    for index in 0..<40 { elf.segments.append(.init(address: UInt64(index) << 16, bytes: [0])) }
    var bytes = elf.build()
    // All headers claim the bytes of the first.
    for index in 1...40 {
      let (from, to) = (64, 64 + 56 * index)
      for field in [8, 32, 40] {
        bytes.replaceSubrange(
          to + field..<to + field + 8, with: bytes[from + field..<from + field + 8])
      }
    }
    #expect(
      throws: ObjectFileError.damaged(what: "the loadable segments overlap in the file", offset: 32)
    ) {
      try open(bytes)
    }
    // Thousands of note segments over the same thousands of empty notes.
    elf.segments = [.init(address: 0x1000, bytes: [UInt8](repeating: 0, count: 1 << 20))]
    elf.segments += (0..<3000).map { _ in .init(type: 4, address: 0, bytes: []) }
    bytes = elf.build()
    for index in 1...3000 {
      let place = 64 + 56 * index
      bytes.replaceSubrange(place + 8..<place + 16, with: bytes[64 + 8..<64 + 16])
      bytes.replaceSubrange(place + 32..<place + 40, with: bytes[64 + 32..<64 + 40])
    }
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try open(bytes).notes.count <= 1024)
    let elapsed = clock.now - start
    // Each note once: milliseconds. Beside other tests a thread may wait long for a core.
    #expect(elapsed < .seconds(30))
  }

  @Test("notes give both build IDs, from segments and from sections")
  func notes() throws {
    func note(_ name: [UInt8], _ type: UInt32, _ contents: [UInt8]) -> [UInt8] {
      func padded(_ bytes: [UInt8]) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
      }
      return littleEndian(UInt32(name.count)) + littleEndian(UInt32(contents.count))
        + littleEndian(type) + padded(name) + padded(contents)
    }
    let go = note(Array("Go\0\0".utf8), 4, Array("action/content".utf8))
    let gnu = note(Array("GNU\0".utf8), 3, [0xde, 0xad, 0x01])
    var elf = TinyELF()
    elf.segments = [
      .init(address: 0x1000, bytes: [0]), .init(type: 4, address: 0x2000, bytes: go),
    ]
    elf.sections = [.init(".note.gnu.build-id", type: 7, bytes: gnu)]
    let object = try open(elf.build())
    #expect(object.goBuildID == "action/content" && object.gnuBuildID == "dead01")
    #expect(object.notes.count == 2)
    elf.segments[1].bytes = note(Array("Go\0\0".utf8), 4, []).dropLast(0) + [1, 2]
    #expect(try open(elf.build()).goBuildID == "")
    elf.segments[1].bytes = [0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 4, 0, 0, 0]
    #expect(try open(elf.build()).goBuildID == nil)
  }

  @Test("relocations set words, sorted or not", arguments: [false, true])
  func relocations(_ shuffled: Bool) throws {
    var random = SeededRandom(seed: 3)
    var entries: [(UInt64, UInt64, UInt64)] = (0..<500).map { index in
      (0x8000 + 8 * index, 8, 0x1_0000 + index)
    }
    entries.append((0x8000 + 8 * 600, 1 | 1 << 32, 4))  // R_X86_64_64 of symbol 1
    entries.append((0x8000 + 8 * 601, 6 | 1 << 32, 0))  // R_X86_64_GLOB_DAT
    entries.append((0x8000 + 8 * 602, 1 | 2 << 32, 4))  // of a symbol of another file
    if shuffled { entries.shuffle(using: &random) }
    let table = entries.flatMap { littleEndian($0.0) + littleEndian($0.1) + littleEndian($0.2) }
    func symbol(_ section: UInt16, _ value: UInt64) -> [UInt8] {
      littleEndian(UInt32(0)) + [0, 0] + littleEndian(section) + littleEndian(value)
        + littleEndian(UInt64(0))
    }
    let symbols = symbol(0, 0) + symbol(3, 0x5000) + symbol(0, 0)
    let dynamic: [(UInt64, UInt64)] = [
      (7, 0x2_0000), (8, UInt64(table.count)), (6, 0x4_0000), (0, 0),
    ]
    var elf = TinyELF()
    elf.type = 3
    elf.segments = [
      .init(flags: 6, address: 0x8000, bytes: [UInt8](repeating: 0, count: 8 * 700)),
      .init(address: 0x2_0000, bytes: table), .init(address: 0x4_0000, bytes: symbols),
      .init(
        type: 2, address: 0x5_0000,
        bytes: dynamic.flatMap { littleEndian($0.0) + littleEndian($0.1) }),
    ]
    let object = try open(elf.build())
    #expect(object.isPositionIndependent && object.relocations.count == 503)
    for index: UInt64 in 0..<500 {
      #expect(object.relocatedWord(at: 0x8000 + 8 * index) == 0x1_0000 + index)
    }
    #expect(object.word(at: 0x8000 + 8 * 550) == 0)
    #expect(object.relocatedWord(at: 0x8000 + 8 * 550) == nil)
    #expect(object.relocatedWord(at: 0x8004) == nil)
    #expect(object.word(at: 0x8000 + 8 * 600) == 0x5004)
    #expect(object.relocatedWord(at: 0x8000 + 8 * 601) == nil)
    #expect(object.relocatedWord(at: 0x8000 + 8 * 602) == nil)
    #expect(object.relocations.addresses(setTo: 0x1_0000 + 77) == [0x8000 + 8 * 77])
  }

  @Test("symbols are found by name, and damaged tables have none")
  func symbols() throws {
    func symbol(_ name: UInt32, _ value: UInt64) -> [UInt8] {
      littleEndian(name) + [2, 0, 1, 0] + littleEndian(value) + littleEndian(UInt64(16))
    }
    var elf = TinyELF()
    elf.segments = [.init(address: 0x1000, bytes: [0])]
    let table = symbol(0, 0) + symbol(1, 0x1000) + symbol(6, 0x2000) + symbol(9999, 1)
    elf.sections = [
      .init(".symtab", type: 2, bytes: table, link: 2),
      .init(".strtab", type: 3, bytes: Array("\0main\0other\0".utf8)),
    ]
    let object = try open(elf.build())
    #expect(object.hasSymbols && object.sections.count == 4)
    #expect(object.symbol(named: "main")?.value == 0x1000)
    #expect(object.symbol(named: "other")?.size == 16)
    #expect(object.symbol(named: "mai") == nil)
    elf.sections[0].link = 99
    #expect(try open(elf.build()).symbol(named: "main") == nil)
    elf.sections[0].bytes = []
    #expect(try !open(elf.build()).hasSymbols)
  }
}
