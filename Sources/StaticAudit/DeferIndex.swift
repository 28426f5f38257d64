internal import ByteReading
internal import GoBinary
internal import PanicContract

/// Every defer statement and every `go` statement of the binary, with what is known of its function.
struct DeferIndex {
  struct Defer {
    var function: FunctionIndex
    var address: UInt64
    var block: Int32
    var kind: DeferSite.Kind
    var value: FunctionValue
    /// The deferred function as the runtime calls it: often a wrapper.
    var target: FunctionIndex?
    /// All functions that it can be, when that is more than one.
    var candidates: [FunctionIndex] = []
  }
  struct Go {
    var function: FunctionIndex
    var address: UInt64
    var value: FunctionValue
    var root: FunctionIndex?
  }

  private(set) var defers: [Defer] = []
  private(set) var gos: [Go] = []
  private(set) var defersByTarget: [FunctionIndex: [Int]] = [:]
  private(set) var defersByFunction: [FunctionIndex: [Int]] = [:]
  private(set) var gosByRoot: [FunctionIndex: [Int]] = [:]

  /// Code looked at before its memory is given back: often enough to matter, seldom enough to cost
  /// nothing.
  private static let releasedBytes = 8 << 20

  init(
    image: GoImage, store: FlowStore, index: CodeIndex, origins: ValueOrigins, sets: ValueSets
  ) {
    var functions = Set<FunctionIndex>()
    for f in image.allFunctions {
      if image.deferReturn(f) != 0 { functions.insert(f) }
    }
    for role in [RuntimeRole.newGoroutine, .deferRange] {
      for f in store.roles.all(role) {
        for site in index.callers(of: f) where store.roles[site.caller] != role {
          functions.insert(site.caller)
        }
      }
    }
    // In the order of addresses, so that code looked at can be let go of.
    var passed: ByteRange?
    for f in functions.sorted() {
      collect(f, store.sites(of: f))
      let code = image.codeRange(f)
      let first = passed?.offset ?? code.lowerBound
      passed = ByteRange(offset: first, count: max(code.upperBound - first, 0))
      if let part = passed, part.count > Self.releasedBytes {
        image.release(part)
        passed = ByteRange(offset: part.end, count: 0)
      }
    }
    image.release(image.textRange)
    for i in defers.indices {
      defers[i].target = origins.function(of: defers[i].value, in: defers[i].function)
      if let target = defers[i].target {
        defersByTarget[target, default: []].append(i)
      } else {
        let found = sets.origins(of: defers[i])?.compactMap(\.value.function) ?? []
        defers[i].candidates = Set(found).sorted()
        for candidate in defers[i].candidates { defersByTarget[candidate, default: []].append(i) }
        if defers[i].candidates.count == 1 { defers[i].target = defers[i].candidates.removeLast() }
      }
      defersByFunction[defers[i].function, default: []].append(i)
    }
    for i in gos.indices {
      gos[i].root = origins.function(of: gos[i].value, in: gos[i].function)
      if let root = gos[i].root { gosByRoot[root, default: []].append(i) }
    }
  }

  private mutating func collect(_ f: FunctionIndex, _ events: [FlowEvent]) {
    var slotDefers: [Int: Int] = [:]
    for event in events {
      switch event.kind {
      case .deferSlot(let slot, let value):
        // One slot is one statement, though code may be laid out twice.
        if let known = slotDefers[slot] {
          if defers[known].value != value { defers[known].value = .unknown }
        } else {
          slotDefers[slot] = defers.count
          defers.append(
            Defer(
              function: f, address: event.address, block: event.block, kind: .openCoded,
              value: value))
        }
      case .deferCall(let role, let value):
        let kind: DeferSite.Kind =
          switch role {
          case .deferStack: .stack
          case .deferRange: .rangeFunc
          default: .heap
          }
        defers.append(
          Defer(
            function: f, address: event.address, block: event.block, kind: kind, value: value))
      case .go(let value):
        gos.append(Go(function: f, address: event.address, value: value))
      default: break
      }
    }
  }

  func defers(of target: FunctionIndex) -> [Defer] {
    (defersByTarget[target] ?? []).map { defers[$0] }
  }

  func defers(in function: FunctionIndex) -> [Defer] {
    (defersByFunction[function] ?? []).map { defers[$0] }
  }

  func gos(of root: FunctionIndex) -> [Go] { (gosByRoot[root] ?? []).map { gos[$0] } }
}
