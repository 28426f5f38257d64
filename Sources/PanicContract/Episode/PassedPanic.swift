/// Panics that the standard library carries from one goroutine to another.
public enum PassedPanic {
  private static let passers = ["iter.Pull2", "iter.Pull"]

  /// The function of the library whose code this is: what it recovers on the goroutine of an iterator it raises
  /// again, with the same value, in the next call of `next` or `stop`. Source: `iter/iter.go`.
  public static func passer(_ place: CodePlace?) -> String? {
    guard let name = place?.function else { return nil }
    return passers.first { name.hasPrefix($0 + "[") || name.hasPrefix($0 + ".") || name == $0 }
  }
}

extension Explainer {
  /// What is said of a panic that another goroutine had first.
  func passedOn(_ panic: PanicRecord) -> String {
    guard let passed = panic.passedOn else { return "" }
    let who = passed.goroutine.map { "goroutine \($0)" } ?? "another goroutine"
    let place = passed.beginning.map { ", where it began in " + Phrase.functionAndLine($0) } ?? ""
    return "; it is the panic of \(who)\(place), passed on by \(passed.by)"
  }
}
