import StaticAudit

/// Compares two audits by what survives a rebuild: fingerprints, names and the order of sites in a
/// function, never addresses. Lines only join what fingerprints do not: compilers name closures
/// differently.
struct SubjectComparison {
  let old: AuditSubject
  let new: AuditSubject

  func difference() -> BinaryDifference {
    let known = Set(old.findings.filter { $0.suppression == nil }.map(\.fingerprint))
    let current = Set(new.findings.filter { $0.suppression == nil }.map(\.fingerprint))
    let findings = Pairs(
      old.findings.filter { $0.suppression == nil && !current.contains($0.fingerprint) },
      new.findings.filter { $0.suppression == nil && !known.contains($0.fingerprint) },
      by: Self.statement)
    let recovers = Pairs(old.recovers, new.recovers) { $0.place.function ?? "" }
    let goroutines = Pairs(old.goroutines, new.goroutines) { site in
      [site.place.function, site.root?.function, site.via].map { $0 ?? "" }.joined(separator: "|")
    }
    let defers = Pairs(old.defers, new.defers) { site in
      (site.place.function ?? "") + "|" + (site.target?.function ?? "")
    }
    return BinaryDifference(
      old: side(old), new: side(new),
      newFindings: findings.onlyNew, goneFindings: findings.onlyOld,
      unchangedFindings: known.intersection(current).count + findings.both.count,
      recovers: recovers.both.filter { $0.verdict != $1.verdict || $0.cause != $1.cause }.map {
        BinaryDifference.RecoverChange(old: $0, new: $1)
      },
      addedRecovers: recovers.onlyNew, removedRecovers: recovers.onlyOld,
      addedGoroutines: goroutines.onlyNew, removedGoroutines: goroutines.onlyOld,
      defers: defers.both.filter { $0.kind != $1.kind }.map {
        BinaryDifference.DeferChange(old: $0, new: $1)
      })
  }

  /// The rule and the statement that it is about; the folder that the sources lay in is none of it.
  private static func statement(of finding: Finding) -> String {
    let location = finding.place.location
    let file = location?.file.split(separator: "/").last ?? ""
    return [
      finding.rule.text, finding.place.function ?? "", String(file),
      location.map { String($0.line) } ?? finding.fingerprint,
    ].joined(separator: "|")
  }

  private func side(_ subject: AuditSubject) -> BinaryDifference.Side {
    BinaryDifference.Side(
      path: subject.path, goVersion: subject.goVersion, architecture: subject.architecture,
      era: subject.era, functions: subject.functions)
  }

  /// The n-th site of a key on one side belongs to the n-th of that key on the other.
  private struct Pairs<Site> {
    var both: [(Site, Site)] = []
    var onlyOld: [Site] = []
    var onlyNew: [Site] = []

    init(_ old: [Site], _ new: [Site], by key: (Site) -> String) {
      var waiting: [String: [Site]] = [:]
      for site in old.reversed() { waiting[key(site), default: []].append(site) }
      for site in new {
        if let partner = waiting[key(site)]?.popLast() {
          both.append((partner, site))
        } else {
          onlyNew.append(site)
        }
      }
      var left: [String: Int] = waiting.mapValues(\.count)
      for site in old.reversed() {
        guard let count = left[key(site)], count > 0 else { continue }
        left[key(site)] = count - 1
        onlyOld.append(site)
      }
      onlyOld.reverse()
    }
  }
}
