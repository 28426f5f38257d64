/// How this binary's own runtime decides, read from its code.
public struct RuntimeEvidence: Sendable {
  /// A branch or a store on which the outcome of a panic depends.
  public struct Decision: Sendable {
    public var address: UInt64
    public var text: String
    /// Its kind, such as `goexit-test`; stable.
    public var name: String
    public var meaning: String
    public init(address: UInt64, text: String, name: String, meaning: String) {
      self.address = address
      self.text = text
      self.name = name
      self.meaning = meaning
    }
  }
  public struct Function: Sendable {
    public var name: String
    public var entry: UInt64
    public var decisions: [Decision]
    public init(name: String, entry: UInt64, decisions: [Decision]) {
      self.name = name
      self.entry = entry
      self.decisions = decisions
    }
  }
  public var functions: [Function]
  /// What the code says of each property of an era, with the reason.
  public var properties: [(name: String, value: String, reason: String)]
  /// The eras that have all these properties; empty when the code fits none.
  public var eras: [String]
  public init(
    functions: [Function], properties: [(name: String, value: String, reason: String)],
    eras: [String]
  ) {
    self.functions = functions
    self.properties = properties
    self.eras = eras
  }
}
