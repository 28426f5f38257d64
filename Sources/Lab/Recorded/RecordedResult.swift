/// A reading as it was measured when the release was made, for those who cannot run the lab.
public struct RecordedResult: Sendable, Hashable {
  public var experiment: String
  public var program: String
  /// The reading's name.
  public var name: String
  public var value: String
  /// The builds that gave it: `all`, or versions and variants.
  public var builds: String

  public static let all: [RecordedResult] = RecordedResultsTable.text.split(separator: "\n")
    .compactMap { line -> RecordedResult? in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map {
        String($0).replacing("\\\\", with: "\\")
      }
      guard columns.count == 5 else { return nil }
      return RecordedResult(
        experiment: columns[0], program: columns[1], name: columns[2], value: columns[3],
        builds: columns[4])
    }

  /// The toolchains and the machine of the run.
  public static var origin: String {
    "Go \(RecordedResultsTable.versions.joined(separator: ", ")) on \(RecordedResultsTable.machine)"
  }
}
