public import MachineCode
public struct InstructionPrinter: ~Copyable {
  public enum Syntax: Sendable { case go, gnu, intel }
  public init?(architecture: CodeArchitecture, syntax: Syntax) {}
  public func text(bytes: [UInt8], address: UInt64, symbol: (UInt64) -> String?) -> String { "" }
}
