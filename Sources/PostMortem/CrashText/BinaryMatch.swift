import ByteReading
public import GoBinary

/// Compares a crash text with an executable: functions, offsets behind their entries, source lines.
public struct BinaryMatch {
  public private(set) var matching = 0
  public private(set) var differing = 0
  /// The first difference, in words.
  public private(set) var difference: String?
  /// The text with the addresses of its frames filled in.
  public private(set) var resolved: CrashText

  private static let mostFrames = 4000
  /// What a traceback prints for them.
  private static let typeArguments = "[...]"

  public init(_ crash: CrashText, image: GoImage) {
    resolved = crash
    let names = Set(
      crash.goroutines.flatMap(\.frames).prefix(Self.mostFrames).map(Self.symbol)
        + crash.goroutines.compactMap { $0.createdBy.map(Self.symbol) })
    var functions = image.allFunctions(named: names.sorted())
    functions.merge(
      image.instantiations(printed: names.filter { $0.contains(Self.typeArguments) })
    ) { known, _ in known }
    for goroutine in resolved.goroutines.indices {
      for frame in resolved.goroutines[goroutine].frames.indices {
        var place = resolved.goroutines[goroutine].frames[frame]
        resolve(&place, functions, image)
        resolved.goroutines[goroutine].frames[frame] = place
      }
    }
  }

  /// Nothing that was compared tells them apart, or hardly anything of much.
  public var isSame: Bool { differing * 10 <= matching + differing }

  public var words: String {
    "\(differing) of \(matching + differing) frames do not fit (\(difference ?? "nothing to compare"))"
  }

  private static func symbol(_ frame: CrashFrame) -> String {
    frame.function == "panic" ? "runtime.gopanic" : frame.function
  }

  private mutating func resolve(
    _ frame: inout CrashFrame, _ functions: [String: [FunctionIndex]], _ image: GoImage
  ) {
    // An inlined frame has no function of its own.
    guard !frame.isInlined, let offset = frame.offset else { return }
    guard let found = functions[Self.symbol(frame)], !found.isEmpty else {
      differs("there is no function \(frame.function)")
      return
    }
    for function in found {
      guard offset > 0, offset <= UInt64(image.codeSize(function)),
        let place = image.entry(function).adding(offset)
      else { continue }
      // A return address, but for the frame that faulted.
      for pc in [place &- 1, place] {
        // The text shows what is inlined there in lines of its own.
        guard let location = image.logicalFrames(at: pc, in: function).last?.location else {
          continue
        }
        if location.line == frame.line {
          matching += 1
          frame.programCounter = pc
          // Instantiations with code of the same size are of one source; the first stands for all.
          if frame.function.contains(Self.typeArguments) { frame.function = image.name(function) }
          return
        }
      }
    }
    differs(
      "\(frame.function) has no line \(frame.line ?? 0) at offset 0x\(String(offset, radix: 16))")
  }

  private mutating func differs(_ words: String) {
    differing += 1
    if difference == nil { difference = words }
  }
}
