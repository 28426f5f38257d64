import StaticAudit

/// What tells a finding of one build in another.
struct FindingIdentity: Sendable {
  var fingerprint: String
  var rule: RuleID
  /// The function that it is in.
  var symbol: String?
  /// The source line; the folder that the sources lay in is none of it.
  var statement: SourceStatement?
}

/// A line of a source file by the file's own name.
struct SourceStatement: Hashable, Sendable {
  var file: String
  var line: Int

  init(file: String, line: Int) {
    self.file = file
    self.line = line
  }

  init?(_ place: CodePlace) {
    guard let location = place.location, let name = location.file.split(separator: "/").last else {
      return nil
    }
    self.init(file: String(name), line: location.line)
  }
}

extension FindingIdentity {
  init(_ finding: Finding) {
    self.init(
      fingerprint: finding.fingerprint, rule: finding.rule, symbol: finding.place.function,
      statement: SourceStatement(finding.place))
  }

  /// What another compiler does not change while the source stays: nil where it is not known.
  var statementKey: String? {
    guard let symbol, let statement else { return nil }
    return "\(rule)|\(WrittenFunction.name(of: symbol))|\(statement.file)|\(statement.line)"
  }

  /// The same where lines have moved, for closures only: others keep their names.
  var closureKey: String? {
    guard let symbol, let statement, WrittenFunction.isMadeUp(in: symbol) else { return nil }
    return "\(rule)|\(WrittenFunction.name(of: symbol))|\(statement.file)"
  }

  /// How findings of two builds are told from each other, the most certain first.
  ///
  /// - Parameter sameGo: whether both were built by one Go version. Then closures have kept their names,
  ///   and one of another name in the same function is another one.
  static func keys(sameGo: Bool) -> [(FindingIdentity) -> String?] {
    [\.fingerprint, \.statementKey] + (sameGo ? [] : [\.closureKey])
  }
}
