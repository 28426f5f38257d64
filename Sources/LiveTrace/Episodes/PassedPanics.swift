import PanicContract

/// Panics that the standard library has recovered on one goroutine and will raise again on another.
struct PassedPanics {
  private struct Waiting {
    var process: Int32
    var type: UInt64
    var data: UInt64
    var passed: PanicRecord.PassedOn
  }

  private var waiting: [Waiting] = []
  /// Iterators that panic and are given up never raise theirs.
  private static let most = 256

  /// Takes note of a panic that was recovered at `place`, if that is where it is passed on.
  mutating func keep(
    _ track: GoroutineTrack, _ index: Int, by place: CodePlace?, _ process: Int32
  ) {
    guard let by = PassedPanic.passer(place), track.values.indices.contains(index),
      let value = track.values[index], value.type != 0
    else { return }
    let panic = track.episode.panics[index]
    if waiting.count >= Self.most { waiting.removeFirst() }
    waiting.append(
      Waiting(
        process: process, type: value.type, data: value.data,
        passed: PanicRecord.PassedOn(
          goroutine: track.episode.goroutine.id, beginning: panic.beginning, by: by)))
  }

  /// The one that goes on in a panic which begins: raised there, with the very same value. Nil where two could be
  /// it.
  mutating func take(
    _ event: ProbeEvent, _ record: PanicRecord, _ process: Int32
  ) -> PanicRecord.PassedOn? {
    guard !waiting.isEmpty, let value = event.value,
      let by = PassedPanic.passer(record.callers.first { !$0.isWrapper }?.place)
    else { return nil }
    let found = waiting.indices.filter { index in
      let one = waiting[index]
      return one.process == process && one.type == value.type && one.data == value.data
        && one.passed.by == by
    }
    defer { for index in found.reversed() { waiting.remove(at: index) } }
    guard found.count == 1, let index = found.first else { return nil }
    return waiting[index].passed
  }
}
