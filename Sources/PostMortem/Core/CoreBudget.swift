import PanicContract

/// How much more a report on one core may hold.
///
/// The memory of a damaged core can show one deep stack, or one chain of deferred calls, to every
/// goroutine. Of a real one this is a small part.
struct CoreBudget {
  private var bytes: Int
  /// Texts of panics.
  private var textBytes = 2 << 20

  init(bytes: Int) { self.bytes = bytes }

  var isSpent: Bool { bytes <= 0 }

  /// False, and nothing is spent, when there is not so much left.
  mutating func spend(_ frames: [StackFrame]) -> Bool {
    let inArray = 128
    return spend(
      frames.reduce(0) {
        $0 + inArray + ($1.place.function?.utf8.count ?? 0)
          + ($1.place.location?.file.utf8.count ?? 0)
      })
  }

  mutating func spend(_ text: String?) -> Bool {
    let count = text?.utf8.count ?? 0
    guard count <= textBytes else { return false }
    textBytes -= count
    return true
  }

  /// Deferred calls and panics, read or kept.
  mutating func spend(records count: Int) -> Bool { spend(count * 512) }

  private mutating func spend(_ count: Int) -> Bool {
    guard !isSpent else { return false }
    bytes -= count
    return !isSpent
  }
}
