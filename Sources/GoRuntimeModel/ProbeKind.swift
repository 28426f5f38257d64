/// A point of the Go runtime where a trace looks. The numbers are part of recordings.
public enum ProbeKind: UInt8, Sendable, CaseIterable {
  /// `runtime.gopanic` begins; its arguments are the panic's value.
  case gopanicEnter = 0
  /// `gopanic` looks for the next deferred call: first time the panic is linked to its goroutine,
  /// later the call before has returned.
  case deferNext
  /// `gopanic` has found a deferred call and starts it, or has run out of them.
  case deferRun
  /// `runtime.Goexit` begins.
  case goexitEnter
  case goexitNext
  case goexitRun
  /// `runtime.deferCallSave`, Go 1.21 and before: starts an open-coded deferred call.
  case deferCallSaveRun
  case deferCallSaveNext
  /// `runtime.gorecover` while a panic runs.
  case recoverEnter
  /// The test in `gorecover` that decides; not reached when an earlier test already said no.
  case recoverVerdict
  /// `runtime.recovery` begins, on g0: a panic was recovered.
  case recoveryEnter
  /// `recovery` jumps to where execution resumes.
  case recoveryGogo
  /// `runtime.fatalpanic`: nobody recovered.
  case fatalPanic
  case throwEnter
  case fatalEnter
  /// `runtime.fatalthrow`, after the text of `throw` or `fatal` was printed.
  case fatalThrow
  /// `runtime.dieFromSignal`; its argument is the signal.
  case dieFromSignal
  /// `syscall.Exit`, which `os.Exit` calls; its argument is the status.
  case exit
  /// `runtime.fatalsignal` (Go 1.21 and later), on the signal stack: a signal that is no panic ends
  /// the process. Arguments: signal, `*sigctxt`, `*g`, `*m`; the event's goroutine is `m.curg`.
  case fatalSignal
}

extension ProbeKind {
  /// What `--light` looks at: a panic begins, a recover decides, a recovery happens.
  public static let light: [ProbeKind] = [.gopanicEnter, .recoverVerdict, .recoveryEnter]

  /// The name shown to people: `runtime.gopanic` and so on, with the place in it.
  public var label: String {
    switch self {
    case .gopanicEnter: "gopanic"
    case .deferNext: "gopanic, next deferred call"
    case .deferRun: "gopanic, start of a deferred call"
    case .goexitEnter: "Goexit"
    case .goexitNext: "Goexit, next deferred call"
    case .goexitRun: "Goexit, start of a deferred call"
    case .deferCallSaveRun: "deferCallSave"
    case .deferCallSaveNext: "deferCallSave, return of a deferred call"
    case .recoverEnter: "gorecover"
    case .recoverVerdict: "gorecover, verdict"
    case .recoveryEnter: "recovery"
    case .recoveryGogo: "recovery, resumption"
    case .fatalPanic: "fatalpanic"
    case .throwEnter: "throw"
    case .fatalEnter: "fatal"
    case .fatalThrow: "fatalthrow"
    case .dieFromSignal: "dieFromSignal"
    case .exit: "exit"
    case .fatalSignal: "fatalsignal"
    }
  }
}

extension ProbeKind {
  /// What can be seen there.
  public var meaning: String {
    switch self {
    case .gopanicEnter: "a panic begins; its two arguments are the value's type and data"
    case .deferNext: "the panic looks for a deferred call; the one before has returned"
    case .deferRun: "the panic starts a deferred call, or there is none left"
    case .goexitEnter: "a goroutine begins to end itself"
    case .goexitNext: "Goexit looks for a deferred call; the one before has returned"
    case .goexitRun: "Goexit starts a deferred call, or there is none left"
    case .deferCallSaveRun: "an open-coded deferred call starts"
    case .deferCallSaveNext: "an open-coded deferred call has returned"
    case .recoverEnter: "recover() is called during a panic"
    case .recoverVerdict: "recover() decides: the value or nil"
    case .recoveryEnter: "a recovery takes effect, on g0; the argument is the goroutine"
    case .recoveryGogo: "execution goes on in the function whose deferred call recovered"
    case .fatalPanic: "nobody recovered; the argument is the _panic"
    case .throwEnter: "a fatal error of the runtime; the arguments are its text"
    case .fatalEnter: "a fatal error of the program; the arguments are its text"
    case .fatalThrow: "the text of a fatal error has been printed"
    case .dieFromSignal: "a signal ends the process; the argument is its number"
    case .exit: "os.Exit; the argument is the status"
    case .fatalSignal:
      "a signal that is no panic ends the process; the first argument is its number"
    }
  }
}
