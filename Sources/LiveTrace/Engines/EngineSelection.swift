import ProcessControl

/// Chooses the best engine that this process may use.
struct EngineSelection {
  let request: TraceRequest
  let points: [ProbePoint]
  /// Why engines were passed over.
  private(set) var refusals: [TraceError] = []

  init(request: TraceRequest, points: [ProbePoint]) {
    self.request = request
    self.points = points
  }

  mutating func select(_ choice: TraceSession.EngineChoice) throws(TraceError) -> any TraceEngine {
    let order: [TraceSession.EngineChoice] = choice == .automatic ? automaticOrder : [choice]
    for one in order {
      do throws(TraceError) { return try make(one) } catch { refusals.append(error) }
    }
    guard refusals.count > 1 else { throw refusals.first ?? TraceError("no engine") }
    var reasons = refusals.map(\.message)
    if !order.contains(.ptrace) {
      reasons.append("the ptrace engine needs no privilege, but traces only what it starts: -- CMD")
    }
    throw TraceError(
      "no engine can be used: " + reasons.joined(separator: "; "), advice: refusals.first?.advice)
  }

  /// Only ptrace can step, and only what it starts itself.
  private var automaticOrder: [TraceSession.EngineChoice] {
    if request.steps != nil { return [.ptrace] }
    if case .launch = request.target { return [.bpf, .perf, .ptrace] }
    return [.bpf, .perf]
  }

  private func make(_ choice: TraceSession.EngineChoice) throws(TraceError) -> any TraceEngine {
    switch choice {
    case .automatic, .bpf: return try makeBPF()
    case .perf: return try makePerf()
    case .ptrace: return try PtraceEngine(request, points: points)
    }
  }

  private func makeBPF() throws(TraceError) -> any TraceEngine {
    let engine = BPFEngine(request, points: points)
    do throws(SystemError) {
      try engine.load()
      return engine
    } catch {
      throw Self.refusal(
        "BPF", error, needs: [.bpf, .perfmon],
        otherwise: "uprobe_multi links need Linux 6.6 (this is \(Privileges.kernelRelease))")
    }
  }

  private func makePerf() throws(TraceError) -> any TraceEngine {
    let engine = PerfEngine(request, points: points)
    do throws(SystemError) {
      try engine.check()
      return engine
    } catch {
      let paranoid =
        Privileges.setting("kernel/perf_event_paranoid").map(String.init) ?? "not there"
      throw Self.refusal(
        "perf", error, needs: [.sysAdmin],
        otherwise: "kernel.perf_event_paranoid is \(paranoid)")
    }
  }

  /// Names what is lacking, and how to get it.
  static func refusal(
    _ engine: String, _ error: SystemError, needs: [Privileges.Capability], otherwise: String,
    privileges: Privileges = .own
  ) -> TraceError {
    let lacking = privileges.lacking(needs)
    guard lacking.isEmpty else {
      let names = lacking.map(\.name).joined(separator: " and ")
      let words = needs.map { $0.name.lowercased() }.joined(separator: ",")
      return TraceError(
        "the \(engine) engine lacks \(names) (\(error.text))",
        advice: "run it with sudo, or once: sudo setcap \(words)+ep \"$(command -v panicscope)\"")
    }
    return TraceError("the \(engine) engine: \(error.text); \(otherwise)")
  }
}
