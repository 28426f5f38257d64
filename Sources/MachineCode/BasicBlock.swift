/// A run of instructions that control enters at the first and leaves after the last.
///
/// Calls do not end a block. Every instruction of a function is in one block, reachable or not.
public struct BasicBlock: Sendable, Equatable {
  /// Index into ``ControlFlowGraph/instructions``.
  public var firstInstruction: Int32
  public var instructionCount: Int32
  /// Index of the block that follows in memory when control can go on there, else -1.
  public var successor0: Int32 = -1
  /// Index of the block that a jump or branch goes to, else -1. A target outside of the function is
  /// -1 too: the last instruction tells where it goes.
  public var successor1: Int32 = -1
  /// The block ends in a computed jump, in bytes that are no instruction, or in a jump into the
  /// middle of another instruction: any block may follow.
  public var hasUnknownSuccessors = false

  public init(firstInstruction: Int32, instructionCount: Int32) {
    self.firstInstruction = firstInstruction
    self.instructionCount = instructionCount
  }

  /// The indices of the block's instructions.
  public var instructions: Range<Int> {
    Int(firstInstruction)..<Int(firstInstruction) + Int(max(instructionCount, 0))
  }
}
