public import PanicContract

extension UpgradeReport {
  /// For people.
  public func writeText(options: EvidenceOptions, into out: inout OutputBuffer) {
    let style = TextStyle(color: options.color)
    for (index, subject) in subjects.enumerated() {
      if index > 0 { out.append("\n") }
      write(subject, options, style, &out)
    }
    out.flush()
  }

  private func write(
    _ subject: UpgradeSubject, _ options: EvidenceOptions, _ style: TextStyle,
    _ out: inout OutputBuffer
  ) {
    let shown = subject.changes.filter { options.scopes?.contains($0.scope) ?? true }
    let lost = shown.count { $0.direction == .lost }
    let gained = shown.count - lost
    let uses = lost == 1 ? "1 recover is lost" : "\(lost) recovers are lost"
    out.append(
      style(.bold, VisibleText.escaping(subject.path))
        + ": \(VisibleText.escaping(subject.goVersion ?? "Go of unknown version")) to Go \(version), "
        + "\(subject.recovers) recovers looked at: "
        + style(.bold, uses + (gained > 0 ? ", \(gained) gained" : "")) + "\n")
    if subject.era == subject.otherEra {
      out.append("  both follow the rules of Go \(subject.era): nothing changes\n")
    }
    for change in shown { write(change, subject, options, style, &out) }
    if subject.unknown > 0 {
      out.append(
        "  note: of \(subject.unknown) uses of recover it cannot be told what they do\n")
    }
    for note in subject.notes { out.append("  note: \(VisibleText.escaping(note))\n") }
  }

  private func write(
    _ change: UpgradeSubject.Change, _ subject: UpgradeSubject, _ options: EvidenceOptions,
    _ style: TextStyle, _ out: inout OutputBuffer
  ) {
    func text(_ place: CodePlace) -> String {
      let name = VisibleText.escaping(
        place.function ?? place.address.map(hexadecimalAddress) ?? "?")
      guard let location = place.location else { return name }
      let path = options.pathMap.short(location.file, mainModule: nil)
      return "\(name) (\(VisibleText.escaping(path)):\(location.line))"
    }
    let isLost = change.direction == .lost
    out.append(
      "  " + style(isLost ? .red : .yellow, isLost ? "LOST" : "GAINED")
        + "  recover() in \(text(change.place))\n")
    out.append("        \(change.how.rawValue) in \(text(change.use))\n")
    out.append(
      "        Go \(subject.era): \(Self.words(change.before)); Go \(version): \(Self.words(change.after))\n"
    )
  }

  private static func words(_ outcome: RecoverOutcome) -> String {
    outcome.verdict.rawValue + (outcome.cause.map { " (\($0.rawValue))" } ?? "")
  }

  /// One document, see `schema/panicscope-upgrade.schema.json`.
  public func writeJSON(
    tool: AuditReport.Tool, options: EvidenceOptions, into out: inout OutputBuffer
  ) {
    let buffer = out
    out = OutputBuffer()
    var writer = JSONWriter(buffer, layout: .lines)
    let paths = options.pathMap
    writer.object {
      $0.field("schemaVersion", "1.0.0")
      $0.tool(tool)
      $0.field("version", version)
      $0.array("subjects", subjects) { writer, subject in
        writer.object {
          $0.field("path", subject.path)
          $0.field("goVersion", subject.goVersion)
          $0.field("era", subject.era)
          $0.field("otherEra", subject.otherEra)
          $0.field("recovers", subject.recovers)
          $0.field("unknown", subject.unknown)
          $0.strings("notes", subject.notes)
          let shown = subject.changes.filter { options.scopes?.contains($0.scope) ?? true }
          $0.array("changes", shown) { writer, change in
            writer.object {
              $0.field("direction", change.direction.rawValue)
              $0.place(change.place, paths)
              $0.field("scope", change.scope.rawValue)
              $0.field("how", change.how.rawValue)
              $0.object("use") { $0.place(change.use, paths) }
              $0.object("before") { $0.outcome(change.before) }
              $0.object("after") { $0.outcome(change.after) }
            }
          }
        }
      }
      $0.array("errors", errors) { writer, failure in
        writer.object {
          $0.field("path", failure.path)
          $0.field("message", failure.message)
        }
      }
    }
    writer.endLine()
    out = writer.out
    out.flush()
  }
}

extension JSONWriter {
  fileprivate mutating func outcome(_ outcome: RecoverOutcome) {
    field("verdict", outcome.verdict.rawValue)
    field("cause", outcome.cause?.rawValue)
  }
}
