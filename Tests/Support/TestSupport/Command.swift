import Foundation

/// A program that ran: what it wrote and how it ended.
public struct CommandResult: Sendable {
  public var status: Int32
  public var output: String
  public var errors: String
}

public struct CommandFailure: Error, CustomStringConvertible {
  public var description: String
  public init(description: String) { self.description = description }
}

/// Runs a program to its end and gives back all that it wrote.
public func runCommand(
  _ path: String, _ arguments: [String] = [], environment: [String: String] = [:],
  directory: String? = nil, input: String? = nil
) throws -> CommandResult {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
  // Files rather than pipes: a pipe that nobody empties stops the program.
  let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: scratch) }
  func file(_ name: String, _ text: String = "") throws -> URL {
    let url = scratch.appendingPathComponent(name)
    try text.write(to: url, atomically: false, encoding: .utf8)
    return url
  }
  let output = try file("output")
  let errors = try file("errors")
  process.standardOutput = try FileHandle(forWritingTo: output)
  process.standardError = try FileHandle(forWritingTo: errors)
  process.standardInput = try FileHandle(forReadingFrom: file("input", input ?? ""))
  try process.start()
  process.waitUntilExit()
  return CommandResult(
    status: process.terminationReason == .exit
      ? process.terminationStatus : -process.terminationStatus,
    output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
    errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
}

/// Copies a program that is to be run, by another process: while this one has the copy open for writing,
/// a child that another test is starting may have it open too, and the copy cannot be executed.
public func copyProgram(_ path: String, to copy: String) throws {
  let result = try runCommand("/bin/cp", [path, copy])
  guard result.status == 0 else { throw CommandFailure(description: result.errors) }
}
