import GoRuntimeModel
public import PanicContract
import GoBinary

/// Makes episodes of probe events: one for each panic and all that follows from it on its goroutine.
///
/// Does no input or output, so that a recording replays to the same episodes. Events come in time
/// order. A goroutine is known by its process and number: it changes threads during one panic, and a
/// panic's own structure moves with the stack.
public struct EpisodeBuilder {
  public struct Options: Sendable {
    /// Nanoseconds without an event after which a panic counts as stuck.
    public var stuckAfter: UInt64 = 10_000_000_000
    public var showValues = false
    public var registers = false
    /// Only what ``TraceDetail/light`` looks at is seen.
    public var isLight = false
    /// Without the end of a recovery among the probes its beginning is the end.
    public var seesResumption = true
    public init() {}
  }

  /// An episode with what its events tell of time and process.
  public struct Finished: Sendable {
    public var number: Int
    public var process: Int32
    public var began: UInt64
    public var ended: UInt64
    /// The panic goes on; the same number comes again when it ends.
    public var isInterim: Bool
    public var episode: PanicEpisode
  }

  struct Key: Hashable {
    var process: Int32
    var goroutine: UInt64
  }

  let symbols: ProgramSymbols
  let era: ContractEra?
  let options: Options
  var tracks: [Key: GoroutineTrack] = [:]
  /// Processes that a fatal error or signal has ended; what comes after is the runtime's own dying.
  var dying: Set<Int32> = []
  /// Processes that die of a panic; the runtime may end them with a signal of its own (GOTRACEBACK=crash,
  /// C archives).
  var dyingOfPanic: Set<Int32> = []
  /// Panics that were recovered to be raised on another goroutine.
  var passed = PassedPanics()
  private var nextNumber = 1
  /// Episodes at once beyond which the oldest are given up.
  private static let mostTracks = 1 << 16

  public init(symbols: ProgramSymbols, era: ContractEra?, options: Options = Options()) {
    self.symbols = symbols
    self.era = era
    self.options = options
  }

  func fileAddress(_ address: UInt64, _ event: ProbeEvent) -> UInt64 { address &- event.loadBias }

  func fileAddresses(_ event: ProbeEvent) -> [UInt64] {
    event.loadBias == 0 ? event.callers : event.callers.map { $0 &- event.loadBias }
  }

  /// Takes one event; gives back the episodes that it ends.
  public mutating func add(_ event: ProbeEvent) -> [Finished] {
    if dying.contains(event.process) { return [] }
    let key = Key(process: event.process, goroutine: event.goroutine?.id ?? 0)
    if tracks[key]?.recover != nil, event.probe != .recoverVerdict {
      tracks[key]?.settleRecover()
    }
    tracks[key]?.last = event.time
    if event.probe != .recoveryGogo { tracks[key]?.remainsAreGuessed = false }
    switch event.probe {
    case .gopanicEnter, .goexitEnter: return panicBegan(event, key)
    case .deferNext, .goexitNext, .deferCallSaveNext: deferredReturned(event, key)
    case .deferRun, .goexitRun, .deferCallSaveRun: return deferredStarted(event, key)
    case .recoverEnter: recoverBegan(event, key)
    case .recoverVerdict: recoverDecided(event, key)
    case .recoveryEnter: return options.seesResumption ? [] : recoveryCommitted(event, key)
    case .recoveryGogo: return recoveryCommitted(event, key)
    case .fatalPanic: return nobodyRecovered(event, key)
    case .throwEnter, .fatalEnter: return fatal(event, key)
    case .fatalThrow: break
    case .dieFromSignal where dyingOfPanic.contains(event.process): return []
    case .fatalSignal, .dieFromSignal: return signal(event, key)
    case .exit: return exit(event, key)
    }
    return []
  }

  // MARK: Tracks

  mutating func begin(_ event: ProbeEvent, _ key: Key) -> GoroutineTrack {
    var track = GoroutineTrack(
      episode: PanicEpisode(source: .trace, era: era, goroutine: identity(of: event)),
      began: event.time, last: event.time, number: takeNumber())
    track.episode.isLight = options.isLight
    if tracks.count >= Self.mostTracks,
      let oldest = tracks.min(by: { $0.value.last < $1.value.last })
    {
      tracks[oldest.key] = nil
    }
    return track
  }

  mutating func takeNumber() -> Int {
    defer { nextNumber += 1 }
    return nextNumber
  }

  mutating func finish(_ key: Key, _ outcome: EpisodeOutcome) -> [Finished] {
    guard var track = tracks.removeValue(forKey: key) else { return [] }
    track.settleRecover()
    track.episode.outcome = outcome
    return [Self.finished(track, key, isInterim: false)]
  }

  static func finished(_ track: GoroutineTrack, _ key: Key, isInterim: Bool) -> Finished {
    Finished(
      number: track.number, process: key.process, began: track.began, ended: track.last,
      isInterim: isInterim, episode: track.episode)
  }

  private func identity(of event: ProbeEvent) -> GoroutineIdentity {
    guard let goroutine = event.goroutine else { return GoroutineIdentity() }
    let number = goroutine.number ?? (symbols.isOfMain(fileAddresses(event)) ? 1 : nil)
    guard let details = goroutine.details else {
      return GoroutineIdentity(id: number, root: firstFunction(of: event))
    }
    let start = fileAddress(details.startPC, event)
    var root = symbols.function(around: start)
    if let function = symbols.image.function(startingAt: start), symbols.image.isWrapper(function) {
      // The wrapper of `go f(x)` stands for f.
      let wrapped = symbols.image.wrappedFunction(function).flatMap(symbols.function(around:))
      root = wrapped ?? outermostFunction(of: event) ?? root
    }
    return GoroutineIdentity(
      id: number, root: root,
      createdBy: details.creatorPC == 0
        ? nil : symbols.place(ofReturnAddress: fileAddress(details.creatorPC, event)),
      creatorID: details.parentID)
  }

  /// The function that the goroutine began with, by its whole stack.
  private func firstFunction(of event: ProbeEvent) -> CodePlace? {
    guard !event.missing.contains(.rest),
      let first = fileAddresses(event).dropLast().last,
      let function = symbols.image.function(containing: first &- 1)
    else { return nil }
    return symbols.image.isWrapper(function)
      ? outermostFunction(of: event) : symbols.function(around: first &- 1)
  }

  private func outermostFunction(of event: ProbeEvent) -> CodePlace? {
    guard !event.missing.contains(.rest) else { return nil }
    return symbols.frames(ofReturnAddresses: fileAddresses(event)).last { frame in
      !frame.isWrapper && frame.place.function?.hasPrefix("runtime.") == false
    }?.place
  }
}
