/// The way of a panic: the deferred functions that it runs, and the frames that it leaves.
public struct PanicGraph: Sendable {
  public struct Node: Sendable {
    public enum Kind: String, Sendable {
      case function
      /// A frame without code of its own: the compiler put it into its caller.
      case inlined
      case deferred, recovers, goroutine, death
      /// More callers than a drawing can hold.
      case more
    }
    public var kind: Kind
    public var title: String
    public var detail: String?
    public init(kind: Kind, title: String, detail: String?) {
      self.kind = kind
      self.title = title
      self.detail = detail
    }
  }
  public struct Edge: Sendable {
    public var from: Int
    public var to: Int
    public var label: String
    public init(from: Int, to: Int, label: String) {
      self.from = from
      self.to = to
      self.label = label
    }
  }
  public var function: String
  public var nodes: [Node]
  /// Between indices of `nodes`.
  public var edges: [Edge]
  public init(function: String, nodes: [Node], edges: [Edge]) {
    self.function = function
    self.nodes = nodes
    self.edges = edges
  }
}
