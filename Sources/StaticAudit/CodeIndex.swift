internal import ByteReading
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
  /// Static funcvals and other words that hold a function's entry, by address.
  let functionWords: FunctionWords
  /// Sites from the start of the text, ascending, and the functions called there.
  private let callSites: [UInt32]
  private let callees: [UInt32]
  /// Tail calls, in the same form.
  private let jumpSites: [UInt32]
  private let jumpCallees: [UInt32]
  private let callBuckets: SiteBuckets
  private let jumpBuckets: SiteBuckets
  /// By callee the indices of calls; a jump's has its top bit set. Ascending by site.
  private let callers: RowTable
  /// By function the sites where code forms its address or that of its funcval.
  private let referrers: RowTable
  /// By number of function word: code forms its address.
  private let isTaken: [Bool]

  private static let jumpBit: UInt32 = 1 << 31
  /// A callee that is no function.
  private static let none = UInt32.max

  init(image: GoImage, architecture: CodeArchitecture) {
    self.image = image
    let entries = FunctionEntries(image: image)
    let functionWords = FunctionWords(
      DataWords(image: image).words(among: entries.addresses), entries: entries)
    let base = image.textStart
    var found = ReferenceScan.scan(
      text: image.textBytes(), base: base, architecture: architecture,
      entries: entries.addresses, addresses: functionWords.addresses)
    image.release(image.textRange)
    entries.replace(&found.callTargets, base: base)
    entries.replace(&found.jumpTargets, base: base)
    callers = Self.callers(found, functionCount: image.functionCount)

    var isTaken = [Bool](repeating: false, count: functionWords.count)
    var formed: [UInt32] = []
    formed.reserveCapacity(found.addressSites.count)
    for target in found.addressTargets {
      if let number = functionWords.number(of: target) {
        isTaken[number] = true
        formed.append(functionWords.function(number: number).rawValue)
      } else {
        formed.append(entries.function(at: target)?.rawValue ?? Self.none)
      }
    }
    referrers = RowTable(rows: image.functionCount, keys: formed, values: found.addressSites)
    self.isTaken = isTaken
    self.functionWords = functionWords
    callBuckets = SiteBuckets(found.callSites)
    jumpBuckets = SiteBuckets(found.jumpSites)
    callSites = found.callSites
    callees = found.callTargets
    jumpSites = found.jumpSites
    jumpCallees = found.jumpTargets
  }

  private static func callers(_ found: CodeReferences, functionCount: Int) -> RowTable {
    var builder = RowTable.Builder(rows: functionCount)
    for callee in found.callTargets { builder.count(callee) }
    for callee in found.jumpTargets { builder.count(callee) }
    builder.place()
    var jump = 0
    for (call, site) in found.callSites.enumerated() {
      while jump < found.jumpSites.count, found.jumpSites[jump] < site {
        builder.add(jumpBit | UInt32(truncatingIfNeeded: jump), to: found.jumpTargets[jump])
        jump += 1
      }
      builder.add(UInt32(truncatingIfNeeded: call), to: found.callTargets[call])
    }
    while jump < found.jumpSites.count {
      builder.add(jumpBit | UInt32(truncatingIfNeeded: jump), to: found.jumpTargets[jump])
      jump += 1
    }
    return builder.table
  }

  /// Code forms this address of a static funcval.
  func isAddressTaken(_ address: UInt64) -> Bool {
    functionWords.number(of: address).map { isTaken[$0] } ?? false
  }

  /// Direct calls of a function and jumps to it, ascending.
  func callers(of f: FunctionIndex) -> [CallSite] {
    callers[f.rawValue].compactMap { number in
      let isJump = number & Self.jumpBit != 0
      let index = Int(number & ~Self.jumpBit)
      let address = image.textStart &+ UInt64(isJump ? jumpSites[index] : callSites[index])
      guard let caller = image.function(containing: address) else { return nil }
      return CallSite(address: address, caller: caller, isJump: isJump)
    }
  }

  func callerCount(of f: FunctionIndex) -> Int { callers[f.rawValue].count }

  /// Direct callees of a function with the address of each call, ascending.
  func callees(of f: FunctionIndex) -> [(address: UInt64, callee: FunctionIndex)] {
    let base = image.textStart
    let from = UInt32(truncatingIfNeeded: image.entry(f) &- base)
    let to = UInt32(truncatingIfNeeded: image.end(f) &- base)
    var call = callBuckets.firstIndex(in: callSites, from: from)
    var jump = jumpBuckets.firstIndex(in: jumpSites, from: from)
    var result: [(address: UInt64, callee: FunctionIndex)] = []
    while true {
      let nextCall = call < callSites.count ? callSites[call] : .max
      let nextJump = jump < jumpSites.count ? jumpSites[jump] : .max
      let site = min(nextCall, nextJump)
      guard site < to else { return result }
      let callee: UInt32
      if nextCall <= nextJump {
        callee = callees[call]
        call += 1
      } else {
        callee = jumpCallees[jump]
        jump += 1
      }
      if callee != Self.none {
        result.append((base &+ UInt64(site), FunctionIndex(rawValue: callee)))
      }
    }
  }

  /// In how many places a function's code forms the address of another or of its funcval.
  func referenceCount(of f: FunctionIndex, in user: FunctionIndex) -> Int {
    let start = image.entry(user) &- image.textStart
    let end = image.end(user) &- image.textStart
    return referrers[f.rawValue].count { UInt64($0) >= start && UInt64($0) < end }
  }

  /// Functions whose code takes the address of a function or of its funcval.
  func referrers(of f: FunctionIndex) -> [FunctionIndex] {
    var result: [FunctionIndex] = []
    for site in referrers[f.rawValue] {
      if let user = image.function(containing: image.textStart &+ UInt64(site)),
        result.last != user
      {
        result.append(user)
      }
    }
    return result
  }
}
