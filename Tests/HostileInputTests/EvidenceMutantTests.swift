import ByteReading
import Foundation
import Glibc
import GoBinary
import ObjectFile
import PanicScope
import StaticAudit
import TestSupport
import Testing

/// All that `show`, `upgrade` and `diff` read, from damaged programs: no trap, in bounded time.
///
/// `PANICSCOPE_MUTANTS` says how many in all.
@Suite(.serialized) struct EvidenceMutantTests {
  private static let seed: UInt64 = 0x73686F77
  private static let wanted =
    ProcessInfo.processInfo.environment["PANICSCOPE_MUTANTS"].flatMap(Int.init)
  private static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The difference to the sound program, from a file as `diff` reads it.
  private static func compare(_ bytes: [UInt8], with sound: String) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "panicscope-mutant-\(getpid())").path
    try Data(bytes).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    for (old, new) in [(sound, path), (path, sound)] {
      guard
        let difference = try? PanicScope.difference(old: old, new: new, function: "main.main")
      else { continue }
      var out = OutputBuffer()
      difference.writeText(options: EvidenceOptions(), into: &out)
      difference.writeJSON(
        tool: AuditReport.Tool(name: "panicscope", version: "0"), options: EvidenceOptions(),
        into: &out)
    }
  }

  /// True when there was something to read.
  private static func read(_ bytes: [UInt8]) -> Bool {
    guard let file = try? MappedFile(copying: bytes.span.bytes),
      let object = try? ObjectFile(file: file), let image = try? GoImage(file: file, object: object)
    else { return false }
    let reader = EvidenceReader(image: image)
    var evidence = reader.evidence(path: "mutant")
    var functions: [FunctionIndex] = []
    for name in ["main.main", "runtime.gopanic", "main.go:10", "nothing", "0x401000", "0x"] {
      guard case .found(let matches) = reader.find(name) else { continue }
      var options = EvidenceReader.ListingOptions()
      options.tracks = true
      for (match, syntax) in zip(matches, AssemblySyntax.allCases + AssemblySyntax.allCases) {
        options.syntax = syntax
        evidence.listings.append(reader.listing(of: match, options: options))
        functions.append(match.function)
      }
    }
    for f in image.allFunctions where image.nameHasPrefix(f, "main.") {
      evidence.listings.append(reader.listing(of: FunctionMatch(function: f)))
      functions.append(f)
      if functions.count > 40 { break }
    }
    evidence.defers = reader.defers(of: functions)
    _ = reader.defers(of: nil)
    evidence.sites = reader.sites(in: nil)
    evidence.runtime = reader.runtime()
    evidence.tracking = reader.tracking()
    evidence.graphs = functions.prefix(5).map { reader.graph(of: $0) }
    for era in ContractEra.all { _ = UpgradeAudit.run(image: image, path: "mutant", to: era) }
    var out = OutputBuffer()
    evidence.writeText(options: EvidenceOptions(), into: &out)
    evidence.writeJSON(
      tool: AuditReport.Tool(name: "panicscope", version: "0"), options: EvidenceOptions(),
      into: &out)
    for language in GraphLanguage.allCases { evidence.writeGraphs(as: language, into: &out) }
    return true
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  @Test(arguments: ["amd64", "arm64"])
  func evidenceOfMutantsEndsWell(architecture: String) throws {
    let toolchain = try #require(
      GoToolchain.installed.last, "no Go toolchain; run Scripts/setup-toolchains")
    let text = try String(
      contentsOf: Self.packageRoot.appending(path: "Fuzz/Seed/main.go"), encoding: .utf8)
    let path = try toolchain.build(
      text, flags: ["-trimpath", "-ldflags=-s -w"], environment: ["GOARCH": architecture])
    let source = try MutantSource(name: architecture, path: path)
    let start = Self.processorSeconds()
    #expect(Self.read(source.bytes))
    try Self.compare(source.bytes, with: path)
    let normal = Self.processorSeconds() - start
    let first = 3 * source.boundaries.count
    let count = (Self.wanted ?? 24) / 4
    var read = 0
    var slowest = 0.0
    for number in first..<first + max(count, 6) {
      let mutation = Mutation(of: source, number: number, seed: Self.seed)
      let bytes = mutation.applied(to: source)
      let before = Self.processorSeconds()
      if Self.read(bytes) { read += 1 }
      if Self.wanted != nil || number % 3 == 0 { try Self.compare(bytes, with: path) }
      let seconds = Self.processorSeconds() - before
      slowest = max(slowest, seconds)
      #expect(
        seconds < 10 * normal + 1, "\(architecture), mutant \(number): \(seconds) s; \(mutation)")
    }
    #expect(read > 0)
    print(
      "evidence of mutants: \(architecture), \(read) read, normal \(normal) s, slowest \(slowest) s"
    )
  }
}
