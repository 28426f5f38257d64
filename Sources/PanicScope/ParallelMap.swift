import ByteReading
import Dispatch
import Synchronization

/// Applies `body` to every element on several threads; the results are in the order of the
/// elements whatever the order in which they were finished. `finished` is called with the number
/// done and the element done last, one call at a time.
func mapInParallel<Element: Sendable, Result: Sendable>(
  _ elements: [Element], jobs: Int?, finished: (@Sendable (Int, Element) -> Void)? = nil,
  _ body: @Sendable (Element) -> Result
) -> [Result] {
  let next = Atomic(0)
  let results = Mutex<[(index: Int, result: Result)]>([])

  @Sendable func work() {
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

  let workers = min(max(1, jobs ?? Host.processors), elements.count)
  if workers > 1 {
    DispatchQueue.concurrentPerform(iterations: workers) { _ in work() }
  } else {
    work()
  }
  return results.withLock { results in
    results.sorted { $0.index < $1.index }.map(\.result)
  }
}
