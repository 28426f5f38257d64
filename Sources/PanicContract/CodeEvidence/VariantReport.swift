/// One program built in several ways, side by side.
public struct VariantReport: Sendable {
  public struct Row: Sendable {
    public var title: String
    /// One a column; nil where the build has no such thing.
    public var cells: [String?]
    public init(title: String, cells: [String?]) {
      self.title = title
      self.cells = cells
    }
    public var isSame: Bool { Set(cells).count <= 1 }
  }
  public var package: String
  /// Toolchain and flags, such as `go1.27.3 -l`.
  public var columns: [String]
  public var rows: [Row]
  public init(package: String, columns: [String], rows: [Row]) {
    self.package = package
    self.columns = columns
    self.rows = rows
  }
}
