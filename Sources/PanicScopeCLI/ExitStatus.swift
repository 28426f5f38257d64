import PanicScope

/// The exit statuses of CONTRIBUTING.md; a thrown one ends the program in silence.
struct ExitStatus: Error, RawRepresentable, Equatable {
  var rawValue: Int32
  static let clean = ExitStatus(rawValue: 0)
  static let failure = ExitStatus(rawValue: 1)
  static let usage = ExitStatus(rawValue: 2)
  static let findings = ExitStatus(rawValue: 3)
  /// As a shell has it for a program that SIGINT ended.
  static let interrupted = ExitStatus(rawValue: 130)

  /// Findings first: a gate must not open because another file could not be read. With
  /// `--exit-code 0`, which says that findings do not matter, failures still do.
  static func of(_ report: AuditReport, failOn: FailOn, exitCode: UInt8?) -> ExitStatus {
    let code = exitCode.map { ExitStatus(rawValue: Int32($0)) } ?? findings
    if let severity = failOn.severity, report.count(atOrAbove: severity) > 0, code != clean {
      return code
    }
    return report.errors.isEmpty ? clean : failure
  }
}

/// Something that ends the program with one line on standard error.
struct ToolError: Error {
  var message: String
  var status: ExitStatus
  static func usage(_ message: String) -> ToolError { ToolError(message: message, status: .usage) }
  static func failure(_ message: String) -> ToolError {
    ToolError(message: message, status: .failure)
  }
}
