/// One thing that was measured.
public struct Reading: Sendable, Hashable {
  public var name: String
  public var value: String
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// Lines that show where readings come from.
public struct Exhibit: Sendable, Hashable {
  public var title: String
  /// What made them: `the program`, `its code`, `BPF`, `ptrace` and so on.
  public var engine: String
  public var lines: [String]
  public init(_ title: String, engine: String, lines: [String]) {
    self.title = title
    self.engine = engine
    self.lines = lines
  }
}

/// What a measure gave.
public struct MeasureResult: Sendable {
  public var readings: [Reading]
  public var exhibits: [Exhibit]
  public init(readings: [Reading] = [], exhibits: [Exhibit] = []) {
    self.readings = readings
    self.exhibits = exhibits
  }
}

/// Why something could not be measured on this machine, in one sentence.
public struct LabFailure: Error, Sendable, Hashable {
  public var message: String
  public init(_ message: String) { self.message = message }
}
