internal import GoBinary
internal import PanicContract

/// What the rules about recover calls share: one finding at each use with a given cause.
enum RecoverRules {
  struct Case {
    var site: RecoverJudge.Site
    var use: RecoverJudge.Use
    /// Where the function that recovers is passed to code of others, which uses it.
    var passing: RecoverJudge.Passing?

    /// The function to mend.
    var function: FunctionIndex { passing?.function ?? use.function }
    var address: UInt64 { passing?.address ?? use.address }

    func place(in context: AuditContext) -> CodePlace? {
      passing.map { context.place(ofCall: $0.address, in: $0.function, of: use.function) }
    }
  }

  static func cases(
    in model: AuditModel, where matches: (RecoverOutcome, RecoverSite.How) -> Bool
  ) -> [Case] {
    model.recovers.sites.flatMap { site in
      site.uses.filter { matches($0.outcome, $0.how) }.flatMap { use in
        let passings = passings(of: use, site: site, in: model.context)
        return passings.isEmpty
          ? [Case(site: site, use: use)]
          : passings.map { Case(site: site, use: use, passing: $0) }
      }
    }
  }

  /// `defer once.Do(guard)`: package sync calls the guard, and the mistake is where it is passed.
  private static func passings(
    of use: RecoverJudge.Use, site: RecoverJudge.Site, in context: AuditContext
  ) -> [RecoverJudge.Passing] {
    let scope = context.scope(of: site.function)
    guard context.scope(of: use.function) != scope else { return [] }
    let passings = use.passings.flatMap { passing in
      guard context.image.isWrapper(passing.function) else { return [passing] }
      // The wrapper of a deferred call has its constant arguments.
      return context.defers.defers(of: passing.function).map {
        RecoverJudge.Passing(function: $0.function, address: $0.address)
      }
    }.filter {
      context.scope(of: $0.function) == scope && !context.image.isWrapper($0.function)
    }.sorted { $0.address < $1.address }
    // The normal exit makes a deferred call that its statement has registered.
    let lines = passings.map { context.location(of: $0.address, in: $0.function) }
    return passings.indices.filter { i in
      !passings.indices.prefix(i).contains {
        passings[$0].function == passings[i].function && lines[$0] == lines[i]
      }
    }.map { passings[$0] }
  }

  /// The instructions that prove a verdict: the use, the call of recover, and for a called helper
  /// the defer statement that brings its caller to run.
  static func shown(_ c: Case, use note: String, in model: AuditModel) -> [FindingBuilder.Shown] {
    let context = model.context
    var shown: [FindingBuilder.Shown] = []
    if let passing = c.passing {
      shown.append(
        .init(
          passing.address, in: passing.function,
          "passes \(context.shortName(c.site.function)) on"))
    } else if c.use.how == .called,
      let d = context.defers.defers(of: c.use.function).first
    {
      shown.append(
        .init(d.address, in: d.function, "registers \(context.shortName(c.use.function))"))
    }
    shown.append(.init(c.use.address, in: c.use.function, note))
    shown.append(
      .init(
        c.site.address, in: c.site.function, "recover() in \(context.shortName(c.site.function))"))
    return shown
  }

  static func ruleText(_ context: AuditContext) -> String {
    switch context.era.recoverRule {
    case .argumentPointer:
      "Go \(context.era.name) compares the caller's argument pointer with that of the deferred call"
    case .frameCount:
      "Go \(context.era.name) counts the frames up to gopanic and accepts exactly one"
    }
  }

  static let blindSpots = [
    "calls through interfaces, reflection and function values that are stored first are not followed"
  ]
}
