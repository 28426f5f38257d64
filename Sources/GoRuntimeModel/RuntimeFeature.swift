/// The first versions whose runtime prints something in a crash.
public enum RuntimeFeature {
  /// `created by main.main in goroutine 1`
  public static let creatorInTraceback = GoVersion(1, 21)
  /// `goroutine 1 gp=0xc000002380 m=0 mp=0x5a5d20 [running]:`
  public static let addressesInHeader = GoVersion(1, 22)
  /// `panic: boom [recovered, repanicked]`
  public static let repanickedMark = GoVersion(1, 25)
  /// `panic: boom`, then a tab and `fatal error:`
  public static let fatalInsidePanic = GoVersion(1, 26)
  /// `runtime error: panic called with nil argument`, before without the first words
  public static let panicNilIsRuntimeError = GoVersion(1, 27)
}
