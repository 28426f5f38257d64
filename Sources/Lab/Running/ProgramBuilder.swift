import ByteReading
import GoRuntimeModel

/// Builds the lab's programs, each once for a toolchain and variant, in a scratch folder.
final class ProgramBuilder {
  private let folder: String
  private var built: [Key: String] = [:]

  private struct Key: Hashable {
    var program: String
    var variant: BuildVariant
    var root: String
  }

  init(folder: String) { self.folder = folder }

  /// Why a program cannot be built here, before it is tried; nil where it can.
  static func obstacle(_ program: LabProgram, _ variant: BuildVariant) -> String? {
    let machine = variant.architecture ?? HostMachine.architecture
    if program.isForAMD64 && machine != "amd64" { return "its assembly code is for amd64" }
    if program.usesC {
      if variant.architecture != nil { return "no C compiler for \(machine)" }
      let compiler = Host.environment("CC").flatMap { $0.split(separator: " ").first } ?? "gcc"
      if Host.find(program: String(compiler)) == nil {
        return "it has C code, and there is no \(compiler) in PATH"
      }
    }
    if let architecture = variant.architecture, architecture != HostMachine.architecture,
      HostMachine.emulator(of: architecture) == nil
    {
      return "programs for \(architecture) need qemu-user"
    }
    return nil
  }

  /// The path of the built program.
  func build(
    _ program: LabProgram, _ variant: BuildVariant, _ toolchain: LabToolchain
  ) throws(LabFailure) -> String {
    let key = Key(program: program.name, variant: variant, root: toolchain.root)
    if let path = built[key] { return path }
    let sources = try writeSources(program, toolchain)
    let output = "\(sources)/program-\(built.count)"
    let result = try go(
      ["build", "-o", output] + variant.flags + ["."], program, variant, toolchain)
    guard result.status == 0 else {
      throw LabFailure("go build failed: \(Self.firstLines(result.output))")
    }
    built[key] = output
    return output
  }

  /// Runs the go command in the program's folder.
  func go(
    _ arguments: [String], _ program: LabProgram, _ variant: BuildVariant,
    _ toolchain: LabToolchain
  ) throws(LabFailure) -> ChildProcess.Result {
    let sources = try writeSources(program, toolchain)
    do throws(HostError) {
      let result = try ChildProcess.run(
        toolchain.root + "/bin/go", arguments,
        environment: toolchain.environment(
          usesC: program.usesC, architecture: variant.architecture),
        folder: sources, outputFile: sources + "/log",
        limits: ChildProcess.Limits(seconds: 600, output: 16 << 20))
      if result.brokenLimit != nil { throw HostError(110) }
      return result
    } catch {
      throw LabFailure("\(toolchain.root)/bin/go: \(error.message)")
    }
  }

  private func writeSources(
    _ program: LabProgram, _ toolchain: LabToolchain
  ) throws(LabFailure) -> String {
    let place = "\(folder)/\(toolchain.version.text)/\(program.name)"
    if (try? FileStatus(path: place, followingLinks: false)) != nil { return place }
    do throws(HostError) {
      _ = try program.write(to: place, version: toolchain.version.minorText)
    } catch {
      throw LabFailure("\(place): \(error.message)")
    }
    return place
  }

  static func firstLines(_ text: String) -> String {
    text.split(separator: "\n").prefix(3).joined(separator: "; ")
  }
}

/// What this machine can run.
enum HostMachine {
  static var architecture: String {
    #if arch(arm64)
      "arm64"
    #else
      "amd64"
    #endif
  }

  /// The program that runs those of another architecture.
  static func emulator(of architecture: String) -> String? {
    let name = architecture == "arm64" ? "aarch64" : "x86_64"
    return Host.find(program: "qemu-\(name)-static") ?? Host.find(program: "qemu-\(name)")
  }
}
