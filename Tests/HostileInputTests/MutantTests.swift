import ByteReading
import Foundation
import Glibc
import GoBinary
import ObjectFile
import PanicScope
import StaticAudit
import TestSupport
import Testing

/// Whole audits of damaged programs: no trap, in bounded time and memory.
///
/// `PANICSCOPE_MUTANTS` says how many in all (`make nightly`: 20,000, in a release build). The
/// mutant at work stands in `panicscope-mutant` of the temporary folder: after a trap, that one did
/// it.
@Suite(.serialized) struct MutantTests {
  private static let seed: UInt64 = 0x70616E69
  private static let wanted =
    ProcessInfo.processInfo.environment["PANICSCOPE_MUTANTS"].flatMap(Int.init)

  private struct Cost {
    var seconds = 0.0
    /// Most memory that was there beyond what was there before, in bytes.
    var memory = 0
  }

  private struct Tally {
    var audited = 0
    var refused = 0
    var slowest = Cost()
    var largest = Cost()
  }

  private static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The seed program of the fuzz targets, by the oldest and the newest toolchain and one between.
  private static func programs() throws -> [MutantSource] {
    let text = try String(
      contentsOf: packageRoot.appending(path: "Fuzz/Seed/main.go"), encoding: .utf8)
    let all = GoToolchain.installed
    let picked = [all.first, GoToolchain.installed(1, 24), all.last].compactMap { $0 }
    var programs: [MutantSource] = []
    for toolchain in wanted == nil ? Array(picked.suffix(1)) : picked {
      for architecture in ["amd64", "arm64"] {
        let path = try toolchain.build(
          text, flags: ["-trimpath", "-ldflags=-s -w"], environment: ["GOARCH": architecture])
        programs.append(try MutantSource(name: "\(toolchain) \(architecture)", path: path))
      }
    }
    return programs
  }

  /// True when the bytes were audited, false when they were refused.
  private static func audit(_ bytes: [UInt8]) -> Bool {
    guard let file = try? MappedFile(copying: bytes.span.bytes),
      let object = try? ObjectFile(file: file), let image = try? GoImage(file: file, object: object)
    else { return false }
    let subject = BinaryAudit.run(image: image, path: "mutant")
    let report = AuditReport(
      tool: AuditReport.Tool(name: "panicscope", version: "0"), subjects: [subject])
    var options = ReportOptions()
    options.sites = true
    for format in ReportFormat.allCases {
      var out = OutputBuffer()
      report.write(as: format, options: options, into: &out)
    }
    return true
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func kilobytes(_ field: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }

  /// Peak memory is the process's, so it is asked for only when no other tests run.
  private static func measured(_ body: () -> Void) -> Cost {
    if wanted != nil {
      try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    }
    let before = wanted == nil ? 0 : kilobytes("VmRSS")
    let start = processorSeconds()
    body()
    let seconds = processorSeconds() - start
    return Cost(
      seconds: seconds, memory: wanted == nil ? 0 : (kilobytes("VmHWM") - before) * 1024)
  }

  private func run(_ source: MutantSource, numbers: Range<Int>) throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("panicscope-mutant")
    _ = Self.audit(source.bytes)
    let normal = Self.measured { #expect(Self.audit(source.bytes)) }
    var tally = Tally()
    for number in numbers {
      if Self.wanted != nil {
        try "\(source.name) \(number)\n".write(to: place, atomically: false, encoding: .utf8)
      }
      let mutation = Mutation(of: source, number: number, seed: Self.seed)
      let bytes = mutation.applied(to: source)
      var audited = false
      let cost = Self.measured { audited = Self.audit(bytes) }
      if audited { tally.audited += 1 } else { tally.refused += 1 }
      if cost.seconds > tally.slowest.seconds { tally.slowest = cost }
      if cost.memory > tally.largest.memory { tally.largest = cost }
      if cost.seconds > 10 * normal.seconds + 0.2 {
        Issue.record(
          """
          \(source.name), mutant \(number): \(cost.seconds) s, normal \(normal.seconds); \(mutation)
          """)
      }
      // The copy of the file is the caller's; beyond it, what an audit of the program takes.
      let bound = normal.memory + bytes.count + 32 << 20
      if cost.memory > bound {
        Issue.record(
          """
          \(source.name), mutant \(number): \(cost.memory) bytes of memory, not \(bound); \
          \(mutation)
          """)
      }
    }
    // Else the mutants are too wild or too tame to say anything. All that are cut off are refused.
    let patched = numbers.upperBound - max(numbers.lowerBound, 3 * source.boundaries.count)
    #expect(tally.audited >= patched / 4)
    #expect(tally.refused >= patched / 20)
    print(
      "mutants: \(source.name), seed \(Self.seed), \(numbers): \(tally.audited) audited,",
      "\(tally.refused) refused; normal \(milliseconds(normal.seconds)), slowest",
      "\(milliseconds(tally.slowest.seconds)); memory normal \(normal.memory >> 10) KiB, most",
      "\(tally.largest.memory >> 10) KiB")
  }

  private func milliseconds(_ seconds: Double) -> String {
    "\((seconds * 10000).rounded() / 10) ms"
  }

  @Test func auditsOfSmallMutantsEndWell() throws {
    let programs = try Self.programs()
    try #require(!programs.isEmpty, "no Go toolchain; run Scripts/setup-toolchains")
    for program in programs {
      let all = 3 * program.boundaries.count
      // Few of them: some truncations, some patches.
      let count = (Self.wanted ?? 60) / programs.count
      let start = Self.wanted == nil ? all - count / 3 : 0
      try run(program, numbers: start..<start + count)
    }
  }

  /// The go command itself, 15 MB and more.
  @Test(.enabled(if: wanted != nil)) func auditsOfLargeMutantsEndWell() throws {
    let toolchain = try #require(GoToolchain.installed.last)
    let source = try MutantSource(name: "\(toolchain) go", path: toolchain.root + "/bin/go")
    let all = 3 * source.boundaries.count
    let count = max(1, (Self.wanted ?? 0) / 50)
    try run(source, numbers: all - count / 4..<all - count / 4 + count)
  }
}
