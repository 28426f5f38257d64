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
    /// The entries of the deferred calls that these need in force; any when empty.
    var neededDefers: Set<UInt64>
  }

  private(set) var roots: [Root] = []
  private(set) var notes: [String] = []
  let registrations: GuardRegistrations

  /// Roots of the same function with the same verdict are one.
  private struct Key: Hashable {
    var entry: UInt64
    var predicted: Guard
  }

  init(subject: AuditSubject, image: GoImage, only: [String]) {
    let sites = InjectionSites(image: image)
    let wrappers = WrapperEntries(image: image)
    registrations = GuardRegistrations(subject.defers, image: image)
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
      let guarding =
        guardedBy.map { registrations.functions(registering: $0, preferring: function) } ?? []
      let deferring = guarding.isEmpty && image.deferReturn(function) != 0 ? [function] : guarding
      let calls = deferring.map(sites.calls)
      let callsUnderDefer = Array(calls.joined()) + deferring.flatMap(sites.runtimeCalls)
      guard guardedBy == nil || !callsUnderDefer.isEmpty else {
        withoutPlace += 1
        continue
      }
      // The audit asks whether what runs without the guard can panic; here anything does.
      let isSure =
        guardedBy.map { place in
          calls.contains { own in
            own.allSatisfy { registrations.state(of: place, at: $0.address) != .possible }
          }
        } ?? true
      let predicted: Guard =
        key.predicted == .guarded && !isSure ? .conditional : key.predicted
      roots.append(
        Root(
          place: place, startedAt: group.map(\.place), via: first.via, predicted: predicted,
          guardedBy: guardedBy, entries: entries, goroutine: Self.goroutine(key.entry, group),
          callsUnderDefer: callsUnderDefer,
          neededDefers: guardedBy.map { registrations.entries(of: $0, in: guarding) } ?? []))
    }
    if unknown > 0 {
      notes.append(
        counted(unknown, "go statement is", "go statements are")
          + " left out, whose function is not known statically")
    }
    if withoutPlace > 0 {
      notes.append(
        counted(withoutPlace, "root has", "roots have")
          + " no place to stop at, near the beginning or under the guard")
    }
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
