internal import GoRuntimeModel
import StaticAudit

/// Compares two audits by what survives a rebuild: fingerprints, names and the order of sites in a
/// function, never addresses. Lines only join what names do not: compilers name closures differently,
/// and copy them where they inline.
struct SubjectComparison {
  let old: AuditSubject
  let new: AuditSubject

  func difference() -> BinaryDifference {
    let findings = SitePairs(
      active(old), active(new),
      by: FindingIdentity.keys(sameGo: old.goMinor == new.goMinor).map {
        key in { key(FindingIdentity($0)) }
      })
    let recovers = SitePairs(
      old.recovers, new.recovers, by: [{ $0.place.function ?? "" }, { Self.statement($0.place) }])
    let recoverCopies = Copies(recovers) { Self.statement($0.place) }
    let goroutines = SitePairs(
      old.goroutines, new.goroutines,
      by: [
        { site in
          [site.place.function, site.root?.function, site.via].map { $0 ?? "" }
            .joined(separator: "|")
        }, Self.statement,
      ])
    let goroutineCopies = Copies(goroutines, by: Self.statement)
    let defers = SitePairs(
      old.defers, new.defers,
      by: [
        { ($0.place.function ?? "") + "|" + ($0.target?.function ?? "") },
        { Self.statement($0.place) },
      ])
    return BinaryDifference(
      old: side(old), new: side(new),
      newFindings: findings.onlyNew, goneFindings: findings.onlyOld,
      unchangedFindings: findings.both.count,
      recovers: (recovers.both + recoverCopies.both).filter {
        $0.verdict != $1.verdict || $0.cause != $1.cause
      }.map { BinaryDifference.RecoverChange(old: $0, new: $1) },
      addedRecovers: recoverCopies.onlyNew, removedRecovers: recoverCopies.onlyOld,
      addedGoroutines: goroutineCopies.onlyNew, removedGoroutines: goroutineCopies.onlyOld,
      defers: defers.both.filter { $0.kind != $1.kind }.map {
        BinaryDifference.DeferChange(old: $0, new: $1)
      })
  }

  private func active(_ subject: AuditSubject) -> [Finding] {
    subject.findings.filter { $0.suppression == nil }
  }

  private static func statement(_ place: CodePlace) -> String? {
    guard let statement = SourceStatement(place) else { return nil }
    return "\(WrittenFunction.name(of: place.function ?? ""))|\(statement.file)|\(statement.line)"
  }

  private static func statement(_ site: GoroutineSite) -> String? {
    guard let statement = statement(site.place) else { return nil }
    return statement + "|" + WrittenFunction.name(of: site.root?.function ?? "")
  }

  private func side(_ subject: AuditSubject) -> BinaryDifference.Side {
    BinaryDifference.Side(
      path: subject.path, goVersion: subject.goVersion, architecture: subject.architecture,
      era: subject.era, functions: subject.functions)
  }
}

extension AuditSubject {
  /// `1.27`, where it is known.
  var goMinor: String? { goVersion.flatMap { GoVersion(parsing: $0) }?.minorText }
}

/// Sites without a partner that are only copies of a statement that both sides have: one side inlined
/// the function around it into more others.
private struct Copies<Site> {
  /// Each copy with the first of its statement on the other side.
  private(set) var both: [(old: Site, new: Site)] = []
  private(set) var onlyOld: [Site] = []
  private(set) var onlyNew: [Site] = []

  init(_ pairs: SitePairs<Site>, by key: (Site) -> String?) {
    var first: [String: (old: Site, new: Site)] = [:]
    for pair in pairs.both {
      if let old = key(pair.old), old == key(pair.new), first[old] == nil { first[old] = pair }
    }
    for site in pairs.onlyOld {
      if let pair = key(site).flatMap({ first[$0] }) {
        both.append((site, pair.new))
      } else {
        onlyOld.append(site)
      }
    }
    for site in pairs.onlyNew {
      if let pair = key(site).flatMap({ first[$0] }) {
        both.append((pair.old, site))
      } else {
        onlyNew.append(site)
      }
    }
  }
}
