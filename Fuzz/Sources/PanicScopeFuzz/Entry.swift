import Glibc

// What libFuzzer calls. One program holds all targets; `PANICSCOPE_FUZZ` names the one to run.

private let target = FuzzTarget.chosen()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target.run([UInt8](UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// One reader under attack.
struct FuzzTarget: Sendable {
  var run: @Sendable ([UInt8]) -> Void

  static func chosen() -> FuzzTarget {
    switch environment("PANICSCOPE_FUZZ") {
    case "object": FuzzTarget { fuzzObjectFile($0) }
    case "code": FuzzTarget { fuzzMachineCode($0) }
    case "image": patching { fuzzImage($0) }
    case "audit": patching { fuzzAudit($0) }
    case "show": patching { fuzzShow($0) }
    case "configuration": FuzzTarget { fuzzConfiguration($0) }
    case "baseline": FuzzTarget { fuzzBaseline($0) }
    case "crash": FuzzTarget { fuzzCrashText($0) }
    case "core": patchingCores()
    default:
      fatalError(
        "PANICSCOPE_FUZZ is one of object, code, image, audit, show, configuration, baseline, "
          + "crash, core")
    }
  }

  /// A target whose inputs are patches of whole programs.
  private static func patching(_ body: @escaping @Sendable ([UInt8]) -> Void) -> FuzzTarget {
    let programs = PatchedProgram.all(in: environment("PANICSCOPE_FUZZ_PROGRAMS"))
    precondition(!programs.isEmpty, "PANICSCOPE_FUZZ_PROGRAMS names a folder of Go programs")
    return FuzzTarget { input in
      guard let first = input.first else { return }
      body(programs[Int(first) % programs.count].patched(by: input.dropFirst()))
    }
  }

  /// Inputs that are files themselves, and patches of cores of the programs.
  private static func patchingCores() -> FuzzTarget {
    let programs = environment("PANICSCOPE_FUZZ_PROGRAMS")
    let cores = PatchedCore.all(of: programs, in: programs + "/../cores")
    return FuzzTarget { input in
      guard let first = input.first else { return }
      if cores.isEmpty || input.starts(with: "\u{7f}ELF".utf8) { return fuzzCore(input) }
      let core = cores[Int(first) % cores.count]
      fuzzCore(core.core.patched(by: input.dropFirst()), of: core.image)
    }
  }
}

func environment(_ name: String) -> String {
  getenv(name).map { String(cString: $0) } ?? ""
}
