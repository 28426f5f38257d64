import ByteReading
import Foundation
import GoBinary
import GoRuntimeModel
import ObjectFile
import TestSupport
import Testing

/// Damaged files give an error or an image whose every lookup gives an answer or nil: never a trap.
/// `PANICSCOPE_MUTANTS` sets how many mutants of each program are tried.
@Suite struct MalformedTests {
  private static let mutants =
    ProcessInfo.processInfo.environment["PANICSCOPE_MUTANTS"].flatMap(Int.init) ?? 700

  private static let programs: [(toolchain: GoToolchain, variant: SampleProgram.Variant)] = {
    let all = GoToolchain.installed
    let picked = [all.first, all.last].compactMap { $0 }
    return picked.flatMap { [($0, SampleProgram.Variant.stripped), ($0, .strippedPie)] }
      + (all.last.map { [($0, .plain), ($0, .arm64)] } ?? [])
  }()

  /// Asks everything of a few functions; says whether the file could be opened at all.
  @discardableResult
  static func exercise(_ bytes: [UInt8], seed: UInt64 = 0) -> Bool {
    guard let file = try? MappedFile(copying: bytes.span.rawBytes),
      let object = try? ObjectFile(file: file)
    else { return false }
    _ = (object.goBuildID, object.gnuBuildID, object.neededLibraries, object.hasSymbols)
    _ = object.symbol(named: "no such symbol")
    guard let image = try? GoImage(file: file, object: object) else { return false }
    _ = image.functions(named: ["runtime.gopanic", "main.main"])
    _ = (image.dataSections(), image.textBytes().byteCount, image.buildInfo)
    var random = SeededRandom(seed: seed)
    var picked = (0..<12).map { _ in
      FunctionIndex(rawValue: UInt32.random(in: 0...UInt32(image.functionCount), using: &random))
    }
    picked.append(FunctionIndex(rawValue: 0))
    for function in picked {
      let entry = image.entry(function)
      _ = (image.name(function), image.scope(of: function), image.package(of: function))
      _ = (image.openCodedDefers(function), image.wrappedFunction(function))
      _ = (image.stackDeltas(function).count, image.declaration(function))
      _ = (image.argumentSize(function), image.flags(function), image.deferReturn(function))
      _ = image.withCode(function) { code, _ in code.byteCount }
      let size = UInt64(image.codeSize(function))
      for pc in [
        entry, entry &+ size / 2, entry &+ size &- 1, .random(in: 0 ... .max, using: &random),
      ] {
        _ = image.logicalFrames(at: pc, in: function).count
        _ = (image.stackDelta(at: pc, in: function), image.function(containing: pc))
        _ = image.word(at: pc)
      }
      for table in -1..<6 { _ = image.pcdata(function, table: table, at: entry) }
      for index in -1..<9 { _ = image.funcdata(function, index).flatMap(image.word) }
    }
    return true
  }

  /// The parts of the file whose bytes steer the readers.
  private static func targets(_ path: String) throws -> [ByteRange] {
    let file = try MappedFile(path: path)
    let object = try ObjectFile(file: file)
    let image = try GoImage(file: file, object: object)
    var targets = [ByteRange(offset: 0, count: 1024)]
    let table = image.bytes.firstRange(of: littleEndian(image.layout.version.magic))
    // The header, and the function table and records behind the names.
    if let table { targets.append(ByteRange(offset: table, count: 72)) }
    for name in [
      ".go.buildinfo", ".dynamic", ".note.go.buildid", ".symtab", ".strtab", ".rela", ".rela.dyn",
      ".gopclntab", ".data.rel.ro.gopclntab", ".go.module", ".noptrdata", ".data.rel.ro",
    ] {
      if let section = object.section(named: name) { targets.append(section.range) }
    }
    if let offset = image.bytes.uint64(at: 40).flatMap({ Int(exactly: $0) }) {
      targets.append(ByteRange(offset: offset, count: 64 * object.sections.count))
    }
    return targets.compactMap { $0?.clamped(to: file.count) }.filter { !$0.isEmpty }
  }

  @Test("flipped bytes never trap", arguments: programs.indices)
  func flips(_ program: Int) throws {
    let (toolchain, variant) = Self.programs[program]
    let path = try SampleProgram.build(toolchain, variant)
    let file = try MappedFile(path: path)
    let original = file.bytes.array()
    let targets = try Self.targets(path)
    #expect(targets.count >= 6)
    #expect(Self.exercise(original))
    var random = SeededRandom(seed: UInt64(program))
    var bytes = original
    var opened = 0
    for mutant in 0..<Self.mutants {
      var changed: [Int] = []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let target = targets[Int.random(in: 0..<targets.count, using: &random)]
        let start = Int.random(in: target.range, using: &random)
        // A byte, or a whole word with a value that breaks arithmetic.
        let values: [UInt64] = [0, .max, 1 << 63, 1 << 31, .max >> 1, 0xffff_fff0, 8]
        let word = littleEndian(values[Int.random(in: 0..<values.count, using: &random)])
        let isByte = Bool.random(using: &random)
        for (index, value) in (isByte ? [UInt8.random(in: 0...255, using: &random)] : word)
          .enumerated() where start + index < bytes.count
        {
          bytes[start + index] = value
          changed.append(start + index)
        }
      }
      if Self.exercise(bytes, seed: UInt64(mutant)) { opened += 1 }
      for place in changed { bytes[place] = original[place] }
    }
    #expect(opened > Self.mutants / 10, "mutants must reach the readers")
    #expect(opened < Self.mutants, "mutants must do damage")
  }

  @Test("files cut off at any structure never trap", arguments: programs.indices)
  func truncations(_ program: Int) throws {
    let (toolchain, variant) = Self.programs[program]
    let path = try SampleProgram.build(toolchain, variant)
    let file = try MappedFile(path: path)
    let original = file.bytes.array()
    var random = SeededRandom(seed: UInt64(program))
    var lengths: Set<Int> = [0, 1, 4, 16, 20, 63, 64, 65, 120]
    for target in try Self.targets(path) {
      for edge in [target.offset, target.end] { lengths.formUnion(edge - 2...edge + 2) }
      lengths.insert(Int.random(in: target.range, using: &random))
    }
    let object = try ObjectFile(file: MappedFile(path: path))
    for range in object.segments.map(\.range) + object.sections.map(\.range) {
      lengths.formUnion([range.offset, range.end, range.end - 1])
    }
    for length in lengths where length >= 0 && length < original.count {
      Self.exercise(Array(original[..<length]))
    }
  }

  /// Below a folder, what is not Go is passed over and what is damaged is an error.
  @Test("half a program is damaged, not passed over as another language's")
  func half() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let whole = try MappedFile(path: SampleProgram.build(toolchain, .stripped))
    let original = whole.bytes.array()
    for length in [4096, original.count / 4] {
      let file = try MappedFile(copying: Array(original[..<length]).span.rawBytes)
      let object = try ObjectFile(file: file)
      do throws(GoImageError) {
        _ = try GoImage(file: file, object: object)
        Issue.record("\(length) bytes are read as a program")
      } catch {
        guard case .damaged = error else {
          Issue.record("\(length) bytes: \(error)")
          continue
        }
      }
    }
  }

  @Test("a program without section headers is read all the same", arguments: GoToolchain.installed)
  func withoutSections(_ toolchain: GoToolchain) throws {
    for variant in [SampleProgram.Variant.stripped, .strippedPie, .arm64] {
      let path = try SampleProgram.build(toolchain, variant)
      let whole = try SampleProgram.open(path)
      var bytes = whole.bytes.array()
      for place in 40..<48 { bytes[place] = 0 }  // e_shoff
      for place in 60..<64 { bytes[place] = 0 }  // e_shnum, e_shstrndx
      let file = try MappedFile(copying: bytes.span.rawBytes)
      let bare = try GoImage(file: file, object: ObjectFile(file: file))
      #expect(bare.object.sections.isEmpty && bare.stripped)
      #expect(bare.buildInfo == whole.buildInfo && bare.layout == whole.layout)
      #expect(bare.functionCount == whole.functionCount && bare.textStart == whole.textStart)
      // The segments hold at least what the sections hold.
      for section in whole.dataSections() {
        let last = section.address + UInt64(section.range.count) - 1
        #expect(
          bare.dataSections().contains {
            $0.address <= section.address && last - $0.address < UInt64($0.range.count)
          })
      }
    }
  }

  @Test("what is no Go program is named")
  func notGo() throws {
    func kind(_ change: (inout TinyELF) -> Void) throws -> String {
      var elf = TinyELF()
      elf.segments = [.init(address: 0x1000, bytes: [UInt8](repeating: 0, count: 4096))]
      change(&elf)
      let file = try MappedFile(copying: elf.build().span.rawBytes)
      let error = #expect(throws: GoImageError.self) {
        try GoImage(file: file, object: ObjectFile(file: file))
      }
      switch error {
      case .notGo(let kind): return kind
      case .unsupported(let words): return words
      case .damaged(let what, _): return "damaged: " + what
      case nil: return ""
      }
    }
    func symbols(_ name: String) -> [TinyELF.Section] {
      let entry =
        [UInt8](repeating: 0, count: 24) + littleEndian(UInt32(1))
        + [UInt8](repeating: 0, count: 20)
      return [
        .init(".symtab", type: 2, bytes: entry, link: 2),
        .init(".strtab", type: 3, bytes: [0] + Array(name.utf8) + [0]),
      ]
    }
    #expect(try kind { _ in }.hasPrefix("a program that was not built by Go"))
    #expect(try kind { $0.sections = symbols("tinygo_startTask") }.hasPrefix("a TinyGo program"))
    #expect(try kind { $0.sections = symbols("__go_init_main") }.hasPrefix("a gccgo program"))
    #expect(try kind { $0.sections = [.init(".go_export")] }.hasPrefix("a gccgo program"))
    #expect(
      try kind {
        $0.segments[0].bytes.replaceSubrange(
          64..<80, with: [0xfa, 0xff, 0xff, 0xff, 0, 0, 1, 8] + littleEndian(UInt64(99)))
      } == "a program of Go 1.16 or 1.17; Go 1.18 and later are read")
    if FileManager.default.isReadableFile(atPath: "/bin/true") {
      #expect(throws: GoImageError.self) { try SampleProgram.open("/bin/true") }
    }
  }
}
