internal import GoBinary
internal import PanicContract

/// A function that starts a goroutine which runs a callback of its caller.
struct Spawner {
  var function: FunctionIndex
  /// Integer argument register of the callback; nil: any function value.
  var argument: UInt8?
  /// The goroutine's own first function, when it is not the callback itself.
  var root: FunctionIndex?
  /// That function with what it captured.
  var value = FunctionValue.unknown
  /// `finalizer`, `cleanup`: started by the runtime.
  var runtimeRoot: String?
}

/// Finds spawners: by name where the runtime does the work, else by the rule that a function which
/// hands its function argument to a goroutine is one.
struct Spawners {
  private(set) var all: [Spawner] = []

  /// How many levels of functions that pass a callback on to a spawner are followed.
  private static let depthLimit = 3

  init(context: AuditContext, named rows: [SpawnerTable.Row]) {
    var seen: Set<FunctionIndex> = []
    for (row, function) in Self.find(rows, in: context) where seen.insert(function).inserted {
      all.append(
        Spawner(
          function: function, argument: row.argument, root: nil, runtimeRoot: row.runtimeRoot))
    }
    for go in context.defers.gos {
      for (argument, root) in Self.callbackArguments(of: go, in: context)
      where seen.insert(go.function).inserted {
        all.append(
          Spawner(
            function: go.function, argument: argument, root: root, value: go.value,
            runtimeRoot: nil))
      }
    }
    var level = all.filter { $0.runtimeRoot == nil }
    for _ in 0..<Self.depthLimit {
      var next: [Spawner] = []
      for spawner in level {
        guard let argument = spawner.argument else { continue }
        for call in context.index.callers(of: spawner.function) {
          for event in context.store.flow(of: call.caller).events
          where event.address == call.address {
            for passed in event.arguments where passed.index == argument {
              guard case .parameter(let own) = passed.value, seen.insert(call.caller).inserted
              else { continue }
              next.append(
                Spawner(
                  function: call.caller, argument: own, root: spawner.root, value: spawner.value,
                  runtimeRoot: nil))
            }
          }
        }
      }
      all += next
      level = next
    }
  }

  /// Parameters that end up in the goroutine of a `go` statement.
  private static func callbackArguments(
    of go: DeferIndex.Go, in context: AuditContext
  ) -> [(UInt8, FunctionIndex?)] {
    if case .parameter(let i) = go.value { return [(i, nil)] }
    guard let root = go.root else { return [] }
    return go.value.captures.compactMap { capture in
      guard case .parameter(let i) = capture.value else { return nil }
      let isRun = context.callbacks.uses(ofField: capture.offset, of: root).contains {
        $0.kind == .called || $0.kind == .deferred || $0.kind == .go
      }
      return isRun ? (i, root) : nil
    }
  }

  private static func find(
    _ rows: [SpawnerTable.Row], in context: AuditContext
  ) -> [(SpawnerTable.Row, FunctionIndex)] {
    let image = context.image
    let exact = image.functions(
      named: rows.filter { !$0.function.hasSuffix("[") }.map(\.function),
      beginnings: context.beginnings)
    var result = rows.compactMap { row in exact[row.function].map { (row, $0) } }
    let open = rows.filter { $0.function.hasSuffix("[") }
    guard !open.isEmpty else { return result }
    let candidates = context.functions(
      whoseNamesMayBegin: open.map { NameBeginning($0.function.utf8) })
    let prefixes = open.map { Array($0.function.utf8) }
    for f in candidates {
      for (row, prefix) in zip(open, prefixes) where image.nameHasPrefix(f, prefix) {
        result.append((row, f))
      }
    }
    return result
  }
}
