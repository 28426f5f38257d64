import ByteReading
import Glibc

/// Which signals a program that was started here gets because panicscope got some.
///
/// SIGTERM and SIGHUP are passed on. A terminal sends ^C to the program as well; the second one is told
/// to it as SIGTERM, the third as SIGKILL, for a program that ignores the first.
struct PassedSignals {
  private let interruption: Interruption
  private var interrupts = 0
  private var terminations = 0
  private var hangups = 0

  init(_ interruption: Interruption) { self.interruption = interruption }

  /// The signals to send now.
  mutating func next() -> [Int32] {
    var result: [Int32] = []
    while hangups < interruption.hangups {
      hangups += 1
      result.append(SIGHUP)
    }
    while terminations < interruption.terminations {
      terminations += 1
      result.append(SIGTERM)
    }
    while interrupts < interruption.interrupts {
      interrupts += 1
      if interrupts > 1 { result.append(interrupts == 2 ? SIGTERM : SIGKILL) }
    }
    return result
  }
}
