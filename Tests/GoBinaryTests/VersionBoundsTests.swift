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
