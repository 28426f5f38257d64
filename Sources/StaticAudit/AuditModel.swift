internal import GoBinary
internal import PanicContract

/// All that the judges found in one binary: what the rules turn into findings.
struct AuditModel {
  let context: AuditContext
  let recovers: RecoverJudge
  let hazards: Hazards
  let handlers: GuardHandlers
  let guards: GuardJudge
  let goroutines: GoroutineJudge
  let unwrapper: Unwrapper

  init(context: AuditContext, spawners rows: [SpawnerTable.Row]) {
    self.context = context
    recovers = RecoverJudge(context: context)
    hazards = Hazards(context: context, recovers: recovers)
    handlers = GuardHandlers(context: context, recovers: recovers, hazards: hazards)
    guards = GuardJudge(context: context, handlers: handlers, hazards: hazards)
    unwrapper = Unwrapper(context: context)
    let spawners = Spawners(context: context, named: rows)
    goroutines = GoroutineJudge(
      context: context, guards: guards,
      risks: RiskJudge(context: context, guards: guards, hazards: hazards), spawners: spawners)
  }
}

/// One rule: turns what the judges found into findings.
protocol AuditRule {
  static var id: RuleID { get }
  static func findings(in model: AuditModel, with builder: FindingBuilder) -> [Finding]
}
