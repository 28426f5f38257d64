import Foundation
import TestSupport
import Testing

/// Cores of programs that died, from the kernel and from gcore, are explained as the trace of the same
/// program is. `Scripts/core-truth` compares all of the truth matrix; here are those deaths that need
/// most of what a core holds.
///
/// One after another: a core of gcore takes more than a gigabyte of disk.
@Suite(.serialized, .enabled(if: Tool.canTrace)) struct ExplainedCoresTests {
  private static let deaths = [
    "once-in-handler", "stored-closure-too-deep", "handler-asserts", "illusion-parent",
  ]

  @Test(arguments: ["1.21.13", "1.25.5", "1.27.3"])
  func theCoreTellsWhatTheTraceSaw(toolchain: String) throws {
    let result = try runCommand(
      "\(Tool.packageRoot)/Scripts/core-truth",
      ["--toolchain", toolchain, "--jobs", "1", "--panicscope", try Tool.panicscope()]
        + Self.deaths.flatMap { ["--case", $0] })
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    if result.errors.contains("passed over") { print(result.errors) }
  }
}
