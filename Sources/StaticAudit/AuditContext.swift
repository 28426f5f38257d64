internal import GoBinary
internal import MachineCode
internal import PanicContract

/// What all judges of one binary share.
final class AuditContext {
  let image: GoImage
  let reading: EraReading
  let roles: RuntimeRoles
  let index: CodeIndex
  let store: FlowStore
  let origins: ValueOrigins
  let callbacks: CallbackUses
  let endings: Endings
  let panics: PanicReach
  let defers: DeferIndex
  let architecture: CodeArchitecture
  private var deferredDepth: [FunctionIndex: Bool] = [:]
  private lazy var dataReferenced: Set<FunctionIndex> = findDataReferenced()

  var era: ContractEra { reading.era }
  var isVersionKnown: Bool { reading.isCertain }

  init(image: GoImage, architecture: CodeArchitecture) {
    self.image = image
    self.architecture = architecture
    roles = RuntimeRoles(image: image)
    index = CodeIndex(image: image, architecture: architecture)
    reading = EraReading(image: image, index: index, roles: roles)
    store = FlowStore(
      image: image, roles: roles, model: MachineModel(architecture),
      functionWords: index.functionWords)
    origins = ValueOrigins(store: store, index: index)
    callbacks = CallbackUses(store: store)
    endings = Endings(store: store, index: index)
    panics = PanicReach(image: image, roles: roles, index: index)
    defers = DeferIndex(image: image, store: store, index: index, origins: origins)
  }

  // MARK: what a function is

  /// The runtime's own code: it calls gorecover for its own purposes and deferred functions for ours.
  func isRuntimeInternal(_ f: FunctionIndex) -> Bool {
    image.nameHasPrefix(f, "runtime.") || image.nameHasPrefix(f, "internal/runtime/")
      || image.nameHasPrefix(f, "runtime/internal/")
  }

  /// `F-rangeN`, the body of a range-over-func loop (Go 1.22 and later).
  func isRangeFuncBody(_ f: FunctionIndex) -> Bool {
    let name = image.name(f)
    guard let dash = name.lastIndex(of: "-") else { return false }
    let tail = name[dash...].dropFirst()
    return tail.hasPrefix("range") && tail.dropFirst(5).allSatisfy(\.isNumber)
      && tail.count > 5
  }

  func scope(of f: FunctionIndex) -> CodeScope {
    switch image.scope(of: f) {
    case .main: .main
    case .deps: .deps
    case .std: .std
    }
  }

  func location(of address: UInt64, in f: FunctionIndex) -> SourceLocation? {
    image.location(of: address, in: f).map { SourceLocation(file: $0.file, line: $0.line) }
  }

  /// A function as a place: its entry and its first line.
  func place(of f: FunctionIndex, note: String? = nil) -> CodePlace {
    let entry = image.entry(f)
    return CodePlace(
      address: entry, function: image.name(f), location: location(of: entry, in: f), note: note)
  }

  /// An instruction as a place: the innermost logical function there and its line.
  func place(of address: UInt64, in f: FunctionIndex, note: String? = nil) -> CodePlace {
    let name = image.logicalFrames(at: address, in: f).first?.name ?? image.name(f)
    return CodePlace(
      address: address, function: name, location: location(of: address, in: f), note: note)
  }

  /// A function's name as a sentence can bear it: the package's last element, type arguments as
  /// `[...]` like in Go's own tracebacks.
  func shortName(_ f: FunctionIndex) -> String { Self.shortened(image.name(f)) }

  static func shortened(_ name: String) -> String {
    var result = ""
    var depth = 0
    for character in name {
      switch character {
      case "[":
        if depth == 0 { result += "[...]" }
        depth += 1
      case "]": depth = max(0, depth - 1)
      case "/" where depth == 0: result = ""
      default: if depth == 0 { result.append(character) }
      }
    }
    return result
  }

  /// `file:line` without the directories, or the address.
  func describe(_ address: UInt64, in f: FunctionIndex) -> String {
    guard let location = image.location(of: address, in: f) else {
      return "0x" + String(address, radix: 16)
    }
    let file = location.file.split(separator: "/").last.map(String.init) ?? location.file
    return "\(file):\(location.line)"
  }

  // MARK: how a function is used

  /// The call at `address` is the deferring function's own call of an open-coded defer at its end.
  func isExitCall(_ address: UInt64, of f: FunctionIndex, in caller: FunctionIndex) -> Bool {
    guard defers.defers(of: f).contains(where: { $0.function == caller && $0.kind == .openCoded })
    else { return false }
    return store.flow(of: caller).events.contains { $0.address == address && $0.isDeferExit }
  }

  /// A deferred function, or one that such a function calls (a few levels).
  func runsDeferred(_ f: FunctionIndex) -> Bool { runsDeferred(f, depth: 0) }

  private func runsDeferred(_ f: FunctionIndex, depth: Int) -> Bool {
    if let known = deferredDepth[f] { return known }
    if !defers.defers(of: f).isEmpty {
      deferredDepth[f] = true
      return true
    }
    guard depth < 4, index.callerCount(of: f) <= 16 else { return false }
    deferredDepth[f] = false
    let result = index.callers(of: f).contains {
      $0.caller != f && !isExitCall($0.address, of: f, in: $0.caller)
        && runsDeferred($0.caller, depth: depth + 1)
    }
    if depth == 0 || result { deferredDepth[f] = result } else { deferredDepth[f] = nil }
    return result
  }

  /// A method table or a static variable holds the function, so it may be called from anywhere.
  func isReferencedFromData(_ f: FunctionIndex) -> Bool { dataReferenced.contains(f) }

  /// Looks only for functions that recover and the wrappers that call them.
  private func findDataReferenced() -> Set<FunctionIndex> {
    var wanted: Set<FunctionIndex> = []
    for recover in roles.all(.recover) {
      for call in index.callers(of: recover) where !isRuntimeInternal(call.caller) {
        wanted.insert(call.caller)
        for outer in index.callers(of: call.caller) where image.isWrapper(outer.caller) {
          wanted.insert(outer.caller)
        }
      }
    }
    var result: Set<FunctionIndex> = []
    var funcvals: [UInt64: FunctionIndex] = [:]
    for (address, f) in index.functionWords where wanted.contains(f) {
      if index.isAddressTaken(address) {
        funcvals[address] = f
      } else {
        result.insert(f)
      }
    }
    for word in DataWords(image: image).words(among: TargetBitmap(Array(funcvals.keys))) {
      if let f = funcvals[word.value] { result.insert(f) }
    }
    return result
  }
}
