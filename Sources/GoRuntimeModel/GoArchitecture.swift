/// An architecture that Go code is read for, by its `GOARCH` name.
public enum GoArchitecture: String, Sendable, CaseIterable {
  case amd64, arm64

  /// Bytes of which every instruction's address is a multiple; the unit of pclntab's distances.
  public var instructionQuantum: Int { self == .amd64 ? 1 : 4 }
}
