/// A way to build a program.
public struct BuildVariant: Sendable, Hashable {
  public var name: String
  /// Arguments of `go build`.
  public var flags: [String]
  /// `GOARCH` where it is not this machine's; the program then runs in an emulator.
  public var architecture: String?

  public init(_ name: String, flags: [String] = [], architecture: String? = nil) {
    self.name = name
    self.flags = flags
    self.architecture = architecture
  }

  public static let standard = BuildVariant("default")
  public static let noInline = BuildVariant("-l", flags: ["-gcflags=-l"])
  public static let noOptimize = BuildVariant("-N -l", flags: ["-gcflags=-N -l"])
  public static let arm64 = BuildVariant("arm64", architecture: "arm64")
  public static let stripped = BuildVariant("-s -w", flags: ["-ldflags=-s -w"])
  public static let positionIndependent = BuildVariant("pie", flags: ["-buildmode=pie"])
  public static let trimmed = BuildVariant("-trimpath", flags: ["-trimpath"])

  public static let threeWays: [BuildVariant] = [.standard, .noInline, .noOptimize]
}
