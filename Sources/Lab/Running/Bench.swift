import ByteReading
import GoRuntimeModel

/// One built program on the bench, with all that measures need.
struct Bench {
  let binary: String
  let program: LabProgram
  let variant: BuildVariant
  let toolchain: LabToolchain
  let source: any EvidenceSource
  let builder: ProgramBuilder
  /// Scratch.
  let folder: String
  let seconds: Double

  func take(_ measure: Measure) throws(LabFailure) -> MeasureResult {
    switch measure {
    case .outcome: MeasureResult(readings: [Reading("outcome", Outcome.text(try run([])))])
    case .reportedRules: try reportedRules()
    case .outcomes(let words): try outcomes(words)
    case .selfReport(let arguments): try selfReport(arguments)
    case .verdicts(let functions): try verdicts(functions)
    case .defers(let functions): try defers(functions)
    case .calls(let function, let callees): try calls(function, callees)
    case .recoverTargets(let functions): try recoverTargets(functions)
    case .decisions: try decisions()
    case .entryTrail(let function): try entryTrail(function)
    case .window(let function, let argument): try window(function, argument)
    case .stops(let functions, let argument): try stops(functions, argument)
    case .episode(let argument): try episode(argument)
    case .path(let argument): try path(argument)
    case .landing(let argument): try landing(argument)
    case .findings(let rules): try findings(rules)
    case .listing(let flags, let functions): try listing(flags, functions)
    case .vet: try vet()
    case .upgrade(let version): try upgrade(version)
    }
  }

  /// Runs the program to its end.
  func run(_ arguments: [String]) throws(LabFailure) -> ChildProcess.Result {
    var command = [binary] + arguments
    if let architecture = variant.architecture, architecture != HostMachine.architecture {
      guard let emulator = HostMachine.emulator(of: architecture) else {
        throw LabFailure("programs for \(architecture) need qemu-user")
      }
      command.insert(emulator, at: 0)
    }
    do throws(HostError) {
      return try ChildProcess.run(
        command[0], Array(command.dropFirst()), environment: Self.environment, folder: folder,
        outputFile: folder + "/output", limits: ChildProcess.Limits(seconds: seconds))
    } catch {
      throw LabFailure("\(binary) cannot be run: \(error.message)")
    }
  }

  /// No setting of the user's changes what a program does or writes.
  private static let environment = ["GODEBUG": "", "GOTRACEBACK": "", "GOGC": "", "GOMAXPROCS": ""]

  /// What a trace runs: the program, told to write nothing.
  func quietCommand(_ argument: String) -> [String] { [binary, argument, "quiet"] }

  /// Live evidence is of programs that this machine itself runs.
  func requireNative() throws(LabFailure) {
    if variant.architecture.map({ $0 != HostMachine.architecture }) ?? false {
      throw LabFailure("a program in an emulator is not watched")
    }
  }
}

extension String {
  /// Filled up with spaces.
  func padded(to width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }
}

/// `0x4a3f20`
func hexadecimal(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
