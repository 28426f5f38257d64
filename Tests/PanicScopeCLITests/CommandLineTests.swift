import Foundation
import TestSupport
import Testing

/// Runs the built program as a user would.
@Suite struct CommandLineTests {
  private struct Outcome {
    var status: Int32
    var output: String
    var error: String
  }

  private func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = builtProgram
    process.arguments = arguments
    process.environment = environment.merging(["HOME": "/nonexistent"]) { a, _ in a }
    if let folder { process.currentDirectoryURL = folder }
    let output = Pipe()
    let error = Pipe()
    process.standardOutput = output
    process.standardError = error
    try process.start()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      error: String(decoding: complaint, as: UTF8.self))
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("panicscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func versionGoesToStandardOutput() throws {
    for arguments in [["--version"], ["version"]] {
      let outcome = try run(arguments)
      #expect(outcome.status == 0 && outcome.error == "")
      #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }
  }

  @Test(arguments: [
    [], ["audit"], ["baseline"], ["baseline", "write"], ["baseline", "check"],
    ["rules"], ["config"], ["completion"], ["show"], ["diff"], ["upgrade"],
  ])
  func everyVerbHasHelpOf80ColumnsWithExamples(verb: [String]) throws {
    let outcome = try run(verb + ["--help"])
    #expect(outcome.status == 0 && outcome.error == "")
    #expect(outcome.output.contains("EXAMPLES"))
    for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test func wrongUsageIs2AndSaysWhatWasMeant() throws {
    let cases: [([String], String)] = [
      ([], "USAGE"), (["adit"], "did you mean audit?"), (["bin/app"], "panicscope audit bin/app"),
      (["audit"], "Missing expected argument"), (["audit", "--sits", "x"], "'--sites'"),
      (["audit", "-o", "xml", "x"], "'sarif'"), (["audit", "-o", "json=", "x"], "invalid"),
      (["audit", "-o", "json", "-o", "text", "x"], "Only one output"),
      (["audit", "-o", "json=a", "-o", "text=a", "x"], "same file"),
      (["audit", "--fail-on", "severe", "x"], "'never'"),
      (["audit", "--scope", "mine", "x"], "main, deps, std or all"),
      (["audit", "--exit-code", "256", "x"], "256"), (["audit", "--jobs", "0", "x"], "--jobs"),
      (["audit", "--path-map", "nothing", "x"], "nothing"),
      (["audit", "--config", "/nonexistent", "x"], "/nonexistent: No such file"),
      (["audit", "--baseline", "/nonexistent", "x"], "/nonexistent: No such file"),
      (["rules", "PS999"], "there is no rule PS999"), (["completion", "tcsh"], "'fish'"),
    ]
    for (arguments, text) in cases {
      let outcome = try run(arguments)
      #expect(outcome.status == 2, "\(arguments)")
      #expect(outcome.output == "", "\(arguments)")
      #expect(outcome.error.contains(text), "\(arguments): \(outcome.error)")
    }
  }

  @Test func whatCannotBeAuditedIs1InEveryFormat() throws {
    try withFolder { folder in
      try Data("hello".utf8).write(to: folder.appendingPathComponent("note.txt"))
      for format in ["text", "json", "ndjson", "sarif", "github"] {
        let outcome = try run(["audit", "-o", format, "note.txt"], in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.error.hasPrefix("panicscope: note.txt: is not an executable: only ELF"))
        if format != "text" { #expect(outcome.output.contains("is not an executable: only ELF")) }
      }
    }
  }

  @Test func namesCannotSpeakToTheTerminal() throws {
    try withFolder { folder in
      let outcome = try run(["audit", "a\u{1B}[2Jb\u{202E}c"], in: folder)
      #expect(outcome.status == 1)
      #expect(outcome.error.hasPrefix("panicscope: a\\x1b[2Jb\\u{202e}c: No such file"))
    }
  }

  @Test func filesAreReplacedAsAWholeAndKeptWhenWritingFails() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("out.json")
      try Data("old".utf8).write(to: file)
      _ = try run(["audit", "-o", "json=out.json", "/nonexistent"], in: folder)
      #expect(try String(contentsOf: file, encoding: .utf8).hasPrefix("{\n  \"schemaVersion\""))

      let bad = try run(["audit", "-o", "json=missing/out.json", "/nonexistent"], in: folder)
      #expect(bad.status == 1)
      #expect(bad.error.contains("missing/out.json: cannot be written: No such file"))
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left == ["out.json"])

      let device = try run(["audit", "-o", "json=/dev/stdout", "/nonexistent"], in: folder)
      #expect(device.output.hasPrefix("{"))
    }
  }

  @Test func aLinkIsKeptAndItsTargetReplacedWithItsMode() throws {
    try withFolder { folder in
      let real = folder.appendingPathComponent("real.json")
      try Data("old".utf8).write(to: real)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: real.path)
      let link = folder.appendingPathComponent("link.json")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: real)
      _ = try run(["audit", "-o", "json=link.json", "/nonexistent"], in: folder)
      #expect(try String(contentsOf: real, encoding: .utf8).hasPrefix("{"))
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: link.path)
      #expect(target == real.path)
      let mode = try FileManager.default.attributesOfItem(atPath: real.path)[.posixPermissions]
      #expect(mode as? Int == 0o640)
    }
  }

  @Test func aClosedPipeIsQuiet() throws {
    let quoted = "'" + builtProgram.path + "'"
    for script in [
      "\(quoted) rules -o json | true",
      "\(quoted) rules -o markdown | head -1 > /dev/null",
    ] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", script]
      let error = Pipe()
      process.standardError = error
      process.standardOutput = FileHandle.nullDevice
      try process.start()
      let text = error.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(String(decoding: text, as: UTF8.self) == "")
      #expect([0, 1].contains(process.terminationStatus))
    }
  }

  @Test func aFullDiskIsAnError() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "'\(builtProgram.path)' audit -o json /nonexistent > /dev/full"]
    let error = Pipe()
    process.standardError = error
    try process.start()
    let text = String(
      decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(text.contains("standard output: No space left on device"))
  }

  @Test func rulesAreListedAndExplained() throws {
    let list = try run(["rules"])
    #expect(list.output.split(separator: "\n").count == 13)
    let one = try run(["rules", "ps301"])
    #expect(one.output.hasPrefix("PS301 accidental-recover\n") && one.output.contains("1.26"))
    let object = try JSONSerialization.jsonObject(
      with: Data(try run(["rules", "-o", "json"]).output.utf8))
    #expect((object as? [[String: Any]])?.count == 13)
  }

  @Test func configurationComesFromFlagEnvironmentFileDefault() throws {
    try withFolder { folder in
      #expect(try run(["config"], in: folder).output.contains("fail-on: high  # default"))
      let home = folder.appendingPathComponent("xdg/panicscope")
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
      try Data("fail-on: low".utf8).write(to: home.appendingPathComponent("config.yaml"))
      let xdg = ["XDG_CONFIG_HOME": folder.appendingPathComponent("xdg").path]
      let fromHome = try run(["config"], environment: xdg, in: folder).output
      #expect(fromHome.contains("fail-on: low  # configuration"))
      try Data("fail-on: medium\nscope: std".utf8)
        .write(to: folder.appendingPathComponent(".panicscope.yaml"))
      let here = try run(["config"], environment: xdg, in: folder).output
      #expect(here.contains("fail-on: medium  # configuration"))
      #expect(here.contains("scope: [std]  # configuration"))
      let variable = try run(
        ["config"], environment: ["PANICSCOPE_FAIL_ON": "never"], in: folder
      ).output
      #expect(variable.contains("fail-on: never  # environment"))
      // What it prints is a configuration itself.
      try Data(here.utf8).write(to: folder.appendingPathComponent("again.yaml"))
      let again = try run(["config", "--config", "again.yaml"], in: folder)
      #expect(
        again.output.split(separator: "\n").dropFirst() == here.split(separator: "\n").dropFirst())
    }
  }

  @Test func completionScriptsKnowTheVerbs() throws {
    for shell in ["bash", "zsh", "fish"] {
      let outcome = try run(["completion", shell])
      #expect(outcome.status == 0 && outcome.output.contains("baseline"))
    }
  }

  @Test func noBaselineIsWrittenWhenSomethingFails() throws {
    try withFolder { folder in
      let outcome = try run(["baseline", "write", "b.json", "/nonexistent"], in: folder)
      #expect(outcome.status == 1)
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("b.json").path))
    }
  }
}

/// The product beside the tests.
let builtProgram: URL = {
  var folder = Bundle.main.bundleURL
  for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
    folder = bundle.bundleURL.deletingLastPathComponent()
  }
  return folder.appendingPathComponent("panicscope")
}()
