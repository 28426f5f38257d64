import ByteReading
import GoBinary
import GoRuntimeModel
import MachineCode
import PanicContract
import ProcessControl

/// What is seen of one goroutine's panic from its beginning to its end.
struct PanicOutcome {
  /// The goroutine that was made to panic, by address and number: addresses are used again.
  let goroutine: GoroutineWords
  private let reader: GoroutineReader
  private var loaded: LoadedImage { reader.loaded }

  private(set) var hasBegun = false
  private(set) var recoveredBy: CodePlace?
  private(set) var resumedIn: CodePlace?
  private(set) var isRecovered = false
  private(set) var failedRecovers: [CodePlace] = []
  /// Nobody recovered this goroutine's panic.
  private(set) var isFatal = false
  private(set) var fatalError: String?
  private(set) var hasGoneExit = false
  /// A deferred call ended the process by `os.Exit` before anybody had recovered.
  private(set) var hasExited = false
  /// It was recovered, and what happens on the goroutine from now on has nothing to do with it.
  private var isOver = false
  /// Another goroutine's panic, or a later one of this, ends the process.
  private(set) var killer: GoroutineIdentity?
  /// The `recover()` call that runs, or ran last.
  private var candidate: CodePlace?

  init(goroutine: GoroutineWords, reader: GoroutineReader) {
    self.goroutine = goroutine
    self.reader = reader
  }

  /// The process dies of it.
  var isDeadly: Bool { isFatal || fatalError != nil || hasExited || killer != nil }

  /// Nothing that follows can change what became of the panic.
  var isDecided: Bool {
    isRecovered || isFatal || fatalError != nil || hasGoneExit || hasExited || killer != nil
  }

  mutating func meet(_ watch: RuntimeWatch, _ registers: GeneralRegisters) {
    switch watch {
    case .recovery:
      guard !isOver, let words = own(at: registers[Self.argument]) else { return }
      isRecovered = true
      recoveredBy = candidate
      candidate = nil
      resumedIn = resumption(words)
    case .fatalPanic:
      guard let words = reader.goroutine(at: registers[Self.goroutineRegister]) else { return }
      if isOwn(words), !isOver { isFatal = true } else { killer = reader.identity(words) }
      giveUpCandidate()
    case .throw, .fatal:
      fatalError = fatalError ?? text(at: registers[Self.argument], registers[Self.secondArgument])
    case .panicBegins:
      guard let words = own(at: registers[Self.goroutineRegister]) else { return }
      // One that begins outside of all others is another story.
      if isRecovered, words.panicAddress == 0 { isOver = true }
      guard !isOver else { return }
      hasBegun = true
      isRecovered = false
      giveUpCandidate()
    case .recoverCalled:
      guard !isOver, let words = own(at: registers[Self.goroutineRegister]),
        let panic = reader.panic(at: words.panicAddress), !panic.recovered, !panic.goexit,
        let place = caller(registers)
      else { return }
      // The runtime calls recover itself while it prints a panic.
      if place.function?.hasPrefix("runtime.") == true { return }
      giveUpCandidate()
      candidate = place
    case .exit:
      if !isRecovered, own(at: registers[Self.goroutineRegister]) != nil { hasExited = true }
    case .goroutineEnds:
      if hasBegun, !isRecovered, own(at: registers[Self.goroutineRegister]) != nil {
        hasGoneExit = true
      }
    }
  }

  /// A `recover()` has returned the panic's value, and the deferred function that called it has not
  /// returned.
  var isRecoveredInside: Bool {
    guard hasBegun, !isDecided, candidate != nil,
      let words = reader.goroutine(at: goroutine.address), isOwn(words)
    else { return false }
    return reader.panic(at: words.panicAddress)?.recovered == true
  }

  /// That deferred function goes on for the program.
  mutating func acceptRecovery() {
    isRecovered = true
    recoveredBy = candidate
    candidate = nil
  }

  /// No more is to come.
  mutating func finish() { giveUpCandidate() }

  private mutating func giveUpCandidate() {
    if let candidate { failedRecovers.append(candidate) }
    candidate = nil
  }

  private func isOwn(_ words: GoroutineWords) -> Bool {
    words.address == goroutine.address && words.id == goroutine.id
  }

  private func own(at address: UInt64) -> GoroutineWords? {
    guard address == goroutine.address, let words = reader.goroutine(at: address), isOwn(words)
    else { return nil }
    return words
  }

  /// The place that called the function at whose beginning the thread stands.
  private func caller(_ registers: GeneralRegisters) -> CodePlace? {
    guard let function = loaded.function(at: registers.programCounter),
      let delta = loaded.image.stackDelta(
        at: loaded.toFile(registers.programCounter), in: function), delta >= 0,
      let address = reader.word(at: registers.stackPointer &+ UInt64(delta))
    else { return nil }
    return loaded.image.callPlace(returningTo: loaded.toFile(address))
  }

  /// The function whose defer statement had registered the call that recovered.
  private func resumption(_ words: GoroutineWords) -> CodePlace? {
    let panic = reader.panic(at: words.panicAddress)
    // Go 1.21 and before hands the place over in the words of a signal.
    let address = panic?.retpc ?? words.details?.signalCode1 ?? 0
    guard let function = loaded.function(at: address &- 1) else { return nil }
    return loaded.image.declarationPlace(of: function)
  }

  private func text(at address: UInt64, _ count: UInt64) -> String {
    let longest: UInt64 = 512
    let bytes = try? reader.memory.bytes(at: address, count: Int(min(count, longest)))
    return bytes.map { String(decoding: $0, as: UTF8.self) } ?? "?"
  }

  // Go's internal calling convention on amd64, `abi-internal.md`.
  private static let argument = Register(rawValue: 0)
  private static let secondArgument = Register(rawValue: 3)
  private static let goroutineRegister = Register.amd64Goroutine
}
