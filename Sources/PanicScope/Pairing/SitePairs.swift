/// Which site of one build is which of another: the n-th of a key on one side is the n-th of that
/// key on the other. What one key leaves is tried by the next.
struct SitePairs<Site> {
  private(set) var both: [(old: Site, new: Site)] = []
  private(set) var onlyOld: [Site]
  private(set) var onlyNew: [Site]

  /// - Parameter keys: the most certain first; a site whose key is nil is not asked for by it.
  init(_ old: [Site], _ new: [Site], by keys: [(Site) -> String?]) {
    onlyOld = old
    onlyNew = new
    for key in keys where !onlyOld.isEmpty && !onlyNew.isEmpty { pair(by: key) }
  }

  private mutating func pair(by key: (Site) -> String?) {
    var waiting: [String: [Int]] = [:]
    for (index, site) in onlyOld.enumerated().reversed() {
      if let key = key(site) { waiting[key, default: []].append(index) }
    }
    var isPaired = [Bool](repeating: false, count: onlyOld.count)
    var left: [Site] = []
    for site in onlyNew {
      if let key = key(site), let index = waiting[key]?.popLast() {
        isPaired[index] = true
        both.append((onlyOld[index], site))
      } else {
        left.append(site)
      }
    }
    onlyNew = left
    onlyOld = zip(onlyOld, isPaired).filter { !$1 }.map(\.0)
  }
}
