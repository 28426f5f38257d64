/// What the runtime of a Go version prints when it ends a program, and what it takes for a panic's
/// value: `runtime/panic.go` of the versions named.
public struct CrashText: Hashable, Sendable {
  public var firstVersion: GoVersion
  /// What `panic(nil)` panics with; nil where the value is nil itself and `recover()` returns it.
  public var nilPanic: String?
  /// Equal values one after the other are printed once, with `[recovered, repanicked]`.
  public var joinsRepanicked: Bool
  /// `[recovered, repanicked]` only where the panic was recovered in fact.
  public var checksRepanicked: Bool
  /// `fatal error: …` comes after the panics that were running, where `runtime.fatal` raises it.
  public var printsPanicsBeforeFatal: Bool
  /// `for range f` over a function is part of the language.
  public var hasRangeOverFunc: Bool
  /// What Goexit on a thread that C made ends with: its goroutine cannot end (`gdestroy`).
  public var goexitOnForeignThread: String

  /// Oldest first; a version belongs to the last row that begins at or before it.
  public static let all: [CrashText] = [
    CrashText(
      firstVersion: GoVersion(1, 18), nilPanic: nil, joinsRepanicked: false,
      checksRepanicked: false, printsPanicsBeforeFatal: false, hasRangeOverFunc: false,
      goexitOnForeignThread: "internal lockOSThread error"),
    CrashText(
      firstVersion: GoVersion(1, 21), nilPanic: "panic called with nil argument",
      joinsRepanicked: false, checksRepanicked: false, printsPanicsBeforeFatal: false,
      hasRangeOverFunc: false,
      goexitOnForeignThread: "internal lockOSThread error"),
    CrashText(
      firstVersion: GoVersion(1, 23), nilPanic: "panic called with nil argument",
      joinsRepanicked: false, checksRepanicked: false, printsPanicsBeforeFatal: false,
      hasRangeOverFunc: true,
      goexitOnForeignThread: "exited a goroutine internally locked to the OS thread"),
    CrashText(
      firstVersion: GoVersion(1, 24), nilPanic: "panic called with nil argument",
      joinsRepanicked: false, checksRepanicked: false, printsPanicsBeforeFatal: false,
      hasRangeOverFunc: true,
      goexitOnForeignThread:
        "runtime.Goexit called in a thread that was not created by the Go runtime"),
    CrashText(
      firstVersion: GoVersion(1, 25), nilPanic: "panic called with nil argument",
      joinsRepanicked: true, checksRepanicked: false, printsPanicsBeforeFatal: false,
      hasRangeOverFunc: true,
      goexitOnForeignThread:
        "runtime.Goexit called in a thread that was not created by the Go runtime"),
    CrashText(
      firstVersion: GoVersion(1, 26), nilPanic: "panic called with nil argument",
      joinsRepanicked: true, checksRepanicked: true, printsPanicsBeforeFatal: true,
      hasRangeOverFunc: true,
      goexitOnForeignThread:
        "runtime.Goexit called in a thread that was not created by the Go runtime"),
    CrashText(
      firstVersion: GoVersion(1, 27), nilPanic: "runtime error: panic called with nil argument",
      joinsRepanicked: true, checksRepanicked: true, printsPanicsBeforeFatal: true,
      hasRangeOverFunc: true,
      goexitOnForeignThread:
        "runtime.Goexit called in a thread that was not created by the Go runtime"),
  ]

  /// Nil before Go 1.18.
  public static func of(_ version: GoVersion) -> CrashText? {
    all.last { $0.firstVersion <= version }
  }
}

extension GoVersion {
  /// The minor versions whose contract was compared with running programs, oldest first.
  public static let compared: [GoVersion] = [19, 21, 22, 23, 24, 25, 26, 27].map {
    GoVersion(1, $0)
  }
}
