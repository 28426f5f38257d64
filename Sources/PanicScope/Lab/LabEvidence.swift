import ByteReading
public import Lab

/// The lab's window on programs: the same audit, evidence and trace that users get.
public struct LabEvidence: EvidenceSource {
  /// Seconds that a traced run may take.
  public var seconds = 30.0
  public init() {}

  public func audit(_ binary: String) throws(LabFailure) -> AuditSubject {
    var options = AuditOptions()
    options.scopes = [.main]
    do throws(AuditError) {
      if let subject = try PanicScope.audit(path: binary, options: options).subjects.first {
        return subject
      }
    } catch {
      throw LabFailure(error.description)
    }
    throw LabFailure("\(binary): was not audited")
  }

  public func show(
    _ binary: String, functions: [String]
  ) throws(LabFailure) -> BinaryEvidence {
    var request = ShowRequest()
    request.targets = functions
    if functions.isEmpty {
      request.runtime = true
      request.sites = true
    } else {
      request.track = true
    }
    do throws(ShowError) {
      return try PanicScope.show(path: binary, request: request)
    } catch {
      switch error {
      case .binary(let failure): throw LabFailure(failure.description)
      case .target(let sentence): throw LabFailure(sentence)
      }
    }
  }

  public func upgrade(
    _ binary: String, to version: String
  ) throws(LabFailure) -> UpgradeSubject {
    guard let subject = PanicScope.upgrade(paths: [binary], to: version)?.subjects.first else {
      throw LabFailure("\(binary): cannot be judged by the rules of Go \(version)")
    }
    return subject
  }

  public func trace(
    _ command: [String], _ depth: TraceDepth
  ) throws(LabFailure) -> TracedRun {
    var options = TraceOptions(target: .command(command))
    options.registers = true
    switch depth {
    case .events: break
    case .path: options.steppedPanics = 1
    case .window(let function): options.window = function
    }
    let deadline = Host.monotonicSeconds + seconds
    do throws(TraceFailure) {
      let trace = try ProgramTrace(options)
      var episodes: [TracedEpisode] = []
      var paths: [SteppedPath] = []
      _ = try trace.run(
        isInterrupted: { Host.monotonicSeconds > deadline }, stepped: { paths.append($0) },
        deliver: { episodes.append($0) })
      return TracedRun(
        engine: trace.header.engine, episodes: episodes, paths: paths, notes: trace.header.notes)
    } catch {
      throw LabFailure(error.message + (error.advice.map { "; " + $0 } ?? ""))
    }
  }
}
