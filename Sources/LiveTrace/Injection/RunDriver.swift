import ByteReading
import ProcessControl

/// Makes a program work while it is watched: runs a shell command once it listens, or after a time.
/// What the program starts ends with the run.
final class RunDriver {
  private let process: Int32
  private let timing: RunTiming
  private let start = RunDriver.milliseconds
  private var command: ShellCommand?
  private var isStarted = false
  private var nextLook = 0
  private let descendants: Descendants
  private var nextLookAtDescendants = 0
  private(set) var notes: [String] = []

  init(process: Int32, timing: RunTiming) {
    self.process = process
    self.timing = timing
    descendants = Descendants(of: process)
  }

  /// The command has run to its end.
  var isDone: Bool { command?.hasEnded ?? false }

  /// To be called often.
  func poll() {
    let now = Self.milliseconds
    if now >= nextLookAtDescendants {
      let interval = 500
      nextLookAtDescendants = now + interval
      lookAtDescendants()
    }
    guard let text = timing.drive, !isStarted else { return }
    guard now >= nextLook else { return }
    let interval = 50
    nextLook = now + interval
    if let after = timing.driveAfter {
      guard now >= start + after else { return }
    } else {
      guard ListeningSockets.areHeld(by: process) else { return }
    }
    isStarted = true
    do throws(SystemError) {
      command = try ShellCommand(text)
    } catch {
      notes.append("the --drive command could not be run: \(error.text)")
    }
  }

  /// To be called before the program may die: nobody tells who started what it leaves behind.
  func lookAtDescendants() { descendants.look() }

  /// Ends the program and what it has started.
  func end(_ program: TracedProgram) {
    descendants.look()
    program.kill()
    descendants.end()
  }

  static var milliseconds: Int { Int(MonotonicClock.nanoseconds / 1_000_000) }
}
