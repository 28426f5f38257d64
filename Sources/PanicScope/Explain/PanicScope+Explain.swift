public import ByteReading
import ObjectFile
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
  /// - Parameters:
  ///   - subject: what the log is called in the report.
  ///   - isFile: `subject` is its path.
  public static func explain(
    log input: HostInput, subject: String, isFile: Bool = true,
    options: ExplainOptions = ExplainOptions()
  ) throws(ExplainError) -> ExplainReport {
    var log = CrashLog()
    var isFirst = true
    while let block = try next(of: input, subject) {
      if isFirst, let refusal = InputFormat.refusal(block, subject: subject, isFile: isFile) {
        throw ExplainError(path: subject, message: refusal)
      }
      isFirst = false
      log.read(block)
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

  private static func next(
    of input: HostInput, _ subject: String
  ) throws(ExplainError) -> [UInt8]? {
    do throws(HostError) {
      return try input.next()
    } catch {
      throw ExplainError(path: subject, message: "cannot be read: \(error.message)")
    }
  }

  /// Explains a core dump. Without `options.binary` the executable is looked for where the process
  /// was started from.
  public static func explain(
    core path: String, options: ExplainOptions = ExplainOptions()
  ) throws(ExplainError) -> ExplainReport {
    let core = try openCore(path)
    guard let executable = options.binary ?? core.executable else {
      throw ExplainError(
        path: path, message: "does not say which executable it is of; name it by --binary")
    }
    let binary: JoinedBinary
    do throws(ExplainError) {
      binary = try JoinedBinary(path: executable, options: options)
    } catch {
      guard options.binary == nil else { throw error }
      throw ExplainError(
        path: path,
        message: "is of \(executable), which cannot be read here; name the executable by --binary")
    }
    guard let program = CoreProgram(core: core, image: binary.image) else {
      throw ExplainError(
        path: path, message: "is not of \(executable): another program, or another build of it")
    }
    var report = ExplainReport(
      tool: tool, source: .core, subject: path, binary: executable)
    let result = CoreExplainer(program, audit: binary.facts).remains()
    report.remains = result.remains.map { remains in
      var remains = remains
      binary.qualify(&remains)
      remains.findings = binary.findings(about: remains.episode)
      return remains
    }
    report.notices = result.notices
    return report
  }

  /// Whether a file begins as a core dump of Linux does.
  public static func isCore(_ path: String) -> Bool {
    guard let file = try? MappedFile(path: path) else { return false }
    return CoreFile.isCore(file.bytes)
  }

  private static func openCore(_ path: String) throws(ExplainError) -> CoreFile {
    do {
      return try CoreFile(file: MappedFile(path: path))
    } catch let error as ByteError {
      if case .system(let number) = error.code {
        throw ExplainError(path: path, message: "cannot be opened: \(HostError(number).message)")
      }
      throw ExplainError(path: path, message: "is no regular file")
    } catch let error as ObjectFileError {
      switch error {
      case .unsupported(let recognised):
        throw ExplainError(
          path: path,
          message: recognised.format == .other
            ? "is no core dump; a crash text is explained by `panicscope explain \(path)`"
            : "is \(recognised.words): only core dumps of Linux for amd64 and arm64 are read")
      case .damaged(let what, let offset):
        throw ExplainError(
          path: path, message: "is damaged: \(what) at offset 0x\(String(offset, radix: 16))")
      }
    } catch {
      throw ExplainError(path: path, message: "cannot be read")
    }
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
    binary.qualify(&remains)
    remains.findings = binary.findings(about: remains.episode)
    remains.goVersion = binary.subject.goVersion ?? remains.goVersion
    return remains
  }

  private static func notices(_ result: CrashLogResult) -> [String] {
    var notices: [String] = []
    switch result.order {
    case .oldestFirst: break
    case .newestFirst: notices.append("the log has its newest line first; it was read from its end")
    case .likelyNewestFirst:
      notices.append(
        "the log seems to have its newest line first; turn it around (tac) and explain it again")
    }
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
