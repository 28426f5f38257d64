import PanicContract

/// The scenarios that ship with the tool: the root causes of failed recovers, and the basics.
public enum ScenarioCatalogue {
  public struct Entry: Sendable {
    public var name: String
    /// Class of root causes, A to P, or `kinds`.
    public var kind: String
    public var title: String
    /// Case of the truth matrix that is the same program.
    public var matrixCase: String?
  }

  public static func entries() throws(ConfigurationError) -> [Entry] {
    var entries: [Entry] = []
    for row in ScenarioCatalogueTable.entries {
      let scenario = try Scenario(yaml: row.yaml, path: row.name)
      entries.append(
        Entry(
          name: row.name, kind: row.kind, title: scenario.title, matrixCase: row.matrixCase))
    }
    return entries
  }

  /// The text of a scenario; nil when there is none of this name.
  public static func yaml(_ name: String) -> String? {
    ScenarioCatalogueTable.entries.first { $0.name == name }.map { $0.yaml + "\n" }
  }

  public static let names = ScenarioCatalogueTable.entries.map(\.name)

  /// What a class of the catalogue is about.
  public static func title(ofKind kind: String) -> String { kinds[kind] ?? kind }

  private static let kinds = [
    "A": "The recover is on another goroutine",
    "B": "Hidden spawners",
    "C": "One frame too deep",
    "D": "defer recover()",
    "E": "Never deferred, or too late",
    "F": "Fatal errors and the panics that look like them",
    "G": "C",
    "H": "The handler itself panics",
    "I": "Exit, not panic",
    "J": "Recovered, and broken",
    "K": "Stuck",
    "L": "panic(nil) and Goexit",
    "M": "It depends on version and inlining",
    "N": "Where the boundary stands",
    "P": "Not the panic that you thought",
    "kinds": "The basics",
  ]
}
