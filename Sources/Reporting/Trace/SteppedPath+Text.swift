public import PanicContract

extension SteppedPath {
  /// For people: one line for each stretch in one function on one stack, with the stack pointer's
  /// distance from where the panic began.
  public func text(color: Bool) -> String {
    let style = TextStyle(color: color)
    var out = OutputBuffer()
    let name = goroutine.map { "goroutine \($0)" } ?? "a goroutine"
    out.append(
      style(.bold, "\(name): \(counted(instructions, "instruction")) from the panic to its end")
        + ", \(counted(segments.count, "stretch", "stretches")), "
        + "\(counted(stackSwitches, "stack switch", "stack switches")), "
        + "\(depth) bytes deep, \(counted(deferredCalls, "deferred call")) run; \(end.words)"
        + (gaps == 0 ? "\n" : "; \(counted(gaps, "gap")) where it was rescheduled\n"))
    var table = TextTable(indent: 2, rightAligned: [0])
    table.add(["COUNT", "STACK", "SP", "BP", "PC", "FUNCTION"])
    for segment in segments {
      table.add([
        "\(segment.instructions)", segment.stack.rawValue,
        hexadecimalAddress(segment.stackPointer), hexadecimalAddress(segment.framePointer),
        hexadecimalAddress(segment.address),
        segment.function.map(VisibleText.escaping) ?? "?",
      ])
    }
    table.write(into: &out)
    return out.text
  }
}

extension SteppedPath.End {
  fileprivate var words: String {
    switch self {
    case .resumed: "execution resumed after a recovery"
    case .unrecovered: "nobody recovered"
    case .blocked: "an instruction waited for another thread, the rest was not stepped"
    case .budget: "the rest was not stepped"
    case .processEnded: "the process ended"
    case .open: "it still runs"
    }
  }
}
