import GoBinary
import LiveTrace

/// The goroutine roots of a program, what the audit says of each, and where a panic proves it.
struct CampaignPlan {
  struct Root {
    var place: CodePlace
    var startedAt: [CodePlace]
    var via: String?
    var predicted: Guard
    var guardedBy: CodePlace?
    /// Where it begins.
    var entries: [InjectionSite]
    var goroutine: GoroutineRoot
    /// Calls in the function that registers the recover that the audit counts on, else in the root,
    /// if that defers anything: a panic there meets all defers that could help.
    var callsUnderDefer: [InjectionSite]
  }

  private(set) var roots: [Root] = []
  private(set) var notes: [String] = []

  /// Roots of the same function with the same verdict are one.
  private struct Key: Hashable {
    var entry: UInt64
    var predicted: Guard
  }

  init(subject: AuditSubject, image: GoImage, only: [String]) {
    let sites = InjectionSites(image: image)
    let wrappers = WrapperEntries(image: image)
    let registrations = Registrations(subject.defers, image: image)
    var order: [Key] = []
    var groups: [Key: [GoroutineSite]] = [:]
    var unknown = 0
    for site in subject.goroutines {
      guard let root = site.root, let address = root.address,
        let function = image.function(containing: address)
      else {
        unknown += 1
        continue
      }
      guard !image.nameHasPrefix(function, "runtime."), site.via != "init" else { continue }
      let name = root.function ?? ""
      guard only.isEmpty || only.contains(where: { name.contains($0) }) else { continue }
      let key = Key(entry: image.entry(function), predicted: site.verdict)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(site)
    }
    var withoutPlace = 0
    for key in order {
      guard let group = groups[key], let first = group.first, let place = first.root,
        let function = image.function(startingAt: key.entry)
      else { continue }
      let entries = wrappers.entries(of: function)
      guard !entries.isEmpty else {
        withoutPlace += 1
        continue
      }
      let guardedBy = group.lazy.compactMap(\.guardedBy).first
      roots.append(
        Root(
          place: place, startedAt: group.map(\.place), via: first.via, predicted: key.predicted,
          guardedBy: guardedBy, entries: entries, goroutine: Self.goroutine(key.entry, group),
          callsUnderDefer: Self.deferring(
            guardedBy, root: function, registrations, image
          ).flatMap(sites.calls)))
    }
    if unknown > 0 {
      notes.append("\(unknown) go statements whose function is not known statically are left out")
    }
    if withoutPlace > 0 {
      notes.append("\(withoutPlace) roots have no place near their beginning to stop at")
    }
  }

  /// The functions whose defer statements are to be in force.
  private static func deferring(
    _ guardedBy: CodePlace?, root: FunctionIndex, _ registrations: Registrations,
    _ image: GoImage
  ) -> [FunctionIndex] {
    let found = guardedBy.map { registrations.functions(registering: $0, preferring: root) } ?? []
    return found.isEmpty && image.deferReturn(root) != 0 ? [root] : found
  }

  private static func goroutine(_ entry: UInt64, _ group: [GoroutineSite]) -> GoroutineRoot {
    // A goroutine knows where the call that made it returns to; such a call has 5 bytes on amd64.
    let callSize: UInt64 = 5
    let statements = group.filter { $0.via == nil }.compactMap { $0.place.address }
      .map { $0 &+ callSize }
    return GoroutineRoot(
      entry: entry, statements: Set(statements), spawners: Set(group.compactMap(\.via)))
  }
}

/// Which functions register a deferred function.
private struct Registrations {
  private var functions: [UInt64: Set<FunctionIndex>] = [:]
  private let image: GoImage

  init(_ defers: [DeferSite], image: GoImage) {
    self.image = image
    for site in defers {
      guard let place = site.place.address, let function = image.function(containing: place)
      else { continue }
      for target in [site.target].compactMap(\.self) + site.candidates {
        guard let address = target.address, let deferred = image.function(containing: address)
        else { continue }
        functions[image.entry(deferred), default: []].insert(function)
      }
    }
  }

  /// The root itself if it does, else all others, by address.
  func functions(
    registering place: CodePlace, preferring root: FunctionIndex
  ) -> [FunctionIndex] {
    guard let address = place.address, let deferred = image.function(containing: address),
      let found = functions[image.entry(deferred)]
    else { return [] }
    return found.contains(root) ? [root] : found.sorted()
  }
}
