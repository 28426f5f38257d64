import ByteReading
public import GoBinary
import ObjectFile
public import PanicContract
import ProcessControl

/// A program's tables, and where the loader has put it in one process.
public struct LoadedImage: Sendable {
  public let image: GoImage
  /// To be added to an address of the file for one of the process; 0 but for position-independent
  /// executables.
  public let bias: UInt64

  public init(image: GoImage, bias: UInt64) {
    self.image = image
    self.bias = bias
  }

  /// Nil when the process does not tell its entry point.
  public init?(image: GoImage, process: Int32) {
    let entryKind: UInt64 = 9
    let limit = 1 << 16
    guard let bytes = try? Host.contents(of: "/proc/\(process)/auxv", limit: limit) else {
      return nil
    }
    let words = bytes.span.rawBytes
    for offset in stride(from: 0, to: bytes.count - 15, by: 16)
    where words.uint64(at: offset) == entryKind {
      guard let entry = words.uint64(at: offset + 8) else { return nil }
      self.init(image: image, bias: entry &- image.object.entryPoint)
      return
    }
    return nil
  }

  public func toProcess(_ address: UInt64) -> UInt64 { address &+ bias }
  public func toFile(_ address: UInt64) -> UInt64 { address &- bias }

  /// The function that holds an instruction of the process.
  public func function(at address: UInt64) -> FunctionIndex? {
    image.function(containing: toFile(address))
  }
}

extension GoImage {
  /// The place of an instruction by the file's addresses, as the source sees it: in the innermost
  /// inlined call there.
  public func codePlace(at address: UInt64) -> CodePlace {
    guard let function = function(containing: address) else {
      return CodePlace(address: address, function: nil, location: nil)
    }
    let frame = logicalFrames(at: address, in: function).first
    return CodePlace(
      address: address, function: frame?.name ?? name(function),
      location: frame?.location.map { SourceLocation(file: $0.file, line: $0.line) })
  }

  /// The place of the call that returns to `address`.
  public func callPlace(returningTo address: UInt64) -> CodePlace {
    var place = codePlace(at: address &- 1)
    place.address = address
    return place
  }

  /// Where a function is declared.
  public func declarationPlace(of function: FunctionIndex) -> CodePlace {
    CodePlace(
      address: entry(function), function: name(function),
      location: declaration(function).map { SourceLocation(file: $0.file, line: $0.line) })
  }
}
