import GoBinary
import LiveTrace
import ProcessControl
import StaticAudit

extension PanicScope {
  /// Audits a program, sees which goroutine roots and handlers it reaches, and runs it once for each
  /// of them with a panic injected there.
  ///
  /// - Throws: `AuditError` when the program cannot be audited or run.
  public static func campaign(
    _ campaign: CampaignOptions, options: InjectionOptions
  ) throws(AuditError) -> CampaignReport {
    let program = try ProgramFile(command: options.command.first ?? "")
    let audit = try audit(path: program.path)
    guard let subject = audit.subjects.first else {
      throw AuditError(path: program.path, message: "is not one Go executable")
    }
    let plan = CampaignPlan(subject: subject, image: program.image, only: campaign.only)
    let handlerCalls = campaign.rootsOnly ? nil : HandlerCalls(image: program.image)
    guard !plan.roots.isEmpty || handlerCalls?.sites.isEmpty == false else {
      throw AuditError(
        path: program.path,
        message: campaign.only.isEmpty
          ? "no goroutine root is known in it" : "no goroutine root has such a name (--only)")
    }
    campaign.progress?(
      plan.roots.count == 1
        ? "1 run to see whether its 1 root is reached"
        : "1 run to see which of \(plan.roots.count) roots are reached")
    let observed = try observe(plan, handlerCalls, program, options)
    let reached = observed.reached.map { plan.roots[$0] }
    let handlers = HandlerPlan(
      observed.handlers, image: program.image, plan.registrations, only: campaign.only
    ).handlers
    var report = CampaignReport(
      tool: tool, path: program.path, goVersion: program.image.versionText,
      mainModule: subject.mainModule, command: options.command, rows: [],
      rootsNotReached: plan.roots.count - reached.count,
      rootsLeftOut: max(0, reached.count + handlers.count - campaign.most),
      notes: plan.notes + observed.notes)
    let chosenRoots = reached.prefix(campaign.most)
    let chosenHandlers = handlers.prefix(campaign.most - chosenRoots.count)
    let runs = chosenRoots.count + chosenHandlers.count
    func announce(_ place: CodePlace) {
      campaign.progress?(
        "run \(report.rows.count + 1) of \(runs): \(place.function ?? "?")")
    }
    for root in chosenRoots where !options.isInterrupted() {
      announce(root.place)
      report.rows.append(row(root, program, options, subject))
    }
    for handler in chosenHandlers where !options.isInterrupted() {
      announce(handler.place)
      report.rows.append(row(handler, program, options, subject))
    }
    if options.isInterrupted() {
      report.isInterrupted = true
      // The run that was interrupted failed for that.
      if report.rows.last?.failure == InjectionError.interrupted.message {
        report.rows.removeLast()
      }
      report.notes.append("interrupted after \(report.rows.count) of \(counted(runs, "run"))")
    }
    return report
  }

  private static func observe(
    _ plan: CampaignPlan, _ handlerCalls: HandlerCalls?, _ program: ProgramFile,
    _ options: InjectionOptions
  ) throws(AuditError) -> ObservedRun {
    try prepare(options, program)
    do throws(InjectionError) {
      let run = try ObservedRun(
        image: program.image, command: launched(program, options),
        candidates: plan.roots.map {
          ObservedRun.Candidate(sites: $0.entries, condition: .rooted($0.goroutine))
        }, handlerCalls: handlerCalls, timing: timing(options))
      try run.run()
      return run
    } catch {
      throw AuditError(path: program.path, message: error.message)
    }
  }

  private static func row(
    _ handler: HandlerPlan.Handler, _ program: ProgramFile, _ options: InjectionOptions,
    _ subject: AuditSubject
  ) -> CampaignRow {
    var row = CampaignRow(
      kind: .handler, root: handler.place, startedAt: [handler.calledAt], via: nil,
      predicted: handler.predicted, guardedBy: handler.guardedBy)
    do throws(AuditError) {
      let request = InjectionRequest(kind: .nilDereference, sites: [handler.entry])
      row.result = try repeated(request, program, options, subject)
    } catch {
      row.failure = error.message
    }
    return row
  }

  /// Programs that end quickly leave some of their goroutines unmet, in one run these and in another
  /// those: up to three runs.
  private static func repeated(
    _ request: InjectionRequest, _ program: ProgramFile, _ options: InjectionOptions,
    _ subject: AuditSubject
  ) throws(AuditError) -> InjectionResult {
    let most = 3
    var result = try run(program, request, options, subject)
    for _ in 1..<most where hasEndedTooSoon(result) {
      result = try run(program, request, options, subject)
    }
    return result
  }

  private static func hasEndedTooSoon(_ result: InjectionResult) -> Bool {
    (result.outcome == .notReached || result.outcome == .undecided)
      && result.end != .endedByTool
  }

  private static func row(
    _ root: CampaignPlan.Root, _ program: ProgramFile, _ options: InjectionOptions,
    _ subject: AuditSubject
  ) -> CampaignRow {
    var row = CampaignRow(
      root: root.place, startedAt: root.startedAt, via: root.via, predicted: root.predicted,
      guardedBy: root.guardedBy)
    do throws(AuditError) {
      let result = try repeated(
        request(root, atEntry: root.callsUnderDefer.isEmpty), program, options, subject)
      row.result = result
      // A root that promises nothing may panic anywhere.
      if result.outcome == .notReached, !root.callsUnderDefer.isEmpty, root.predicted == .exposed {
        row.result = try repeated(request(root, atEntry: true), program, options, subject)
      }
    } catch {
      row.failure = error.message
    }
    return row
  }

  private static func request(_ root: CampaignPlan.Root, atEntry: Bool) -> InjectionRequest {
    InjectionRequest(
      kind: .nilDereference, sites: atEntry ? root.entries : root.callsUnderDefer,
      goroutine: .rooted(root.goroutine), needsDefer: !atEntry,
      neededDefers: root.neededDefers)
  }
}
