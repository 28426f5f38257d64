/// One injected panic, for a report.
public struct InjectionReport: Sendable {
  public var tool: AuditReport.Tool
  public var path: String
  public var goVersion: String?
  public var mainModule: String?
  /// The program and its arguments.
  public var command: [String]
  public var result: InjectionResult
  public init(
    tool: AuditReport.Tool, path: String, goVersion: String?, mainModule: String?,
    command: [String],
    result: InjectionResult
  ) {
    self.tool = tool
    self.path = path
    self.goVersion = goVersion
    self.mainModule = mainModule
    self.command = command
    self.result = result
  }
}
