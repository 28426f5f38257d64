/// A function's place in the function table, which is sorted by address.
@frozen
public struct FunctionIndex: RawRepresentable, Hashable, Sendable, Comparable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  @inlinable
  public static func < (a: FunctionIndex, b: FunctionIndex) -> Bool { a.rawValue < b.rawValue }
}
