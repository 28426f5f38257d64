import GoBinary
import LiveTrace

/// Which functions register a deferred function, and on which of their ways.
struct GuardRegistrations {
  private struct Registration {
    var function: FunctionIndex
    var site: DeferSite
  }

  /// By the entry of the deferred function.
  private var registrations: [UInt64: [Registration]] = [:]
  private let image: GoImage

  init(_ defers: [DeferSite], image: GoImage) {
    self.image = image
    for site in defers {
      guard let place = site.place.address, let function = image.function(containing: place)
      else { continue }
      let targets = ([site.target].compactMap(\.self) + site.candidates).compactMap(entry)
      for target in Set(targets) {
        registrations[target, default: []].append(Registration(function: function, site: site))
      }
    }
  }

  private func entry(of place: CodePlace) -> UInt64? {
    place.address.flatMap(image.function(containing:)).map(image.entry)
  }

  private func all(_ deferred: CodePlace) -> [Registration] {
    entry(of: deferred).flatMap { registrations[$0] } ?? []
  }

  /// The root itself if it does, else all others, by address.
  func functions(
    registering deferred: CodePlace, preferring root: FunctionIndex
  ) -> [FunctionIndex] {
    let found = Set(all(deferred).map(\.function))
    return found.contains(root) ? [root] : found.sorted()
  }

  /// The functions that the runtime calls for it when one of these has registered it: itself, or wrappers.
  func entries(of deferred: CodePlace, in functions: [FunctionIndex]) -> Set<UInt64> {
    let sites = all(deferred).filter { functions.contains($0.function) }.map(\.site)
    return Set(sites.compactMap { $0.entry ?? $0.target?.address } + sites.flatMap(others))
  }

  private func others(_ site: DeferSite) -> [UInt64] { site.candidates.compactMap(\.address) }

  /// Whether it is registered when control is at an address; nil where nobody knows.
  func state(of deferred: CodePlace, at address: UInt64) -> DeferReach.State? {
    guard let function = image.function(containing: address) else { return nil }
    let states = all(deferred).filter { $0.function == function }
      .compactMap { $0.site.reach?.state(at: address) }
    for state in [DeferReach.State.registered, .possible, .ahead] where states.contains(state) {
      return state
    }
    return states.first
  }
}
