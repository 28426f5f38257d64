import GoBinary
import GoRuntimeModel
import MachineCode
import PanicContract

extension EpisodeBuilder {
  /// The registers that matter to a panic, when asked for.
  func registers(of event: ProbeEvent) -> RegisterReading? {
    guard options.registers else { return nil }
    let registers = event.registers
    var values: [(name: String, value: UInt64)] = [
      ("PC", registers.programCounter), ("SP", registers.stackPointer),
    ]
    switch registers.architecture {
    case .amd64:
      values += [
        ("BP", registers.framePointer), ("AX", registers.argument(0)),
        ("BX", registers.argument(1)), ("R14", registers.goroutine),
      ]
    case .arm64:
      values += [
        ("R29", registers.framePointer), ("R0", registers.argument(0)),
        ("R1", registers.argument(1)), ("R28", registers.goroutine),
        ("R30", registers.words.count > 30 ? registers.words[30] : 0),
      ]
    }
    var reading = RegisterReading(values: values)
    guard let goroutine = event.goroutine, goroutine.stackLow <= goroutine.stackHigh else {
      return reading
    }
    let bounds = goroutine.stackLow..<goroutine.stackHigh
    reading.stackBounds = bounds
    if bounds.contains(registers.stackPointer) {
      reading.stack = .goroutine
    } else if event.probe == .fatalSignal {
      reading.stack = .gsignal
    } else if registers.goroutine != goroutine.address {
      reading.stack = .g0
    } else {
      reading.stack = .system
    }
    return reading
  }
}
