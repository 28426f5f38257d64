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
    let shown = subject.changes.filter { options.scopes?.contains($0.use.scope) ?? true }
    let lost = shown.count { $0.direction == .lost }
    let gained = shown.count - lost
    let uses = lost == 1 ? "1 recover is lost" : "\(lost) recovers are lost"
    out.append(
      style(.bold, VisibleText.escaping(subject.path))
        + ": \(VisibleText.escaping(subject.goVersion ?? "Go of unknown version")) to Go \(version), "
        + "\(counted(subject.recovers, "recover")) looked at: "
        + style(.bold, uses + (gained > 0 ? ", \(gained) gained" : "")) + "\n")
    if subject.era == subject.otherEra {
      out.append("  both follow the rules of Go \(subject.era): nothing changes\n")
    }
    for change in shown {
      let isLost = change.direction == .lost
      let word = style(isLost ? .red : .yellow, isLost ? "LOST" : "GAINED")
      write(change.use, word, subject, options, &out)
    }
    let unknown = subject.unknown.filter { options.scopes?.contains($0.scope) ?? true }
    if !unknown.isEmpty {
      let uses = unknown.count == 1 ? "1 use of recover" : "\(unknown.count) uses of recover"
      out.append(
        "  note: of \(uses) it cannot be told what becomes of \(unknown.count == 1 ? "it" : "them")\n"
      )
      let few = options.all ? unknown[...] : unknown.prefix(Self.mostUnknown)
      for use in few { write(use, "UNKNOWN", subject, options, &out) }
      if few.count < unknown.count {
        out.append("  and \(unknown.count - few.count) more; --all names them\n")
      }
    }
    for note in subject.notes { out.append("  note: \(VisibleText.escaping(note))\n") }
  }

  private func write(
    _ use: UpgradeSubject.Use, _ word: String, _ subject: UpgradeSubject,
    _ options: EvidenceOptions, _ out: inout OutputBuffer
  ) {
    func text(_ place: CodePlace) -> String {
      let name = VisibleText.escaping(
        place.function ?? place.address.map(hexadecimalAddress) ?? "?")
      guard let location = place.location else { return name }
      let path = options.pathMap.short(location.file, mainModule: nil)
      return "\(name) (\(VisibleText.escaping(path)):\(location.line))"
    }
    let after = use.after.map(Self.words) ?? "depends on what its compiler inlines"
    let isSeen = use.how != .unknown || use.place != use.use
    let how = use.how == .unknown ? "used" : use.how.rawValue
    out.append("  \(word)  recover() in \(text(use.place))\n")
    out.append(
      "        "
        + (isSeen ? "\(how) in \(text(use.use))" : "it is not known who calls its function")
        + "\n")
    out.append(
      "        Go \(subject.era): \(Self.words(use.before)); Go \(version): \(after)\n")
  }

  /// More uses that cannot be told than these are only counted.
  private static let mostUnknown = 5

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
          $0.field("unknown", subject.unknown.count)
          $0.strings("notes", subject.notes)
          let shown = subject.changes.filter { options.scopes?.contains($0.use.scope) ?? true }
          $0.array("changes", shown) { writer, change in
            writer.object {
              $0.field("direction", change.direction.rawValue)
              $0.use(change.use, paths)
            }
          }
          let unknown = subject.unknown.filter { options.scopes?.contains($0.scope) ?? true }
          $0.array("unknownUses", unknown) { writer, use in
            writer.object { $0.use(use, paths) }
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
  fileprivate mutating func use(_ use: UpgradeSubject.Use, _ paths: PathMap) {
    place(use.place, paths)
    field("scope", use.scope.rawValue)
    field("how", use.how.rawValue)
    object("use") { $0.place(use.use, paths) }
    object("before") { $0.outcome(use.before) }
    // Null where it depends on what the other compiler inlines.
    if let after = use.after {
      object("after") { $0.outcome(after) }
    } else {
      field("after", String?.none)
    }
  }

  fileprivate mutating func outcome(_ outcome: RecoverOutcome) {
    field("verdict", outcome.verdict.rawValue)
    field("cause", outcome.cause?.rawValue)
  }
}
