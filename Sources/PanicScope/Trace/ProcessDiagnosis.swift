import ByteReading
import ProcessControl

/// Why a process that was named cannot be traced, in words that say what to do.
enum ProcessDiagnosis {
  /// What can be told before its program is opened; nil when nothing is against it.
  static func obstacle(_ process: Int32) -> TraceFailure? {
    guard let status = ProcessStatus(process: process) else {
      return TraceFailure("there is no process \(process)")
    }
    let who = "process \(process) (\(status.name))"
    if status.threadGroup != process {
      return TraceFailure(
        "\(process) is a thread of process \(status.threadGroup)",
        advice: "trace that: -p \(status.threadGroup)")
    }
    if status.isZombie { return TraceFailure("\(who) has ended; only its parent waits still") }
    if status.isKernelThread {
      return TraceFailure("\(who) is a thread of the kernel and runs no program")
    }
    do throws(HostError) {
      _ = try FileStatus(path: "/proc/\(process)/exe", followingLinks: true)
      return nil
    } catch {
      let lacking = Privileges.own.lacking([.sysPtrace]).first?.name
      return TraceFailure(
        "\(who) belongs to another user or is protected: its program cannot be read"
          + (lacking.map { " without \($0)" } ?? "") + " (\(error.message))",
        advice: "run it with sudo, or once: sudo setcap cap_bpf,cap_perfmon,cap_sys_ptrace+ep "
          + "\"$(command -v panicscope)\"")
    }
  }

  /// For a program that could not be opened, after ``obstacle(_:)``.
  static func failure(_ process: Int32, _ error: AuditError) -> TraceFailure {
    guard let status = ProcessStatus(process: process) else {
      return TraceFailure("process \(process) has ended meanwhile")
    }
    return TraceFailure("the program of process \(process) (\(status.name)) \(error.message)")
  }
}
