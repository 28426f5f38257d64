/// What the examples of the rules do, by version and build.
enum ReproTable {
  struct Outcome: Sendable {
    /// What it writes and how it ends, in the words of `Outcome`.
    var text: String
    var versions: VersionRange = .all
    var variants: [String]?
    /// The rules that the audit reports, where it is not the repro's own.
    var reported: String?
    init(
      _ text: String, _ versions: VersionRange = .all, variants: [String]? = nil,
      reported: String? = nil
    ) {
      self.text = text
      self.versions = versions
      self.variants = variants
      self.reported = reported
    }
  }

  struct Row: Sendable {
    var rule: String
    var outcomes: [Outcome]
    /// What the program without the mistake does.
    var fixed: String
    /// The first Go version that can build it.
    var since: String?
    init(_ rule: String, _ outcomes: [Outcome], fixed: String, since: String? = nil) {
      self.rule = rule
      self.outcomes = outcomes
      self.fixed = fixed
      self.since = since
    }
  }

  private static let dies = "panic: boom; exit status 2"

  static let rows: [Row] = [
    Row(
      "PS101",
      [Outcome("panic: runtime error: index out of range [3] with length 0; exit status 2")],
      fixed: "worker panicked, the process lives"),
    Row(
      "PS102", [Outcome("panic: cache is gone; exit status 2")],
      fixed: "refresh panicked, the process lives"),
    Row(
      "PS103",
      [
        Outcome(
          """
          panic: runtime error: invalid memory address or nil pointer dereference; exit status 2
          """)
      ], fixed: "finalizer panicked, the process lives"),
    Row("PS201", [Outcome(dies)], fixed: "recovered"),
    // The goroutine that recovers has no recover itself.
    Row("PS202", [Outcome(dies, reported: "PS101, PS202")], fixed: "recovered"),
    Row("PS203", [Outcome(dies)], fixed: "recovered"),
    Row("PS204", [Outcome(dies)], fixed: "recovered"),
    Row("PS205", [Outcome("recovered: <nil>; " + dies)], fixed: "recovered: boom"),
    Row("PS206", [Outcome("log false; " + dies)], fixed: "log true", since: "1.23"),
    Row(
      "PS301",
      [
        Outcome(dies, .upTo("1.21"), variants: ["default"], reported: "PS201"),
        Outcome("recovered", .from("1.22", to: "1.25"), variants: ["default"]),
        Outcome(dies, .from("1.26"), variants: ["default"], reported: "PS201"),
        Outcome(dies, variants: ["-l"], reported: "PS201"),
      ], fixed: "recovered"),
    Row("PS401", [Outcome("")], fixed: dies),
    Row(
      "PS601",
      [
        Outcome(
          """
          traceback: unexpected SPWRITE function main.aligned; fatal error: traceback; exit status 2
          """)
      ], fixed: "recovered"),
    Row(
      "PS602",
      [
        Outcome(
          """
          runtime: g 1: unexpected return pc for main.call called from ADDRESS; fatal error: unknown \
          caller pc; exit status 2
          """)
      ], fixed: "recovered"),
  ]
}
