import ByteReading
import ProcessControl

/// Tells of code in which another tracer's probe stands, which the kernel meets before any breakpoint.
enum OccupiedCode {
  /// Throws where one is at a place that an injection needs: the program need not run in vain.
  static func check(
    _ program: TracedProgram, _ loaded: LoadedImage, _ points: [ProbePoint],
    _ watches: [(watch: RuntimeWatch, site: InjectionSite)]
  ) throws(SystemError) {
    for address in points.map(\.address) + watches.map(\.site.address) {
      try program.expectFree(loaded.toProcess(address))
    }
  }

  /// What is wrong, and what helps.
  static func explain(
    _ error: SystemError, process: Int32, needs: String
  ) -> (message: String, advice: String) {
    let executable = Host.linkTarget("/proc/\(process)/exe") ?? ""
    let holders = ProbeHolders.find(executable: executable, process: process)
    let need = "where \(needs) needs a \(error.call)"
    guard let first = holders.first else {
      return (
        "another tracer's probe or breakpoint stands in the program's code, \(need)",
        "end the other trace of this executable first, such as panicscope trace --exe, bpftrace or perf"
      )
    }
    let name = ProcessStatus(process: first).map { " (\($0.name))" } ?? ""
    let more = holders.count > 1 ? " and \(holders.count - 1) more" : ""
    return (
      "process \(first)\(name)\(more) follows every process of this executable and has its probe in the code, \(need)",
      "end that trace first: kill -INT " + holders.map(String.init).joined(separator: " ")
    )
  }
}
