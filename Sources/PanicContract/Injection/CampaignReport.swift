/// A program run once for each of its goroutine roots and handlers, with a panic injected in each.
public struct CampaignReport: Sendable {
  public var tool: AuditReport.Tool
  public var path: String
  public var goVersion: String?
  public var mainModule: String?
  /// The program and its arguments.
  public var command: [String]
  public var rows: [CampaignRow]
  /// Roots that the observed run did not reach.
  public var rootsNotReached: Int
  /// Roots and handlers that were reached, beyond the number asked for.
  public var rootsLeftOut: Int
  /// Somebody ended it before its last run.
  public var isInterrupted = false
  /// What a reader should know, one sentence each.
  public var notes: [String]
  public init(
    tool: AuditReport.Tool, path: String, goVersion: String?, mainModule: String?,
    command: [String],
    rows: [CampaignRow], rootsNotReached: Int, rootsLeftOut: Int, notes: [String] = []
  ) {
    self.tool = tool
    self.path = path
    self.goVersion = goVersion
    self.mainModule = mainModule
    self.command = command
    self.rows = rows
    self.rootsNotReached = rootsNotReached
    self.rootsLeftOut = rootsLeftOut
    self.notes = notes
  }
}

/// One root or handler of a campaign: what the audit says and what the program did.
public struct CampaignRow: Sendable {
  /// How observation and audit compare; the raw values are stable and stand in JSON.
  public enum Agreement: String, Sendable, CaseIterable {
    case agrees
    case disagrees
    /// The audit promised nothing (`conditional`, `unknown`), or nothing was observed.
    case open
  }

  /// What the panic happens in; the raw values are stable and stand in JSON.
  public enum Kind: String, Sendable, CaseIterable {
    /// The first function of a goroutine.
    case root
    /// A function that a server or a command line library calls for the program.
    case handler
  }

  public var kind: Kind
  /// The root function, or the handler.
  public var root: CodePlace
  /// Where goroutines with this root are started, or where the handler is called.
  public var startedAt: [CodePlace]
  /// The spawner or the runtime's mechanism; nil for a `go` statement.
  public var via: String?
  public var predicted: Guard
  /// The deferred function that the audit counts on.
  public var guardedBy: CodePlace?
  /// Nil when the run itself failed; `failure` says why.
  public var result: InjectionResult?
  public var failure: String?

  public init(
    kind: Kind = .root, root: CodePlace, startedAt: [CodePlace], via: String?, predicted: Guard,
    guardedBy: CodePlace?, result: InjectionResult? = nil, failure: String? = nil
  ) {
    self.kind = kind
    self.root = root
    self.startedAt = startedAt
    self.via = via
    self.predicted = predicted
    self.guardedBy = guardedBy
    self.result = result
    self.failure = failure
  }

  public var agreement: Agreement {
    guard let result, result.isPanic else { return .open }
    // What kills the process later is no matter of this root's guard.
    let outcome = result.diedOfAnother ? .survived : result.outcome
    switch (predicted, outcome) {
    case (.guarded, .survived), (.delegated, .survived), (.exposed, .died): return .agrees
    case (.guarded, .died), (.delegated, .died), (.exposed, .survived), (.guarded, .hung):
      return .disagrees
    default: return .open
    }
  }
}

extension CampaignReport {
  public func count(_ agreement: CampaignRow.Agreement) -> Int {
    rows.count { $0.agreement == agreement }
  }
}
