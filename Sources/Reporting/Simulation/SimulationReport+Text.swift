import GoRuntimeModel
import PanicContract

extension SimulationReport {
  func writeText(into out: inout OutputBuffer) {
    let style = TextStyle(color: color)
    let heading =
      scenario.name + (scenario.title.isEmpty ? "" : ": " + scenario.title)
    out.append(style(.bold, VisibleText.escaping(heading)) + "\n")
    if runs.count > 1 { writeTable(into: &out, style: style) }
    for group in groups {
      guard let run = group.first else { continue }
      out.append("\n" + style(.bold, versions(group)) + "\n")
      writeLog(run, into: &out, style: style)
    }
  }

  /// Versions side by side; what differs is marked.
  private func writeTable(into out: inout OutputBuffer, style: TextStyle) {
    guard let first = runs.first else { return }
    out.append("\n")
    var table = TextTable(indent: 0)
    let isUniform = groups.count == 1
    let rows: [(String, (SimulatedRun) -> String)] = [
      ("recovers", { run in run.recoverResults }),
      ("panics", { run in run.errorLines.joined(separator: "; ").replacing("\t", with: "") }),
      ("outcome", { run in run.outcomeText }),
    ]
    table.add(["", "Go"] + rows.map(\.0))
    for group in groups {
      guard let run = group.first else { continue }
      let texts = rows.map { row in
        let text = row.1(run)
        return (text == row.1(first) ? "" : "≠ ") + VisibleText.escaping(text.isEmpty ? "-" : text)
      }
      table.add(
        [isUniform || run.version == first.version ? " " : "≠", versions(group)] + texts)
    }
    table.write(into: &out) { _, cell in
      cell.hasPrefix("≠") ? style(.yellow, cell) : cell
    }
  }

  private func writeLog(_ run: SimulatedRun, into out: inout OutputBuffer, style: TextStyle) {
    let width = String(run.steps.count).utf8.count
    for (number, step) in run.steps.enumerated() {
      let text = VisibleText.escaping(step.sentence(in: run, addresses: showsStates))
      let place = String(number + 1)
      out.append(UInt8(ascii: " "), count: 2 + width - place.utf8.count)
      let goroutine = run.goroutines.count > 1 ? "g\(step.goroutine) " : ""
      out.append(place + "  " + style(.dim, goroutine) + paint(text, step, style) + "\n")
      if showsStates, let state = step.state { write(state, into: &out, style: style) }
      if showsStates && number + 1 == Machine.stateLimit && run.steps.count > number + 1 {
        out.append("  (states are kept of the first \(Machine.stateLimit) steps only)\n")
      }
    }
    for line in run.output { out.append("  stdout: " + VisibleText.escaping(line) + "\n") }
    for line in run.errorLines {
      let indent = line.prefix { $0 == "\t" }.map { _ in "    " }.joined()
      let text = VisibleText.escaping(String(line.drop { $0 == "\t" }))
      out.append("  stderr: " + indent + text + "\n")
    }
    out.append("  " + style(.bold, VisibleText.escaping(run.outcomeText)) + "\n")
  }

  private func paint(_ text: String, _ step: MachineStep, _ style: TextStyle) -> String {
    switch step.event {
    case .unwindingBegan, .died, .fatalError, .exited: style(.red, text)
    case .recoverCalled(_, _, let judgement):
      style(judgement.recovers == true ? .cyan : .yellow, text)
    default: text
    }
  }

  private func write(_ state: MachineSnapshot, into out: inout OutputBuffer, style: TextStyle) {
    var table = TextTable(indent: 6)
    for frame in state.frames {
      let marks = [
        frame.isWrapper ? "wrapper" : nil, frame.isInlined ? "inlined" : nil,
        frame.isRuntime ? "runtime" : nil,
      ].compactMap(\.self).joined(separator: ", ")
      table.add([
        VisibleText.escaping(frame.name), "pc " + hexadecimalAddress(frame.programCounter),
        "sp " + hexadecimalAddress(frame.stackPointer),
        "argp " + hexadecimalAddress(frame.argumentPointer), marks,
      ])
    }
    table.write(into: &out)
    if !state.defers.isEmpty {
      let chain = state.defers.map { "\($0.function) (\($0.kind.rawValue), \($0.registeredBy))" }
      out.append(
        "      " + style(.dim, "defers ") + VisibleText.escaping(chain.joined(separator: " > "))
          + "\n")
    }
    if !state.panics.isEmpty {
      let chain = state.panics.map { panic in
        (panic.value?.text ?? "Goexit") + (panic.isRecovered ? " [recovered]" : "")
          + " argp " + hexadecimalAddress(panic.argumentPointer)
      }
      out.append(
        "      " + style(.dim, "panics ") + VisibleText.escaping(chain.joined(separator: " > "))
          + "\n")
    }
  }
}

extension SimulatedRun {
  /// What each recover returned, in order.
  var recoverResults: String {
    output.filter { $0.hasPrefix("recover ") }.map { $0.dropFirst("recover ".count) }
      .joined(separator: "; ")
  }
}
