import ByteReading
import GoRuntimeModel

/// Holds the records of a panic back until it is recovered, and then only counts it if one with the
/// same words (``StoryKey``) has been told before.
///
/// So a program that panics a hundred thousand times a second costs the reader one comparison a panic.
/// Everything else (panics that end otherwise, last for long, are new or incomplete) is handed on
/// as it came. Memory is bounded: of panics held back, of words remembered.
struct StoryFold {
  private struct Key: Hashable {
    var process: UInt32
    var goroutine: UInt64
  }

  /// The records of one panic so far.
  private final class Held {
    var records: [UInt8] = []
    var ends: [Int] = []
    var words: [UInt64] = []
    var last: UInt64 = 0
    /// Panics begun and not recovered, where records do not tell more.
    var depth = 0
    /// Records that lack something.
    var incomplete = 0

    func reset() {
      incomplete = 0
      records.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      words.removeAll(keepingCapacity: true)
      depth = 0
    }
  }

  private struct Story {
    var number: Int
    var words: [UInt64]
    var records: Int
    var incomplete: Int
    var isRemembered = false
    var times = 0
  }

  typealias Handler = (_ record: RawSpan, _ story: Int?) -> Void

  private let decoder: RecordDecoder
  private let key: StoryKey
  private var held: [Key: Held] = [:]
  private var spare: [Held] = []
  /// Goroutines whose panic was handed on and is not over, with the panics begun.
  private var open: [Key: Int] = [:]
  private var stories: [Story] = []
  private var numbers: [UInt64: [Int]] = [:]
  private var words = 0
  /// Indices of stories that were counted since they were taken.
  private var counted: [Int] = []

  private static let mostHeld = 1024
  private static let mostBytes = 1 << 15
  private static let mostStories = 4096
  private static let mostWords = 1 << 20
  private static let mostOpen = 1 << 16

  init(decoder: RecordDecoder) {
    self.decoder = decoder
    key = StoryKey(decoder)
  }

  // MARK: Stories

  /// From now on panics with this story are counted.
  mutating func remember(_ story: Int) {
    guard stories.indices.contains(story) else { return }
    stories[story].isRemembered = true
  }

  /// What was counted since the last call.
  mutating func takeRepeats() -> [StoryRepeat] {
    guard !counted.isEmpty else { return [] }
    defer { counted = [] }
    return counted.map { index in
      let story = stories[index]
      stories[index].times = 0
      return StoryRepeat(
        story: story.number, times: story.times, hits: story.times * story.records,
        incomplete: UInt64(story.times * story.incomplete))
    }
  }

  // MARK: Records

  /// Takes a record, and hands on what cannot be counted; whether that is a new story.
  mutating func add(_ record: RawSpan, handOn: Handler) -> Bool {
    guard let origin = decoder.origin(record) else { return false }
    let place = Key(
      process: record.uint32OrZero(at: RecordLayout.Header.task + 4),
      goroutine: record.uint64OrZero(at: RecordLayout.Header.goroutine))
    switch decoder.kind(ofPoint: origin.point) {
    case .gopanicEnter: begin(record, origin, place, handOn)
    case .deferNext, .deferRun, .deferCallSaveRun, .deferCallSaveNext, .recoverEnter,
      .recoverVerdict:
      goOn(record, origin, place, handOn)
    // Each sees the end of a panic in one of the two.
    case .recoveryEnter where !origin.layout.kind.isLight:
      goOn(record, origin, place, handOn)
    case .recoveryEnter, .recoveryGogo: return end(record, origin, place, handOn)
    case .goexitRun where key.hasNoClosure(record, origin.layout):
      // The goroutine is gone, and its memory will be another's.
      release(place, handOn: handOn)
      handOn(record, nil)
      open[place] = nil
    default:
      release(place, handOn: handOn)
      open(place, depth: 1)
      handOn(record, nil)
    }
    return false
  }

  private typealias Origin = (point: Int, layout: RecordLayout)

  private mutating func begin(
    _ record: RawSpan, _ origin: Origin, _ place: Key, _ handOn: Handler
  ) {
    let isOutermost = panicAddress(record, origin.layout) == 0
    if !isOutermost, let current = held[place] {
      current.depth += 1
      hold(record, origin, place, current, handOn)
      return
    }
    // The end of the one before was lost, or there are too many.
    guard isOutermost, held[place] == nil, open[place] == nil, held.count < Self.mostHeld else {
      release(place, handOn: handOn)
      open(place, depth: isOutermost ? 1 : (open[place] ?? 0) + 1)
      return handOn(record, nil)
    }
    let fresh = spare.popLast() ?? Held()
    fresh.depth = 1
    held[place] = fresh
    hold(record, origin, place, fresh, handOn)
  }

  private mutating func goOn(
    _ record: RawSpan, _ origin: Origin, _ place: Key, _ handOn: Handler
  ) {
    guard let current = held[place] else { return handOn(record, nil) }
    hold(record, origin, place, current, handOn)
  }

  private mutating func end(
    _ record: RawSpan, _ origin: Origin, _ place: Key, _ handOn: Handler
  ) -> Bool {
    // In full detail the goroutine tells whether a panic is left.
    func isOver(_ depth: Int) -> Bool {
      origin.layout.kind.isLight ? depth <= 0 : panicAddress(record, origin.layout) == 0
    }
    guard let current = held[place] else {
      if let depth = open[place] { open[place] = isOver(depth - 1) ? nil : depth - 1 }
      handOn(record, nil)
      return false
    }
    current.depth -= 1
    guard hold(record, origin, place, current, handOn), isOver(current.depth) else { return false }
    return finish(place, current, handOn)
  }

  private func panicAddress(_ record: RawSpan, _ layout: RecordLayout) -> UInt64 {
    record.uint64OrZero(at: layout.goroutine + layout.runtime.goroutine._panic)
  }

  private mutating func open(_ place: Key, depth: Int) {
    if open.count >= Self.mostOpen { open = [:] }
    open[place] = depth
  }

  /// Keeps the record with those before it; false when it cannot be compared or they are too many,
  /// and all were handed on.
  @discardableResult
  private mutating func hold(
    _ record: RawSpan, _ origin: Origin, _ place: Key, _ current: Held, _ handOn: Handler
  ) -> Bool {
    let missing = key.missing(record, point: origin.point, origin.layout)
    let isComparable = key.append(
      record, point: origin.point, origin.layout, missing: missing, to: &current.words)
    guard isComparable, current.records.count + record.byteCount <= Self.mostBytes else {
      release(place, handOn: handOn)
      handOn(record, nil)
      return false
    }
    record.append(to: &current.records, count: origin.layout.size)
    current.ends.append(current.records.count)
    if !missing.isEmpty { current.incomplete += 1 }
    current.last = record.uint64OrZero(at: RecordLayout.Header.time)
    return true
  }

  /// A whole panic: counted, or handed on with the number of its story; whether that is new.
  private mutating func finish(_ place: Key, _ current: Held, _ handOn: Handler) -> Bool {
    held[place] = nil
    defer { giveBack(current) }
    let hash = Self.hash(current.words)
    let index = numbers[hash]?.first { stories[$0].words == current.words }
    if let index, stories[index].isRemembered {
      if stories[index].times == 0 { counted.append(index) }
      stories[index].times += 1
      return false
    }
    let story = index ?? makeStory(current, hash)
    handOnAll(current, story: story, handOn)
    return index == nil && story != nil
  }

  private mutating func makeStory(_ current: Held, _ hash: UInt64) -> Int? {
    guard stories.count < Self.mostStories, words + current.words.count <= Self.mostWords else {
      return nil
    }
    let number = stories.count
    stories.append(
      Story(
        number: number, words: current.words, records: current.ends.count,
        incomplete: current.incomplete))
    numbers[hash, default: []].append(number)
    words += current.words.count
    return number
  }

  private func handOnAll(_ current: Held, story: Int?, _ handOn: Handler) {
    let records = current.records
    var begin = 0
    for (index, end) in current.ends.enumerated() {
      let isLast = index == current.ends.count - 1
      let bytes = records.span.rawBytes
      handOn(
        bytes.clampedPart(ByteRange(offset: begin, count: end - begin) ?? .empty),
        isLast ? story : nil)
      begin = end
    }
  }

  /// Hands on what is held of a goroutine; what follows on it is handed on as it comes.
  private mutating func release(_ place: Key, handOn: Handler) {
    guard let current = held.removeValue(forKey: place) else { return }
    open(place, depth: max(1, current.depth))
    handOnAll(current, story: nil, handOn)
    giveBack(current)
  }

  private mutating func giveBack(_ current: Held) {
    current.reset()
    if spare.count < 64 { spare.append(current) }
  }

  /// Hands on the panics that have had no record since `time`: they last, and may be stuck.
  mutating func release(notSince time: UInt64, handOn: Handler) {
    guard !held.isEmpty else { return }
    let late = held.filter { $0.value.last < time }.map(\.key)
    for place in late.sorted(by: { ($0.process, $0.goroutine) < ($1.process, $1.goroutine) }) {
      release(place, handOn: handOn)
    }
  }

  private static func hash(_ words: [UInt64]) -> UInt64 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for word in words {
      let product = (state ^ word).multipliedFullWidth(by: 0x9FB2_1C65_1E98_DF25)
      state = product.high ^ product.low
    }
    return state
  }
}
