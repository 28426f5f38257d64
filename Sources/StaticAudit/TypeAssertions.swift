internal import GoBinary

/// Type assertions to interfaces without a second result, `value.(I)`, which panic.
extension AuditContext {
  /// What such an assertion compiles to.
  private enum Assertion {
    /// The function always panics when the type does not fit.
    case panics
    /// `abi.TypeAssert`, the first argument, tells in `CanFail` that it returns nil instead.
    case described
  }

  /// By function, as `dottype1` in cmd/compile/internal/ssagen/ssa.go calls them: `assertI2I` and `assertE2I`
  /// up to Go 1.21, `typeAssert` besides `assertE2I` from Go 1.22 on.
  private static let assertions: [String: Assertion] = [
    "runtime.assertE2I": .panics, "runtime.assertI2I": .panics, "runtime.typeAssert": .described,
  ]
  /// `CanFail` stands behind two pointers (internal/abi/switch.go, Go 1.22 to 1.27).
  private static let canFailOffset: UInt64 = 16
  /// No data lies in the first page.
  private static let firstAddress: UInt64 = 4096

  /// The event is a call that panics when a value is of another type.
  func failsOnOtherTypes(_ event: FlowEvent, callee: FunctionIndex) -> Bool {
    guard isRuntimeInternal(callee), let assertion = Self.assertions[image.name(callee)] else {
      return false
    }
    switch assertion {
    case .panics: return true
    case .described:
      guard let descriptor = event.immediate.map({ UInt64(bitPattern: $0) }),
        descriptor >= Self.firstAddress,
        let canFail = image.word(at: descriptor &+ Self.canFailOffset)
      else { return false }
      return canFail & 0xFF == 0
    }
  }
}
