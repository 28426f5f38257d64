import ByteReading
import PanicScope

/// One audit from arguments to exit status: what `audit` and `baseline` have in common.
struct AuditRun {
  let arguments: AuditArguments
  let settings: EffectiveSettings
  var baseline: Baseline?
  var hash = false

  func audit() -> AuditReport {
    var options = AuditOptions()
    options.scopes = settings.scopes
    options.jobs = arguments.jobs
    options.configuration = settings.configuration
    options.baseline = baseline
    options.hash = hash
    let line = ProgressLine()
    if HostStream.error.isTerminal && !arguments.noProgress && !arguments.quiet {
      options.progress = { line.show($0.finished, of: $0.total, path: $0.path) }
      options.hashing = { line.showHashing($0, done: $1, of: $2) }
    }
    let report = PanicScope.audit(paths: arguments.targets, options: options)
    line.clear()
    return report
  }

  /// Writes the outputs, files first so that a closed pager does not cost them, and tells on
  /// standard error what they do not say.
  func deliver(_ report: AuditReport, as shown: ReportArguments) throws -> ExitStatus {
    var options = ReportOptions()
    options.sites = shown.sites
    options.all = shown.all
    options.showSuppressed = shown.showSuppressed
    options.quiet = arguments.quiet
    options.pathMap = PathMap(
      entries: shown.pathMap + settings.configuration.pathMap,
      workingDirectory: Host.workingDirectory)
    let destinations = shown.output.isEmpty ? [OutputDestination(.text)] : shown.output
    // One output that fails does not cost the others.
    var failures: [ToolError] = []
    let inOrder = destinations.filter { $0.file != nil } + destinations.filter { $0.file == nil }
    for destination in inOrder {
      options.color = destination.file == nil && Terminal.wantsColor(noColor: shown.noColor)
      do throws(ToolError) {
        try report.deliver(to: destination, options: options)
      } catch {
        failures.append(error)
      }
    }
    explain(report)
    if let last = failures.popLast() {
      for failure in failures { Terminal.complain(failure.message) }
      throw last
    }
    let status = ExitStatus.of(report, failOn: settings.failOn, exitCode: shown.exitCode)
    if let severity = settings.failOn.severity {
      let count = report.count(atOrAbove: severity)
      if count > 0 && status != .clean {
        Terminal.complain(
          "\(count) \(count == 1 ? "finding" : "findings") at or above \(severity.rawValue) "
            + "(--fail-on): exit status \(status.rawValue)")
      }
    }
    return status
  }

  func explain(_ report: AuditReport) {
    for failure in report.errors { Terminal.complain("\(failure.path): \(failure.message)") }
    guard !arguments.quiet else { return }
    for notice in report.notices { Terminal.complain("note: " + notice) }
    guard arguments.verbose else { return }
    Terminal.complain("configuration: \(settings.configuration.path ?? "none")")
    let passed = report.passedOver.reduce(0) { $0 + $1.count }
    Terminal.complain(
      "\(report.subjects.count) audited, \(report.errors.count) failed, \(passed) passed over")
    let milliseconds = Int((Host.processorSeconds * 1000).rounded())
    Terminal.complain("\(milliseconds) ms of processor time")
  }
}
