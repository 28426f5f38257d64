import GoRuntimeModel
import PanicContract

extension SimulationReport {
  func writeJSON(into out: inout OutputBuffer) {
    var writer = JSONWriter(out, layout: .lines)
    writer.object { writer in
      writer.field("schemaVersion", "1.0.0")
      writer.field("scenario", scenario.name)
      writer.field("title", scenario.title)
      writer.array("runs", runs) { writer, run in
        writer.object { write(run, into: &$0) }
      }
    }
    writer.endLine()
    out = writer.out
  }

  private func write(_ run: SimulatedRun, into writer: inout JSONWriter) {
    writer.field("goVersion", run.version.text)
    writer.field("era", run.era.name)
    writer.field("outcome", run.outcomeText)
    writer.field("exitStatus", run.outcome.exitStatus)
    writer.strings("output", run.output)
    writer.strings("errorLines", run.errorLines)
    writer.array("panics", run.panics) { writer, panic in
      writer.object {
        $0.field("value", panic.value?.text)
        $0.field("type", panic.value?.typeName)
        $0.field("goexit", panic.value == nil)
        $0.field("state", panic.state.rawValue)
      }
    }
    writer.array("steps", run.steps) { writer, step in
      writer.object { writer in
        writer.field("goroutine", step.goroutine)
        writer.field("what", step.sentence(in: run, addresses: false))
        if case .recoverCalled(let by, let observation, let judgement) = step.event {
          writer.object("recover") { write(by, observation, judgement, into: &$0) }
        }
        if let state = step.state { write(state, into: &writer) }
      }
    }
  }

  private func write(
    _ by: String, _ observation: RecoverObservation, _ judgement: RecoverJudgement,
    into writer: inout JSONWriter
  ) {
    writer.field("function", by)
    writer.field("recovers", judgement.recovers ?? false)
    writer.field("reason", judgement.reason.rawValue)
    writer.field("cause", judgement.cause?.rawValue)
    writer.field("argp", observation.argumentPointer.map(hexadecimalAddress))
    writer.field("panicArgp", observation.panicArgumentPointer.map(hexadecimalAddress))
    writer.array("frames", observation.frames ?? []) { writer, frame in
      writer.object {
        $0.field("function", frame.place.function)
        $0.field("wrapper", frame.isWrapper)
        $0.field("inlined", frame.isInlined)
      }
    }
  }

  private func write(_ state: MachineSnapshot, into writer: inout JSONWriter) {
    writer.object("state") { writer in
      writer.array("frames", state.frames) { writer, frame in
        writer.object {
          $0.field("function", frame.name)
          $0.field("wrapper", frame.isWrapper)
          $0.field("inlined", frame.isInlined)
          $0.field("runtime", frame.isRuntime)
          $0.field("pc", hexadecimalAddress(frame.programCounter))
          $0.field("sp", hexadecimalAddress(frame.stackPointer))
          $0.field("argp", hexadecimalAddress(frame.argumentPointer))
        }
      }
      writer.array("defers", state.defers) { writer, pending in
        writer.object {
          $0.field("function", pending.function)
          $0.field("registeredBy", pending.registeredBy)
          $0.field("kind", pending.kind.rawValue)
        }
      }
      writer.array("panics", state.panics) { writer, panic in
        writer.object {
          $0.field("value", panic.value?.text)
          $0.field("recovered", panic.isRecovered)
          $0.field("argp", hexadecimalAddress(panic.argumentPointer))
        }
      }
    }
  }
}
