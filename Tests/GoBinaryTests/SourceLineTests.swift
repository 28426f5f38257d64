import GoBinary
import TestSupport
import Testing

/// File and line are those of `go tool addr2line`; inlined calls are those of the DWARF.
@Suite struct SourceLineTests {
  @Test(
    "lines are those of go tool addr2line", arguments: GoToolchain.installed,
    [SampleProgram.Variant.plain, .pie, .arm64])
  func equalsAddr2line(_ toolchain: GoToolchain, _ variant: SampleProgram.Variant) throws {
    // The addr2line of 1.19 finds no line in a position-independent file.
    if toolchain.minor < 21 && variant.name == "pie" { return }
    let path = try SampleProgram.build(toolchain, variant)
    let image = try SampleProgram.open(path)
    var random = SeededRandom(seed: 1)
    var places: [(pc: UInt64, function: FunctionIndex)] = []
    // The linker's marks between parts of the text (`go:textfipsstart`) have no lines.
    for function in image.allFunctions where !image.nameHasPrefix(function, "go:") {
      let isOurs = image.nameHasPrefix(function, "main.")
      let count = isOurs ? image.codeSize(function) / 4 : 1
      for step in 0..<count {
        let within =
          isOurs ? step * 4 : Int.random(in: 0..<image.codeSize(function), using: &random)
        places.append((image.entry(function) + UInt64(within & ~3), function))
      }
    }
    let input = places.map { "0x" + String($0.pc, radix: 16) }.joined(separator: "\n")
    let lines = try toolchain.go(["tool", "addr2line", path], input: input + "\n")
      .split(separator: "\n")
    #expect(lines.count == places.count * 2)
    for (index, place) in places.enumerated() where index * 2 + 1 < lines.count {
      let expected = String(lines[index * 2 + 1])
      if let position = image.location(of: place.pc, in: place.function) {
        #expect("\(position.file):\(position.line)" == expected, "\(image.name(place.function))")
      } else {
        // Padding behind a function.
        #expect(
          expected.hasPrefix(":") || expected == "?:0",
          "\(image.name(place.function))+\(place.pc - image.entry(place.function)): \(expected)")
      }
    }
  }

  /// binutils' `addr2line -f -i` prints for each address the chain of inlined functions, innermost
  /// first; it cannot read the DWARF 5 of Go 1.25 and later.
  @Test(
    "inlined frames are those of the DWARF",
    arguments: GoToolchain.installed.filter { $0.minor < 25 })
  func equalsDwarf(_ toolchain: GoToolchain) throws {
    let path = try SampleProgram.build(toolchain, .plain)
    let image = try SampleProgram.open(path)
    let nested = try #require(image.functions(named: ["main.nested"])["main.nested"])
    var deepest = 0
    var pcs: [UInt64] = []
    var pc = image.entry(nested)
    while pc < image.end(nested), image.location(of: pc, in: nested) != nil {
      pcs.append(pc)
      pc += 1
    }
    let arguments = ["-a", "-f", "-i", "-e", path] + pcs.map { "0x" + String($0, radix: 16) }
    guard let result = try? runCommand("/usr/bin/addr2line", arguments), result.status == 0 else {
      print("skipped: no addr2line of binutils")
      return
    }
    for (chunk, pc) in zip(result.output.split(separator: "0x").filter { !$0.isEmpty }, pcs) {
      let lines = chunk.split(separator: "\n").dropFirst().map(String.init)
      let expected = stride(from: 0, to: lines.count - 1, by: 2).map { index in
        (lines[index], lines[index + 1].split(separator: " ")[0].split(separator: ":").last ?? "")
      }
      let frames = image.logicalFrames(at: pc, in: nested)
      deepest = max(deepest, frames.count)
      // It takes the innermost name from the symbol table at some addresses.
      #expect(frames.dropFirst().map(\.name) == expected.dropFirst().map(\.0))
      #expect(frames.map { "\($0.location?.line ?? -1)" } == expected.map { String($0.1) })
      #expect(frames.map(\.isInlined) == frames.indices.map { $0 < frames.count - 1 })
    }
    #expect(deepest == 4, "nested > square > twice > add")
  }

  /// A traceback prints `f(...)` for an inlined frame and, for a function's own frame, the distance
  /// of the return address from its entry.
  @Test("inlined frames are those of a traceback", arguments: GoToolchain.installed)
  func equalsTraceback(_ toolchain: GoToolchain) throws {
    let path = try SampleProgram.build(toolchain, .stripped)
    let image = try SampleProgram.open(path)
    let result = try runCommand(
      path, ["a", "panic in add"], environment: ["GOTRACEBACK": "system"])
    #expect(result.status == 2)
    var chain: [String] = []
    var compared: [String: Int] = [:]
    let lines = result.errors.split(separator: "\n").map(String.init)
    for (header, place) in zip(lines, lines.dropFirst()) where place.hasPrefix("\t/") {
      let position = place.split(separator: " ")[0].dropFirst()
      let call = header.hasPrefix("created by ") ? nil : header.split(separator: "(", maxSplits: 1)
      guard call != nil, let open = header.lastIndex(of: "(") else { continue }
      let name = String(header[..<open])
      chain.append("\(name == "panic" ? "runtime.gopanic" : name) \(position)")
      guard !header.hasSuffix("(...)") else { continue }
      defer { chain = [] }
      // A goroutine that has not begun has no distance. Generic functions are printed as F[...].
      guard let plus = place.range(of: " +0x"),
        let distance = UInt64(place[plus.upperBound...].prefix { $0 != " " }, radix: 16),
        let physical = chain.last?.split(separator: " ").first, !physical.contains("["),
        let function = image.functions(named: [String(physical)])[String(physical)],
        distance > 0, distance <= UInt64(image.codeSize(function))
      else { continue }
      let frames = image.logicalFrames(at: image.entry(function) + distance - 1, in: function)
        .filter { !$0.isWrapper || !$0.isInlined }
      #expect(
        frames.map { "\($0.name) \($0.location?.file ?? ""):\($0.location?.line ?? 0)" } == chain)
      compared[String(physical)] = frames.count
    }
    #expect(compared["main.nested"] == 4, "nested > square > twice > add")
    #expect(compared.count > 5)
  }

  @Test("a function begins at the line of its func keyword", arguments: GoToolchain.installed)
  func startLine(_ toolchain: GoToolchain) throws {
    let image = try SampleProgram.image(toolchain, .stripped)
    let main = try #require(image.functions(named: ["main.openCoded"])["main.openCoded"])
    #expect(image.startLine(main) == (toolchain.minor >= 20 ? 18 : nil))
    #expect(image.declaration(main)?.line == 18)
    #expect(image.declaration(main)?.file.hasSuffix("/main.go") == true)
  }
}
