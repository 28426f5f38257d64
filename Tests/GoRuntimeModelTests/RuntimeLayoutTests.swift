import Foundation
import GoRuntimeModel
import TestSupport
import Testing

@Suite struct RuntimeLayoutTests {
  @Test("the table is what the DWARF of the pinned toolchains says")
  func equalsDwarf() throws {
    let wanted = [19, 21, 22, 23, 24, 25, 26, 27]
    let toolchains = wanted.compactMap { GoToolchain.installed(1, $0) }
    guard toolchains.count == wanted.count else {
      print("skipped: only \(toolchains) of Go 1.19 and 1.21 to 1.27 are installed")
      return
    }
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Scripts/extract-layouts").standardized.path
    let result = try runCommand(
      script,
      ["--check", "--programs=" + CacheDirectory.directory("layouts")] + toolchains.map(\.root),
      environment: ["GOCACHE": try CacheDirectory.directory("gocache/layouts")])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("a minor version has its own row, whatever the patch")
  func exact() throws {
    for minor in [19, 21, 22, 23, 24, 25, 26, 27] {
      let found = try #require(RuntimeLayout.lookup(GoVersion(1, minor, 99)))
      #expect(found.match == .exact)
      #expect(found.layout.version.minor == minor)
    }
  }

  @Test("versions that were not measured are assumed from others, and say so")
  func assumed() throws {
    #expect(RuntimeLayout.lookup(GoVersion(1, 17, 13)) == nil)
    let old = try #require(RuntimeLayout.lookup(GoVersion(1, 18, 4)))
    #expect(old.match == .assumed(from: GoVersion(1, 19, 8)))
    let between = try #require(RuntimeLayout.lookup(GoVersion(1, 20, 2)))
    #expect(between.match == .assumed(from: GoVersion(1, 21, 13)))
    #expect(between.layout.moduleData.inittasks == nil)
    #expect(between.layout.moduleData.textsectmap == 328 && between.layout.function.funcID == 40)
    let newest = try #require(RuntimeLayout.lookup(GoVersion(1, 27)))
    for version in [GoVersion(1, 28), GoVersion(1, 40, 3), GoVersion(2, 0)] {
      let new = try #require(RuntimeLayout.lookup(version))
      #expect(new.match == .assumed(from: newest.layout.version))
      #expect(new.layout == newest.layout)
    }
  }

  @Test("facts that verdicts rest on", arguments: RuntimeLayout.all.map(\.version))
  func facts(_ version: GoVersion) throws {
    let layout = try #require(RuntimeLayout.lookup(version)).layout
    // `_func.funcID` in runtime/runtime2.go, `FuncIDWrapper` in runtime or internal/abi/symtab.go.
    #expect(layout.function.funcID == (version.minor < 20 ? 36 : 40))
    #expect(layout.functionIDs.wrapper == (version.minor < 22 ? 21 : version.minor < 25 ? 22 : 23))
    #expect(layout.functionIDs.gopanic == (version.minor < 22 ? 9 : 10))
    #expect(layout.listsOpenCodedClosures == (version.minor < 22))
    #expect(layout.deferRecord.fn == 24)
    #expect(version.magic == (version.minor < 20 ? 0xffff_fff0 : 0xffff_fff1))
  }

  @Test(
    "versions are read from their names",
    arguments: [
      ("go1.24.3", GoVersion(1, 24, 3)), ("go1.26rc1", GoVersion(1, 26)),
      ("go1.24.3 X:boringcrypto", GoVersion(1, 24, 3)), ("go1.20", GoVersion(1, 20)),
      ("devel go1.28-8b8e7ff", nil), ("", nil), ("go1.", nil), ("go1.99999999999999999999", nil),
    ] as [(String, GoVersion?)])
  func versionNames(_ text: String, _ expected: GoVersion?) {
    #expect(GoVersion(parsing: text) == expected)
  }
}
