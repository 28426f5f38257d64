import GoBinary
import GoRuntimeModel
import TestSupport
import Testing

/// Funcdata is what the compiler prints with `-S`, stack deltas what `.debug_frame` says.
@Suite struct FuncDataTests {
  /// What the compiler prints with `-S` for the sample's main package.
  static func listing(_ toolchain: GoToolchain) throws -> [Substring] {
    let directory = try CacheDirectory.directory("sources/listing")
    for (name, text) in SampleProgram.files {
      let place = directory + "/" + name
      _ = try runCommand("/bin/mkdir", ["-p", directory + "/sub.pkg"])
      try text.write(toFile: place, atomically: true, encoding: .utf8)
    }
    let result = try runCommand(
      toolchain.root + "/bin/go", ["build", "-o", "/dev/null", "-gcflags=-S", "."],
      environment: toolchain.environment, directory: directory)
    return result.errors.split(separator: "\n")
  }

  /// Function -> the bytes of its symbol `<function>.opendefer`.
  static func openDeferSymbols(_ listing: [Substring]) -> [String: [UInt8]] {
    let suffix = ".opendefer"
    var symbols: [String: [UInt8]] = [:]
    var current: String?
    for line in listing {
      if !line.hasPrefix("\t") {
        let name = line.prefix { $0 != " " }
        current = name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : nil
      } else if let current, line.hasPrefix("\t0x") {
        let hex = line.dropFirst("\t0x0000 ".count).prefix(48)
        symbols[current, default: []] += hex.split(separator: " ").compactMap {
          UInt8($0, radix: 16)
        }
      }
    }
    return symbols
  }

  /// Wrapper -> the function that its `FUNCDATA $7` names.
  static func wrapped(_ listing: [Substring]) -> [String: String] {
    var wrapped: [String: String] = [:]
    var current = ""
    for line in listing {
      if !line.hasPrefix("\t") {
        current = String(line.prefix { $0 != " " })
      } else if let place = line.range(of: "FUNCDATA\t$7, ") {
        wrapped[current] = String(line[place.upperBound...].dropLast(".wrapinfo(SB)".count))
      }
    }
    return wrapped
  }

  static func uvarints(_ bytes: [UInt8]) -> [UInt32] {
    var values: [UInt32] = []
    var value: UInt32 = 0
    var shift: UInt32 = 0
    for byte in bytes {
      value |= UInt32(byte & 0x7f) << shift
      shift += 7
      if byte < 0x80 {
        values.append(value)
        (value, shift) = (0, 0)
      }
    }
    return values
  }

  @Test("open-coded defers are what the compiler wrote", arguments: GoToolchain.installed)
  func openCoded(_ toolchain: GoToolchain) throws {
    let image = try SampleProgram.image(toolchain, .plain)
    let expected = Self.openDeferSymbols(try Self.listing(toolchain))
    #expect(expected["main.openCoded"] != nil && expected["main.inLoop"] == nil)
    for function in image.allFunctions where image.nameHasPrefix(function, "main.") {
      let name = image.name(function)
      let info = image.openCodedDefers(function)
      guard let bytes = expected[name] else {
        #expect(info == nil, "\(name)")
        continue
      }
      var numbers = [try #require(info).deferBitsOffset]
      switch try #require(info).slots {
      case .array(let offset): numbers.append(offset)
      case .closures(let offsets): numbers += [UInt32(offsets.count)] + offsets
      }
      #expect(numbers == Self.uvarints(bytes), "\(name)")
    }
    for name in ["main.openCoded", "main.inLoop", "main.methods"] {
      let function = try #require(image.functions(named: [name])[name])
      #expect(image.deferReturn(function) != 0)
    }
    let nested = try #require(image.functions(named: ["main.nested"])["main.nested"])
    #expect(image.deferReturn(nested) == 0)
  }

  @Test("wrappers name what they wrap", arguments: GoToolchain.installed)
  func wrapInfo(_ toolchain: GoToolchain) throws {
    for variant in [SampleProgram.Variant.plain, .strippedPie] {
      let image = try SampleProgram.image(toolchain, variant)
      let expected = Self.wrapped(try Self.listing(toolchain))
      #expect(!expected.isEmpty)
      for function in image.allFunctions where image.nameHasPrefix(function, "main.") {
        let target = image.wrappedFunction(function).flatMap { image.function(startingAt: $0) }
        #expect(target.map { image.name($0) } == expected[image.name(function)])
        if target != nil { #expect(image.isWrapper(function)) }
      }
    }
  }

  /// Function entry -> (offset, stack delta), from the frames that readelf interprets.
  @Test("stack deltas are those of .debug_frame", arguments: GoToolchain.installed)
  func stackDeltas(_ toolchain: GoToolchain) throws {
    let path = try SampleProgram.build(toolchain, .plain)
    let image = try SampleProgram.open(path)
    guard
      let result = try? runCommand("/usr/bin/readelf", ["--debug-dump=frames-interp", path]),
      result.status == 0
    else {
      print("skipped: no readelf")
      return
    }
    var function: FunctionIndex?
    var compared = 0
    for line in result.output.split(separator: "\n") {
      if let range = line.range(of: "pc=") {
        let start = line[range.upperBound...].prefix { $0 != "." }
        function = UInt64(start, radix: 16).flatMap { image.function(startingAt: $0) }
        continue
      }
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      guard let function, fields.count >= 2, let pc = UInt64(fields[0], radix: 16),
        let offset = fields[1].hasPrefix("rsp+") ? Int32(fields[1].dropFirst(4)) : nil,
        pc < image.end(function)
      else { continue }
      #expect(image.stackDelta(at: pc, in: function) == offset - 8, "\(image.name(function))")
      let steps = image.stackDeltas(function)
      let within = UInt32(pc - image.entry(function))
      #expect(steps.first { within < $0.endOffset }?.value == offset - 8)
      compared += 1
    }
    #expect(compared > 3000)
  }
}
