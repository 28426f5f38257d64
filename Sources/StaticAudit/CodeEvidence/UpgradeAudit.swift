public import GoBinary
internal import GoRuntimeModel
internal import MachineCode
public import PanicContract

/// Judges the recovers of a binary by its own rules and by those of another Go version.
public enum UpgradeAudit {
  public static func run(image: GoImage, path: String, to era: ContractEra) -> UpgradeSubject {
    let context = AuditContext(
      image: image, architecture: image.architecture == .amd64 ? .amd64 : .arm64)
    let now = RecoverJudge(context: context)
    let then = RecoverJudge(context: context, era: era)
    var others: [UInt64: RecoverJudge.Site] = [:]
    for site in then.sites { others[site.address] = site }
    var changes: [UpgradeSubject.Change] = []
    var unknown: [UpgradeSubject.Use] = []
    for site in now.sites {
      let place = context.place(of: site.address, in: site.function)
      let scope = context.scope(of: site.function)
      if site.uses.isEmpty, site.verdict == .unknown {
        let outcome = RecoverOutcome(.unknown, site.cause)
        unknown.append(
          UpgradeSubject.Use(
            place: place, how: .unknown, use: place, before: outcome, after: outcome, scope: scope))
      }
      for use in site.uses {
        let other = others[site.address]?.uses.first {
          $0.address == use.address && $0.how == use.how
        }
        let outcome = other.flatMap {
          era.rebuilt($0.outcome, through: frames(of: use, context), from: context.era)
        }
        let isKnown =
          use.outcome.verdict != .unknown && outcome.map { $0.verdict != .unknown } ?? false
        guard !isKnown || use.outcome.recovers != outcome?.recovers else { continue }
        let both = UpgradeSubject.Use(
          place: place, how: use.how,
          use: context.place(of: use.address, in: use.function), before: use.outcome,
          after: outcome, scope: scope)
        if isKnown {
          changes.append(
            UpgradeSubject.Change(direction: use.outcome.recovers ? .lost : .gained, use: both))
        } else {
          unknown.append(both)
        }
      }
    }
    return UpgradeSubject(
      path: path, goVersion: image.versionText, era: context.era.name, otherEra: era.name,
      recovers: now.sites.count, unknown: unknown.sorted { Self.key($0) < Self.key($1) },
      changes: changes.sorted(by: Self.order),
      notes: context.reading.notes)
  }

  /// The frames of a use, with the wrapper through which what calls the recovering function is deferred.
  private static func frames(
    of use: RecoverJudge.Use, _ context: AuditContext
  ) -> [RecoverFrame] {
    guard use.how == .called,
      context.index.callers(of: use.function).contains(where: {
        context.image.isWrapper($0.caller)
      })
    else { return use.frames }
    return use.frames + [RecoverFrame(isWrapper: true, isInlined: false)]
  }

  /// What is lost first, what works by accident before the rest, the main module's before others'.
  private static func order(
    _ a: UpgradeSubject.Change, _ b: UpgradeSubject.Change
  ) -> Bool {
    func first(_ c: UpgradeSubject.Change) -> (Int, Int) {
      (c.direction == .lost ? 0 : 1, c.use.before.verdict == .accidental ? 0 : 1)
    }
    return first(a) == first(b) ? key(a.use) < key(b.use) : first(a) < first(b)
  }

  private static func key(_ use: UpgradeSubject.Use) -> (Int, UInt64, UInt64) {
    (
      use.scope == .main ? 0 : use.scope == .deps ? 1 : 2, use.place.address ?? 0,
      use.use.address ?? 0
    )
  }
}
