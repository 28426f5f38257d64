public import ByteReading
import PostMortem

extension PanicScope {
  static var tool: AuditReport.Tool {
    AuditReport.Tool(name: "panicscope", version: version)
  }

  /// Explains an exit status alone; nil for a number that is none.
  public static func explain(exitStatus: Int) -> ExplainReport? {
    guard let remains = ExitStatusMeaning.remains(of: exitStatus) else { return nil }
    return ExplainReport(
      tool: tool, source: .exitStatus, subject: "exit status \(exitStatus)", remains: [remains])
  }

  /// Explains the crashes in a log of any size.
  ///
  /// - Parameter subject: what the log is called in the report.
  public static func explain(
    log input: HostInput, subject: String, options: ExplainOptions = ExplainOptions()
  ) throws(ExplainError) -> ExplainReport {
    var log = CrashLog()
    do throws(HostError) {
      while let block = try input.next() { log.read(block) }
    } catch {
      throw ExplainError(path: subject, message: "cannot be read: \(error.message)")
    }
    let binary: JoinedBinary?
    if let path = options.binary {
      binary = try JoinedBinary(path: path, options: options)
    } else {
      binary = nil
    }
    var report = ExplainReport(
      tool: tool, source: .text, subject: subject, binary: options.binary)
    let result = log.finish()
    for crash in result.crashes {
      report.remains.append(remains(of: crash, binary, notices: &report.notices))
    }
    report.notices += notices(result)
    return report
  }

  private static func remains(
    of crash: CrashText, _ binary: JoinedBinary?, notices: inout [String]
  ) -> Remains {
    guard let binary else { return CrashClassifier(crash, audit: nil).remains() }
    let match = BinaryMatch(crash, image: binary.image)
    guard match.isSame else {
      let lines = crash.lines
      notices.append(
        "lines \(lines.lowerBound)-\(lines.upperBound) are not of \(binary.path): \(match.words); its audit was left out"
      )
      return CrashClassifier(crash, audit: nil).remains()
    }
    var remains = CrashClassifier(match.resolved, audit: binary.facts).remains()
    remains.findings = binary.findings(about: remains.episode)
    remains.goVersion = binary.subject.goVersion ?? remains.goVersion
    return remains
  }

  private static func notices(_ result: CrashLogResult) -> [String] {
    var notices: [String] = []
    if result.omittedCrashes > 0 {
      notices.append("\(result.omittedCrashes) more crashes follow; split the log to see them")
    }
    if result.raceReports > 0 {
      let count = result.raceReports
      notices.append(
        "\(count) \(count == 1 ? "report" : "reports") of the race detector passed over; they are no crashes"
      )
    }
    return notices
  }
}
