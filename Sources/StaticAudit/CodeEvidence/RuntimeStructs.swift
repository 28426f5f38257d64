internal import GoRuntimeModel

/// Structures of the runtime whose fields its decisions look at.
enum RuntimeStruct: Hashable {
  case goroutine, panic, deferRecord, machine, other

  /// The field at an offset, and what it points to.
  func field(
    at offset: Int32, _ layout: RuntimeLayout
  ) -> (name: String, type: RuntimeStruct)? {
    let offset = Int(offset)
    func pick(_ fields: [(Int?, String, RuntimeStruct)]) -> (name: String, type: RuntimeStruct)? {
      fields.first { $0.0 == offset }.map { ($0.1, $0.2) }
    }
    switch self {
    case .goroutine:
      let g = layout.goroutine
      return pick([
        (g._panic, "g._panic", .panic), (g._defer, "g._defer", .deferRecord),
        (g.m, "g.m", .machine), (g.param, "g.param", .other), (g.sig, "g.sig", .other),
        (g.stack, "g.stack.lo", .other), (g.stack + 8, "g.stack.hi", .other),
        (g.stackguard0, "g.stackguard0", .other), (g.sched, "g.sched.sp", .other),
        (g.sched + 8, "g.sched.pc", .other), (g.sigcode0, "g.sigcode0", .other),
        (g.sigcode1, "g.sigcode1", .other),
      ])
    case .panic:
      let p = layout.panic
      return pick([
        (p.argp, "_panic.argp", .other), (p.link, "_panic.link", .panic),
        (p.startPC, "_panic.startPC", .other), (p.startSP, "_panic.startSP", .other),
        (p.retpc, "_panic.retpc", .other), (p.deferBitsPtr, "_panic.deferBitsPtr", .other),
        (p.slotsPtr, "_panic.slotsPtr", .other), (p.recovered, "_panic.recovered", .other),
        (p.aborted, "_panic.aborted", .other), (p.goexit, "_panic.goexit", .other),
        (p.deferreturn, "_panic.deferreturn", .other),
        (p.gopanicFP, "_panic.gopanicFP", .other), (p.sp, "_panic.sp", .other),
        (p.fp, "_panic.fp", .other), (p.lr, "_panic.lr", .other), (p.arg, "_panic.arg", .other),
      ])
    case .deferRecord:
      let d = layout.deferRecord
      return pick([
        (d.started, "_defer.started", .other), (d.openDefer, "_defer.openDefer", .other),
        (d.rangefunc, "_defer.rangefunc", .other), (d.sp, "_defer.sp", .other),
        (d.pc, "_defer.pc", .other), (d.fn, "_defer.fn", .other),
        (d._panic, "_defer._panic", .panic), (d.link, "_defer.link", .deferRecord),
        (d.fd, "_defer.fd", .other),
      ])
    case .machine:
      let m = layout.machine
      return pick([
        (m.curg, "m.curg", .goroutine), (m.mallocing, "m.mallocing", .other),
        (m.preemptoff + 8, "m.preemptoff", .other), (m.locks, "m.locks", .other),
      ])
    case .other: return nil
    }
  }
}
