import GoBinary
import GoRuntimeModel
import PanicContract
import ProcessControl

/// What a goroutine was in the middle of when a panic is injected into a deferred call: the panics that run such
/// calls, as events that a trace would have had. Its chain of panics and its stack hold all that these need.
struct EarlierPanics {
  private let image: GoImage
  private let loaded: LoadedImage
  private let goroutines: GoroutineReader
  private let events: EventReader
  /// More is the mark of damaged memory, or of no interest.
  private static let most = 64

  init(loaded: LoadedImage, goroutines: GoroutineReader, events: EventReader) {
    image = loaded.image
    self.loaded = loaded
    self.goroutines = goroutines
    self.events = events
  }

  /// Nil when it was in the middle of none; else the events in the order in which they were, and whether the
  /// stack told all of them.
  func read(
    _ goroutine: GoroutineWords, _ hit: TracedProgram.Hit
  ) -> (events: [ProbeEvent], count: Int)? {
    let panics = panics(of: goroutine)
    guard !panics.isEmpty else { return nil }
    let frames = goroutines.frames(goroutine, hit.registers).frames
    var found: [ProbeEvent] = []
    for panic in panics.reversed() {
      let runner = frames.firstIndex {
        ($0.stackPointer..<max($0.callFrameAddress, $0.stackPointer)).contains(panic.address)
      }
      var outer = goroutine
      outer.panicAddress = panic.link
      found.append(beginning(panic, outer, frames, runner, hit))
      outer.panicAddress = panic.address
      found.append(call(panic, outer, frames, runner, hit))
      if panic.recovered { found += recovery(panic, outer, frames, runner, hit) }
    }
    return (found, panics.count)
  }

  /// Innermost first.
  private func panics(of goroutine: GoroutineWords) -> [PanicWords] {
    var chain: [PanicWords] = []
    var next = goroutine.panicAddress
    while chain.count < Self.most, next >= goroutine.stackLow, next < goroutine.stackHigh,
      chain.last.map({ next > $0.address }) ?? true, let panic = goroutines.panic(at: next)
    {
      chain.append(panic)
      next = panic.link
    }
    return chain
  }

  private func event(
    _ probe: ProbeKind, _ goroutine: GoroutineWords, _ hit: TracedProgram.Hit
  ) -> ProbeEvent {
    var event = ProbeEvent(
      probe: probe, time: MonotonicClock.nanoseconds, process: goroutines.memory.process,
      thread: hit.thread, processor: 0,
      // What the registers held then is not known.
      registers: ProbeRegisters(architecture: hit.registers.architecture, words: []))
    event.loadBias = loaded.bias
    event.goroutine = goroutine
    return event
  }

  private func beginning(
    _ panic: PanicWords, _ goroutine: GoroutineWords, _ frames: [ProcessFrame], _ runner: Int?,
    _ hit: TracedProgram.Hit
  ) -> ProbeEvent {
    var event = event(panic.goexit ? .goexitEnter : .gopanicEnter, goroutine, hit)
    if !panic.goexit {
      events.readValue(type: panic.valueType, data: panic.valueData, &event)
    }
    guard let runner else {
      event.missing.insert(.callers)
      return event
    }
    event.callers = frames[(runner + 1)...].map(\.pc)
    // The words of a signal are those of the last one, which may have been a later panic's.
    let sigpanic = frames[runner...].prefix(Self.mostOfRuntime).firstIndex { isSigpanic($0) }
    if let sigpanic, frames.indices.contains(sigpanic + 1),
      goroutine.details?.signalPC != frames[sigpanic + 1].pc
    {
      event.callers.remove(at: sigpanic - runner - 1)
    }
    return event
  }

  /// The runtime's own functions between a fault and `runtime.gopanic`.
  private static let mostOfRuntime = 4

  private func isSigpanic(_ frame: ProcessFrame) -> Bool {
    image.funcID(frame.function) == image.layout.functionIDs.sigpanic
  }

  /// The deferred call that the panic runs.
  private func call(
    _ panic: PanicWords, _ goroutine: GoroutineWords, _ frames: [ProcessFrame], _ runner: Int?,
    _ hit: TracedProgram.Hit
  ) -> ProbeEvent {
    var event = event(panic.goexit ? .goexitRun : .deferRun, goroutine, hit)
    event.panics = [panic]
    guard let runner, let deferred = deferred(frames, runner) else {
      event.missing.insert(.closure)
      return event
    }
    event.closure = ClosureWords(
      address: 0, entry: loaded.toProcess(image.entry(frames[deferred].function)))
    // Up to Go 1.21 the record of a call that has begun stays in the list.
    if panic.retpc == nil,
      let record = goroutines.defers(of: goroutine).first(where: {
        $0.started == true && $0.sp >= frames[runner].callFrameAddress
      })
    {
      event.defers = [record]
    }
    return event
  }

  /// The frame of the deferred function, which the panic's calls, or what the runtime has between.
  private func deferred(_ frames: [ProcessFrame], _ runner: Int) -> Int? {
    frames[..<runner].lastIndex {
      !StackFrame.runningDeferred.contains(image.name($0.function))
    }
  }

  /// Its `recover()` had stopped the panic, of which the runtime only learns when it returns.
  private func recovery(
    _ panic: PanicWords, _ goroutine: GoroutineWords, _ frames: [ProcessFrame], _ runner: Int?,
    _ hit: TracedProgram.Hit
  ) -> [ProbeEvent] {
    let name = "runtime.gorecover"
    guard let runner, let deferred = deferred(frames, runner),
      let gorecover = image.functions(named: [name])[name]
    else { return [] }
    // A wrapper may stand between the runtime and the function that recovers.
    let callers = frames[...deferred].indices.reversed().prefix { index in
      index == deferred || image.isWrapper(frames[index + 1].function)
    }
    let sites = InjectionSites(image: image)
    for index in callers {
      guard let call = sites.call(of: gorecover, in: frames[index].function) else { continue }
      var event = event(.recoverVerdict, goroutine, hit)
      event.panics = [panic]
      event.panics[0].recovered = false
      event.recovers = true
      let callSize: UInt64 = 5
      event.callers =
        [loaded.toProcess(call &+ callSize)] + frames[(index + 1)...runner].map(\.pc)
      return [event]
    }
    return []
  }
}
