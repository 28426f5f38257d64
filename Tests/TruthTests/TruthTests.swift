import Foundation
import Testing

/// Truth is a running program: every verdict on every cell of the matrix equals what the same binary
/// did when it was run.
@Suite("Truth matrix")
struct TruthTests {
  /// The share of `unknown` that is allowed.
  static let allowedUnknown = 0.05

  @Test("the matrix could be built and run")
  func matrixIsThere() throws {
    #expect(try Matrix.entries.get().count > 1)
    #expect(try Matrix.specification.get().values.contains(true))
  }

  @Test("verdicts equal what the programs did", arguments: (try? Matrix.entries.get()) ?? [])
  func verdicts(of entry: CellEntry) throws {
    let comparison = Comparison(
      cell: try entry.load(), audit: try Tool.audit(entry.binary),
      specification: try Matrix.specification.get())
    let kinds = Dictionary(grouping: comparison.judgements) {
      String($0.subject.prefix { $0 != " " })
    }
    var lines: [String] = []
    for (kind, judgements) in kinds.sorted(by: { $0.key < $1.key }) {
      let counts = Dictionary(grouping: judgements, by: \.agreement).mapValues(\.count)
      lines.append(
        "\(entry.name) \(kind): "
          + counts.map { "\($0.value) \($0.key.rawValue)" }.sorted().joined(separator: ", "))
    }
    // The verdicts of the cases themselves; site verdicts and findings follow from them.
    for kinds in [["recover", "go"], ["defer"]] {
      let verdicts = kinds.flatMap { kind in
        comparison.judgements.filter { $0.subject.hasPrefix(kind + " ") }
      }
      let unknown = verdicts.count { $0.agreement == .unknown }
      #expect(
        Double(unknown) <= Self.allowedUnknown * Double(verdicts.count),
        "\(entry.name): \(unknown) of \(verdicts.count) verdicts on \(kinds) unknown")
    }
    var disagreements: [String] = []
    for judgement in comparison.judgements where judgement.agreement != .right {
      lines.append("  \(entry.name) \(judgement)")
      if judgement.agreement == .wrong || judgement.agreement == .missing {
        disagreements.append("\(judgement)")
      }
    }
    print(lines.joined(separator: "\n"))
    #expect(
      disagreements.isEmpty,
      "\(entry.name): \(disagreements.count) disagreements\n\(disagreements.joined(separator: "\n"))"
    )
    #expect(comparison.judgements.count > 300, "the matrix lost its cases")
  }
}
