import PanicScope
import TestSupport
import Testing

/// What the audit predicts of every goroutine and handler of a server, against what the server did.
@Suite(.enabled(if: InjectionProgram.canRun))
struct CampaignTests {
  private struct Expectation {
    var kind = CampaignRow.Kind.root
    var predicted: Guard
    var outcome: InjectionResult.Outcome
  }

  private static let expected: [String: Expectation] = [
    "main.main": Expectation(predicted: .exposed, outcome: .died),
    "main.pump": Expectation(predicted: .delegated, outcome: .survived),
    "main.flush": Expectation(predicted: .exposed, outcome: .died),
    "main.poll": Expectation(predicted: .guarded, outcome: .survived),
    "main.sync1": Expectation(predicted: .exposed, outcome: .died),
    "main.escalate": Expectation(predicted: .exposed, outcome: .died),
    "main.fatal": Expectation(predicted: .exposed, outcome: .died),
    "main.safely.func1": Expectation(predicted: .guarded, outcome: .survived),
    "main.background": Expectation(predicted: .guarded, outcome: .survived),
    "main.expire": Expectation(predicted: .exposed, outcome: .died),
    "main.index": Expectation(predicted: .exposed, outcome: .died),
    "net/http.Serve": Expectation(predicted: .exposed, outcome: .died),
    "net/http.(*conn).serve": Expectation(predicted: .guarded, outcome: .survived),
    "net/http.(*timeoutHandler).ServeHTTP.func1": Expectation(
      predicted: .guarded, outcome: .survived),
    "main.plain": Expectation(kind: .handler, predicted: .guarded, outcome: .survived),
    "main.wrapped": Expectation(kind: .handler, predicted: .guarded, outcome: .survived),
    "main.slow": Expectation(kind: .handler, predicted: .guarded, outcome: .survived),
    "main.async": Expectation(kind: .handler, predicted: .guarded, outcome: .survived),
    "main.critical": Expectation(kind: .handler, predicted: .exposed, outcome: .died),
  ]

  @Test(arguments: CampaignProgram.toolchains)
  func aServerDoesWhatIsPredicted(toolchain: GoToolchain) throws {
    var options = InjectionOptions(command: [try CampaignProgram.build(toolchain)])
    options.output = .dropped
    options.inheritsInput = false
    options.settle = 200
    let report = try PanicScope.campaign(CampaignOptions(), options: options)
    for row in report.rows {
      let name = row.root.function ?? "?"
      let outcome = row.result?.outcome
      #expect(
        row.agreement == .agrees,
        "\(name): predicted \(row.predicted), observed \(outcome.map(\.rawValue) ?? row.failure ?? "?")"
      )
      // Connections end at different points of their work, so that the library's roots vary.
      guard let expected = Self.expected[name] else {
        #expect(!name.hasPrefix("main.") || name.contains("func"), "\(name) is not expected")
        continue
      }
      #expect(row.kind == expected.kind && row.predicted == expected.predicted, "\(name)")
      #expect(outcome == expected.outcome, "\(name)")
    }
    let ended = report.rows.first { $0.root.function == "main.fatal" }
    #expect(
      ended?.result?.explanation?.sentence.contains(
        "main.fatal.func1 recovered the panic and then ended the process with status 3") == true)
    let seen = Set(report.rows.compactMap(\.root.function))
    // The server's own goroutine may have begun to wait before it can be met.
    let missing = Set(Self.expected.keys).subtracting(seen)
    #expect(missing.isEmpty, "not reached: \(missing.sorted())")
  }
}
