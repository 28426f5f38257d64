public import GoBinary
internal import GoRuntimeModel
internal import MachineCode
internal import PanicContract

/// How much code there is of each function of the main module, and what it calls.
public struct CodeSizes: Sendable {
  public struct Function: Sendable {
    public var bytes: Int
    /// Direct calls that are no calls of morestack.
    public var callees: [String]
  }
  /// By name; functions of the same name are taken together.
  public private(set) var functions: [String: Function] = [:]

  public init(image: GoImage) {
    let context = AuditContext(
      image: image, architecture: image.architecture == .amd64 ? .amd64 : .arm64)
    for f in image.allFunctions where context.scope(of: f) == .main {
      let callees = context.index.callees(of: f).filter {
        context.roles[$0.callee] != .morestack && $0.callee != f
      }
      let name = image.name(f)
      functions[name, default: Function(bytes: 0, callees: [])].bytes += image.codeSize(f)
      functions[name]?.callees += callees.map { image.name($0.callee) }
    }
  }
}
