import Reporting

/// Claims as text, JSON or Markdown.
public enum ClaimReport {
  public enum Format: String, CaseIterable, Sendable { case text, json, markdown }

  public static func text(_ claims: [Claim], as format: Format) -> String {
    switch format {
    case .text: plain(claims)
    case .json: json(claims)
    case .markdown: markdown(claims)
    }
  }

  private static func plain(_ claims: [Claim]) -> String {
    var out = ""
    var section = ""
    for claim in claims {
      if claim.section != section {
        section = claim.section
        out += (out.isEmpty ? "" : "\n") + "Chapter \(section), \(claim.sectionTitle)\n"
      }
      out += "  \(claim.id)  \(claim.verdict.rawValue.uppercased())  \(claim.claim)\n"
      out += "        \(claim.evidence)\n"
      for line in claim.shownBy { out += "        \(shown(line))\n" }
    }
    let counts = Claim.Verdict.allCases.map { verdict in
      "\(claims.count { $0.verdict == verdict }) \(verdict.rawValue)"
    }
    return out
      + (claims.count == 1
        ? ""
        : (claims.isEmpty ? "" : "\n")
          + "\(claims.count) claims: \(counts.joined(separator: ", "))\n")
  }

  /// What to run or to read.
  private static func shown(_ line: String) -> String {
    if line.hasPrefix("lab ") { return "try: panicscope lab run " + line.dropFirst("lab ".count) }
    if line.hasPrefix("simulate ") { return "try: panicscope " + line }
    if line.hasPrefix("command ") { return "try: panicscope " + line.dropFirst("command ".count) }
    return "see: " + line
  }

  private static func json(_ claims: [Claim]) -> String {
    var writer = JSONWriter(OutputBuffer(), layout: .lines)
    writer.object { writer in
      writer.field("schemaVersion", "1.0.0")
      writer.array("claims", claims) { writer, claim in
        writer.object {
          $0.field("id", claim.id)
          $0.field("section", claim.section)
          $0.field("sectionTitle", claim.sectionTitle)
          $0.field("claim", claim.claim)
          $0.field("verdict", claim.verdict.rawValue)
          $0.field("evidence", claim.evidence)
          $0.strings("shownBy", claim.shownBy)
        }
      }
    }
    writer.endLine()
    return writer.out.text
  }

  private static func markdown(_ claims: [Claim]) -> String {
    func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
    var out =
      "| id | section | claim | verdict | what was found | shown by |\n|---|---|---|---|---|---|\n"
    for claim in claims {
      let shown = claim.shownBy.map { "`\($0)`" }.joined(separator: ", ")
      out += "| \(claim.id) | \(claim.section) | \(cell(claim.claim)) | \(claim.verdict.rawValue) "
      out += "| \(cell(claim.evidence)) | \(cell(shown)) |\n"
    }
    return out
  }
}
