internal import GoBinary
internal import GoRuntimeModel
internal import MachineCode
internal import PanicContract

/// What all judges of one binary share.
final class AuditContext {
  let image: GoImage
  let reading: EraReading
  /// The first eight bytes of each function's name: most questions about names end there.
  let beginnings: [UInt64]
  let roles: RuntimeRoles
  let index: CodeIndex
  let store: FlowStore
  let origins: ValueOrigins
  let sets: ValueSets
  let callbacks: CallbackUses
  let endings: Endings
  let panics: PanicReach
  let defers: DeferIndex
  let architecture: CodeArchitecture
  private var deferredDepth: [FunctionIndex: Bool] = [:]
  private lazy var methodDefersByMethod = findMethodDefers()
  private var unreferenced: [FunctionIndex: Bool] = [:]
  /// By function; asked for often.
  private var scopes: [CodeScope?]
  private lazy var methodTables = MethodTables(image: image, words: index.functionWords) {
    [unowned self] in withoutMethodWrapper($0)
  }
  /// Assembly code, but not the toolchain's own.
  private(set) lazy var assemblyOfOthers = image.allFunctions.filter { f in
    image.flags(f).contains(.assembly) && scope(of: f) != .std && !isRuntimeInternal(f)
  }
  private lazy var dataReferenced: Set<FunctionIndex> = findDataReferenced()

  var era: ContractEra { reading.era }
  var isVersionKnown: Bool { reading.isCertain }

  init(image: GoImage, architecture: CodeArchitecture) {
    self.image = image
    self.architecture = architecture
    beginnings = image.allFunctions.map(image.nameBeginning)
    scopes = Array(repeating: nil, count: beginnings.count)
    roles = RuntimeRoles(image: image, beginnings: beginnings)
    index = CodeIndex(image: image, architecture: architecture)
    reading = EraReading(
      image: image, index: index, roles: roles, beginnings: beginnings)
    store = FlowStore(
      image: image, roles: roles, model: MachineModel(architecture),
      functionWords: index.functionWords)
    origins = ValueOrigins(store: store, index: index)
    sets = ValueSets(store: store, index: index)
    callbacks = CallbackUses(store: store, origins: origins)
    endings = Endings(store: store, index: index)
    panics = PanicReach(image: image, roles: roles, index: index)
    defers = DeferIndex(
      image: image, store: store, index: index, origins: origins, sets: sets)
    panics.isImpossible = { [unowned self] in cannotHappen($0, at: $1, in: $2) }
  }

  // MARK: what a function is

  /// The functions whose names may begin with one of `beginnings`.
  func functions(whoseNamesMayBegin wanted: [NameBeginning]) -> [FunctionIndex] {
    beginnings.indices.filter { i in wanted.contains { $0.mayBegin(beginnings[i]) } }
      .map { FunctionIndex(rawValue: UInt32(truncatingIfNeeded: $0)) }
  }

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
    let number = Int(f.rawValue)
    guard scopes.indices.contains(number) else { return findScope(of: f) }
    if let scope = scopes[number] { return scope }
    let scope = findScope(of: f)
    scopes[number] = scope
    return scope
  }

  private func findScope(of f: FunctionIndex) -> CodeScope {
    switch image.scope(of: f) {
    case .main: .main
    case .deps: .deps
    case .std: .std
    }
  }

  /// Some path through the function returns nil.
  func mayReturnNil(_ f: FunctionIndex, _ index: UInt8) -> Bool {
    guard scope(of: f) != .std, roles[f] == .none else { return false }
    let flow = store.joinedFlow(of: f)
    return flow.events.contains {
      guard case .returned(let value, index: index) = $0.kind else { return false }
      return flow.mayBeNull(value)
    }
  }

  // MARK: how a function is used

  /// The call at `address` is the deferring function's own call of an open-coded defer at its end.
  func isExitCall(_ address: UInt64, of f: FunctionIndex, in caller: FunctionIndex) -> Bool {
    guard defers.defers(of: f).contains(where: { $0.function == caller && $0.kind == .openCoded })
    else { return false }
    return store.flow(of: caller).events.contains { $0.address == address && $0.isDeferExit }
  }

  /// The scan found the byte pattern of a call; this decodes the function around it.
  func isInstruction(_ call: CodeIndex.CallSite) -> Bool {
    let flow = store.flow(of: call.caller)
    return flow.blocks.isEmpty || flow.events.contains { $0.address == call.address }
  }

  func isInstruction(_ step: PanicReach.Step) -> Bool {
    let flow = store.flow(of: step.function)
    return flow.blocks.isEmpty || flow.events.contains { $0.address == step.address }
  }

  /// Nothing refers to the function but tables: the copy that is left of an inlined one.
  func isUnreferenced(_ f: FunctionIndex) -> Bool {
    if let known = unreferenced[f] { return known }
    let result =
      index.callerCount(of: f) == 0 && !isInMethodTable(f)
      && !isReferencedFromData(f) && !image.nameHasPrefix(f, "main.main")
      && index.referrers(of: f).allSatisfy { !usesValue(of: f, in: $0) }
    unreferenced[f] = result
    return result
  }

  private func isInMethodTable(_ f: FunctionIndex) -> Bool {
    index.functionWords.addresses(of: f).contains { methodTables.offset(of: $0) != nil }
  }

  /// Code of `user` does something with the function besides capturing it for nothing, as it does
  /// for a wrapper that the function was inlined into.
  private func usesValue(of f: FunctionIndex, in user: FunctionIndex) -> Bool {
    // An argument that the callee seems not to touch may have been lost on the way, unless it is
    // what lies in a register after the capture.
    var isCaptured = false
    for event in store.flow(of: user).events {
      for value in Set(event.values.flatMap { $0.all(of: f) }) {
        if !callbacks.uses(of: value, in: event, function: user).isEmpty { return true }
        switch event.kind {
        case .deferSlot(_, let closure), .deferCall(_, let closure), .go(let closure):
          isCaptured = isCaptured || closure.captures.contains { $0.value == value }
        default: break
        }
      }
    }
    return !isCaptured
  }

  /// The function runs as a deferred call only, and all that it does but registering defers is to
  /// write messages and clean up.
  func runsOnlyDefers(_ f: FunctionIndex) -> Bool {
    guard !defers.defers(of: f).isEmpty, defers.gos(of: f).isEmpty,
      index.callers(of: f).allSatisfy({ isExitCall($0.address, of: f, in: $0.caller) })
    else { return false }
    return store.flow(of: f).events.allSatisfy { event in
      switch event.kind {
      case .call(let callee?):
        event.isDeferExit || isHarmless(callee, event, in: f)
      case .closureCall, .indirectCall: event.isDeferExit
      // What recovers guards its own code by what it defers.
      case .call(nil), .tailCall, .go, .recover: false
      default: true
      }
    }
  }

  /// Packages of the standard library whose functions do not panic when they are used for messages
  /// and for cleaning up; `reflect`, for example, is none.
  private static let harmlessPackages: Set<String> = [
    "bytes", "context", "errors", "fmt", "io", "log", "log/slog", "os", "runtime", "runtime/debug",
    "strconv", "strings", "sync", "sync/atomic", "time",
  ]

  private func isHarmless(
    _ callee: FunctionIndex, _ event: FlowEvent, in f: FunctionIndex
  ) -> Bool {
    switch roles[callee] {
    case .deferReturn, .morestack, .deferHeap, .deferStack: return true
    case .none: break
    default: return false
    }
    guard scope(of: f) != .std, Self.harmlessPackages.contains(image.package(of: callee)) else {
      return false
    }
    if failsOnOtherTypes(event, callee: callee) { return false }
    return event.arguments.allSatisfy { argument in
      switch argument.value {
      case .function, .null, .joined: false
      default: true
      }
    }
  }

  /// Defer statements whose wrapper calls this method of an interface value of known type.
  func methodDefers(of f: FunctionIndex) -> [(DeferIndex.Defer, FunctionIndex)] {
    methodDefersByMethod[f] ?? []
  }

  private func findMethodDefers() -> [FunctionIndex: [(DeferIndex.Defer, FunctionIndex)]] {
    var result: [FunctionIndex: [(DeferIndex.Defer, FunctionIndex)]] = [:]
    for d in defers.defers {
      guard let wrapper = d.target, image.isWrapper(wrapper) else { continue }
      let origin = origins.resolve(d.value, in: d.function)
      for event in store.flow(of: wrapper).events {
        guard case .indirectCall(let base, let offset) = event.kind,
          let method = method(base, offset, captures: origin.captures, user: d.function)
        else { continue }
        result[method, default: []].append((d, wrapper))
      }
    }
    return result
  }

  /// The method at an offset of a captured interface value's method table.
  ///
  func method(
    _ base: Value, _ offset: Int32, captures: [FunctionValue.Capture], user: FunctionIndex
  ) -> FunctionIndex? {
    guard offset >= MethodTables.firstMethod, case .contextField(let field) = base,
      let capture = captures.first(where: { $0.offset == field }),
      let table = capture.constant ?? passedTable(capture.value, to: user),
      let code = image.word(at: table &+ UInt64(offset))
    else { return nil }
    return image.function(startingAt: code)
  }

  /// The method table that every caller of `f` passes in a parameter.
  private func passedTable(_ value: FunctionValue, to f: FunctionIndex) -> UInt64? {
    guard case .parameter(let index) = value else { return nil }
    let calls = self.index.callers(of: f)
    guard !calls.isEmpty, calls.count <= 8, self.index.referrers(of: f).isEmpty else { return nil }
    var table: UInt64?
    for call in calls {
      let event = store.flow(of: call.caller).events.first { $0.address == call.address }
      let passed = event?.arguments.first { $0.index == index }?.methodTable
      guard let passed, table == nil || table == passed else { return nil }
      table = passed
    }
    return table
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
    let result =
      isHandedToDeferred(f)
      || index.callers(of: f).contains {
        $0.caller != f && !isExitCall($0.address, of: f, in: $0.caller)
          && runsDeferred($0.caller, depth: depth + 1)
      }
    if depth == 0 || result { deferredDepth[f] = result } else { deferredDepth[f] = nil }
    return result
  }

  /// A defer statement's function captured it: `defer once.Do(f)`.
  private func isHandedToDeferred(_ f: FunctionIndex) -> Bool {
    index.referrers(of: f).prefix(4).contains { user in
      defers.defers(in: user).contains { d in
        d.value.captures.contains { $0.value.function == f }
      }
    }
  }

  /// Its value is stored where it is not followed, and some defer statement runs a function value
  /// that is not known: the one may be the other.
  func mayRunDeferred(_ f: FunctionIndex) -> Bool {
    hasUnknownDeferredValue && mayRunDeferred(f, depth: 0)
  }

  private func mayRunDeferred(_ f: FunctionIndex, depth: Int) -> Bool {
    let escapes = index.referrers(of: f).contains { user in
      let uses = store.flow(of: user).events.flatMap { event in
        event.values.filter { $0.function == f }.flatMap {
          callbacks.uses(of: $0, in: event, function: user)
        }
      }
      return uses.isEmpty || uses.contains { $0.kind == .escapes }
    }
    if escapes { return true }
    guard depth < 3, index.callerCount(of: f) <= 8 else { return false }
    return index.callers(of: f).contains {
      $0.caller != f && mayRunDeferred($0.caller, depth: depth + 1)
    }
  }

  /// Some defer statement outside the standard library runs a function value that is not known.
  private lazy var hasUnknownDeferredValue = defers.defers.contains { d in
    guard scope(of: d.function) != .std else { return false }
    guard let target = d.target else { return d.candidates.isEmpty }
    guard image.isWrapper(target) else { return false }
    return store.flow(of: target).events.contains {
      guard case .closureCall(let value) = $0.kind else { return false }
      return origins.resolve(value, in: target).function == nil
    }
  }

  /// A method table or a static variable holds the function, so it may be called from anywhere.
  func isReferencedFromData(_ f: FunctionIndex) -> Bool { dataReferenced.contains(f) }

  /// Where in their method tables the functions stand.
  func methodTableOffsets(of functions: [FunctionIndex]) -> Set<Int32> {
    var offsets: Set<Int32> = []
    for f in Set(functions) {
      for address in index.functionWords.addresses(of: f) {
        if let offset = methodTables.offset(of: address) { offsets.insert(offset) }
      }
    }
    return offsets
  }

  /// The methods that a call through an interface value can run, what wrappers lead to instead of
  /// wrappers; none for a program with very many, where one call could be of too many of them.
  ///
  /// The method table must have all methods that the function calls of the same value.
  func methods(of base: Value, at offset: Int32, in f: FunctionIndex) -> [FunctionIndex] {
    var offsets: Set<Int32> = [offset]
    if base != .unknown {
      for event in store.flow(of: f).events {
        if case .indirectCall(base, let other) = event.kind { offsets.insert(other) }
      }
    }
    return methodTables.methods(at: offset, ofTablesWith: offsets)
  }

  /// What a wrapper for pointer receivers calls.
  private func withoutMethodWrapper(_ f: FunctionIndex) -> FunctionIndex {
    guard image.isWrapper(f) else { return f }
    let callees = index.callees(of: f).map(\.callee).filter {
      roles[$0] == .none && !isRuntimeInternal($0)
    }
    return callees.count == 1 ? callees[0] : f
  }

  /// Looks only for functions that recover and those that call or defer them.
  private func findDataReferenced() -> Set<FunctionIndex> {
    var wanted: Set<FunctionIndex> = []
    for recover in roles.all(.recover) {
      for call in index.callers(of: recover) where !isRuntimeInternal(call.caller) {
        wanted.insert(call.caller)
        for d in defers.defers(of: call.caller) { wanted.insert(d.function) }
        for outer in index.callers(of: call.caller) {
          wanted.insert(outer.caller)
          guard image.isWrapper(outer.caller) else { continue }
          for next in index.callers(of: outer.caller) { wanted.insert(next.caller) }
        }
      }
    }
    var result: Set<FunctionIndex> = []
    var funcvals: [UInt64: FunctionIndex] = [:]
    for f in wanted {
      for address in index.functionWords.addresses(of: f) {
        if methodTables.offset(of: address) != nil {
          result.insert(f)
        } else {
          funcvals[address] = f
        }
      }
    }
    for word in DataWords(image: image).words(among: TargetBitmap(Array(funcvals.keys))) {
      if let f = funcvals[word.value] { result.insert(f) }
    }
    return result
  }
}
