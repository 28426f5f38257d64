import GoBinary
import PanicContract

/// Addresses of a core as places in the code.
final class CoreSymbols: Sendable {
  private let process: GoProcess

  init(_ process: GoProcess) { self.process = process }

  /// The innermost logical function at a process address; for a return address pass the one before.
  func place(at pc: UInt64) -> CodePlace {
    frames(at: pc).first?.place
      ?? CodePlace(address: process.fileAddress(pc), function: nil, location: nil)
  }

  /// The declaration of a function that is entered at `pc`.
  func declaration(at pc: UInt64) -> CodePlace? {
    guard pc != 0, let function = process.function(containing: pc) else { return nil }
    let image = process.image
    let wrapped = image.isWrapper(function) ? image.wrappedFunction(function) : nil
    let target = wrapped.flatMap { image.function(containing: $0) } ?? function
    return CodePlace(
      address: image.entry(target), function: image.name(target),
      location: image.declaration(target).map { SourceLocation(file: $0.file, line: $0.line) })
  }

  /// Whether a wrapper of `go f(x)` begins there, of which the compiler does not tell what it wraps.
  func isUntoldWrapper(_ pc: UInt64) -> Bool {
    guard pc != 0, let function = process.function(containing: pc) else { return false }
    return process.image.isWrapper(function) && process.image.wrappedFunction(function) == nil
  }

  /// The logical frames at a process address, innermost first.
  func frames(at pc: UInt64) -> [StackFrame] {
    guard let function = process.function(containing: pc) else { return [] }
    let address = process.fileAddress(pc)
    return process.image.logicalFrames(at: address, in: function).map { frame in
      StackFrame(
        place: CodePlace(
          address: address, function: frame.name,
          location: frame.location.map { SourceLocation(file: $0.file, line: $0.line) }),
        isWrapper: frame.isWrapper, isInlined: frame.isInlined)
    }
  }
}
