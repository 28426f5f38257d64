import ByteReading
public import GoBinary

/// Where a program calls its handlers: functions of its own or of its dependencies that it registered
/// with a server or a command line library.
public struct HandlerCalls: Sendable {
  /// The calls whose callee is decided at run time.
  public private(set) var sites: [InjectionSite] = []
  private let image: GoImage
  private let callers: Set<FunctionIndex>
  /// Packages below these belong to the libraries that call handlers.
  private let ownPackages: [String]

  public init(image: GoImage) {
    self.image = image
    let symbols = HandlerCallTable.symbols
    let vendored = Self.vendorFolders(image).flatMap { folder in symbols.map { folder + $0 } }
    let found = image.functions(named: symbols + vendored)
    callers = Set(found.values)
    ownPackages = Set(found.values.map { image.package(of: $0) + "/internal/" }).sorted()
    let finder = InjectionSites(image: image)
    for (name, function) in found.sorted(by: { $0.value < $1.value }) {
      for user in Set([function] + image.functionsInlining(name)).sorted() {
        sites += finder.indirectCalls(in: user).filter {
          image.logicalFrames(at: $0.address, in: user).first?.name == name
        }
      }
    }
  }

  /// How symbols of packages begin that lie in a folder `vendor` of a program built without modules:
  /// `github.com/docker/cli/vendor/`.
  private static func vendorFolders(_ image: GoImage) -> [String] {
    let pattern = Array("/vendor/".utf8)
    let most = 8
    var found: Set<String> = []
    for function in image.allFunctions where found.count < most {
      guard let start = image.withNameBytes(function, { $0.firstRange(of: pattern) }) else {
        continue
      }
      found.insert(
        String(decoding: image.name(function).utf8.prefix(start + pattern.count), as: UTF8.self))
    }
    return found.sorted()
  }

  /// The handler that such a call leads to: no part of the standard library, nor one that only hands
  /// the call on. By the file's addresses.
  func handler(calledAt target: UInt64) -> FunctionIndex? {
    guard var function = image.function(startingAt: target) else { return nil }
    if image.isWrapper(function) {
      guard let wrapped = InjectionSites(image: image).wrapped(by: function) else { return nil }
      function = wrapped
    }
    let package = image.package(of: function) + "/"
    guard image.scope(of: function) != .std, !callers.contains(function),
      !ownPackages.contains(where: package.hasPrefix)
    else { return nil }
    return function
  }
}

/// A handler that an observed run reached.
public struct ObservedHandler: Sendable, Hashable {
  public var function: FunctionIndex
  /// Where it was called, by the file's addresses.
  public var caller: UInt64
  /// A function on the stack that had a defer statement in force.
  public struct Deferring: Sendable, Hashable {
    public var function: FunctionIndex
    public var registered: RegisteredDefers
  }

  /// Innermost first.
  public var deferring: [Deferring]
  /// The whole stack was read.
  public var isComplete: Bool
}
