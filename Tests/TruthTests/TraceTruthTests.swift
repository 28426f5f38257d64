import Foundation
import TestSupport
import Testing

/// Every case of the matrix is run under one trace: what was traced, what the audit says and what the
/// program itself reported must be the same.
@Suite("Trace truth", .serialized, .enabled(if: Tool.canTrace)) struct TraceTruthTests {
  /// One of each way in which Go decides and finds deferred calls, and of building.
  static let ciCells: Set<String> = [
    "1.21.13/default", "1.22.10/l", "1.24.11/stripped", "1.25.5/default", "1.26.6/N-l",
    "1.27.3/default", "1.27.3/pie",
  ]

  static let entries: [CellEntry] = {
    let all = (try? Matrix.entries.get()) ?? []
    let runnable = all.filter { !$0.variant.hasPrefix("arm64") && $0.toolchain != "1.19" }
    return Matrix.choice == "ci" ? runnable.filter { ciCells.contains($0.name) } : runnable
  }()

  /// What one process of the program wrote about itself.
  struct Run {
    var name: String
    var process: Int
    var survived: Bool
    /// `recover()` calls that returned a value, by place.
    var values: [Place: Int] = [:]
    var nils: [Place: Int] = [:]
  }

  @Test("what is traced is what happened", arguments: entries)
  func tracedVerdicts(of entry: CellEntry) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let records = folder.appending(path: "trace.ndjson")
    let trace = try Background(
      try Tool.panicscope(), ["trace", "--exe", entry.binary, "-o", "ndjson"], output: records)
    defer { trace.end() }
    try trace.waitForOutput("\"type\":\"start\"")
    var runs: [Run] = []
    for item in try entry.load().cases {
      for run in item.runs {
        let mode = run.mode.map { [$0] } ?? []
        runs.append(try Self.run(entry.binary, [item.id] + mode, folder))
      }
    }
    trace.end()
    let lines = try String(contentsOf: records, encoding: .utf8).split(separator: "\n")
    let decoded = try lines.compactMap { line in
      line.contains("\"type\":\"episode\"")
        ? try JSONDecoder().decode(TracedRecord.self, from: Data(line.utf8)) : nil
    }
    #expect(lines.last?.contains("\"type\":\"end\"") == true, "the trace did not end")
    #expect(lines.last?.contains("\"lostEvents\":0,") == true)
    let static_ = try Tool.audit(entry.binary)
    var comparison = TraceComparison(
      sites: static_.recovers.reduce(into: [:]) { $0[$1.place ?? "", default: []].append($1.verdict) })
    let byProcess = Dictionary(grouping: decoded.filter { !$0.isInterim }, by: \.process)
    for run in runs { comparison.compare(run, byProcess[run.process] ?? []) }
    print(
      "\(entry.name): \(runs.count) runs, \(decoded.count) episodes, \(comparison.calls) recover calls traced, "
        + "\(comparison.agreements) compared with what the program saw, \(comparison.audited) with the audit, "
        + "\(comparison.problems.count) disagreements")
    #expect(
      comparison.problems.isEmpty,
      "\(entry.name):\n\(comparison.problems.prefix(40).joined(separator: "\n"))")
    #expect(comparison.agreements > 80 && comparison.audited > 80)
  }

  private static func run(_ program: String, _ arguments: [String], _ folder: URL) throws -> Run {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let output = folder.appending(path: "output")
    try Data().write(to: output)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.start()
    process.waitUntilExit()
    let text = try String(contentsOf: output, encoding: .utf8)
    var run = Run(
      name: arguments.joined(separator: " "), process: Int(process.processIdentifier),
      survived: text.split(separator: "\n").last == "survived")
    for line in text.split(separator: "\n") where line.hasPrefix("recover ") {
      let words = line.split(separator: " ")
      guard words.count == 3 else { continue }
      if words[2] == "value" {
        run.values[String(words[1]), default: 0] += 1
      } else {
        run.nils[String(words[1]), default: 0] += 1
      }
    }
    return run
  }
}

/// A record of `trace -o ndjson`.
struct TracedRecord: Decodable {
  let process: Int
  let isInterim: Bool
  let outcome: String
  let explanation: TraceDocument.Explanation
  let events: [TraceDocument.Event]
  var recovers: [TraceDocument.Recover] { events.compactMap(\.recover) }
}

/// The three accounts of the same run.
struct TraceComparison {
  /// The audit's verdicts of the `recover()` calls at a place.
  let sites: [Place: [String]]
  var calls = 0
  var agreements = 0
  var audited = 0
  var problems: [String] = []

  mutating func compare(_ run: TraceTruthTests.Run, _ episodes: [TracedRecord]) {
    var stopped: [Place: Int] = [:]
    for recover in episodes.flatMap(\.recovers) {
      calls += 1
      guard let place = recover.place?.place else { continue }
      if recover.recovered == true { stopped[place, default: 0] += 1 }
      compareWithAudit(recover, place, run)
    }
    // A case that hands the value on reports the line where it looked at it.
    let told = run.values.values.reduce(0, +)
    let all = stopped.values.reduce(0, +)
    if told > all { problems.append("\(run.name): \(told) recovers returned a value, \(all) traced") }
    for place in Set(run.values.keys).union(run.nils.keys) where sites[place] != nil {
      let told = run.values[place, default: 0]
      let seen = stopped[place, default: 0]
      agreements += 1
      if told != seen {
        problems.append("\(run.name): recover at \(place) returned a value \(told) times, traced \(seen)")
      }
    }
    for episode in episodes {
      for contradiction in episode.explanation.contradictions {
        problems.append("\(run.name): \(contradiction)")
      }
      if episode.explanation.sentence.isEmpty { problems.append("\(run.name): no sentence") }
    }
    let unrecovered = episodes.filter { ["died", "fatal-error", "exited", "signal"].contains($0.outcome) }
    if run.survived != unrecovered.isEmpty {
      let outcomes = episodes.map(\.outcome).joined(separator: ",")
      problems.append("\(run.name): survived \(run.survived), traced \(outcomes)")
    }
  }

  private mutating func compareWithAudit(
    _ recover: TraceDocument.Recover, _ place: Place, _ run: TraceTruthTests.Run
  ) {
    // Of calls that met a panic that they might have stopped.
    guard let verdicts = sites[place], verdicts.count == 1,
      ["recovers", "argp-differs", "frame-count"].contains(recover.reason ?? "")
    else { return }
    let expected: Bool
    switch verdicts[0] {
    // Such a function returns in the ordinary way inside a deferred call of an outer panic, which is
    // not the use that the verdict is about (sync.OnceFunc does).
    case "effective" where recover.frames.count(where: { !$0.isWrapper }) > 1: return
    case "effective", "accidental": expected = true
    case "ineffective": expected = false
    default: return
    }
    audited += 1
    if recover.recovered != expected {
      problems.append(
        "\(run.name): the audit says \(verdicts[0]) of \(place), traced \(recover.recovered.map(String.init) ?? "?") (\(recover.reason ?? ""))")
    }
  }
}

/// A program that runs meanwhile.
final class Background {
  private let process = Process()
  private let output: URL

  init(_ program: String, _ arguments: [String], output: URL) throws {
    self.output = output
    try Data().write(to: output)
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardInput = FileHandle.nullDevice
    try process.start()
  }

  func waitForOutput(_ words: String) throws {
    for _ in 0..<600 {
      if let text = try? String(contentsOf: output, encoding: .utf8), text.contains(words) { return }
      guard process.isRunning else { break }
      Thread.sleep(forTimeInterval: 0.1)
    }
    throw TruthFailure(description: "\(process.arguments ?? []) did not begin")
  }

  /// As ^C does.
  func end() {
    guard process.isRunning else { return }
    process.interrupt()
    process.waitUntilExit()
  }
}
