public import GoBinary
public import GoRuntimeModel
import MachineCode
import ObjectFile

/// Finds the probe points of a Go program in its code.
public struct ProbeFinder {
  /// The points, by address.
  public private(set) var points: [ProbePoint] = []
  /// The kinds that this program has no point for although it has the function, or should have.
  public private(set) var missing: [ProbeKind] = []

  private let image: GoImage
  private let functions: [String: [FunctionIndex]]
  private let targets: [String: Set<UInt64>]

  /// Throws when the program lacks what every trace needs.
  public init(_ image: GoImage) throws(TraceError) {
    self.image = image
    let rules = [true, false].flatMap { ProbeRuleTable.rules(hasIterator: $0) }
    var names = Set(rules.map(\.function))
    for rule in rules {
      switch rule.place {
      case .call(let name), .branchAfterCall(let name): names.insert(name)
      default: break
      }
    }
    functions = image.allFunctions(named: Array(names))
    targets = functions.mapValues { Set($0.map(image.entry)) }
    let hasIterator = !(functions[ProbeRuleTable.nextDefer] ?? []).isEmpty
    for rule in ProbeRuleTable.rules(hasIterator: hasIterator) {
      let found = find(rule)
      points += found
      guard found.isEmpty else { continue }
      if rule.isEssential {
        throw TraceError(
          "\(rule.function) of this program has no place to probe (\(rule.kind.label)); "
            + "its runtime is unlike that of the Go releases known",
          advice: nil)
      }
      // The linker leaves functions out that are never called.
      if functions[rule.function] != nil { missing.append(rule.kind) }
    }
    points.sort { ($0.address, $0.kind.rawValue) < ($1.address, $1.kind.rawValue) }
  }

  private func find(_ rule: ProbeRule) -> [ProbePoint] {
    // A function and its wrapper for another calling convention have the same name.
    guard
      let function = functions[rule.function]?.first(where: { !image.isWrapper($0) })
        ?? functions[rule.function]?.first, let code = FunctionCode(function, image)
    else { return [] }
    switch rule.place {
    case .beginning: return beginning(code).flatMap { point(rule, code, $0) }.map { [$0] } ?? []
    case .call(let name):
      return calls(of: name, code).compactMap { call in
        var found = point(rule, code, call)
        // `nextDefer` is a method of the panic.
        if name == ProbeRuleTable.nextDefer {
          found?.panicRegister = code.architecture.goArguments[0]
        }
        return found
      }
    case .branchAfterCall(let name):
      return calls(of: name, code).compactMap { call in
        guard let branch = code.firstBranch(from: call + 1) else { return nil }
        var found = point(rule, code, branch)
        found?.argumentsAreIntact = code.keeps(results, in: call + 1..<branch)
        return found
      }
    case .branchAfterIndirectCall:
      let calls = code.lines.indices.filter { code.lines[$0].instruction.flow == .indirectCall }
      return calls.compactMap { code.firstBranch(from: $0 + 1) }.compactMap {
        point(rule, code, $0)
      }
    case .branchWhilePanicking:
      guard let (branch, register) = branchWhilePanicking(code),
        var found = point(rule, code, branch)
      else { return [] }
      found.panicRegister = register
      return [found]
    case .verdict: return verdict(rule, code).map { [$0] } ?? []
    }
  }

  private func calls(of name: String, _ code: FunctionCode) -> [Int] {
    let targets = self.targets[name] ?? []
    return code.lines.indices.filter {
      let instruction = code.lines[$0].instruction
      return instruction.flow == .call && targets.contains(instruction.target)
    }
  }

  private func beginning(_ code: FunctionCode) -> Int? {
    switch code.architecture {
    case .amd64:
      let push = code.lines.prefix(16).firstIndex {
        $0.instruction.operation == .push && $0.instruction.source == .amd64FramePointer
      }
      if let push { return push }
      // Up to Go 1.20 the frame pointer is stored and set by a LEA.
      return frameSetup(code).flatMap { frame in
        code.lines.indices.dropFirst(frame + 1).first { emulated(code.lines[$0]) != nil }
      }
    case .arm64:
      guard let frame = frameSetup(code) else { return nil }
      return code.lines.indices.dropFirst(frame + 1).first { emulated(code.lines[$0]) != nil }
    }
  }

  /// The instruction that makes the frame pointer this function's.
  private func frameSetup(_ code: FunctionCode) -> Int? {
    code.lines.prefix(24).firstIndex {
      let instruction = $0.instruction
      switch code.architecture {
      case .amd64:
        return instruction.destination == .amd64FramePointer
          && (instruction.operation == .copy && instruction.source == .amd64StackPointer
            || instruction.operation == .address && instruction.base == .amd64StackPointer)
      case .arm64:
        return instruction.operation == .address && instruction.destination == .arm64FramePointer
          && instruction.base == .arm64StackPointer
      }
    }
  }

  /// `MOVQ 0x20(R14), CX; TESTQ CX, CX; JEQ …` and what follows.
  private func branchWhilePanicking(_ code: FunctionCode) -> (Int, Register)? {
    let goroutine = code.architecture.goroutine
    let offset = Int64(image.layout.goroutine._panic)
    guard
      let load = code.lines.firstIndex(where: {
        $0.instruction.base == goroutine && $0.instruction.value == offset
          && ($0.instruction.operation == .load
            || $0.instruction.operation == .compareMemoryConstant)
      }), let test = code.firstBranch(from: load)
    else { return nil }
    let branch = code.lines[test].instruction
    let found: Int? =
      switch branch.condition {
      case 4: code.firstBranch(from: test + 1)
      case 5: code.index(at: branch.target).flatMap { code.firstBranch(from: $0) }
      default: nil
      }
    return found.map { ($0, code.lines[load].instruction.destination) }
  }

  private func verdict(_ rule: ProbeRule, _ code: FunctionCode) -> ProbePoint? {
    let offset = Int64(image.layout.panic.recovered)
    guard
      let store = code.lines.firstIndex(where: {
        let instruction = $0.instruction
        return instruction.value == offset && instruction.width == 1
          && !instruction.base.isNone
          && (instruction.operation == .storeConstant && instruction.constantValue == 1
            || instruction.operation == .store && code.architecture == .arm64)
      })
    else { return nil }
    for index in code.lines.indices.reversed() {
      let branch = code.lines[index].instruction
      guard branch.flow == .branch else { continue }
      let falls = code.leadsStraight(from: index + 1, to: store)
      let jumps =
        code.index(at: branch.target).map { code.leadsStraight(from: $0, to: store) } ?? false
      guard falls != jumps, var found = point(rule, code, index) else { continue }
      found.verdict = ProbePoint.VerdictBranch(
        condition: branch.condition,
        register: code.architecture == .arm64 ? branch.source : .none, width: branch.width,
        takenMeansRecovers: jumps)
      return found
    }
    return nil
  }

  /// Where a function value and whether there is one are returned.
  private var results: [Register] {
    let order: [Register] =
      image.architecture == .amd64
      ? CodeArchitecture.amd64.goArguments : CodeArchitecture.arm64.goArguments
    return Array(order.prefix(2))
  }

  private func point(_ rule: ProbeRule, _ code: FunctionCode, _ index: Int) -> ProbePoint? {
    let line = code.lines[index]
    guard let instruction = emulated(line),
      let offset = image.object.addressMap.fileOffset(of: line.address)
    else { return nil }
    let hasFrame = frameSetup(code).map { $0 < index } ?? false
    let frame: ProbePoint.FrameState =
      hasFrame ? .established : code.architecture == .amd64 ? .beforePush : .link
    return ProbePoint(
      kind: rule.kind, function: rule.function, address: line.address,
      fileOffset: UInt64(offset), instruction: instruction, frame: frame,
      argumentsAreIntact: code.keeps(results, in: 0..<index))
  }

  /// What the kernel emulates (`arch/x86/kernel/uprobes.c`, `arch/arm64/kernel/probes`).
  private func emulated(_ line: FunctionCode.Line) -> ProbePoint.EmulatedInstruction? {
    let instruction = line.instruction
    switch instruction.flow {
    case .branch where image.architecture == .arm64 || instruction.condition < 16: return .branch
    case .call: return .call
    case .jump: return .jump
    case .next
    where image.architecture == .amd64 && instruction.operation == .push
      && !instruction.source.isNone && instruction.length <= 2:
      return .push
    default: return nil
    }
  }
}
