public import PanicContract

/// The formats of `inject`.
public enum InjectionFormat: String, Sendable, CaseIterable {
  case text, json, junit
}

extension InjectionReport {
  /// Writes the report in one format, to the end.
  public func write(
    as format: InjectionFormat, options: ReportOptions, into out: inout OutputBuffer
  ) {
    let buffer = out
    out = OutputBuffer()
    switch format {
    case .text: out = writeText(options, buffer)
    case .json: out = InjectionJSON(options.pathMap).write(self, into: buffer)
    case .junit: out = JUnitReport(self).write(into: buffer)
    }
    out.flush()
  }

  private func writeText(_ options: ReportOptions, _ buffer: consuming OutputBuffer) -> OutputBuffer
  {
    var out = buffer
    let style = TextStyle(color: options.color)
    let words = InjectionWords(
      places: PlaceText(mainModule: mainModule, options.pathMap), style: style)
    func line(_ text: String) { out.append(line: text, columns: options.columns) }
    line(style(.bold, words.headline(result)))
    for sentence in words.story(result) { line("  " + sentence) }
    line("  " + words.conclusion(result))
    for note in result.notes where !options.quiet {
      line("  " + style(.dim, "note: " + VisibleText.escaping(note)))
    }
    return out
  }
}
