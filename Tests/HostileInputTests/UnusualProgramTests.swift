import Foundation
import GoRuntimeModel
import PanicScope
import TestSupport
import Testing

/// Programs of the gc toolchain that are no plain executables, and names that attack reports.
@Suite struct UnusualProgramTests {
  private static let library = """
    package main

    import "C"

    //export Work
    func Work(n int) int {
    	defer func() { helper() }()
    	var numbers []int
    	return numbers[n]
    }

    func helper() { recover() }

    func main() {}
    """

  /// The linker leaves out `deferproc` and with it what tells the eras before and after 1.25 apart.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gcc")))
  func aSharedLibraryFollowsTheRulesOfItsVersion() throws {
    for toolchain in GoToolchain.installed where toolchain.minor >= 21 {
      let path = try toolchain.build(
        Self.library, flags: ["-buildmode=c-shared"], environment: ["CGO_ENABLED": "1"])
      let subject = try #require(try PanicScope.audit(path: path).subjects.first)
      #expect(subject.notes == [], "\(toolchain)")
      #expect(subject.findings.contains { $0.rule == RuleID("PS201") }, "\(toolchain)")
    }
  }

  /// Every name of the program's own functions becomes terminal escapes, line breaks, bidirectional
  /// overrides, markup and bytes that are not UTF-8.
  @Test func namesCannotEscapeFromAnyFormat() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let source = """
      package main

      func carefulHelper() { recover() }
      func worker_one() { defer func() { carefulHelper() }(); panic(1) }
      func main() { go worker_one(); select {} }
      """
    let path = try toolchain.build(source, flags: ["-ldflags=-s -w"])
    var program = try [UInt8](Data(contentsOf: URL(filePath: path)))
    let attacks: [(String, [UInt8])] = [
      ("main.carefulHelper", [0x1B] + Array("[31m\n\u{202E}::x\"</".utf8) + [0xFF]),
      ("main.worker_one", Array("main.\r\u{9B}2J%`|'".utf8)),
      ("main.worker_one.func1", Array("main.\t\u{7}]]>&\n::error".utf8)),
    ]
    for (name, attack) in attacks {
      let wanted = Array(name.utf8) + [0]
      #expect(attack.count < wanted.count)
      let padded = attack + [UInt8](repeating: 0, count: wanted.count - attack.count)
      for start in program.indices.dropLast(wanted.count)
      where program[start] == wanted[0]
        && program[start..<start + wanted.count].elementsEqual(wanted)
      {
        program.replaceSubrange(start..<start + wanted.count, with: padded)
      }
    }
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("names\u{1B}[2J-\(UUID().uuidString)")
    try Data(program).write(to: place)
    defer { try? FileManager.default.removeItem(at: place) }
    let report = try PanicScope.audit(path: place.path)
    #expect(report.subjects.first?.findings.isEmpty == false)
    for format in ReportFormat.allCases {
      var options = ReportOptions()
      options.sites = true
      options.all = true
      var out = OutputBuffer()
      report.write(as: format, options: options, into: &out)
      let text = try #require(String(validating: out.bytes, as: UTF8.self), "\(format)")
      let dangerous = text.unicodeScalars.filter {
        $0 != "\n"
          && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value)
            || (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value))
      }
      #expect(dangerous.isEmpty, "\(format)")
      if format == .github {
        for line in text.split(separator: "\n") {
          #expect(line.wholeMatch(of: /::(error|warning|notice) .*/) != nil)
        }
      }
      if format == .json || format == .sarif {
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(out.bytes)) }
      }
    }
  }
}
