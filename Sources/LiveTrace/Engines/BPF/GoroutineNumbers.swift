import ByteReading
import ProcessControl

/// The numbers of goroutines (`g.goid`) for the events that do not bring them along.
final class GoroutineNumbers {
  private struct Key: Hashable {
    var process: Int32
    var address: UInt64
  }
  private let offset: Int
  private var numbers: [Key: UInt64] = [:]
  /// The event before is most often of the same goroutine.
  private var last: (key: Key, number: UInt64)?
  /// Goroutines that have ended stay in the table until it is so large.
  private static let most = 1 << 16

  init(offset: Int) { self.offset = offset }

  /// Remembers the event's number, or gives it the one that its goroutine had when its panic began.
  /// For a panic that began before the trace the process is asked.
  func complete(_ event: inout ProbeEvent) {
    guard let goroutine = event.goroutine else { return }
    let key = Key(process: event.process, address: goroutine.address)
    if goroutine.id != 0 {
      if last?.key == key, last?.number == goroutine.id { return }
      remember(key, goroutine.id)
    } else if let last, last.key == key {
      event.goroutine?.id = last.number
    } else if let number = numbers[key] ?? ask(key) {
      remember(key, number)
      event.goroutine?.id = number
    }
  }

  func forget() {
    numbers = [:]
    last = nil
  }

  private func remember(_ key: Key, _ number: UInt64) {
    if numbers.count >= Self.most { numbers = [:] }
    numbers[key] = number
    last = (key, number)
  }

  private func ask(_ key: Key) -> UInt64? {
    let memory = RemoteMemory(process: key.process)
    guard let bytes = try? memory.bytes(at: key.address &+ UInt64(offset), count: 8) else {
      return nil
    }
    return bytes.span.rawBytes.uint64(at: 0)
  }
}
