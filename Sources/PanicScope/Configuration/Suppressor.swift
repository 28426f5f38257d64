/// Marks suppressed findings and keeps account of which entries were of use.
struct Suppressor {
  private let entries: [IgnoreEntry]
  private let today: CivilDate
  private var used: Set<Int> = []
  private var expired: Set<Int> = []

  init(_ entries: [IgnoreEntry], today: CivilDate) {
    self.entries = entries
    self.today = today
    expired = Set(entries.indices.filter { entries[$0].expires.map { $0 < today } ?? false })
  }

  mutating func apply(to subject: inout AuditSubject) {
    guard !entries.isEmpty else { return }
    for finding in subject.findings.indices {
      for entry in entries.indices
      where entries[entry].fits(subject.findings[finding], of: subject.path) {
        used.insert(entry)
        guard !expired.contains(entry) else { continue }
        subject.findings[finding].suppression = Suppression(
          reason: entries[entry].reason, expires: entries[entry].expires?.description)
        break
      }
    }
  }

  /// Expired entries that still have something to suppress, and entries that fit nothing.
  var notices: [String] {
    entries.indices.compactMap { index in
      let entry = entries[index]
      let name = "ignore entry of line \(entry.line) (\(entry.reason))"
      if !used.contains(index) { return "\(name) fits no finding" }
      guard expired.contains(index), let date = entry.expires else { return nil }
      return "\(name) expired on \(date) and suppresses nothing any more"
    }
  }
}
