import PanicContract

/// A sequence diagram: the functions and the runtime are its participants. Versions that do the same
/// share one diagram.
extension SimulationReport {
  func writeMermaid(into out: inout OutputBuffer) {
    for group in groups {
      guard let run = group.first else { continue }
      out.append("%% \(VisibleText.escaping(scenario.name)), \(versions(group))\n")
      write(run, into: &out)
    }
  }

  private func write(_ run: SimulatedRun, into out: inout OutputBuffer) {
    out.append("sequenceDiagram\n")
    var participants: [String] = []
    var lines: [String] = []
    func participant(_ name: String) -> String {
      if let index = participants.firstIndex(of: name) { return "p\(index)" }
      participants.append(name)
      return "p\(participants.count - 1)"
    }
    // The functions that are running, by goroutine.
    var stacks: [Int: [String]] = [:]
    for step in run.steps {
      let stack = stacks[step.goroutine] ?? []
      let current = stack.last ?? "runtime"
      let text = Self.label(step.sentence(in: run, addresses: false))
      switch step.event {
      case .called(let function):
        lines.append("\(participant(current))->>\(participant(function)): call")
        stacks[step.goroutine, default: []].append(function)
      case .returned(let function):
        if let index = stack.lastIndex(of: function) {
          stacks[step.goroutine] = Array(stack[..<index])
        }
        let caller = stacks[step.goroutine]?.last ?? "runtime"
        lines.append("\(participant(function))-->>\(participant(caller)): return")
      case .unwindingBegan:
        lines.append("\(participant(current))-x\(participant("runtime")): \(text)")
        stacks[step.goroutine, default: []].append("runtime")
      case .deferredCallStarted(_, _, _, let panic) where panic != nil:
        lines.append("Note over \(participant("runtime")): \(text)")
        if stack.last != "runtime" { stacks[step.goroutine, default: []].append("runtime") }
      case .recoveryCommitted(_, let function, _):
        lines.append("\(participant("runtime"))-->>\(participant(function)): \(text)")
        if let index = stack.lastIndex(of: function) {
          stacks[step.goroutine] = Array(stack[...index])
        }
      case .goroutineStarted: lines.append("Note over \(participant("runtime")): \(text)")
      default: lines.append("Note over \(participant(current)): \(text)")
      }
    }
    for (index, name) in participants.enumerated() {
      out.append("  participant p\(index) as \(Self.label(name))\n")
    }
    for line in lines { out.append("  " + line + "\n") }
  }

  /// What Mermaid would take for syntax is written as an entity.
  static func label(_ text: String) -> String {
    var label = ""
    for character in VisibleText.escaping(text) {
      switch character {
      case "#": label += "#35;"
      case ";": label += "#59;"
      case "<": label += "#lt;"
      case ">": label += "#gt;"
      case "\"": label += "#quot;"
      default: label.append(character)
      }
    }
    return label
  }
}
