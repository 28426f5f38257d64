import ProcessControl

/// The process that a trace follows: started for it, or found running.
final class TracedProcess {
  /// 0: every process of the program.
  let process: Int32
  private let launched: LaunchedProcess?
  /// Readable when the process has ended.
  private let descriptor: Descriptor?

  init(_ request: TraceRequest) throws(TraceError) {
    do throws(SystemError) {
      switch request.target {
      case .launch(let arguments):
        let child = try LaunchedProcess(path: request.path, arguments: arguments)
        process = child.process
        descriptor = child.descriptor
        launched = child
      case .process(let number):
        process = number
        descriptor = try Descriptor.process(number)
        launched = nil
      case .everyProcess:
        process = 0
        descriptor = nil
        launched = nil
      }
    } catch {
      switch request.target {
      case .process(let number) where error.isNoSuchProcess:
        throw TraceError("there is no process \(number)")
      case .process(let number): throw TraceError("process \(number): \(error.text)")
      default: throw TraceError("\(request.path): \(error.text)")
      }
    }
  }

  /// Lets a program that was started for the trace begin.
  func resume(_ path: String) throws(TraceError) {
    do throws(SystemError) { try launched?.resume() } catch {
      throw TraceError("\(path) cannot be run: \(error.text)")
    }
  }

  var end: ProcessEnding? { launched?.poll() }

  /// What a program that was started here did with signals at its end.
  var status: ProcessStatus? { launched?.statusAtEnd }

  /// Waits until the process ends, something else is readable, or the time is over.
  func wait(milliseconds: Int, or others: [Descriptor] = []) {
    let own = descriptor.map { [$0] } ?? []
    let ready = Descriptor.poll(own + others, milliseconds: milliseconds)
    if !own.isEmpty, ready.first == true { isOver = true }
  }

  private(set) var isOver = false
}
