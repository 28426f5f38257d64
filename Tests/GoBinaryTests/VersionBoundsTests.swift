import ByteReading
import GoBinary
import GoRuntimeModel
import ObjectFile
import TestSupport
import Testing

/// A program whose build information was removed.
@Suite struct VersionBoundsTests {
  /// The sample with every mark of build information, and every text `go1.` if wanted, overwritten.
  private func image(
    _ toolchain: GoToolchain, _ variant: SampleProgram.Variant, hideVariable: Bool
  ) throws -> GoImage {
    let file = try MappedFile(path: try SampleProgram.build(toolchain, variant))
    var bytes = file.bytes.array()
    func overwrite(_ pattern: [UInt8]) {
      var start = 0
      while let place = bytes.span.rawBytes.firstRange(of: pattern, from: start) {
        bytes[place] = UInt8(ascii: "X")
        start = place + 1
      }
    }
    overwrite([0xff] + Array(" Go buildinf:".utf8))
    if hideVariable { overwrite(Array("go1.".utf8)) }
    let changed = try MappedFile(copying: bytes.span.rawBytes)
    return try GoImage(file: changed, object: ObjectFile(file: changed))
  }

  @Test(
    "the version is read from runtime.buildVersion", arguments: GoToolchain.installed,
    [SampleProgram.Variant.stripped, .strippedPie, .arm64])
  func variable(_ toolchain: GoToolchain, _ variant: SampleProgram.Variant) throws {
    let image = try image(toolchain, variant, hideVariable: false)
    #expect(image.buildInfo == nil)
    #expect(image.versionSource == .runtimeVariable)
    #expect(image.versionText == "go\(toolchain.version)")
    #expect(image.layoutMatch == .exact)
  }

  @Test("a version that the code contradicts is told", arguments: GoToolchain.installed)
  func disagreement(_ toolchain: GoToolchain) throws {
    let honest = try SampleProgram.image(toolchain, .stripped)
    let witnesses = GoImage.witnessNames
    #expect(honest.disagreements(found: honest.functions(named: witnesses)).isEmpty)
    // The same program with another minor version in its build information.
    let other = toolchain.minor == 24 ? "21" : "24"
    var bytes = honest.bytes.array()
    let text = Array("go\(toolchain.version)".utf8)
    let mark = bytes.span.rawBytes.firstRange(of: [0xff] + Array(" Go buildinf:".utf8))
    let place = bytes.span.rawBytes.firstRange(of: text, from: mark ?? 0)
    let name = try #require(place)
    bytes.replaceSubrange(name + 4..<name + 6, with: Array(other.utf8))
    let file = try MappedFile(copying: bytes.span.rawBytes)
    guard let lying = try? GoImage(file: file, object: ObjectFile(file: file)) else { return }
    #expect(lying.version?.minor == Int(other))
    let sentences = lying.disagreements(found: lying.functions(named: witnesses))
    // 1.22 to 1.24 differ in nothing that is looked at here.
    #expect(sentences.isEmpty == [22, 23].contains(toolchain.minor), "\(sentences)")
  }

  @Test(
    "the version is bounded from the code", arguments: GoToolchain.installed,
    [SampleProgram.Variant.stripped, .strippedPie, .arm64])
  func code(_ toolchain: GoToolchain, _ variant: SampleProgram.Variant) throws {
    let image = try image(toolchain, variant, hideVariable: true)
    let known = try SampleProgram.image(toolchain, variant)
    let minor = GoVersion(toolchain.major, toolchain.minor)
    #expect(image.versionSource == .code && image.versionText == nil)
    #expect(image.versionRange.contains(minor))
    // 1.18 cannot be told from 1.19; all later ones can.
    #expect(image.versionRange.lowerBound == (toolchain.minor < 20 ? GoVersion(1, 18) : minor))
    #expect(image.versionRange.upperBound == minor)
    #expect(image.layout.moduleData == known.layout.moduleData)
    #expect(image.layout.functionIDs == known.layout.functionIDs)
    #expect(image.layout.function == known.layout.function)
    #expect(image.functionCount == known.functionCount)
    let scope = image.functions(named: ["fmt.Println"]).values.map { image.scope(of: $0) }
    #expect(scope == [.std])
  }
}
