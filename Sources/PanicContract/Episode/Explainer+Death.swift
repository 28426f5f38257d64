/// Why nobody stopped the panic.
extension Explainer {
  func died() -> Explanation {
    let failed = failures.filter { $0.panic == nil || $0.panic == lastIndex }
    if let failure = failed.first(where: { !$0.isStandardLibrary }) ?? failed.first {
      var explanation = explanation(of: failure)
      for other in failed where other.sentence != failure.sentence {
        explanation.details.append(capitalized(other.sentence) + ".")
      }
      explanation.details += chain.map { capitalized($0.sentence) + "." }
      return explanation
    }
    let suspects = suspects
    // What a trace sees fail counts there as well, however many panics there were.
    let failing = suspects.first { $0.kind == .recoverIneffective && $0.cause == .tooDeep }
    if failing == nil, let link = chain.last {
      return Explanation(
        kind: link.kind, sentence: link.sentence, details: origin + others, advice: link.advice)
    }
    if var explanation = failing ?? suspects.first {
      let mostSuspects = 2
      let further = suspects.map(\.sentence).filter { $0 != explanation.sentence }
      explanation.details =
        origin + explanation.details
        + (chain.map(\.sentence) + further.prefix(mostSuspects)).map { capitalized($0) + "." }
        + others
      return explanation
    }
    return nobody()
  }

  private func explanation(of failure: RecoverFailure) -> Explanation {
    Explanation(
      kind: .recoverIneffective, cause: failure.cause, sentence: failure.sentence, details: origin,
      advice: failure.advice, evidence: failure.evidence, confidence: failure.confidence)
  }

  // MARK: A later panic took the place of an earlier one

  private struct Link {
    var kind: Explanation.Kind
    var sentence: String
    var advice: String?
  }

  /// What deferred functions did with the panics before the last one.
  private var chain: [Link] {
    let remaining = remaining
    return zip(remaining, remaining.dropFirst()).compactMap { before, index in
      let earlier = episode.panics[before]
      let later = episode.panics[index]
      if case .goexit? = later.origin { return nil }
      if case .goexit? = earlier.origin { return nil }
      if later.isOfNilDeferred {
        return Link(
          kind: .handlerPanicked,
          sentence:
            "a deferred function was nil, and calling it was a panic of its own, which nobody recovered",
          advice: "Make sure that the function is not nil before it is deferred.")
      }
      let place = later.beginning
      if later.isOfDeferredPanic {
        return Link(
          kind: .handlerPanicked,
          sentence:
            "\(place.flatMap(Self.functionAround) ?? Phrase.function(place)) defers panic itself\(Phrase.line(place)): that took the first panic's place, "
            + "and nobody recovered it",
          advice: "Defer a function that recovers instead of panic itself.")
      }
      let owner = handler(before: index) ?? place
      let at = place.map { " at " + Phrase.functionAndLine($0) } ?? ""
      let isError: Bool =
        switch later.origin {
        case .runtimeError?, .signal?: true
        case .explicit?, .goexit?, nil: false
        }
      let wasRecovered = wasRecovered(before)
      if wasRecovered && !isError {
        return Link(
          kind: .repanicked,
          sentence:
            "\(Phrase.function(owner)) recovered the panic and panicked again\(at), which nobody recovered",
          advice: owner.map(Self.isOfLibrary) ?? false
            ? advice : "Return after recover(), or recover further out as well.")
      }
      return Link(
        kind: .handlerPanicked,
        sentence:
          "the deferred function \(Phrase.function(owner)) "
          + (wasRecovered ? "recovered the panic and then panicked itself" : "panicked itself")
          + "\(at)\(later.valueType == nil ? "" : ", with a panic" + Phrase.value(later)), which nobody recovered",
        advice: "Make the deferred function safe: a panic in it takes the place of the first one.")
    }
  }

  func wasRecovered(_ index: Int) -> Bool {
    switch episode.panics[index].state {
    case .recovered?, .repanicked?: return true
    case .running?, .aborted?, nil: break
    }
    return judgements.contains { $0.seen.recovered == true && $0.seen.panic == index }
  }

  /// The deferred function that ran when a panic began.
  private func handler(before index: Int) -> CodePlace? {
    var running: [DeferredCall] = []
    for event in episode.events {
      switch event.kind {
      case .deferredCallStarted(let call): running.append(call)
      case .deferredCallReturned: _ = running.popLast()
      case .panicBegan(index): return running.last?.function
      default: break
      }
    }
    return nil
  }

  // MARK: Nobody

  private func nobody() -> Explanation {
    let goroutine = Phrase.goroutine(episode.goroutine) + Phrase.creator(episode.goroutine)
    let elsewhere = recoversElsewhere
    var sentence: String
    if let other = elsewhere.first(where: { isOfCreator($0) && $0.basis != .possible }) {
      let owner =
        other.deferred.registeredBy.map { ", deferred by \(Phrase.function($0))," } ?? ""
      sentence =
        "nothing recovers on \(goroutine): \(Phrase.function(other.deferred.function))\(owner) "
        + "runs on another goroutine, and recover() stops only panics of its own"
    } else {
      let names = namesOfStarted
      let isNested = remaining.count < episode.panics.count
      let isOfLibrary = startedByLast.allSatisfy { call in
        call.isOfRuntime || call.function.map(Self.isOfLibrary) ?? false
      }
      sentence =
        "nothing recovers on \(goroutine): "
        + (names.isEmpty
          ? "no deferred function was registered there"
          : isOfLibrary && !isNested
            ? "only \(Phrase.list(names)) \(names.count == 1 ? "was" : "were") deferred there"
            : "\(Phrase.list(names)) ran and did not "
              + (isNested ? "recover this panic" : "call recover()"))
    }
    return Explanation(
      kind: .noRecoverOnGoroutine,
      cause: nil, sentence: sentence, details: origin + others,
      advice: advice,
      evidence: elsewhere.isEmpty
        ? []
        : [
          episode.goroutine.createdBy.flatMap { place($0, note: "the goroutine was started here") }
        ].compactMap { $0 },
      confidence: audit == nil && episode.source == .text ? .medium : .high)
  }

  private var advice: String? {
    if let root = episode.goroutine.root?.function, root.isInitializer,
      episode.goroutine.createdBy == nil
    {
      return
        "Packages are initialised before main begins, so that no recover() of main's is there: return an error from a function that main calls instead."
    }
    return ownRoot.map { root in
      let place = root.function ?? "the goroutine's first function"
      let others =
        episode.goroutine.root == nil && root.function != nil ? " or in one of its callers" : ""
      return "Defer a function that calls recover() in \(place)\(others)."
    }
  }

  /// Each function once, and how many calls there were whose function could not be read.
  private var namesOfStarted: [String] {
    var names: [String] = []
    var unread = 0
    for call in startedByLast where !call.isOfRuntime {
      guard let function = call.function else {
        unread += 1
        continue
      }
      let name = Phrase.function(function)
      if !names.contains(name) { names.append(name) }
    }
    if unread > 0 {
      names.append("\(Phrase.count(unread, "deferred function")) that could not be read")
    }
    return names
  }

  /// The deferred calls that the panic which decides has started, and those before it: not those of
  /// panics that were over.
  private var startedByLast: [DeferredCall] {
    let remaining = Set(remaining)
    var active: [Int] = []
    var calls: [DeferredCall] = []
    for event in episode.events {
      switch event.kind {
      case .panicBegan(let index), .goexitBegan(let index): active.append(index)
      case .recoveryCommitted(let index, _, _):
        if let first = active.firstIndex(of: index) { active.removeSubrange(first...) }
      case .deferredCallStarted(let call):
        if active.last.map(remaining.contains) ?? true { calls.append(call) }
      default: break
      }
    }
    return calls
  }

  /// The outermost function that is the program's own; nil where none is, as when package testing ends
  /// a program that runs too long.
  private var ownRoot: CodePlace? {
    if let root = episode.goroutine.root, !Self.isOfLibrary(root) { return root }
    if let own = stack.last(where: { !Self.isOfLibrary($0.place) }) { return own.place }
    return stack.isEmpty && episode.goroutine.root == nil
      ? CodePlace(address: nil, function: nil, location: nil) : nil
  }

  /// Of the packages of the standard library that start goroutines for their users, or made by cgo.
  private static func isOfLibrary(_ place: CodePlace) -> Bool {
    let packages = [
      "runtime.", "testing.", "time.", "net/http.", "net/rpc.", "net.", "sync.", "os/exec.",
      "os/signal.", "context.", "database/sql.", "io.", "iter.", "log.", "fmt.", "reflect.",
      "internal/",
    ]
    return place.function.map { name in
      packages.contains { name.hasPrefix($0) } || name.contains("._cgoexp")
    } ?? false
  }

  /// What is said of a recover that a reader may have counted on: the creator's, or main's.
  private func isOfCreator(_ other: RecoverElsewhere) -> Bool {
    let creator = episode.goroutine.creatorID
    return other.basis != .seen || creator == nil || other.goroutine.id == creator
      || other.goroutine.id == 1
  }

  /// As seen, and by the audit what the function that started the goroutine defers.
  private var recoversElsewhere: [RecoverElsewhere] {
    let seen = episode.recoversElsewhere
    if seen.contains(where: isOfCreator) {
      return seen.filter(isOfCreator) + seen.filter { !isOfCreator($0) }
    }
    return recoversByCode + seen
  }

  private var recoversByCode: [RecoverElsewhere] {
    guard let creator = episode.goroutine.createdBy?.function, let audit else { return [] }
    let start = episode.goroutine.createdBy
    return audit.recoveringDefers(in: creator).compactMap { item in
      let state = item.state(at: start) ?? (item.isConditional ? .possible : .registered)
      guard state == .registered || state == .possible else { return nil }
      return RecoverElsewhere(
        goroutine: GoroutineIdentity(id: episode.goroutine.creatorID),
        deferred: DeferredCall(
          function: item.target, registeredBy: item.place, kind: item.kind, canRecover: true),
        basis: state == .registered ? .audit : .possible)
    }
  }

  /// Recovers on other goroutines, one sentence.
  var others: [String] {
    recoversElsewhere.prefix(3).map { item in
      let who = item.goroutine.id.map { "goroutine \($0)" } ?? "another goroutine"
      let basis =
        switch item.basis {
        case .seen: "was registered on"
        case .audit: "is, by the code, deferred on"
        case .possible: "can, by the code, have been deferred on"
        }
      return
        "\(Phrase.functionAndLine(item.deferred.function)) \(basis) \(who) and would recover there only."
    }
  }

  func place(_ place: CodePlace, note: String) -> Evidence? {
    guard let address = place.address else { return nil }
    return Evidence(
      address: address, bytes: [], text: Phrase.functionAndLine(place), location: place.location,
      note: note)
  }
}
