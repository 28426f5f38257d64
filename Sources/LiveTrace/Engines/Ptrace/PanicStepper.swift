import ByteReading
import GoBinary
import GoRuntimeModel
import MachineCode
import PanicContract
import ProcessControl

/// How far panics are stepped.
public struct StepLimits: Sendable, Hashable {
  /// Panics, from the first one on.
  public var panics = 10
  /// Instructions of one panic.
  public var instructions = 60_000
  /// Name of a function whose beginning is stepped when it is first reached.
  public var window: String?
  /// Instructions of the window.
  public var windowSize = 24
  public init() {}
}

/// Steps through the runtime from the beginning of a panic to where execution resumes. Deferred
/// functions are run, with all threads, and the path is taken up again when they call recover and
/// when they have returned.
final class PanicStepper {
  private let image: GoImage
  private let limits: StepLimits
  private var loaded: LoadedImage?
  /// Paths whose deferred function runs, or whose goroutine was taken off its thread, by goroutine.
  private var suspended: [UInt64: Path] = [:]
  private var done: [SteppedPath] = []
  private var begun = 0
  private let schedule: Set<UInt64>
  /// Where the function of the window begins; nil once it was seen.
  private(set) var window: InjectionSite?

  private struct Path {
    var result: SteppedPath
    var stacks: Stacks
    var start: UInt64
    /// Where a recovery resumes execution.
    var resumption: UInt64?
    var function: FunctionIndex?
    var functionRange: Range<UInt64> = 0..<0
  }

  /// Bounds of the stacks that a thread goes between.
  private struct Stacks {
    var goroutine: Range<UInt64>
    var system: Range<UInt64>
    var signal: Range<UInt64>
    let address: UInt64

    func kind(_ pointer: UInt64) -> RegisterReading.Stack {
      if goroutine.contains(pointer) { return .goroutine }
      if system.contains(pointer) { return .g0 }
      return signal.contains(pointer) ? .gsignal : .system
    }
  }

  init(image: GoImage, limits: StepLimits) throws(TraceError) {
    self.image = image
    self.limits = limits
    let names = ["runtime.schedule"]
    schedule = Set(image.functions(named: names).values.map(image.entry))
    if let name = limits.window {
      let function = try Self.function(named: name, in: image)
      guard let site = InjectionSites(image: image).entry(of: function) else {
        throw TraceError("\(name) has no place near its beginning to stop at")
      }
      window = site
    }
  }

  private static func function(
    named name: String, in image: GoImage
  ) throws(TraceError) -> FunctionIndex {
    switch FunctionSearch(image: image).find(name) {
    case .found(let function): return function
    case .ambiguous(let names, let count):
      throw TraceError(
        "\(name) names \(count) functions",
        advice: "give one, such as " + names.joined(separator: ", ")
      )
    case .inlined(let callers):
      throw TraceError(
        "\(name) has no code of its own: it was inlined",
        advice: "name one that has it in it: " + callers.joined(separator: ", "))
    case .unknown(let near):
      throw TraceError(
        "this program has no function \(name)",
        advice: near.isEmpty ? nil : "there is " + near.joined(separator: ", "))
    }
  }

  /// Records the first instructions of the window's function one by one.
  func lookThroughWindow(
    _ hit: TracedProgram.Hit, in program: TracedProgram
  ) throws(SystemError) {
    guard let site = window, !(site.isStackCheck && program.branchIsTaken(hit)), let loaded else {
      return try program.pass(hit)
    }
    window = nil
    let reader = GoroutineReader(loaded: loaded, memory: program.memory)
    let current = reader.current(hit.registers)
    var path =
      begin(hit, current?.id ?? 0, reader)
      ?? Path(
        result: SteppedPath(goroutine: nil),
        stacks: Stacks(goroutine: 0..<0, system: 0..<0, signal: 0..<0, address: 0),
        start: hit.registers.stackPointer)
    path.result.goroutine = current?.id
    try program.stepping(hit.thread) { stepper throws(SystemError) in
      var registers = hit.registers
      for _ in 0..<limits.windowSize {
        path.functionRange = 0..<0
        record(registers, &path, reader)
        if program.hasBreakpoint(at: registers.programCounter) {
          registers = try stepper.pass(registers)
          continue
        }
        guard case .stepped(let after) = try stepper.step() else { return }
        registers = after
      }
    }
    path.result.end = .budget
    done.append(path.result)
  }

  func begin(_ loaded: LoadedImage) { self.loaded = loaded }

  func take() -> [SteppedPath] {
    defer { done = [] }
    return done
  }

  /// What is still open when the process is over.
  func finish() {
    for path in suspended.values {
      var path = path
      path.result.end = .processEnded
      done.append(path.result)
    }
    suspended = [:]
  }

  /// A panic was met.
  var hasBegun: Bool { begun > 0 }

  /// Whether a path begins at such a hit, or goes on.
  func isWanted(_ kind: ProbeKind, goroutine: UInt64?) -> Bool {
    guard let goroutine else { return false }
    switch kind {
    case .gopanicEnter: return begun < limits.panics || suspended[goroutine] != nil
    case .recoverEnter, .deferNext, .fatalPanic, .recoveryEnter: return suspended[goroutine] != nil
    default: return false
    }
  }

  /// Steps the thread that stands at `hit` until the path ends or a deferred function begins, and
  /// lets it run.
  ///
  /// - Parameters:
  ///   - kind: the probe at `hit`, which the caller has taken note of.
  ///   - meet: called for each probe that is met on the way.
  func follow(
    _ hit: TracedProgram.Hit, _ kind: ProbeKind?, goroutine id: UInt64, in program: TracedProgram,
    meet: (TracedProgram.Hit) -> ProbeKind?
  ) throws(SystemError) {
    guard let loaded else { return try program.pass(hit) }
    let reader = GoroutineReader(loaded: loaded, memory: program.memory)
    var path: Path
    if let known = suspended.removeValue(forKey: id) {
      path = known
      // It may have come to another thread.
      if let stacks = stacks(ofGoroutine: path.stacks.address, reader) {
        path.stacks.system = stacks.system
        path.stacks.signal = stacks.signal
      }
    } else {
      guard let fresh = begin(hit, id, reader) else { return try program.pass(hit) }
      begun += 1
      path = fresh
    }
    var end: SteppedPath.End?
    var isAway = false
    let isRecover =
      loaded.function(at: hit.address).map(image.name) == "runtime.gorecover"
    try program.stepping(hit.thread) { stepper throws(SystemError) in
      var registers = hit.registers
      var isFirst = true
      while end == nil, !isAway {
        record(registers, &path, reader)
        if path.result.instructions >= limits.instructions {
          end = .budget
          break
        }
        let address = registers.programCounter
        if program.hasBreakpoint(at: address) {
          let inner = TracedProgram.Hit(
            thread: hit.thread, address: address, registers: registers)
          switch isFirst ? kind : meet(inner) {
          case .recoveryGogo:
            path.resumption = reader.word(at: registers[Self.argument] &+ 8)
          case .fatalPanic: end = .unrecovered
          default: break
          }
          registers = try stepper.pass(registers)
        } else {
          switch try stepper.step() {
          case .stepped(let after): registers = after
          case .blocked: end = .blocked
          case .ended: end = .processEnded
          }
        }
        isFirst = false
        if end != nil { break }
        let next = registers.programCounter
        if next == path.resumption {
          end = .resumed
          path.result.landing = landing(registers, path, loaded)
        } else if schedule.contains(loaded.toFile(next)) {
          path.result.gaps += 1
          isAway = true
        } else if isBeyondRuntime(next, loaded) {
          if !isRecover { path.result.deferredCalls += 1 }
          isAway = true
        }
      }
    }
    if let end {
      path.result.end = end
      done.append(path.result)
    } else {
      suspended[id] = path
    }
  }

  private func begin(
    _ hit: TracedProgram.Hit, _ id: UInt64, _ reader: GoroutineReader
  ) -> Path? {
    guard let stacks = stacks(ofGoroutine: hit.registers[.amd64Goroutine], reader) else {
      return nil
    }
    return Path(
      result: SteppedPath(goroutine: id), stacks: stacks, start: hit.registers.stackPointer)
  }

  /// Its own, and those of the thread that runs it. At the address of a thread's `g0` or
  /// `gsignal`, those of the goroutine that the thread runs.
  private func stacks(ofGoroutine address: UInt64, _ reader: GoroutineReader) -> Stacks? {
    guard var words = reader.goroutine(at: address), let machine = words.details?.machine else {
      return nil
    }
    let offsets = image.layout.machine
    let own = [offsets.g0, offsets.gsignal].map { reader.word(at: machine &+ UInt64($0)) }
    if own.contains(address),
      let current = reader.word(at: machine &+ UInt64(offsets.curg)), current != 0,
      let found = reader.goroutine(at: current)
    {
      words = found
    }
    guard words.stackLow < words.stackHigh else { return nil }
    func bounds(_ offset: Int) -> Range<UInt64> {
      guard let address = reader.word(at: machine &+ UInt64(offset)),
        let found = reader.goroutine(at: address), found.stackLow < found.stackHigh
      else { return 0..<0 }
      return found.stackLow..<found.stackHigh
    }
    return Stacks(
      goroutine: words.stackLow..<words.stackHigh, system: bounds(image.layout.machine.g0),
      signal: bounds(image.layout.machine.gsignal), address: words.address)
  }

  private func record(
    _ registers: GeneralRegisters, _ path: inout Path, _ reader: GoroutineReader
  ) {
    let pointer = registers.stackPointer
    var stack = path.stacks.kind(pointer)
    if stack == .system, let words = reader.goroutine(at: path.stacks.address),
      words.stackLow < words.stackHigh, (words.stackLow..<words.stackHigh).contains(pointer)
    {
      // The goroutine's stack has grown and moved.
      path.start = words.stackHigh &- (path.stacks.goroutine.upperBound &- path.start)
      path.stacks.goroutine = words.stackLow..<words.stackHigh
      stack = .goroutine
    }
    path.result.instructions += 1
    if pointer % 16 != 0 { path.result.unalignedInstructions += 1 }
    if stack == .goroutine, pointer < path.start {
      path.result.depth = max(path.result.depth, path.start &- pointer)
    }
    let address = reader.loaded.toFile(registers.programCounter)
    if path.function == nil,
      path.result.segments.last.map({ $0.function == nil && $0.stack == stack }) == true,
      image.function(containing: address) == nil
    {
      path.result.segments[path.result.segments.count - 1].instructions += 1
      return
    }
    if !path.functionRange.contains(address) {
      path.function = image.function(containing: address)
      path.functionRange =
        path.function.map { image.entry($0)..<max(image.entry($0), image.end($0)) } ?? 0..<0
    } else if let last = path.result.segments.indices.last,
      path.result.segments[last].stack == stack
    {
      path.result.segments[last].instructions += 1
      return
    }
    path.result.segments.append(
      SteppedPath.Segment(
        function: path.function.map(image.name), address: address, stack: stack,
        instructions: 1, stackPointer: pointer,
        framePointer: registers[.amd64FramePointer]))
  }

  private func landing(
    _ registers: GeneralRegisters, _ path: Path, _ loaded: LoadedImage
  ) -> SteppedPath.Landing {
    SteppedPath.Landing(
      address: loaded.toFile(registers.programCounter), stackPointer: registers.stackPointer,
      framePointer: registers[.amd64FramePointer], result: registers[Self.argument],
      height: Int64(bitPattern: registers.stackPointer &- path.start))
  }

  /// Not the runtime's own code any more. Its assembly has functions without a package.
  private func isBeyondRuntime(_ address: UInt64, _ loaded: LoadedImage) -> Bool {
    guard let function = loaded.function(at: address) else { return false }
    let package = image.package(of: function)
    return !package.isEmpty && package != "runtime" && !package.hasPrefix("runtime/internal/")
      && !package.hasPrefix("internal/")
  }

  private static let argument = Register(rawValue: 0)
}
