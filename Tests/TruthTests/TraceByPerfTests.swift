import Foundation
import TestSupport
import Testing

enum TracesByPerf {
  /// The oldest way of finding deferred calls and the newest.
  static let entries = TraceTruthTests.entries.filter {
    ["1.21.13/default", "1.27.3/default"].contains($0.name)
  }

  static let canRun: Bool = {
    guard Tool.canTrace, let binary = entries.first?.binary else { return false }
    let result = try? runCommand(
      try Tool.panicscope(), ["trace", "--engine", "perf", "--dry-run", "--exe", binary])
    if result?.status != 0 { print("skipped: uprobe events are not allowed here") }
    return result?.status == 0
  }()
}

/// The perf engine tells the same stories as the BPF engine, as far as samples can show.
@Suite("Trace by perf", .serialized, .enabled(if: TracesByPerf.canRun)) struct TraceByPerfTests {
  /// What both engines can know of an episode.
  struct Story: Decodable, Hashable {
    struct Explanation: Decodable, Hashable {
      let kind: String
      let cause: String?
    }
    struct Panic: Decodable, Hashable {
      let origin: String?
      let valueType: String?
      let state: String?
    }
    struct Place: Decodable, Hashable {
      let function: String?
      let line: Int?
    }
    struct Recover: Decodable, Hashable {
      let place: Place?
      let recovered: Bool?
      let reason: String?
      let cause: String?
      let panic: Int?
    }
    struct Event: Decodable, Hashable {
      let recover: Recover?
    }
    let process: Int
    let began: UInt64
    let isInterim: Bool
    let outcome: String
    let explanation: Explanation
    let panics: [Panic]
    let events: [Event]
    let goroutine: Goroutine
    struct Goroutine: Decodable, Hashable { let id: UInt64? }

    var recovers: [Recover] { events.compactMap(\.recover) }
  }

  private static func stories(_ file: URL) throws -> (stories: [Int: [Story]], lost: Bool) {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let all = try lines.filter { $0.contains("\"type\":\"episode\"") }.map {
      try JSONDecoder().decode(Story.self, from: Data($0.utf8))
    }
    let sorted = all.filter { !$0.isInterim }.sorted { $0.began < $1.began }
    return (
      Dictionary(grouping: sorted, by: \.process),
      lines.last?.contains("\"lostEvents\":0,") != true
    )
  }

  @Test("stories are those of the BPF engine", arguments: TracesByPerf.entries)
  func storiesAreTheSame(of entry: CellEntry) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // A file of its own: what other tests run is not sampled.
    let program = folder.appending(path: "program").path
    try copyProgram(entry.binary, to: program)
    let files = ["bpf", "perf"].map { folder.appending(path: "\($0).ndjson") }
    let traces = try zip(["bpf", "perf"], files).map { engine, file in
      try Background(
        try Tool.panicscope(), ["trace", "--engine", engine, "--exe", program, "-o", "ndjson"],
        output: file)
    }
    defer { for trace in traces { trace.end() } }
    for trace in traces { try trace.waitForOutput("\"type\":\"start\"") }
    var names: [Int: String] = [:]
    for item in try entry.load().cases {
      for run in item.runs {
        let arguments = [item.id] + (run.mode.map { [$0] } ?? [])
        names[try Self.run(program, arguments)] = arguments.joined(separator: " ")
      }
    }
    for trace in traces { trace.end() }
    let (expected, isLossy) = try Self.stories(files[0])
    let (seen, losesSamples) = try Self.stories(files[1])
    #expect(!isLossy && !losesSamples)
    var unseen: [String] = []
    for (process, name) in names {
      let pairs = (expected[process] ?? [], seen[process] ?? [])
      #expect(pairs.0.count == pairs.1.count, "\(name)")
      for (wanted, found) in zip(pairs.0, pairs.1) {
        #expect(wanted.recovers == found.recovers, "\(name)")
        #expect(wanted.panics.map(\.origin) == found.panics.map(\.origin), "\(name)")
        #expect(
          zip(wanted.panics, found.panics).allSatisfy {
            $1.valueType == nil || $0.valueType == $1.valueType
          }, "\(name)")
        // A goroutine that is gone has no number, never a wrong one.
        #expect(found.goroutine.id == nil || found.goroutine.id == wanted.goroutine.id, "\(name)")
        if found.outcome == "unknown", wanted.outcome != "unknown" {
          unseen.append(name)
          continue
        }
        #expect(wanted.outcome == found.outcome, "\(name)")
        #expect(wanted.explanation == found.explanation, "\(name)")
        #expect(wanted.panics.map(\.state) == found.panics.map(\.state), "\(name)")
      }
    }
    let nested = expected.values.joined().count { $0.panics.count > 1 }
    print(
      "\(entry.name): \(seen.values.joined().count) stories, \(nested) of several panics, not seen to the end: \(unseen.sorted())"
    )
    #expect(nested > 15)
    #expect(unseen.isEmpty)
  }

  /// The number of the process.
  private static func run(_ program: String, _ arguments: [String]) throws -> Int {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.start()
    process.waitUntilExit()
    return Int(process.processIdentifier)
  }
}
