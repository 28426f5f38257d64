import ByteReading
import GoBinary
import LiveTrace
import ProcessControl
import StaticAudit

extension PanicScope {
  /// Starts a program, makes a function of it panic, and tells what came of it.
  ///
  /// - Throws: `AuditError` when the program or the function cannot be used; the message says what
  ///   to do.
  public static func inject(
    _ target: InjectionTarget, options: InjectionOptions
  ) throws(AuditError) -> InjectionReport {
    let program = try ProgramFile(command: options.command.first ?? "")
    let request = try request(target, in: program)
    let subject = BinaryAudit.run(image: program.image, path: program.path)
    var result = try run(program, request, options, subject)
    if result.outcome == .notReached { result.notes += notesOnInlining(target, program) }
    return InjectionReport(
      tool: tool, path: program.path, goVersion: program.image.versionText,
      mainModule: program.image.buildInfo?.mainModule?.path, command: options.command,
      result: result)
  }

  static func run(
    _ program: ProgramFile, _ request: InjectionRequest, _ options: InjectionOptions,
    _ subject: AuditSubject
  ) throws(AuditError) -> InjectionResult {
    try prepare(options, program)
    do throws(InjectionError) {
      let run = try InjectionRun(
        image: program.image, command: launched(program, options), request: request,
        timing: timing(options))
      var result = try run.run()
      result.notes += [program.noteOnRights].compactMap(\.self)
      result.explanation = explanation(of: run, result, program, subject)
      return result
    } catch {
      throw AuditError(path: program.path, message: error.message)
    }
  }

  /// A function with code of its own can have been inlined elsewhere, where nothing stops.
  private static func notesOnInlining(_ target: InjectionTarget, _ program: ProgramFile) -> [String]
  {
    let name = target.parts.function
    guard case .found(let function) = FunctionSearch(image: program.image).find(name) else {
      return []
    }
    let most = 3
    let users = Set(
      program.image.functionsInlining(program.image.name(function)).map(program.image.name))
    guard !users.isEmpty else { return [] }
    return [
      "\(name) was also inlined into \(choice(users.sorted().prefix(most).map(\.self), users.count)); "
        + "it is not seen there"
    ]
  }

  /// Runs the command of `--prepare` to its end.
  static func prepare(
    _ options: InjectionOptions, _ program: ProgramFile
  ) throws(AuditError) {
    guard let prepare = options.prepare else { return }
    let seconds = 60.0
    var message: String?
    do throws(HostError) {
      let folder = try TemporaryFolder()
      let ended = try ChildProcess.run(
        "/bin/sh", ["-c", prepare], folder: Host.workingDirectory ?? ".",
        outputFile: folder.path + "/output", limits: ChildProcess.Limits(seconds: seconds))
      if ended.brokenLimit == .time {
        message = "did not end within \(Int(seconds)) s"
      } else if ended.status != 0 {
        let last = ended.output.split(separator: "\n").last.map { ": \($0)" } ?? ""
        message = "failed with exit status \(ended.status)\(last)"
      }
    } catch {
      message = "could not be run: \(error.message)"
    }
    if let message {
      throw AuditError(path: program.path, message: "the --prepare command \(message)")
    }
  }

  /// Of the episode that the injection began, by its events.
  private static func explanation(
    of run: InjectionRun, _ result: InjectionResult, _ program: ProgramFile,
    _ subject: AuditSubject
  ) -> Explanation? {
    guard let goroutine = result.goroutine?.id, let first = run.events.first else { return nil }
    let facts = AuditFacts(subject)
    var builder = EpisodeBuilder(
      symbols: ProgramSymbols(image: program.image, audit: facts),
      era: ContractEra.all.first { $0.name == subject.era })
    var finished = run.events.flatMap { builder.add($0) }
    let end: TraceEnd =
      switch run.end {
      case .exited(let status)?: .exited(status: status)
      case .signalled(let number)?: .signal(number)
      case nil: .detached
      }
    finished += builder.processEnded(first.process, end, time: run.endTime)
    let own = finished.first { $0.episode.goroutine.id == goroutine && !$0.isInterim }
    guard var episode = own?.episode else { return nil }
    episode.injection = PanicEpisode.Injection(
      panic: run.earlierPanics, isAtEntry: isEntry(result.place, program))
    return episode.explain(with: facts)
  }

  /// A function begins there, or what a wrapper holds of it.
  private static func isEntry(_ place: CodePlace, _ program: ProgramFile) -> Bool {
    guard let address = place.address, let function = program.image.function(containing: address)
    else { return false }
    return InjectionSites(image: program.image).entry(of: function)?.address == address
  }

  static func launched(_ program: ProgramFile, _ options: InjectionOptions) -> LaunchedCommand {
    var command = LaunchedCommand(path: program.path, arguments: options.command)
    if !options.inheritsInput { command.input = .null }
    let stream: LaunchedCommand.Stream =
      switch options.output {
      case .inherited: .inherited
      case .dropped: .null
      case .file(let path): .file(path)
      }
    command.output = stream
    command.errors = stream
    return command
  }

  static func timing(_ options: InjectionOptions) -> RunTiming {
    var timing = RunTiming()
    timing.timeout = options.timeout
    timing.hangTimeout = options.hangTimeout
    timing.settle = options.settle
    timing.drive = options.drive
    timing.driveAfter = options.driveAfter
    timing.isInterrupted = options.isInterrupted
    return timing
  }

  // MARK: Where

  private static func request(
    _ target: InjectionTarget, in program: ProgramFile
  ) throws(AuditError) -> InjectionRequest {
    let image = program.image
    let (name, file, line) = target.parts
    let function = try function(name, in: program)
    try refuseRuntime(function, in: program)
    let sites = InjectionSites(image: image)
    let found: [InjectionSite]
    if let file, let line {
      found = [sites.line(line, file: file, in: function)].compactMap(\.self)
      guard !found.isEmpty else {
        throw AuditError(
          path: program.path,
          message: "\(name) has no code of its own at \(file):\(line) that can be stopped at; "
            + "leave the line away to stop at its beginning")
      }
    } else {
      found = WrapperEntries(image: image).entries(of: function)
    }
    guard !found.isEmpty else {
      throw AuditError(
        path: program.path,
        message: "\(name) has no instruction near its beginning that can be stopped at; "
          + "try a function that calls it, or a line of it: --at \(name):FILE:LINE")
    }
    var request = InjectionRequest(
      kind: target.value.map { .panic(text: $0) } ?? .nilDereference, sites: found,
      nth: target.nth)
    if let creator = target.createdBy { request.goroutine = try self.creator(creator, in: program) }
    return request
  }

  /// The runtime's functions begin panics, run deferred calls and hold its locks: a panic at one of them is
  /// fatal, or the story of another function.
  private static func refuseRuntime(
    _ function: FunctionIndex, in program: ProgramFile
  ) throws(AuditError) {
    let name = program.image.name(function)
    let prefixes = ["runtime.", "internal/runtime/", "runtime/internal/"]
    guard prefixes.contains(where: name.hasPrefix) else { return }
    throw AuditError(
      path: program.path,
      message:
        "\(name) is part of the Go runtime, which makes panics and recovers them; one inside it tells "
        + "nothing about the program. Inject into the function of the program that calls it: --at FUNC, "
        + "or --at FUNC:FILE:LINE for the line of the call")
  }

  private static func function(
    _ name: String, in program: ProgramFile
  ) throws(AuditError) -> FunctionIndex {
    switch FunctionSearch(image: program.image).find(name) {
    case .found(let function): return function
    case .ambiguous(let names, let count):
      throw AuditError(
        path: program.path,
        message: "\(name) can be \(choice(names, count)); give the whole name")
    case .inlined(let into):
      throw AuditError(
        path: program.path,
        message: "\(name) was inlined everywhere and has no code of its own; inject into "
          + "\(list(into)), or build the program with -gcflags=-l")
    case .unknown(let near):
      throw unknown(name, near, program)
    }
  }

  private static func unknown(_ name: String, _ near: [String], _ program: ProgramFile)
    -> AuditError
  {
    var message = "there is no function \(name)"
    let parts = name.split(separator: ":")
    if parts.count == 2, let function = parts.first, parts.last.flatMap({ Int($0) }) != nil {
      message += "; a line is given with its file: \(function):FILE:\(parts[1])"
    } else if !near.isEmpty {
      message += "; did you mean \(list(near))?"
    }
    return AuditError(path: program.path, message: message)
  }

  /// The whole name of a function whose goroutines count; it may have been inlined.
  private static func creator(
    _ name: String, in program: ProgramFile
  ) throws(AuditError) -> GoroutineCondition {
    switch FunctionSearch(image: program.image).find(name) {
    case .found(let function): return .createdBy(program.image.name(function))
    case .inlined: return .createdBy(name)
    case .ambiguous(let names, let count):
      throw AuditError(
        path: program.path,
        message: "--goroutine: \(name) can be \(choice(names, count)); give the whole name")
    case .unknown(let near):
      var error = unknown(name, near, program)
      error.message = "--goroutine: " + error.message
      throw error
    }
  }

  /// Some of the names that there are.
  private static func choice(_ names: [String], _ count: Int) -> String {
    count > names.count
      ? names.joined(separator: ", ") + " or \(counted(count - names.count, "other"))" : list(names)
  }

  /// `a, b or c`
  private static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }
}
