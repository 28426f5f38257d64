import GoBinary
import GoRuntimeModel
import TestSupport
import Testing

/// Build information is what `go version -m` prints.
@Suite struct BuildInfoTests {
  @Test(
    "the build information is that of go version -m", arguments: GoToolchain.installed,
    [SampleProgram.Variant.plain, .stripped, .strippedPie, .arm64, .noInlining])
  func equalsGoVersion(_ toolchain: GoToolchain, _ variant: SampleProgram.Variant) throws {
    let path = try SampleProgram.build(toolchain, variant)
    let image = try SampleProgram.open(path)
    let info = try #require(image.buildInfo)
    var expected = try toolchain.go(["version", "-m", path]).split(separator: "\n")
    #expect(expected.removeFirst() == "\(path): \(info.goVersion)")
    var lines = ["path\t\(info.path ?? "")"]
    if let main = info.mainModule {
      lines.append("mod\t\(main.path)\t\(main.version)\t\(main.sum)")
    }
    for line in expected where line.hasPrefix("\tbuild\t") {
      let setting = line.dropFirst("\tbuild\t".count)
      let key = setting.prefix { $0 != "=" }
      let value = info.settings[String(key)].map { $0.contains(" ") ? "\"\($0)\"" : $0 }
      #expect(value == String(setting.dropFirst(key.count + 1)), "\(key)")
    }
    let kept = expected.filter { !$0.hasPrefix("\tbuild\t") }.map { String($0.dropFirst()) }
    #expect(kept == lines)
    #expect(info.settings.count == expected.count - kept.count)
    #expect(image.version == GoVersion(toolchain.major, toolchain.minor, toolchain.patch))
    #expect(image.versionSource == .buildInfo)
  }

  @Test("modules, replacements and quoted settings are read")
  func synthetic() throws {
    let info = BuildInfo(
      goVersion: "go1.24.3",
      moduleText: """
        path\texample.com/a/cmd/a
        mod\texample.com/a\tv1.2.3\th1:abc=
        dep\texample.com/b\tv0.1.0\th1:def=
        =>\t../b\t(devel)\t
        dep\texample.com/c\tv2.0.0\th1:ghi=
        build\t-ldflags="-s -w -X 'a.b=c\\td'"
        build\tCGO_ENABLED=1
        not a record
        """)
    #expect(info.path == "example.com/a/cmd/a" && info.mainModule?.version == "v1.2.3")
    #expect(info.dependencies.map(\.path) == ["example.com/b", "example.com/c"])
    #expect(info.dependencies.map { $0.replacedBy?.path } == ["../b", nil])
    #expect(info.settings == ["-ldflags": "-s -w -X 'a.b=c\td'", "CGO_ENABLED": "1"])
  }
}
