import PanicContract

/// An injected panic and what came of it, in sentences.
struct InjectionWords {
  let places: PlaceText
  let style: TextStyle

  func headline(_ result: InjectionResult) -> String {
    let what =
      switch result.kind {
      case .nilDereference: "a nil dereference"
      case .panic(let text): "panic(\"\(VisibleText.escaping(text))\")"
      }
    let place = named(result.place)
    return result.outcome == .notReached
      ? "\(what) was to happen in \(place)" : "\(what) was made to happen in \(place)"
  }

  func story(_ result: InjectionResult) -> [String] {
    var lines: [String] = []
    if let goroutine = result.goroutine {
      var line = "goroutine \(goroutine.id.map(String.init) ?? "?")"
      if let root = goroutine.root { line += ", root \(named(root))" }
      if let creator = goroutine.createdBy { line += ", created by \(named(creator))" }
      if result.hits > 1 { line += ", at hit \(result.hits)" }
      lines.append(line)
    }
    for failed in result.failedRecovers where result.explanation == nil {
      lines.append("recover() in \(named(failed)) ran and did not end it")
    }
    if result.outcome == .notReached || !result.isPanic { return lines }
    if let explanation = result.explanation, explanation.kind != .unknown {
      lines.append(places.prose(explanation.sentence))
      lines += explanation.details.map { places.prose($0) }
      lines += explanation.contradictions.map { style(.red, "CONTRADICTION: ") + places.prose($0) }
      if let advice = explanation.advice, result.outcome != .survived {
        lines.append("fix: " + places.prose(advice))
      }
    } else if let resumed = result.resumedIn {
      let who = result.recoveredBy.map { "by \(named($0))" } ?? "by a recover() that was not seen"
      lines.append(
        "recovered \(who); \(places.name(resumed)) had deferred it, and its caller goes on")
    } else if let fatal = result.fatalError {
      lines.append("fatal error: \(VisibleText.escaping(fatal))")
    } else if result.outcome == .died {
      let root = result.goroutine?.root.map { places.name($0) } ?? "its root"
      lines.append("nobody recovered: \(root) is exposed")
    }
    return lines
  }

  func conclusion(_ result: InjectionResult) -> String {
    let end = result.end.map(self.end)
    switch result.outcome {
    case .survived: return style(.bold, "SURVIVED") + (end.map { ": \($0)" } ?? "")
    case .died: return style(.red, "DIED") + (end.map { ": \($0)" } ?? "")
    case .hung: return style(.yellow, "HUNG") + ": neither recovered nor dead in time"
    case .undecided:
      return style(.yellow, "UNDECIDED") + (end.map { ": \($0)" } ?? "")
        + (result.isPanic
          ? " while deferred calls of the panic still ran" : ", and there was no panic")
    case .notReached: return style(.yellow, "NOT REACHED") + (end.map { ": \($0)" } ?? "")
    }
  }

  func end(_ end: InjectionResult.End) -> String {
    switch end {
    case .exited(let status): "the program ended with exit status \(status)"
    case .signal(let number): "the program was ended by signal \(number)"
    case .endedByTool: "the program still ran and was ended by panicscope"
    }
  }

  /// `main.worker (main.go:12)`
  func named(_ place: CodePlace) -> String {
    let source = places.source(place)
    return source.isEmpty ? places.name(place) : "\(places.name(place)) (\(source))"
  }
}
