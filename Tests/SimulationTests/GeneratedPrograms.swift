import Foundation
import PanicContract
import TestSupport

/// What a program written from a scenario did.
struct ProgramOutcome: Decodable, Equatable {
  var name: String
  var output: [String]
  var errorLines: [String]
  var status: Int

  /// The same of a simulated run.
  init(_ run: SimulatedRun) {
    name = run.scenario.name
    output = run.output
    errorLines = run.errorLines.map(Self.normalised)
    status = run.outcome.exitStatus ?? -1
  }

  private static func normalised(_ line: String) -> String {
    if line.hasPrefix("[signal ") { return "[signal]" }
    return line.replacing(/0x[0-9a-f]+/, with: "0x0")
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    name = try container.decode(String.self, forKey: .name)
    let text = try container.decode(String.self, forKey: .output)
    output = text.split(separator: "\n").map(String.init)
    let errors = try container.decode(String.self, forKey: .errors)
    // The runtime's words before the stacks of the goroutines.
    errorLines = errors.prefix(upTo: errors.firstRange(of: "\n\n")?.lowerBound ?? errors.endIndex)
      .split(separator: "\n").map(String.init)
      .filter { $0.contains(/^\t*(panic: |fatal error: |\[signal )/) }
      .map(Self.normalised)
    status = try container.decode(Int.self, forKey: .status)
  }

  private enum Keys: CodingKey { case name, output, errors, status }
}

/// Builds many scenarios into one program and runs each in a process of its own.
enum GeneratedPrograms {
  static func outcomes(
    _ scenarios: [Scenario], toolchain: GoToolchain, flags: [String],
    environment: [String: String] = [:], launcher: [String] = [], seconds: Int = 20,
    debug: String = ""
  ) throws -> [String: ProgramOutcome] {
    var files = GoSource(scenarios).files
    files["all.go"] = runner(scenarios.map(\.name))
    let program = try toolchain.build(files: files, flags: flags, environment: environment)
    let command = launcher + [program]
    let result = try runCommand(
      command[0], Array(command.dropFirst()) + ["--all"],
      environment: [
        "GOTRACEBACK": "single", "GODEBUG": debug, "LAUNCHER": launcher.first ?? "",
        "PROGRAM_SECONDS": String(seconds),
      ])
    guard result.status == 0 else {
      throw CommandFailure(description: "\(program) --all: \(result.errors.prefix(2000))")
    }
    let list = try JSONDecoder().decode([ProgramOutcome].self, from: Data(result.output.utf8))
    return Dictionary(list.map { ($0.name, $0) }) { first, _ in first }
  }

  private static func runner(_ names: [String]) -> String {
    let list = names.map { "\t\"\($0)\"," }.joined(separator: "\n")
    return #"""
      package main

      import (
      	"bytes"
      	"encoding/json"
      	"os"
      	"os/exec"
      	"strconv"
      	"sync"
      	"time"
      )

      var names = []string{
      \#(list)
      }

      type outcome struct {
      	Name   string `json:"name"`
      	Output string `json:"output"`
      	Errors string `json:"errors"`
      	Status int    `json:"status"`
      }

      func runOne(name string) outcome {
      	var output, errors bytes.Buffer
      	command := exec.Command(os.Args[0], name)
      	if launcher := os.Getenv("LAUNCHER"); launcher != "" {
      		command = exec.Command(launcher, os.Args[0], name)
      	}
      	command.Stdout, command.Stderr = &output, &errors
      	if err := command.Start(); err != nil {
      		return outcome{name, "", err.Error(), -2}
      	}
      	seconds, _ := strconv.Atoi(os.Getenv("PROGRAM_SECONDS"))
      	timer := time.AfterFunc(time.Duration(seconds)*time.Second, func() { command.Process.Kill() })
      	command.Wait()
      	timer.Stop()
      	return outcome{name, output.String(), errors.String(), command.ProcessState.ExitCode()}
      }

      func init() {
      	if len(os.Args) != 2 || os.Args[1] != "--all" {
      		return
      	}
      	outcomes := make([]outcome, len(names))
      	var group sync.WaitGroup
      	slots := make(chan bool, 2)
      	for i := range names {
      		group.Add(1)
      		go func(i int) {
      			slots <- true
      			outcomes[i] = runOne(names[i])
      			<-slots
      			group.Done()
      		}(i)
      	}
      	group.Wait()
      	json.NewEncoder(os.Stdout).Encode(outcomes)
      	os.Exit(0)
      }

      """#
  }
}
