import ByteReading

/// Finds the first of a set of words in bytes, several bytes at a step (Wu and Manber, "A fast
/// algorithm for multi-pattern searching", 1994, with blocks of two bytes).
struct MarkerSearch: Sendable {
  private let words: [[UInt8]]
  /// How far one may go on when the window of `length` bytes ends with a pair of bytes; 0 where a word may end
  /// its window there.
  private let shifts: [UInt8]
  /// Words by the last pair of their windows: which list a pair has, and the lists.
  private let lists: [UInt8]
  private let candidates: [[Int]]
  /// A longer one would end with the empty line of `-----\n\nSIGQUIT: `, of which logs have many.
  private static let longestWindow = 6
  /// Length of the shortest word at most: that of every window.
  private let length: Int

  /// - Parameter words: fewer than 255, of at least two bytes each.
  init(_ words: [String]) {
    let bytes = words.map { Array($0.utf8) }
    let length = min(bytes.map(\.count).min() ?? 2, Self.longestWindow)
    var shifts = [UInt8](repeating: UInt8(clamping: length - 1), count: 1 << 16)
    var lists = [UInt8](repeating: 0, count: 1 << 16)
    var candidates: [[Int]] = [[]]
    for (index, word) in bytes.enumerated() {
      for end in 1..<length {
        let pair = UInt16(word[end - 1]) | UInt16(word[end]) << 8
        shifts[Int(pair)] = min(shifts[Int(pair)], UInt8(clamping: length - 1 - end))
        guard end == length - 1 else { continue }
        if lists[Int(pair)] == 0 {
          lists[Int(pair)] = UInt8(candidates.count)
          candidates.append([])
        }
        candidates[Int(lists[Int(pair)])].append(index)
      }
    }
    self.words = bytes
    self.shifts = shifts
    self.lists = lists
    self.candidates = candidates
    self.length = length
  }

  /// Offset of the first word at or after `start`; nil when there is none.
  func firstOffset(in bytes: RawSpan, from start: Int) -> Int? {
    var end = start &+ length &- 1
    let shifts = shifts.span
    while end < bytes.byteCount {
      let pair = bytes.uint16OrZero(at: end &- 1)
      let shift = shifts[Int(pair)]
      if shift > 0 {
        end &+= Int(shift)
        continue
      }
      let offset = end &- length &+ 1
      for index in candidates[Int(lists[Int(pair)])] where bytes.matches(words[index], at: offset) {
        return offset
      }
      end &+= 1
    }
    return nil
  }
}

extension MarkerSearch {
  /// What wakes the reader: beginnings of lines that the Go runtime writes when a program dies, and the
  /// report of a framework that shows none of them.
  static let waking = MarkerSearch(words + ["[Recovery] "])
  /// The former alone.
  static let crashes = MarkerSearch(words)
  /// Words of programs that recovered: they mean something only above a stack.
  static let recovered = MarkerSearch(["ecovered", "ECOVER"])

  private static let words = [
    "panic: ", "panic({", "panic serving", "fatal error: ", "fatal: ", "goroutine ", "[signal ",
    "SIGSEGV: ", "SIGABRT: ", "SIGBUS: ", "SIGQUIT: ", "SIGILL: ", "SIGFPE: ", "SIGTRAP: ",
    "-----\n\nSIGQUIT: ", "SIGSYS: ", "SIGSTKFLT: ", "runtime: ", "created by ",
    "unexpected fault address",
    "runtime.gopanic",
    "Exception 0x", "signal arrived", "stack trace unavailable", "DATA RACE",
  ]
}
