extension Experiment {
  /// All experiments, in the order in which the lab lists them.
  public static let all: [Experiment] = [.shapes, .wrapperInline]
}
