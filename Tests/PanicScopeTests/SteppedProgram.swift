import MachineCode
import ProcessControl

/// One instruction that a program was about to do.
struct StepRecord {
  var address: UInt64
  var stackPointer: UInt64
  var framePointer: UInt64
}

/// The instructions that the main thread of a program really did, one by one.
enum SteppedProgram {
  /// RBP.
  private static let basePointer = Register(rawValue: 5)

  /// Steps from the first instruction of `main.main` on.
  static func records(of program: String, from main: UInt64, most: Int) throws -> [StepRecord] {
    var command = LaunchedCommand(path: program, arguments: [program])
    command.output = .null
    command.errors = .null
    command.environment = ["GOMAXPROCS=1", "GOGC=off"]
    let traced = try TracedProgram.launch(command)
    defer { traced.kill() }
    try traced.insertBreakpoint(at: main)
    try traced.resume(traced.process)
    while true {
      switch try traced.wait(milliseconds: 5000) {
      case .breakpoint(let hit): return try records(from: hit, of: traced, most: most)
      case .signal(let thread, let information):
        try traced.resume(thread, signal: information.number)
      case .executed(let thread): try traced.resume(thread)
      case .ended, nil: return []
      }
    }
  }

  private static func records(
    from hit: TracedProgram.Hit, of traced: TracedProgram, most: Int
  ) throws -> [StepRecord] {
    var records = [record(hit.registers)]
    try traced.stepping(hit.thread) { stepper throws(SystemError) in
      records.append(record(try stepper.pass(hit.registers)))
      // A function begins anew when its stack has grown.
      try traced.removeBreakpoint(at: hit.address)
      while records.count < most, case .stepped(let registers) = try stepper.step() {
        records.append(record(registers))
      }
    }
    return records
  }

  private static func record(_ registers: GeneralRegisters) -> StepRecord {
    StepRecord(
      address: registers.programCounter, stackPointer: registers.stackPointer,
      framePointer: registers[basePointer])
  }
}

/// Calls that have not returned, told from the stack pointer alone.
struct CallStack {
  struct Call {
    var function: String
    var atEntry: StepRecord
  }

  /// Goroutines' stacks and the system's lie far apart.
  private var calls: [Bool: [Call]] = [:]
  private static let systemStacks: UInt64 = 0x7000_0000_0000
  /// The next call on another goroutine's stack begins a new list.
  private static let longestStack: UInt64 = 1 << 15

  /// The call that the instruction belongs to, if its beginning was seen.
  mutating func call(of record: StepRecord, in function: String, isEntry: Bool) -> Call? {
    let key = record.stackPointer >= Self.systemStacks
    var list = calls[key] ?? []
    while let last = list.last, last.atEntry.stackPointer < record.stackPointer {
      list.removeLast()
    }
    if let last = list.last,
      last.atEntry.stackPointer - record.stackPointer > Self.longestStack
    {
      list = []
    }
    if isEntry {
      if list.last?.atEntry.stackPointer == record.stackPointer { list.removeLast() }
      list.append(Call(function: function, atEntry: record))
    }
    calls[key] = list
    guard let last = list.last, last.function == function else { return nil }
    return last
  }
}
