import ByteReading
import GoBinary
import GoRuntimeModel
import MachineCode
import PanicContract
import ProcessControl

/// Deferred calls that wait in a frame.
public struct RegisteredDefers: Sendable, Hashable {
  /// Entries of the functions that the runtime will call, by the file's addresses.
  public var entries: Set<UInt64> = []
  /// There are no others.
  public var isComplete = true

  /// False only where it is known.
  public func contains(oneOf wanted: Set<UInt64>) -> Bool {
    !isComplete || !entries.isDisjoint(with: wanted)
  }
}

/// Reads the goroutine that a stopped thread runs.
struct GoroutineReader {
  let loaded: LoadedImage
  let memory: RemoteMemory
  private var image: GoImage { loaded.image }

  init(loaded: LoadedImage, memory: RemoteMemory) {
    self.loaded = loaded
    self.memory = memory
  }

  func word(at address: UInt64) -> UInt64? {
    guard let bytes = try? memory.bytes(at: address, count: 8) else { return nil }
    return bytes.span.rawBytes.uint64(at: 0)
  }

  /// `runtime.g` at `address`.
  func goroutine(at address: UInt64) -> GoroutineWords? {
    let layout = image.layout.goroutine
    guard address != 0,
      let bytes = try? memory.bytes(at: address, count: GoroutineWords.size(layout))
    else { return nil }
    return GoroutineWords(address: address, bytes: bytes.span.rawBytes, layout: layout)
  }

  func panic(at address: UInt64) -> PanicWords? {
    let layout = image.layout.panic
    guard address != 0, let bytes = try? memory.bytes(at: address, count: layout.size) else {
      return nil
    }
    return PanicWords(address: address, bytes: bytes.span.rawBytes, layout: layout)
  }

  /// The goroutine in the goroutine register, if the thread stands on that goroutine's own stack;
  /// nil on the stacks g0 and gsignal, and in code that does not keep the register.
  func current(_ registers: GeneralRegisters) -> GoroutineWords? {
    guard let found = goroutine(at: registers[.amd64Goroutine]), found.stackLow < found.stackHigh,
      registers.stackPointer >= found.stackLow, registers.stackPointer < found.stackHigh,
      let machine = found.details?.machine,
      let current = word(at: machine &+ UInt64(image.layout.machine.curg)),
      current == found.address
    else { return nil }
    return found
  }

  func identity(_ words: GoroutineWords) -> GoroutineIdentity {
    guard let details = words.details else { return GoroutineIdentity(id: words.id) }
    let root = loaded.function(at: details.startPC)
    let creator = details.creatorPC
    return GoroutineIdentity(
      id: words.id, root: root.map(rootPlace),
      createdBy: isOfRuntime(creator)
        ? nil : image.callPlace(returningTo: loaded.toFile(creator)),
      creatorID: details.parentID)
  }

  /// No `go` statement of the program's: the runtime made the goroutine for itself.
  private func isOfRuntime(_ creator: UInt64) -> Bool {
    guard creator != 0, let function = loaded.function(at: creator &- 1) else { return true }
    return image.nameHasPrefix(function, "runtime.")
  }

  /// What the source names: `main.main` for the goroutine that the runtime makes to run it, and
  /// the function that the `go` statement calls for a wrapper around it.
  private func rootPlace(_ root: FunctionIndex) -> CodePlace {
    var root = root
    if image.nameEquals(root, "runtime.main") {
      root = image.functions(named: ["main.main"])["main.main"] ?? root
    } else if image.isWrapper(root), let wrapped = InjectionSites(image: image).wrapped(by: root) {
      root = wrapped
    }
    return image.declarationPlace(of: root)
  }

  func matches(_ words: GoroutineWords, _ condition: GoroutineCondition) -> Bool {
    guard condition != .any else { return true }
    guard let details = words.details else { return false }
    let creator = loaded.toFile(details.creatorPC)
    switch condition {
    case .any: return true
    case .createdBy(let name):
      guard let function = image.function(containing: creator &- 1) else { return false }
      return image.logicalFrames(at: creator &- 1, in: function).contains { $0.name == name }
    case .rooted(let root):
      let start = loaded.toFile(details.startPC)
      if start == root.entry || root.statements.contains(creator) { return true }
      guard let function = image.function(containing: start) else { return false }
      if image.nameEquals(function, "runtime.main") {
        return image.function(startingAt: root.entry).map { image.nameEquals($0, "main.main") }
          ?? false
      }
      // What it runs for others: finalizers, cleanups.
      if image.nameHasPrefix(function, "runtime.") { return true }
      if image.isWrapper(function) {
        let wrapped = InjectionSites(image: image).wrapped(by: function)
        return wrapped.map { image.entry($0) == root.entry } ?? true
      }
      let name = image.name(function)
      return root.spawners.contains { name == $0 || name.hasPrefix($0 + ".") }
    }
  }

  /// The frames of a goroutine that a stopped thread runs, innermost first.
  ///
  /// - Returns: `isComplete` is false when the goroutine's first frame was not reached.
  func frames(
    _ words: GoroutineWords, _ registers: GeneralRegisters
  ) -> (frames: [ProcessFrame], isComplete: Bool) {
    let process = process
    let start = ThreadRegisters(
      pc: registers.programCounter, sp: registers.stackPointer,
      bp: registers[.amd64FramePointer], goroutine: words.address)
    let frames = process.frames(from: start, in: words.stackLow..<words.stackHigh)
    let isComplete = frames.last.map { image.flags($0.function).contains(.topFrame) } ?? false
    return (frames, isComplete)
  }

  /// The records of `g._defer` and its links, innermost first.
  func defers(of words: GoroutineWords) -> [DeferWords] {
    let layout = image.layout.deferRecord
    let mostRecords = 1024
    var records: [DeferWords] = []
    var next = words.deferAddress
    while next != 0, records.count < mostRecords,
      let bytes = try? memory.bytes(at: next, count: layout.size),
      let record = DeferWords(address: next, bytes: bytes.span.rawBytes, layout: layout)
    {
      records.append(record)
      next = record.link
    }
    return records
  }

  /// The deferred calls that a frame's defer statements have registered and that have not begun.
  func registered(_ words: GoroutineWords, in frame: ProcessFrame) -> RegisteredDefers {
    var found = RegisteredDefers()
    for record in defers(of: words) where record.sp == frame.stackPointer {
      if record.rangefunc == true {
        // Those that the loop's body registers have a list of their own.
        found.isComplete = false
      } else if let entry = word(at: record.function) {
        found.entries.insert(loaded.toFile(entry))
      } else {
        found.isComplete = false
      }
    }
    for slot in process.pendingOpenCoded(in: frame) {
      if let entry = slot.entry {
        found.entries.insert(loaded.toFile(entry))
      } else {
        found.isComplete = false
      }
    }
    return found
  }

  /// Whether a defer statement of the frame's function is in force.
  func hasDefer(_ words: GoroutineWords, in frame: ProcessFrame) -> Bool {
    hasDefer(
      words, function: frame.function, address: loaded.toFile(frame.lookupPC),
      stackPointer: frame.stackPointer)
  }

  /// With memory as it is now.
  private var process: GoProcess {
    GoProcess(
      image: image,
      memory: LiveMemory(process: memory.process, image: image, loadBias: loaded.bias),
      loadBias: loaded.bias)
  }

  /// Whether a defer statement of the function is in force in the frame that stands at `address`:
  /// a bit of its open-coded defers, or a record of its frame.
  ///
  /// Sources: `(*_panic).initOpenCodedDefers` and `nextFrame` in `runtime/panic.go`.
  func hasDefer(
    _ words: GoroutineWords, function: FunctionIndex, address: UInt64, stackPointer: UInt64
  ) -> Bool {
    // Records of frames further out have higher addresses.
    if defers(of: words).first(where: { $0.sp >= stackPointer })?.sp == stackPointer { return true }
    guard let info = image.openCodedDefers(function),
      let delta = image.stackDelta(at: address, in: function), delta >= 8
    else { return false }
    // The return address and the saved frame pointer lie between the frame and its variables.
    let savedFramePointer: UInt64 = 8
    let variables = stackPointer &+ UInt64(delta) &- savedFramePointer
    guard let bits = try? memory.bytes(at: variables &- UInt64(info.deferBitsOffset), count: 1)
    else { return false }
    return bits[0] != 0
  }
}
