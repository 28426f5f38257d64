import MachineCode

/// Where the context of a probe, `struct pt_regs`, holds the registers.
struct ContextRegisters {
  /// Byte offsets in the order of ``ProbeRegisters/words``; nil where nothing is held.
  let offsets: [Int?]
  let architecture: CodeArchitecture

  init(_ architecture: CodeArchitecture) {
    self.architecture = architecture
    switch architecture {
    case .amd64:
      // AX CX DX BX SP BP SI DI R8 … R15 IP FLAGS
      offsets = [
        80, 88, 96, 40, 152, 32, 104, 112, 72, 64, 56, 48, 24, 16, 8, 0, 128, 144,
      ]
    case .arm64:
      offsets = (0...31).map { 8 * $0 } + [256, 264]
    }
  }

  func offset(_ register: Register) -> Int { offsets[Int(register.rawValue)] ?? 0 }
  func argument(_ index: Int) -> Int { offset(architecture.goArguments[index]) }
  var stackPointer: Int { offset(architecture.stackPointer) }
  var framePointer: Int { offset(architecture.framePointer) }
  var goroutine: Int { offset(architecture.goroutine) }
  var programCounter: Int { offsets[ProbeRegisters.programCounterIndex(architecture)] ?? 0 }
  var flags: Int { offsets[ProbeRegisters.programCounterIndex(architecture) + 1] ?? 0 }
}
