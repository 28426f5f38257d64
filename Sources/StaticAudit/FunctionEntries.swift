internal import GoBinary
internal import MachineCode

/// Functions by the address of their first instruction.
struct FunctionEntries {
  let addresses: TargetBitmap
  /// The function of each entry, by the entry's rank; of several without code in one place the last.
  private let functions: [UInt32]
  /// Functions of the image, whether two begin in one place or not.
  let functionCount: Int

  init(image: GoImage) {
    var entries: [UInt64] = []
    entries.reserveCapacity(image.functionCount)
    for f in 0..<UInt32(clamping: image.functionCount) {
      entries.append(image.entry(FunctionIndex(rawValue: f)))
    }
    let addresses = TargetBitmap(base: image.textStart, limit: image.textEnd, entries: entries)
    var functions = [UInt32](repeating: .max, count: addresses.count)
    for (f, entry) in entries.enumerated() {
      if let rank = addresses.rank(of: entry), rank < functions.count {
        functions[rank] = UInt32(truncatingIfNeeded: f)
      }
    }
    self.addresses = addresses
    functionCount = entries.count
    self.functions = functions
  }

  func function(at address: UInt64) -> FunctionIndex? {
    guard let rank = addresses.rank(of: address), rank < functions.count else { return nil }
    return FunctionIndex(rawValue: functions[rank])
  }

  /// Puts functions in the place of targets, which count from `base`.
  func replace(_ targets: inout [UInt32], base: UInt64) {
    for i in targets.indices {
      targets[i] = function(at: base &+ UInt64(targets[i]))?.rawValue ?? .max
    }
  }
}
