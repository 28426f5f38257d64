public import GoBinary

/// Wrappers that `go` and `defer` statements need and that hold the code of the function that they were made to
/// call: that function begins there, and not at its own entry.
public struct WrapperEntries: Sendable {
  private var wrappers: [String: [FunctionIndex]] = [:]
  private let image: GoImage
  private let sites: InjectionSites

  public init(image: GoImage) {
    self.image = image
    sites = InjectionSites(image: image)
    for function in image.allFunctions where image.isWrapper(function) {
      for name in image.functionsInlinedDirectly(in: function) {
        wrappers[name, default: []].append(function)
      }
    }
  }

  /// Where a function begins: at its own beginning, which comes first, and in such wrappers.
  public func entries(of function: FunctionIndex) -> [InjectionSite] {
    let own = sites.entry(of: function)
    return [own].compactMap(\.self)
      + (wrappers[image.name(function)] ?? []).compactMap { sites.entry(of: $0) }
  }
}
