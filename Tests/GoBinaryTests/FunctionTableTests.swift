import Foundation
import GoBinary
import TestSupport
import Testing

/// The function table is that of `go tool nm`.
@Suite struct FunctionTableTests {
  /// Symbols of the text section that are no functions.
  static let marks: Set<String> = ["runtime.text", "runtime.etext", "go:buildid", "go.buildid"]

  /// Address -> names of the text symbols that `go tool nm` prints.
  static func symbols(_ path: String, _ toolchain: GoToolchain) throws -> [UInt64: Set<String>] {
    var symbols: [UInt64: Set<String>] = [:]
    for line in try toolchain.go(["tool", "nm", path]).split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
      guard fields.count == 3, fields[1] == "T" || fields[1] == "t",
        let address = UInt64(fields[0], radix: 16)
      else { continue }
      let name = fields[2].hasSuffix(".abi0") ? String(fields[2].dropLast(5)) : String(fields[2])
      if marks.contains(name) { continue }
      symbols[address, default: []].insert(toolchain.minor < 21 ? shortened(name) : name)
    }
    return symbols
  }

  /// Before Go 1.21 the pclntab has `F[...]` for `F[int]` (`nameParts` in `cmd/link`).
  private static func shortened(_ name: String) -> String {
    guard let open = name.firstIndex(of: "["), let close = name.lastIndex(of: "]") else {
      return name
    }
    return name[...open] + "..." + name[close...]
  }

  @Test(
    "entries and names are those of go tool nm", arguments: GoToolchain.installed,
    [SampleProgram.Variant.plain, .pie, .arm64, .noInlining])
  func equalsNm(_ toolchain: GoToolchain, _ variant: SampleProgram.Variant) throws {
    try Self.compare(SampleProgram.build(toolchain, variant), toolchain)
  }

  @Test("the toolchain's own go command is read", arguments: GoToolchain.installed)
  func goCommand(_ toolchain: GoToolchain) throws {
    let path = toolchain.root + "/bin/go"
    guard try SampleProgram.open(path).hasGoSymbols else {
      print("skipped: \(toolchain)'s go command is stripped")
      return
    }
    try Self.compare(path, toolchain)
  }

  private static func compare(_ path: String, _ toolchain: GoToolchain) throws {
    let image = try SampleProgram.open(path)
    let expected = try symbols(path, toolchain)
    #expect(expected.count > 1000)
    #expect(image.layoutMatch == .exact)
    var entries: Set<UInt64> = []
    for function in image.allFunctions {
      let entry = image.entry(function)
      entries.insert(entry)
      let names = expected[entry, default: []]
      // The symbol table has a plain dot for the middle dot in names of local types.
      let name = image.name(function).split(separator: "·").joined(separator: ".")
      #expect(names.contains(name), "\(name) at \(entry)")
      #expect(image.function(startingAt: entry) == function)
      if image.codeSize(function) > 1 {
        #expect(image.function(containing: image.end(function) - 1) == function)
      }
    }
    #expect(Set(expected.keys).subtracting(entries).isEmpty)
  }

  @Test(
    "an externally linked program has its Go functions", arguments: GoToolchain.installed,
    [SampleProgram.Variant.external, .externalPie])
  func external(_ toolchain: GoToolchain, _ variant: SampleProgram.Variant) throws {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/gcc") else {
      print("skipped: no C compiler to link with")
      return
    }
    let path = try SampleProgram.build(toolchain, variant)
    let image = try SampleProgram.open(path)
    let plain = try SampleProgram.image(toolchain, .plain)
    let expected = try Self.symbols(path, toolchain)
    #expect(image.layoutMatch == .exact)
    #expect(Double(image.functionCount) > 0.9 * Double(plain.functionCount))
    for function in image.allFunctions {
      let name = image.name(function)
      // The C linker's names of ABI wrappers and marks differ.
      if name.hasPrefix("go:") || image.isWrapper(function) { continue }
      let names = expected[image.entry(function), default: []]
      #expect(names.contains(name.split(separator: "·").joined(separator: ".")), "\(name)")
    }
    let wrappers = image.allFunctions.filter { image.wrappedFunction($0) != nil }
    #expect(!wrappers.isEmpty)
    for wrapper in wrappers {
      #expect(image.wrappedFunction(wrapper).flatMap { image.function(startingAt: $0) } != nil)
    }
    // A funcval in data: PIE keeps its word in a relocation.
    let main = try #require(image.functions(named: ["main.main"])["main.main"])
    let entry = image.entry(main)
    let holds = image.dataSections().contains { section in
      stride(from: 0, to: section.range.count - 8, by: 8).contains {
        image.word(at: section.address + UInt64($0)) == entry
      }
    }
    #expect(holds)
  }

  @Test(
    "a stripped program has the functions of the unstripped one", arguments: GoToolchain.installed)
  func strippedIsEqual(_ toolchain: GoToolchain) throws {
    for (bare, full) in [
      (SampleProgram.Variant.stripped, SampleProgram.Variant.plain), (.strippedPie, .pie),
    ] {
      let stripped = try SampleProgram.image(toolchain, bare)
      let whole = try SampleProgram.image(toolchain, full)
      #expect(stripped.stripped && whole.hasGoSymbols)
      #expect(stripped.functionCount == whole.functionCount)
      for function in stripped.allFunctions {
        #expect(stripped.name(function) == whole.name(function))
        #expect(
          stripped.entry(function) - stripped.textStart == whole.entry(function) - whole.textStart)
      }
    }
  }

  @Test("wanted names are found in one pass", arguments: GoToolchain.installed)
  func namedFunctions(_ toolchain: GoToolchain) throws {
    let image = try SampleProgram.image(toolchain, .plain)
    let wanted = [
      "runtime.gopanic", "runtime.gorecover", "main.main", "main.absent", "os.Args", "",
    ]
    let found = image.functions(named: wanted)
    #expect(Set(found.keys) == ["runtime.gopanic", "runtime.gorecover", "main.main"])
    for (name, function) in found {
      #expect(image.name(function) == name)
      #expect(image.nameEquals(function, Array(name.utf8)))
      #expect(!image.nameEquals(function, Array(name.utf8.dropLast())))
    }
    let main = try #require(found["main.main"])
    #expect(image.nameEquals(main, "main.main") && !image.nameEquals(main, "main.mai"))
    // The function and its ABI0 wrapper have one name; the wrapper is not the one given back.
    let both = try #require(image.allFunctions(named: ["runtime.newproc"])["runtime.newproc"])
    #expect(both.count == 2)
    let newproc = try #require(image.functions(named: ["runtime.newproc"])["runtime.newproc"])
    #expect(!image.isWrapper(newproc))
    let panic = try #require(found["runtime.gopanic"])
    #expect(image.funcID(panic) == image.layout.functionIDs.gopanic)
  }

  @Test("a program counter outside the text belongs to no function")
  func outside() throws {
    guard let toolchain = GoToolchain.installed.last else { return }
    let image = try SampleProgram.image(toolchain, .plain)
    #expect(image.function(containing: image.textStart - 1) == nil)
    #expect(image.function(containing: image.textEnd) == nil)
    #expect(image.function(containing: 0) == nil && image.function(containing: .max) == nil)
    let none = FunctionIndex(rawValue: .max)
    #expect(image.entry(none) == image.textEnd && image.name(none).isEmpty)
    #expect(image.codeRange(none).isEmpty && image.logicalFrames(at: 0, in: none).count == 1)
    #expect(image.funcdata(none, 3) == nil && image.openCodedDefers(none) == nil)
  }
}
