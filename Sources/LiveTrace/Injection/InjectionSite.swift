import ByteReading
public import GoBinary
import GoRuntimeModel
import MachineCode
import ProcessControl

/// An instruction in a Go function at which a breakpoint can stay while the program runs, and where
/// a panic can begin.
public struct InjectionSite: Sendable, Hashable {
  /// In the file's own address space.
  public var address: UInt64
  public var function: FunctionIndex
  /// The branch of the check for stack space: taken, it leads to `runtime.morestack` and back to
  /// the function's beginning, so that only a branch not taken is the function's entry.
  public var isStackCheck: Bool
}

/// Finds sites in the code of one program.
public struct InjectionSites: Sendable {
  private let image: GoImage
  private let decoder: Decoder
  private let moreStack: Set<UInt64>

  public init(image: GoImage) {
    self.image = image
    decoder = Decoder(image.architecture == .amd64 ? .amd64 : .arm64)
    let names = ["runtime.morestack", "runtime.morestack_noctxt"]
    moreStack = Set(image.allFunctions(named: names).values.joined().map(image.entry))
  }

  private struct Step {
    var instruction: Instruction
    var address: UInt64
    var isPassable: Bool
  }

  /// Where `function` begins, as near to its first instruction as a breakpoint can stand: at the
  /// branch of its stack check, else at the first instruction that can be passed before anything
  /// is written or called. Nil when there is none.
  public func entry(of function: FunctionIndex) -> InjectionSite? {
    let mostSteps = 24
    let steps = steps(function, atMost: mostSteps)
    let check = steps.lastIndex {
      $0.instruction.flow == .branch && leadsToMoreStack($0.instruction.target, in: function)
    }
    if let check {
      return InjectionSite(
        address: steps[check].address, function: function, isStackCheck: true)
    }
    for step in steps {
      if step.isPassable {
        return InjectionSite(address: step.address, function: function, isStackCheck: false)
      }
      let instruction = step.instruction
      if instruction.flow != .next || instruction.writesMemory { return nil }
      switch instruction.operation {
      case .store, .storeConstant, .storePair, .orMemory: return nil
      default: break
      }
    }
    return nil
  }

  /// Of a function with open-coded defers the instruction behind that which says that none is in force yet: before
  /// it the runtime takes whatever the stack holds for deferred calls.
  func afterDeferBits(of function: FunctionIndex) -> UInt64? {
    guard let info = image.openCodedDefers(function) else { return nil }
    let mostSteps = 128
    let steps = steps(function, atMost: mostSteps)
    let cleared = steps.firstIndex { step in
      let instruction = step.instruction
      guard let delta = image.stackDelta(at: step.address, in: function), delta > 0,
        instruction.operation == .storeConstant, instruction.width == 1, !instruction.hasIndex,
        instruction.constantValue & 0xFF == 0, instruction.base == .amd64StackPointer
      else { return false }
      // From the stack pointer, the saved frame pointer lies between the frame and its variables.
      return instruction.value == Int64(delta) - 8 - Int64(info.deferBitsOffset)
    }
    return cleared.flatMap { steps.indices.contains($0 + 1) ? steps[$0 + 1].address : nil }
  }

  /// The instructions from the entry on, without following branches.
  private func steps(_ function: FunctionIndex, atMost limit: Int) -> [Step] {
    image.withCode(function) { code, entry in
      var steps: [Step] = []
      var offset = 0
      while steps.count < limit, offset < code.byteCount {
        let address = entry &+ UInt64(offset)
        let instruction = decoder.decode(code, at: offset, address: address)
        guard instruction.length > 0 else { break }
        steps.append(
          Step(
            instruction: instruction, address: address,
            isPassable: Self.isPassable(code, at: offset, address: address)))
        offset += Int(instruction.length)
      }
      return steps
    }
  }

  private static func isPassable(_ code: RawSpan, at offset: Int, address: UInt64) -> Bool {
    let longest = 15
    var bytes: [UInt8] = []
    for index in offset..<min(offset + longest, code.byteCount) {
      bytes.append(code.uint8(at: index) ?? 0)
    }
    return TracedProgram.canPass(bytes, at: address)
  }

  /// The slow path of the stack check: registers are saved, `runtime.morestack` is called.
  private func leadsToMoreStack(_ target: UInt64, in function: FunctionIndex) -> Bool {
    let entry = image.entry(function)
    guard target > entry, target < image.end(function) else { return false }
    let mostSteps = 32
    return image.withCode(function) { code, _ in
      var offset = Int(target &- entry)
      for _ in 0..<mostSteps where offset < code.byteCount {
        let instruction = decoder.decode(code, at: offset, address: entry &+ UInt64(offset))
        if instruction.flow == .call { return moreStack.contains(instruction.target) }
        guard instruction.length > 0, instruction.flow == .next else { return false }
        offset += Int(instruction.length)
      }
      return false
    }
  }

  /// Every call in the function that a breakpoint can stand on, but for calls of the runtime's own
  /// functions, which the compiler inserts.
  public func calls(in function: FunctionIndex) -> [InjectionSite] {
    all(in: function).filter { step in
      switch step.instruction.flow {
      case .indirectCall: return step.isPassable
      case .call:
        guard let callee = image.function(containing: step.instruction.target) else { return false }
        return !image.nameHasPrefix(callee, "runtime.")
      default: return false
      }
    }.map { InjectionSite(address: $0.address, function: function, isStackCheck: false) }
  }

  /// Every call of a function of the runtime that a statement of the source stands behind, such as
  /// `panic(…)`, an index out of range, a channel or a map.
  public func runtimeCalls(in function: FunctionIndex) -> [InjectionSite] {
    all(in: function).filter { step in
      guard step.instruction.flow == .call,
        let callee = image.function(containing: step.instruction.target),
        image.nameHasPrefix(callee, "runtime.")
      else { return false }
      let name = image.name(callee).dropFirst("runtime.".utf8.count)
      return !Self.bookkeeping.contains(where: name.hasPrefix)
    }.map { InjectionSite(address: $0.address, function: function, isStackCheck: false) }
  }

  /// Of stacks, of defer statements (where they come into force, or run as the function returns), of memory.
  private static let bookkeeping = [
    "morestack", "defer", "gcWriteBarrier", "wb", "duff", "race", "msan", "asan",
  ]

  /// Every call whose callee is decided at run time, as far as a breakpoint can stand on it.
  func indirectCalls(in function: FunctionIndex) -> [InjectionSite] {
    all(in: function).filter { $0.instruction.flow == .indirectCall && $0.isPassable }
      .map { InjectionSite(address: $0.address, function: function, isStackCheck: false) }
  }

  /// The function that a compiler-made wrapper stands for: what it says itself, since that may have been
  /// inlined, else what it calls.
  func wrapped(by wrapper: FunctionIndex) -> FunctionIndex? {
    image.wrappedFunction(wrapper).flatMap(image.function(startingAt:)) ?? onlyCall(in: wrapper)
  }

  /// The function that a compiler-made wrapper calls, if it calls just one.
  func onlyCall(in wrapper: FunctionIndex) -> FunctionIndex? {
    let targets = Set(calls(in: wrapper).map(\.address))
    let called = all(in: wrapper).filter { targets.contains($0.address) }
    guard called.count == 1, called[0].instruction.flow == .call else { return nil }
    return image.function(startingAt: called[0].instruction.target)
  }

  /// The first direct call of `callee` in `function`.
  func call(of callee: FunctionIndex, in function: FunctionIndex) -> UInt64? {
    all(in: function).first {
      $0.instruction.flow == .call && $0.instruction.target == image.entry(callee)
    }?.address
  }

  /// The first instruction of a source line that a breakpoint can stand on; file by its last part.
  public func line(_ line: Int, file: String, in function: FunctionIndex) -> InjectionSite? {
    let own = all(in: function)
    let entry = entry(of: function)
    let found = own.first { step in
      guard step.isPassable, step.address >= entry?.address ?? 0,
        let position = image.location(of: step.address, in: function)
      else { return false }
      return position.line == line
        && (position.file == file || position.file.hasSuffix("/" + file))
    }
    return found.map {
      InjectionSite(
        address: $0.address, function: function,
        isStackCheck: $0.address == entry?.address && entry?.isStackCheck == true)
    }
  }

  private func all(in function: FunctionIndex) -> [Step] {
    let mostSteps = 1 << 16
    return steps(function, atMost: mostSteps)
  }
}
