internal import GoBinary
internal import MachineCode

/// Who calls whom and who takes whose address, over the whole text.
///
/// Found by scanning for call and address instructions' byte patterns, which costs a few
/// milliseconds where decoding would cost a hundred. A pattern inside another instruction can
/// look like a call, so whoever draws a verdict from a site decodes its function first.
struct CodeIndex {
  struct CallSite {
    var address: UInt64
    var caller: FunctionIndex
    var isJump: Bool
  }

  let image: GoImage
  private struct Site {
    /// From the start of the text.
    var offset: UInt32
    var callee: UInt32
    var isJump: Bool
  }
  private let sites: [Site]
  /// Compressed rows: call indices by callee.
  private var calleeStarts: [UInt32]
  private var calleeCalls: [UInt32]
  private var addressOf: [FunctionIndex: [UInt64]] = [:]
  private var addressesTaken: Set<UInt64> = []
  /// Static funcvals and other words that hold a function's entry, by address.
  let functionWords: [UInt64: FunctionIndex]

  init(image: GoImage, architecture: CodeArchitecture) {
    self.image = image
    let base = image.textStart
    let entries = TargetBitmap(
      base: base, limit: image.textEnd,
      entries: (0..<UInt32(clamping: image.functionCount)).lazy.map {
        image.entry(FunctionIndex(rawValue: $0))
      })
    var words: [UInt64: FunctionIndex] = [:]
    for word in DataWords(image: image).words(among: entries) {
      words[word.address] = image.function(startingAt: word.value)
    }
    functionWords = words
    let references = ReferenceScan.scan(
      text: image.textBytes(), base: base, architecture: architecture, entries: entries,
      addresses: Array(words.keys))

    // Calls and tail jumps in one list, ascending by site.
    var sites: [Site] = []
    sites.reserveCapacity(references.callSites.count + references.jumpSites.count)
    var jump = 0
    func takeJumps(before limit: UInt32) {
      while jump < references.jumpSites.count, references.jumpSites[jump] < limit {
        sites.append(
          Site(
            offset: references.jumpSites[jump],
            callee: Self.function(at: references.jumpTargets[jump], in: image), isJump: true))
        jump += 1
      }
    }
    for i in references.callSites.indices {
      takeJumps(before: references.callSites[i])
      sites.append(
        Site(
          offset: references.callSites[i],
          callee: Self.function(at: references.callTargets[i], in: image), isJump: false))
    }
    takeJumps(before: .max)

    var rows = [UInt32](repeating: 0, count: image.functionCount + 2)
    for site in sites where site.callee != .max { rows[Int(site.callee) + 2] += 1 }
    for i in 1..<rows.count { rows[i] += rows[i - 1] }
    var calls = [UInt32](repeating: 0, count: sites.count)
    for i in sites.indices where sites[i].callee != .max {
      let row = Int(sites[i].callee) + 1
      calls[Int(rows[row])] = UInt32(truncatingIfNeeded: i)
      rows[row] += 1
    }
    self.sites = sites
    calleeStarts = rows
    calleeCalls = calls

    for i in 0..<references.addressSites.count {
      let target = references.addressTargets[i]
      let function = words[target] ?? image.function(startingAt: target)
      if words[target] != nil { addressesTaken.insert(target) }
      if let function {
        addressOf[function, default: []].append(base &+ UInt64(references.addressSites[i]))
      }
    }
  }

  private static func function(at offset: UInt32, in image: GoImage) -> UInt32 {
    image.function(startingAt: image.textStart &+ UInt64(offset))?.rawValue ?? .max
  }

  /// Code forms this address of a static funcval.
  func isAddressTaken(_ address: UInt64) -> Bool { addressesTaken.contains(address) }

  /// Direct calls of a function and jumps to it, ascending.
  func callers(of f: FunctionIndex) -> [CallSite] {
    let row = Int(f.rawValue)
    guard row + 1 < calleeStarts.count else { return [] }
    return calleeCalls[Int(calleeStarts[row])..<Int(calleeStarts[row + 1])].compactMap { call in
      let site = sites[Int(call)]
      let address = image.textStart &+ UInt64(site.offset)
      guard let caller = image.function(containing: address) else { return nil }
      return CallSite(address: address, caller: caller, isJump: site.isJump)
    }
  }

  func callerCount(of f: FunctionIndex) -> Int {
    let row = Int(f.rawValue)
    guard row + 1 < calleeStarts.count else { return 0 }
    return Int(calleeStarts[row + 1] - calleeStarts[row])
  }

  /// Direct callees of a function with the address of each call, ascending.
  func callees(of f: FunctionIndex) -> [(address: UInt64, callee: FunctionIndex)] {
    let base = image.textStart
    let from = UInt32(truncatingIfNeeded: image.entry(f) &- base)
    let to = UInt32(truncatingIfNeeded: image.end(f) &- base)
    var low = 0
    var high = sites.count
    while low < high {
      let middle = (low + high) / 2
      if sites[middle].offset < from { low = middle + 1 } else { high = middle }
    }
    var result: [(address: UInt64, callee: FunctionIndex)] = []
    while low < sites.count, sites[low].offset < to {
      if sites[low].callee != .max {
        result.append(
          (base &+ UInt64(sites[low].offset), FunctionIndex(rawValue: sites[low].callee)))
      }
      low += 1
    }
    return result
  }

  /// Functions whose code takes the address of a function or of its funcval.
  func referrers(of f: FunctionIndex) -> [FunctionIndex] {
    var result: [FunctionIndex] = []
    for address in addressOf[f] ?? [] {
      if let user = image.function(containing: address), result.last != user {
        result.append(user)
      }
    }
    return result
  }
}
