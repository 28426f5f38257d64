import GoRuntimeModel

/// What crash texts show from one Go version on and never before. Source: `printpanics`,
/// `goroutineheader` and `printcreatedby` in `src/runtime` of each version.
struct CrashFeature: Sendable {
  var since: GoVersion
  var isSeen: @Sendable (CrashText) -> Bool
}

/// Oldest first.
enum CrashFeatureTable {
  static let rows: [CrashFeature] = [
    CrashFeature(since: Feature.creator) { crash in
      crash.goroutines.contains { $0.creatorID != nil }
    },
    CrashFeature(since: Feature.addresses) { crash in
      crash.goroutines.contains { $0.hasAddresses }
    },
    CrashFeature(since: Feature.repanicked) { crash in crash.panics.contains { $0.repanicked } },
    CrashFeature(since: Feature.fatalInPanic) { crash in
      crash.fatalError != nil && !crash.panics.isEmpty
        && crash.fatalError?.hasPrefix("panic") == false && crash.runtimeStack.isEmpty
    },
  ]

  private enum Feature {
    static let creator = RuntimeFeature.creatorInTraceback
    static let addresses = RuntimeFeature.addressesInHeader
    static let repanicked = RuntimeFeature.repanickedMark
    static let fatalInPanic = RuntimeFeature.fatalInsidePanic
  }
}
