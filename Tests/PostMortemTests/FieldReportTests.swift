import PanicContract
import PostMortem
import Testing

/// Crashes as people post them are called by their names.
@Suite struct FieldReportTests {
  @Test(arguments: FieldReport.all)
  func isCalledByItsName(report: FieldReport) throws {
    let remains = CrashCorpus.remains(report.text)
    let last = try #require(remains.last, "no crash was seen")
    let explanation = last.explanation
    #expect(explanation.kind.rawValue == report.kind, "\(explanation.sentence)")
    #expect(explanation.confidence >= report.least, "\(explanation.sentence)")
    if let root = report.root { #expect(last.episode.goroutine.root?.function == root) }
    // What stands before it in the log may be half a crash, never a whole one.
    for other in remains.dropLast() {
      #expect(other.explanation.confidence == .low, "\(other.explanation.sentence)")
    }
  }

  /// In blocks of any size, with the lines of a log around it.
  @Test(arguments: FieldReport.all)
  func isTheSameInsideALog(report: FieldReport) throws {
    let noise = String(repeating: "level=info msg=\"request served\" took=12ms\n", count: 3000)
    for block in [1000, 4096, 1 << 20] {
      let found = CrashCorpus.read(noise + report.text + noise, block: block).crashes
        .map { CrashClassifier($0, audit: nil).remains().explanation.kind.rawValue }
      #expect(found.last == report.kind, "in blocks of \(block): \(found)")
    }
  }
}
