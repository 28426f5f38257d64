extension Experiment {
  /// All experiments, in the order in which the lab lists them.
  public static let all: [Experiment] = [
    .shapes, .wrapperInline, .lowering, .emptyDefer, .noDeferList, .goroutine, .depth,
    .rangeFunctions, .deferRecover, .nestedPanic, .gopanicEntry, .gorecoverBranches, .callSites,
    .window, .recoveryJump, .stackAlignment, .stackDamage, .signalPath, .faults, .systemCalls,
    .cgoCallback, .cgoThread, .cgoMisalign, .inlineSwitch, .pathCost, .stripped, .upgrade,
  ]
}
