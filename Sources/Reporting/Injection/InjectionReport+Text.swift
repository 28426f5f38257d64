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
    out.append(style(.bold, words.headline(result)) + "\n")
    for line in words.story(result) { out.append("  " + line + "\n") }
    out.append("  " + words.conclusion(result) + "\n")
    for note in result.notes where !options.quiet {
      out.append(style(.dim, "  note: " + VisibleText.escaping(note)) + "\n")
    }
    return out
  }
}
