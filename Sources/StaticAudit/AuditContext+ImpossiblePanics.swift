internal import GoBinary

/// Checks of the compiler's own making that never fail.
extension AuditContext {
  /// - Parameters:
  ///   - panic: the function of the runtime that a failing check calls.
  ///   - address: of that call.
  func cannotHappen(_ panic: FunctionIndex, at address: UInt64, in f: FunctionIndex) -> Bool {
    let name = image.name(panic)
    // The wrapper of `go x.M()` asserts the type that the compiler found x to have
    // (cmd/compile/internal/devirtualize); no wrapper asserts what the source says.
    if name.hasPrefix("runtime.panicdottype") { return image.isWrapper(f) }
    return HazardTable.indexPanics.contains(where: name.hasPrefix)
      && isPartOfComparison(address, in: f)
  }

  /// `name == "east"` reads single bytes when the lengths are equal, and their bounds are checked all
  /// the same.
  private func isPartOfComparison(_ address: UInt64, in f: FunctionIndex) -> Bool {
    let lengths = store.pointerUses(of: f).comparedLengths
    guard !lengths.isEmpty, let place = location(of: address, in: f) else { return false }
    return lengths.contains { location(of: $0, in: f) == place }
  }
}
