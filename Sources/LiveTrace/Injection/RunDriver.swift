import ByteReading
import ProcessControl

/// Makes a program work while it is watched: runs a shell command once it listens, or after a time.
final class RunDriver {
  private let process: Int32
  private let timing: RunTiming
  private let start = RunDriver.milliseconds
  private var command: ShellCommand?
  private var isStarted = false
  private var nextLook = 0
  private(set) var notes: [String] = []

  init(process: Int32, timing: RunTiming) {
    self.process = process
    self.timing = timing
  }

  /// The command has run to its end.
  var isDone: Bool { command?.hasEnded ?? false }

  /// To be called often.
  func poll() {
    guard let text = timing.drive, !isStarted else { return }
    let now = Self.milliseconds
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

  static var milliseconds: Int { Int(MonotonicClock.nanoseconds / 1_000_000) }
}
