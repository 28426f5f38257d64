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
  private let references: CodeReferences
  /// Compressed rows: call indices by callee.
  private var calleeStarts: [UInt32]
  private var calleeCalls: [UInt32]
  /// Callee of each call.
  private var callees: [UInt32]
  private var addressOf: [FunctionIndex: [UInt64]] = [:]
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
    image.forEachFunctionWord(entries: entries) { address, function in
      words[address] = function
    }
    functionWords = words
    references = ReferenceScan.scan(
      text: image.textBytes(), base: base, architecture: architecture, entries: entries,
      addresses: Array(words.keys))

    let count = references.callSites.count
    var rows = [UInt32](repeating: 0, count: image.functionCount + 2)
    var targets = [UInt32](repeating: UInt32.max, count: count)
    for i in 0..<count {
      guard let f = image.function(startingAt: base &+ UInt64(references.callTargets[i])) else {
        continue
      }
      targets[i] = f.rawValue
      rows[Int(f.rawValue) + 2] += 1
    }
    for i in 1..<rows.count { rows[i] += rows[i - 1] }
    var calls = [UInt32](repeating: 0, count: count)
    for i in 0..<count where targets[i] != UInt32.max {
      let row = Int(targets[i]) + 1
      calls[Int(rows[row])] = UInt32(truncatingIfNeeded: i)
      rows[row] += 1
    }
    callees = targets
    calleeStarts = rows
    calleeCalls = calls

    for i in 0..<references.addressSites.count {
      let target = references.addressTargets[i]
      let function = words[target] ?? image.function(startingAt: target)
      if let function {
        addressOf[function, default: []].append(base &+ UInt64(references.addressSites[i]))
      }
    }
  }

  /// Direct calls of a function and jumps to it, ascending.
  func callers(of f: FunctionIndex) -> [CallSite] {
    let row = Int(f.rawValue)
    guard row + 1 < calleeStarts.count else { return [] }
    return calleeCalls[Int(calleeStarts[row])..<Int(calleeStarts[row + 1])].compactMap { call in
      let address = image.textStart &+ UInt64(references.callSites[Int(call)])
      guard let caller = image.function(containing: address) else { return nil }
      return CallSite(address: address, caller: caller, isJump: references.isJump(Int(call)))
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
    var high = references.callSites.count
    while low < high {
      let middle = (low + high) / 2
      if references.callSites[middle] < from { low = middle + 1 } else { high = middle }
    }
    var result: [(address: UInt64, callee: FunctionIndex)] = []
    while low < references.callSites.count, references.callSites[low] < to {
      if callees[low] != UInt32.max {
        result.append(
          (base &+ UInt64(references.callSites[low]), FunctionIndex(rawValue: callees[low])))
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
