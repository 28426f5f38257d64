import ByteReading
import GoRuntimeModel

extension Bench {
  func outcomes(_ words: [String]) throws(LabFailure) -> MeasureResult {
    var result = MeasureResult()
    for word in words {
      result.readings.append(Reading(word, Outcome.text(try run([word]))))
    }
    return result
  }

  /// The program measures itself: `name: value` lines are readings.
  func selfReport(_ arguments: [Measure.Argument]) throws(LabFailure) -> MeasureResult {
    var words: [String] = []
    for argument in arguments { words.append(try word(argument)) }
    let run = try run(words)
    var result = MeasureResult()
    for line in run.output.split(separator: "\n") {
      guard let colon = line.firstRange(of: ": ") else { continue }
      result.readings.append(
        Reading(String(line[..<colon.lowerBound]), String(line[colon.upperBound...])))
    }
    let command = "\(program.name) \(words.joined(separator: " "))"
    if run.status != 0 { result.readings.append(Reading("end", Outcome.text(run))) }
    result.exhibits = [
      Exhibit(
        command, engine: "the program itself",
        lines: run.output.split(separator: "\n").prefix(100).map(String.init))
    ]
    return result
  }

  private func word(_ argument: Measure.Argument) throws(LabFailure) -> String {
    if case .word(let text) = argument { return text }
    guard let (layout, match) = RuntimeLayout.lookup(toolchain.version), match == .exact else {
      throw LabFailure("the runtime's structures of Go \(toolchain.version.text) are not known")
    }
    let offset: Int? =
      switch argument {
      case .word: nil
      case .goroutineDefer: layout.goroutine._defer
      case .deferLink: layout.deferRecord.link
      case .goroutineMachine: layout.goroutine.m
      case .machineSystemGoroutine: layout.machine.g0
      case .machineCurrentGoroutine: layout.machine.curg
      }
    return String(offset ?? 0)
  }
}
