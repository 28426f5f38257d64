import ByteReading
import GoBinary
import GoRuntimeModel
import LiveTrace
import MachineCode
import ObjectFile
import PanicContract
import TestSupport

/// Makes probe events of a program by hand, with real addresses of its code.
struct ReplayedEvents {
  static let source = """
    package main

    import "os"

    //go:noinline
    func helper() any { return recover() }

    //go:noinline
    func handler() { helper() }

    //go:noinline
    func guard() { recover() }

    //go:noinline
    func again() { recover(); panic("again") }

    //go:noinline
    func leave() { os.Exit(0) }

    //go:noinline
    func work() { panic("boom") }

    func protected() { defer guard(); work() }
    func nested() { defer again(); work() }
    func leaving() { defer leave(); work() }
    func main() {
    \tif len(os.Args) > 1 { protected(); nested(); leaving() }
    \tdefer handler()
    \twork()
    }
    """

  let image: GoImage
  let symbols: ProgramSymbols
  var time: UInt64 = 1_000
  var stackHigh: UInt64 = 0x20_0000
  var thread: Int32 = 10
  var goroutine: UInt64 = 1

  init(_ go: GoToolchain, audit: AuditFacts? = nil) throws {
    let file = try MappedFile(path: try go.build(Self.source))
    image = try GoImage(file: file, object: ObjectFile(file: file))
    symbols = ProgramSymbols(image: image, audit: audit)
  }

  var era: ContractEra? { image.version.flatMap(ContractEra.of) }

  func builder(_ change: (inout EpisodeBuilder.Options) -> Void = { _ in }) -> EpisodeBuilder {
    var options = EpisodeBuilder.Options()
    change(&options)
    return EpisodeBuilder(symbols: symbols, era: era, options: options)
  }

  func entry(_ name: String) -> UInt64 {
    image.functions(named: [name])[name].map(image.entry) ?? 0
  }

  /// An address inside the function, as a return address would be.
  func inside(_ name: String) -> UInt64 { entry(name) + 6 }

  /// The next event: `panics` are distances of `_panic` from the end of the stack, innermost first.
  mutating func event(
    _ probe: ProbeKind, callers: [String] = [], panics: [UInt64] = [], linked: Bool? = nil,
    change: (inout ProbeEvent) -> Void = { _ in }
  ) -> ProbeEvent {
    time += 1_000
    var event = ProbeEvent(
      probe: probe, time: time, process: 1, thread: thread, processor: 0,
      registers: ProbeRegisters(
        architecture: .amd64, words: [UInt64](repeating: 0, count: 18)))
    event.goroutine = GoroutineWords(
      address: 0x9000, id: goroutine, stackLow: stackHigh - 0x8000, stackHigh: stackHigh,
      panicAddress: panics.first.map { stackHigh - $0 } ?? 0, deferAddress: 0)
    event.callers = callers.map(inside)
    event.panics = panics.compactMap { words($0) }
    change(&event)
    return event
  }

  private func words(_ distance: UInt64) -> PanicWords? {
    let bytes = [UInt8](repeating: 0, count: image.layout.panic.size)
    return PanicWords(
      address: stackHigh - distance, bytes: bytes.span.bytes, layout: image.layout.panic)
  }

  func closure(_ name: String) -> ClosureWords { ClosureWords(address: 0x7000, entry: entry(name)) }

  /// The callers of a panic in `work`, called by `function`.
  static func callers(_ function: String) -> [String] {
    ["main.work", "main.\(function)", "runtime.main"]
  }
}
