/// Where to begin to look for the sites from an offset on, in an ascending list of sites.
struct SiteBuckets {
  /// For each 4 KiB of text the first site in it or beyond.
  private let firsts: [UInt32]
  private static let shift: UInt32 = 12

  /// - Parameter sites: offsets in the text, ascending.
  init(_ sites: [UInt32]) {
    var firsts: [UInt32] = []
    for (i, site) in sites.enumerated() {
      let bucket = Int(site >> Self.shift)
      while firsts.count <= bucket { firsts.append(UInt32(truncatingIfNeeded: i)) }
    }
    self.firsts = firsts
  }

  /// The index of the first of `sites` at or beyond an offset.
  func firstIndex(in sites: [UInt32], from offset: UInt32) -> Int {
    let bucket = Int(offset >> Self.shift)
    guard bucket < firsts.count else { return sites.count }
    var index = Int(firsts[bucket])
    while index < sites.count, sites[index] < offset { index += 1 }
    return index
  }
}
