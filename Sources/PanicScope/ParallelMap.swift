import ByteReading
import Synchronization

/// Applies `body` to every element on several threads; the results are in the order of the
/// elements whatever the order in which they were finished. `finished` is called with the number
/// done and the element done last, one call at a time.
func mapInParallel<Element: Sendable, Result: Sendable>(
  _ elements: [Element], jobs: Int?, finished: (@Sendable (Int, Element) -> Void)? = nil,
  _ body: @escaping @Sendable (Element) -> Result
) -> [Result] {
  let workers = min(max(1, jobs ?? Host.processors), elements.count)
  let work = ParallelWork(elements: elements, finished: finished, body: body)
  let others = (1..<max(1, workers)).map { _ in HostThread { work.run() } }
  work.run()
  for thread in others { thread.join() }
  return work.inOrder
}

/// What the threads of one `mapInParallel` share.
private final class ParallelWork<Element: Sendable, Result: Sendable>: Sendable {
  private let next = Atomic(0)
  private let results = Mutex<[(index: Int, result: Result)]>([])
  private let elements: [Element]
  private let finished: (@Sendable (Int, Element) -> Void)?
  private let body: @Sendable (Element) -> Result

  init(
    elements: [Element], finished: (@Sendable (Int, Element) -> Void)?,
    body: @escaping @Sendable (Element) -> Result
  ) {
    self.elements = elements
    self.finished = finished
    self.body = body
  }

  /// Takes elements as long as there are any.
  func run() {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < elements.count else { return }
      let result = body(elements[index])
      results.withLock { results in
        results.append((index, result))
        finished?(results.count, elements[index])
      }
    }
  }

  var inOrder: [Result] {
    results.withLock { results in
      results.sorted { $0.index < $1.index }.map(\.result)
    }
  }
}
