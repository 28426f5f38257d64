import GoRuntimeModel
import ProcessControl

/// A process that is about to end is gone within a millisecond, mostly before a reader that was woken
/// has read its other goroutines. So the thread that ends it waits for the reader: in the kernel, where
/// the reader's own death cannot leave it, and not for long.
extension ProbeProgram {
  /// Processes that end at the same time share a word of the map when their numbers are alike here; then
  /// one may wait for less.
  static let releaseCount = 64
  private static let wordSize = 8
  /// As long as the reader reads at most.
  private static let longestWait: Int32 = 50_000_000

  /// Which of the reader's words is that of a record, by its ``RecordLayout/Header/task``.
  static func release(ofTask task: UInt64) -> Int { Int(task >> 32) % releaseCount }

  /// Before the record is given away: its time to R9, or 0 where nothing is waited for; its word's place
  /// in the map to R7.
  mutating func writeWhetherToWait() {
    let doesNot = assembler.label()
    if record.kind.waits == .whilePanicking {
      assembler.load64(.r9, .r8, record.goroutine + runtime.goroutine._panic)
      assembler.jumpIfEqual(.r9, 0, doesNot)
    }
    assembler.load64(.r9, .r8, Header.time)
    assembler.place(doesNot)
    assembler.load64(.r7, .r8, Header.task)
    // The process's number, times the size of a word.
    assembler.shiftRight(.r7, 32 - 3)
    assembler.and(.r7, Int32((Self.releaseCount - 1) * Self.wordSize))
  }

  /// Until the reader's word is at least the record's time.
  mutating func writeWait() {
    guard let releases else { return }
    let again = assembler.label()
    let end = assembler.label()
    assembler.jumpIfEqual(.r9, 0, end)
    assembler.loadMapValue(.r1, releases)
    assembler.add(.r7, .r1)
    assembler.place(again)
    assembler.jumpIfExhausted(end)
    assembler.load64(.r1, .r7, 0)
    assembler.jumpIfAtMost(.r9, .r1, end)
    assembler.call(.ktimeGetNanoseconds)
    assembler.subtract(.r0, .r9)
    assembler.jumpIfGreater(.r0, Self.longestWait, end)
    writeYield()
    assembler.jump(again)
    assembler.place(end)
  }

  /// Reads a word of the process in the one way that lets others have the processor meanwhile, also in
  /// kernels that take it from nobody: the reader may be one of them.
  private mutating func writeYield() {
    assembler.call(.getCurrentTask)
    assembler.move(.r4, .r0)
    assembler.load64(.r3, .r6, registers.stackPointer)
    assembler.move(.r1, .r10)
    assembler.add(.r1, -8)
    assembler.move(.r2, Int32(Self.wordSize))
    assembler.move(.r5, 0)
    assembler.call(.copyFromUserOfTask)
  }
}
