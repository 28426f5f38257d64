import Foundation
import GoRuntimeModel
import ProcessControl
import TestSupport

@testable import LiveTrace

/// Which engines this machine allows; why not where it does not.
enum EngineAccess {
  static let bpf = refusal(.bpf)
  static let perf = refusal(.perf)

  private static func refusal(_ choice: TraceSession.EngineChoice) -> String? {
    guard let toolchain = GoToolchain.installed.last else { return "no Go toolchain" }
    do {
      let path = try toolchain.build(TraceProgram.source)
      let request = TraceRequest(
        target: .everyProcess, path: path, image: try openImage(path))
      _ = try TraceSession(request, engine: choice)
      return nil
    } catch {
      print("skipped: tests of the \(choice.rawValue) engine: \(error)")
      return "\(error)"
    }
  }
}

/// All that one traced run of the program gave.
struct TraceRun {
  var events: [ProbeEvent] = []
  var losses = TraceLosses()
  var notes: [String] = []
  var end: ProcessEnding?

  func count(_ kind: ProbeKind) -> Int { events.count { $0.probe == kind } }

  /// Kinds with the number of their events; those that did not happen are left out.
  var counts: [ProbeKind: Int] { Dictionary(events.map { ($0.probe, 1) }, uniquingKeysWith: +) }

  static let toolchains = GoToolchain.installed.filter { $0.minor >= 21 }
  static let newest = toolchains.last

  /// Runs `arguments` of ``TraceProgram`` under a trace until it ends.
  static func of(
    _ toolchain: GoToolchain, _ arguments: [String], source: String = TraceProgram.source,
    flags: [String] = [], environment: [String: String] = [:],
    engine: TraceSession.EngineChoice = .bpf,
    detail: TraceDetail = .full, bufferSize: Int = 16 << 20, pause: UInt32 = 0
  ) throws -> TraceRun {
    let path = try toolchain.build(source, flags: flags, environment: environment)
    var request = TraceRequest(
      target: .launch(arguments: [path] + arguments), path: path, image: try openImage(path))
    request.detail = detail
    request.bufferSize = bufferSize
    return try collect(try TraceSession(request, engine: engine), pause: pause)
  }

  static func collect(_ session: TraceSession, pause: UInt32 = 0) throws -> TraceRun {
    try session.start()
    var run = TraceRun()
    while let events = try session.next(milliseconds: 100) {
      run.events += events
      if pause > 0 { usleep(pause) }
    }
    session.stop()
    run.losses = session.losses
    run.notes = session.notes
    run.end = session.end
    return run
  }
}

/// A run of the program that lives until it is stopped.
final class RunningProgram {
  let path: String
  private let process = Process()
  var number: Int32 { process.processIdentifier }
  var isRunning: Bool { process.isRunning }

  init(_ toolchain: GoToolchain, _ mode: String = "serve") throws {
    path = try toolchain.build(TraceProgram.source(for: "running programs"))
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [mode]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.start()
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }
}
