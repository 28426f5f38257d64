public import GoBinary
public import PanicContract
import GoRuntimeModel

/// Turns addresses of a program's code into functions, lines and logical frames.
///
/// Addresses are the file's own; a process's load bias is taken away before.
public final class ProgramSymbols {
  public let image: GoImage
  /// What the audit of the file found, to name deferred functions behind wrappers.
  public let audit: AuditFacts?
  private let numbers: FunctionIDs
  private var framesByReturnAddress: [UInt64: [StackFrame]] = [:]
  private var functionsByEntry: [UInt64: DeferredFunction] = [:]

  /// Beyond that many addresses the caches start anew: a program has only so many call sites.
  private static let mostCached = 1 << 18

  public init(image: GoImage, audit: AuditFacts?) {
    self.image = image
    self.audit = audit
    numbers = image.layout.functionIDs
  }

  // MARK: Frames

  /// The logical frames of a call, innermost first; empty for an address outside Go code.
  public func frames(ofReturnAddress address: UInt64) -> [StackFrame] {
    if let known = framesByReturnAddress[address] { return known }
    let frames = frames(at: address &- 1, place: callAddress(before: address))
    if framesByReturnAddress.count >= Self.mostCached { framesByReturnAddress = [:] }
    framesByReturnAddress[address] = frames
    return frames
  }

  /// The logical frames of a whole stack of return addresses, innermost first.
  ///
  /// - Parameter call: an address that ``isSigpanic(_:)`` returns to although a call returns to it too: that of
  ///   a nil function.
  public func frames(
    ofReturnAddresses addresses: [UInt64], returningFromNowhere call: UInt64? = nil
  ) -> [StackFrame] {
    var isFault = false
    return addresses.flatMap { address in
      defer { isFault = isSigpanic(address) }
      // What a fault interrupted has called nothing: it stands at that very instruction.
      return isFault && address != call
        ? frames(at: address, place: address) : frames(ofReturnAddress: address)
    }
  }

  private func frames(at address: UInt64, place: UInt64) -> [StackFrame] {
    guard let function = image.function(containing: address) else { return [] }
    return image.logicalFrames(at: address, in: function).map { frame in
      StackFrame(
        place: CodePlace(
          address: place, function: frame.name,
          location: frame.location.map { SourceLocation(file: $0.file, line: $0.line) }),
        isWrapper: frame.isWrapper, isInlined: frame.isInlined)
    }
  }

  /// The call instruction before a return address: calls with a relative operand have one length.
  private func callAddress(before address: UInt64) -> UInt64 {
    switch image.architecture {
    case .arm64: return address &- 4
    case .amd64:
      let relativeCall: UInt64 = 0xE8
      guard let word = image.word(at: address &- 5), word & 0xFF == relativeCall else {
        return address &- 1
      }
      return address &- 5
    }
  }

  /// The function and line of a call.
  public func place(ofReturnAddress address: UInt64) -> CodePlace? {
    frames(ofReturnAddress: address).first { !$0.isWrapper }?.place
      ?? frames(ofReturnAddress: address).first?.place
  }

  /// The declaration of the function around an address.
  public func function(around address: UInt64) -> CodePlace? {
    image.function(containing: address).map(declaration)
  }

  private func declaration(_ function: FunctionIndex) -> CodePlace {
    CodePlace(
      address: image.entry(function), function: image.name(function),
      location: image.declaration(function).map {
        SourceLocation(file: $0.file, line: $0.line)
      })
  }

  // MARK: Roles

  /// Where the runtime's own frames below a deferred call begin.
  public func callsDeferred(_ returnAddress: UInt64) -> Bool {
    guard let function = image.function(containing: returnAddress &- 1) else { return false }
    if image.funcID(function) == numbers.gopanic { return true }
    return StackFrame.runningDeferred.contains(image.name(function))
  }

  /// In the runtime or one of its packages, such as that of exit hooks or maps.
  public func isRuntime(_ returnAddress: UInt64) -> Bool {
    guard let function = image.function(containing: returnAddress &- 1) else { return false }
    return image.nameHasPrefix(function, "runtime.")
      || image.nameHasPrefix(function, "internal/runtime/")
  }

  public func isSigpanic(_ returnAddress: UInt64) -> Bool {
    guard let function = image.function(containing: returnAddress &- 1) else { return false }
    return image.funcID(function) == numbers.sigpanic
  }

  /// Whether these are the callers of a function of the main goroutine, whose number is 1.
  func isOfMain(_ returnAddresses: [UInt64]) -> Bool {
    returnAddresses.suffix(2).contains { address in
      image.function(containing: address &- 1).map { image.nameEquals($0, "runtime.main") } ?? false
    }
  }

  /// Whether the function has pushed nothing yet at this instruction, not even its caller's frame pointer.
  func hasNoFrame(at address: UInt64) -> Bool {
    guard image.architecture == .amd64, let function = image.function(containing: address) else {
      return false
    }
    return image.stackDelta(at: address, in: function) == 0
  }

  // MARK: Deferred functions

  /// A function that the runtime calls as a deferred call.
  public struct DeferredFunction: Hashable, Sendable {
    /// The one that the source names, where that is known; else the wrapper.
    public var place: CodePlace
    public var kind: DeferSite.Kind?
    public var canRecover: Bool?
    /// The function that defers it, where only one does.
    public var registeredBy: CodePlace?
  }

  /// The deferred function of an entry, wrappers passed through.
  public func deferredFunction(entry: UInt64) -> DeferredFunction? {
    if let known = functionsByEntry[entry] { return known }
    guard let function = image.function(startingAt: entry) else { return nil }
    var deferred = DeferredFunction(place: declaration(function))
    let own = image.name(function)
    let site = audit?.deferSite(calling: entry)
    deferred.kind = site?.kind
    if let target = site?.target {
      deferred.place = target
    } else if image.isWrapper(function), let wrapped = image.wrappedFunction(function),
      let inner = image.function(startingAt: wrapped)
    {
      deferred.place = declaration(inner)
    }
    deferred.canRecover = canRecover(own, deferred.place.function)
    deferred.registeredBy = audit?.onlyDeferSite(calling: entry)?.place.address
      .flatMap(self.function(around:))
    functionsByEntry[entry] = deferred
    return deferred
  }

  /// The function that has registered a deferred call, where one alone of those on a whole stack can have.
  func registrant(of entry: UInt64, among frames: [StackFrame]) -> CodePlace? {
    guard let audit, frames.last?.place.function == "runtime.goexit" else { return nil }
    var names: [String] = []
    for name in frames.compactMap(\.place.function) where !names.contains(name) {
      let sites = ([name] + audit.rangeBodies(of: name)).flatMap(audit.defers)
      if sites.contains(where: { $0.target == nil && $0.candidates.isEmpty }) { return nil }
      let isOne = sites.contains { site in
        ([site.entry, site.target?.address] + site.candidates.map(\.address)).contains(entry)
      }
      if isOne { names.append(name) }
    }
    guard names.count == 1, let name = names.first,
      let function = image.functions(named: [name])[name]
    else { return nil }
    return declaration(function)
  }

  private func canRecover(_ own: String, _ named: String?) -> Bool? {
    guard let audit else { return nil }
    let verdicts = [own, named ?? own].map { audit.canRecover(whenDeferred: $0) }
    if verdicts.contains(true) { return true }
    return verdicts.contains(nil) ? nil : false
  }
}
