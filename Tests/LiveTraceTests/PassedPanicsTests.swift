import GoRuntimeModel
import MachineCode
import PanicContract
import Testing

@testable import LiveTrace

/// Panics that iterators pass on are linked only where one alone can be meant.
@Suite struct PassedPanicsTests {
  private func track(goroutine: UInt64, data: UInt64) -> GoroutineTrack {
    var episode = PanicEpisode(
      source: .trace, era: nil, goroutine: GoroutineIdentity(id: goroutine))
    episode.panics = [PanicRecord(callers: [frame("main.numbers")])]
    var track = GoroutineTrack(episode: episode, began: 0, last: 0, number: 1)
    track.values = [ValueWords(type: 0x1000, data: data)]
    return track
  }

  private func frame(_ name: String) -> StackFrame { StackFrame(place: place(name)) }

  private func place(_ name: String) -> CodePlace {
    CodePlace(address: nil, function: name, location: nil)
  }

  private let next = "iter.Pull[go.shape.int].func2"
  private let guardian = "iter.Pull[go.shape.int].func1.2"

  private func take(
    _ passed: inout PassedPanics, data: UInt64, process: Int32 = 7, in function: String? = nil
  ) -> UInt64? {
    var event = ProbeEvent(
      probe: .gopanicEnter, time: 0, process: process, thread: 7, processor: 0,
      registers: ProbeRegisters(architecture: .amd64, words: []))
    event.value = ValueWords(type: 0x1000, data: data)
    let record = PanicRecord(callers: [frame(function ?? next), frame("main.main")])
    return passed.take(event, record, process)?.goroutine
  }

  @Test func theSameValueIsTheSamePanic() {
    var passed = PassedPanics()
    passed.keep(track(goroutine: 5, data: 1), 0, by: place(guardian), 7)
    passed.keep(track(goroutine: 6, data: 2), 0, by: place(guardian), 7)
    // Of another process, of the program's own, of another kind of iterator.
    #expect(take(&passed, data: 1, process: 8) == nil)
    #expect(take(&passed, data: 1, in: "main.main") == nil)
    #expect(take(&passed, data: 1, in: "iter.Pull2[int,int].func2") == nil)
    #expect(take(&passed, data: 2) == 6)
    #expect(take(&passed, data: 1) == 5)
    // Each goes on once.
    #expect(take(&passed, data: 1) == nil)
  }

  @Test func nothingIsGuessed() {
    var passed = PassedPanics()
    passed.keep(track(goroutine: 5, data: 1), 0, by: place(guardian), 7)
    passed.keep(track(goroutine: 6, data: 1), 0, by: place(guardian), 7)
    passed.keep(track(goroutine: 9, data: 3), 0, by: place("main.guard"), 7)
    #expect(take(&passed, data: 1) == nil)
    #expect(take(&passed, data: 3) == nil)
  }
}
