import PanicContract

extension CrashText {
  private static let mostHangs = 4

  /// Goroutines that wait in a deferred function which a panic runs, one sentence each: that panic is
  /// neither recovered nor printed.
  func hangingPanics(but told: UInt64? = nil) -> [String] {
    let waiting = goroutines.filter {
      $0.id != told && !["running", "runnable", "syscall"].contains($0.status)
    }
    return waiting.lazy.compactMap(Self.hang).prefix(Self.mostHangs).map { $0 }
  }

  private static func hang(_ goroutine: CrashGoroutine) -> String? {
    guard let panic = goroutine.frames.firstIndex(where: \.isPanic),
      let deferred = goroutine.frames[..<panic].last(where: { !$0.isRuntime }),
      let origin = goroutine.frames[panic...].first(where: { !$0.isRuntime })
    else { return nil }
    let line = origin.place.location.map { " (\(Self.fileName($0.file)):\($0.line))" } ?? ""
    return
      "Goroutine \(goroutine.id) hangs in a panic that began in \(origin.function)\(line): \(deferred.function), which the panic runs as a deferred function, has not returned, so it is neither recovered nor printed."
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
