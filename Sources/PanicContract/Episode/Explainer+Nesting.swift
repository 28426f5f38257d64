/// Panics that began while a deferred call of another ran: which took the place of which.
extension Explainer {
  /// What is said of a panic after where it began; nothing for one that began outside of all deferred calls.
  func nesting(_ index: Int) -> String {
    guard let nesting = episode.panics[index].nesting,
      episode.panics.indices.contains(nesting.outer)
    else { return recoveredWithin(index) }
    let outer = nesting.outer
    let name = name(ofPanic: outer)
    let function =
      nesting.call.function.map { "the deferred function \(Phrase.function($0))" }
      ?? "a deferred function"
    if nesting.outerIsRecovered {
      let by = judgements.last { $0.seen.recovered == true && $0.seen.panic == outer }
      let line = by.map { Phrase.line($0.seen.place) } ?? ""
      return ", while \(function) still ran, whose recover()\(line) had stopped \(name)"
    }
    let begin = ", while \(name) ran \(function)"
    if episode.panics[outer].origin == .goexit {
      return begin
        + (hasCommitted(index) ? "; \(stopper(of: index)) stopped it, and the Goexit went on" : "")
    }
    if hasReplaced(index, outer) { return begin + ", and took the place of \(name)" }
    return begin + (hasCommitted(index) ? "; \(stopper(of: index)) stopped only this one" : "")
  }

  /// `panic 2`, as ``origin`` numbers them.
  func name(ofPanic index: Int) -> String {
    guard episode.panics.indices.contains(index) else { return "the panic" }
    if episode.panics[index].origin == .goexit { return "runtime.Goexit" }
    return "panic \(episode.panics[...index].count { $0.origin != .goexit })"
  }

  private func hasReplaced(_ index: Int, _ outer: Int) -> Bool {
    if remaining.contains(index), remaining.contains(outer) { return true }
    var next = episode.panics[outer].replacedBy
    while let current = next, current > outer {
      if current == index { return true }
      next = episode.panics[current].nesting?.outer
    }
    return false
  }

  private func hasCommitted(_ index: Int) -> Bool {
    episode.events.contains { event in
      if case .recoveryCommitted(index, _, _) = event.kind { true } else { false }
    }
  }

  private func stopper(of index: Int) -> String {
    let by = judgements.last { $0.seen.recovered == true && $0.seen.panic == index }
    return by.map { "recover() in \(Phrase.functionAndLine($0.seen.place))" } ?? "a recover()"
  }

  /// The same for one whose deferred call was not followed, that was over before the one that decides.
  private func recoveredWithin(_ index: Int) -> String {
    guard let first = remaining.first, first < index, !remaining.contains(index) else { return "" }
    return
      " during the deferred calls of the one before, and \(stopper(of: index)) stopped only this one"
  }
}
