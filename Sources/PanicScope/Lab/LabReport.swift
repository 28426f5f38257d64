public import Lab

/// What a run of the lab found, cell by cell.
public struct LabReport: Sendable {
  public var cells: [CellResult]
  /// Seconds since 1970-01-01 00:00:00 UTC.
  public var began: Int

  public init(cells: [CellResult] = [], began: Int) {
    self.cells = cells
    self.began = began
  }

  public enum Format: String, CaseIterable, Sendable { case text, json, html }

  public func count(_ status: CellResult.Status) -> Int { cells.count { $0.status == status } }

  /// The experiments in the order of the lab, each with its cells.
  var groups: [(experiment: Experiment, cells: [CellResult])] {
    Experiment.all.compactMap { experiment in
      let own = cells.filter { $0.experiment == experiment.id }
      return own.isEmpty ? nil : (experiment, own)
    }
  }

  /// `54 cells: 52 pass, 0 differ, 2 skipped; 31 s`
  public var totals: String {
    "\(cells.count) cells: \(count(.pass)) pass, \(count(.differs)) differ, \(count(.skipped)) skipped"
      + "; \(Int(cells.reduce(0) { $0 + $1.seconds }.rounded())) s"
  }
}

extension CellResult {
  /// `shapes  go1.24.11 -l`
  var title: String { "go\(version) \(variant) (\(program))" }
}
