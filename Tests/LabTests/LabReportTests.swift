import Lab
import PanicScope
import TestSupport
import Testing

@Suite struct LabReportTests {
  /// One cell of each kind, with all that a hostile program could write.
  private static let report: LabReport = {
    var differs = CellResult(
      experiment: "depth", program: "shapes", variant: "-N -l", version: "1.24.11",
      status: .differs)
    differs.rows = [
      .init(name: "s01", found: "a<script>\u{1B}[2J\u{202E}", expected: "b", match: .differs),
      .init(name: "s02", found: nil, expected: "c", match: .missing),
      .init(name: "s03", found: "free", expected: nil, match: .free),
    ]
    differs.exhibits = [Exhibit("of \u{7}", engine: "ptrace", lines: ["<img src=x>", ""])]
    differs.seconds = 1.6
    let skipped = CellResult(
      experiment: "depth", program: "shapes", variant: "default", version: "1.21.13",
      status: .skipped, reasons: ["no C compiler"])
    return LabReport(cells: [differs, skipped], began: 1_700_000_000)
  }()

  @Test(.enabled(if: SchemaValidator.isThere)) func jsonFitsItsSchema() throws {
    #expect(try SchemaValidator("lab").errors(in: [Self.report.json]) == nil)
  }

  @Test func textTellsWhatDiffersAndWhy() {
    let text = Self.report.text(isFull: false, color: false)
    #expect(text.contains("  DIFFERS  go1.24.11 -N -l (shapes)\n"))
    #expect(text.contains("    ! s02: no reading   (expected c)\n"))
    #expect(text.contains("  SKIPPED  go1.21.13 default (shapes)\n           no C compiler\n"))
    #expect(text.hasSuffix("2 cells: 0 pass, 1 differ, 1 skipped; 2 s\n"))
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}") && !text.contains("free"))
  }

  @Test func thePageNeedsNothingElseAndEscapesWhatProgramsWrote() {
    let page = Self.report.html
    #expect(!page.contains("<script") && !page.contains("<img") && !page.contains("\u{1B}"))
    #expect(!page.contains("http") || page.contains("http-equiv"))
    #expect(page.contains("a&lt;script&gt;"))
  }
}
