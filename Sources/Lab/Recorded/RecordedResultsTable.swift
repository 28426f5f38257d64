/// What a run of the lab measured; `Scripts/record-lab` writes it.
enum RecordedResultsTable {
  static let machine = ""
  static let versions: [String] = []
  static let text = ""
}
