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
    var unknown = 0
    for site in now.sites {
      for use in site.uses {
        let other = others[site.address]?.uses.first {
          $0.address == use.address && $0.how == use.how
        }
        guard let outcome = other.flatMap({ era.rebuilt($0.outcome) }),
          use.outcome.verdict != .unknown, outcome.verdict != .unknown
        else {
          unknown += 1
          continue
        }
        guard use.outcome.recovers != outcome.recovers else { continue }
        changes.append(
          UpgradeSubject.Change(
            direction: use.outcome.recovers ? .lost : .gained,
            place: context.place(of: site.address, in: site.function), how: use.how,
            use: context.place(of: use.address, in: use.function), before: use.outcome,
            after: outcome, scope: context.scope(of: site.function)))
      }
    }
    return UpgradeSubject(
      path: path, goVersion: image.versionText, era: context.era.name, otherEra: era.name,
      recovers: now.sites.count, unknown: unknown, changes: changes.sorted(by: Self.order),
      notes: context.reading.notes)
  }

  /// What is lost first, what works by accident before the rest, the main module's before others'.
  private static func order(
    _ a: UpgradeSubject.Change, _ b: UpgradeSubject.Change
  ) -> Bool {
    func key(_ c: UpgradeSubject.Change) -> (Int, Int, Int, UInt64, UInt64) {
      (
        c.direction == .lost ? 0 : 1, c.before.verdict == .accidental ? 0 : 1,
        c.scope == .main ? 0 : c.scope == .deps ? 1 : 2, c.place.address ?? 0, c.use.address ?? 0
      )
    }
    return key(a) < key(b)
  }
}
