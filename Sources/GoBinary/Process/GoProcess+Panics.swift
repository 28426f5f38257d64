import GoRuntimeModel

extension GoProcess {
  /// Longer chains are the mark of damaged memory: each panic has called the function that panics next.
  private static let mostPanics = 1000

  /// The chain of `g._panic`, newest first. Ends early, with `isComplete` false, where it leaves the
  /// goroutine's stack (all `_panic` lie there) or cannot be read.
  public func panics(
    of goroutine: GoroutineState
  ) -> (chain: [PanicState], isComplete: Bool) {
    var chain: [PanicState] = []
    var next = goroutine.panicAddress
    while next != 0 {
      guard goroutine.stack.contains(next), chain.last.map({ next > $0.address }) ?? true,
        chain.count < Self.mostPanics, let (panic, link) = panic(at: next)
      else { return (chain, false) }
      chain.append(panic)
      next = link
    }
    return (chain, true)
  }

  /// The `runtime._panic` at `address` and the next one's.
  public func panic(at address: UInt64) -> (panic: PanicState, link: UInt64)? {
    let shape = layout.panic
    guard let block = memory.block(at: address, count: shape.size) else { return nil }
    let panic = PanicState(
      address: address, valueType: block.word(shape.arg), valueData: block.word(shape.arg + 8),
      argumentPointer: block.word(shape.argp), recovered: block.bool(shape.recovered),
      aborted: block.bool(shape.aborted), repanicked: block.bool(shape.repanicked),
      isGoexit: block.bool(shape.goexit), isDeferReturn: block.bool(shape.deferreturn),
      startSP: block.word(shape.startSP), frameSP: block.word(shape.sp))
    return (panic, block.word(shape.link))
  }
}
