/// The audit as a library: a path in, a report out.
///
/// ```swift
/// import PanicScope
///
/// let report = try PanicScope.audit(path: "bin/server")
/// for finding in report.activeFindings where finding.severity == .high {
///   print(finding.rule, finding.place.function ?? "?", finding.message)
/// }
/// ```
public enum PanicScope {
  public static let version = "0.1.0"

  /// Audits one executable, or every Go executable below a folder.
  ///
  /// - Throws: `AuditError` when the path itself cannot be audited. What fails below a folder is in
  ///   the report's `errors`.
  public static func audit(
    path: String, options: AuditOptions = AuditOptions()
  ) throws(AuditError) -> AuditReport {
    let report = audit(paths: [path], options: options)
    if let failure = report.errors.first(where: { $0.path == path }) {
      throw AuditError(path: failure.path, message: failure.message)
    }
    return report
  }

  /// Audits several targets on several processors; what cannot be audited is in `errors`.
  public static func audit(
    paths: [String], options: AuditOptions = AuditOptions()
  ) -> AuditReport {
    audit(paths: paths, options: options, with: TargetAudit.live(options))
  }

  static func audit(
    paths: [String], options: AuditOptions, with audit: TargetAudit
  ) -> AuditReport {
    var report = AuditReport(
      tool: AuditReport.Tool(name: "panicscope", version: version), subjects: [])
    let targets = TargetList(paths)
    report.errors = targets.failures
    var passedOver = targets.passedOver

    let outcomes = mapInParallel(
      targets.files, jobs: options.jobs,
      finished: options.progress.map { progress in
        let total = targets.files.count
        return { progress(AuditOptions.Progress(finished: $0, total: total, path: $1.path)) }
      }, { audit.run($0.path) })
    var empty = Set(targets.folders)
    for (target, outcome) in zip(targets.files, outcomes) {
      switch outcome {
      case .audited(let subject):
        report.subjects.append(subject)
        empty.subtract(target.folders)
      case .failed(let message):
        report.errors.append(AuditReport.Failure(path: target.path, message: message))
      case .passedOver(_, let sentence) where target.isNamed:
        report.errors.append(AuditReport.Failure(path: target.path, message: sentence))
      case .passedOver(let kind, _): passedOver[kind, default: 0] += 1
      }
    }
    let failed = Set(report.errors.map(\.path))
    for folder in targets.folders where empty.contains(folder) && !failed.contains(folder) {
      report.errors.append(
        AuditReport.Failure(path: folder, message: "no Go executable below it was audited"))
    }
    report.passedOver = passedOver.map { AuditReport.PassedOver(reason: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    report.apply(options)
    return report
  }
}
