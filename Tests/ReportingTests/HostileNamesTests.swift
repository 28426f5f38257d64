import Foundation
import PanicContract
import Testing

@testable import Reporting

/// Names come from files of unknown origin; no format lets them speak for the tool.
@Suite struct HostileNamesTests {
  private static func everything(_ format: ReportFormat) -> String {
    Sample.hostile.output(format) {
      $0.sites = true
      $0.all = true
      $0.showSuppressed = true
    }
  }

  @Test(arguments: ReportFormat.allCases)
  func nothingHiddenReachesTheOutput(format: ReportFormat) {
    let hidden = Self.everything(format).unicodeScalars.filter {
      $0 != "\n" && VisibleText.isHidden($0)
    }
    #expect(hidden.isEmpty)
    #expect(Self.everything(format).contains("é\u{1F600}"))
  }

  @Test(arguments: [ReportFormat.json, .ndjson, .sarif])
  func noScriptElementEnds(format: ReportFormat) {
    #expect(!Self.everything(format).contains("</"))
  }

  @Test func textAndGitHubLinesAreOurs() {
    for line in Self.everything(.github).split(separator: "\n") {
      #expect(line.hasPrefix("::error ") || line.hasPrefix("::notice "))
      let properties = line.dropFirst(2).prefix { $0 != ":" }
      #expect(!properties.contains("file=x::"))
    }
    #expect(Self.everything(.github).contains("file=x%3A%3Ay%250A"))
  }

  @Test func noLineOfTheTextIsARunnersCommand() {
    var report = Sample.report([Sample.subject(path: "::error::x", findings: [Sample.tooDeep])])
    report.subjects[0].findings[0].place.function = "::set-output name=a::b"
    report.subjects[0].findings[0].message = "see ##[add-path]/tmp"
    let text = report.output(.text)
    for line in text.split(separator: "\n") {
      #expect(!line.drop { $0 == " " }.hasPrefix("::"))
    }
    #expect(!text.contains("##["))
    #expect(text.contains("\\x3a:error::x: go1.27.3"))
  }

  @Test func jsonSaysExactlyWhatTheBinarySaid() throws {
    let object = try JSONSerialization.jsonObject(with: Data(Self.everything(.json).utf8))
    let top = try #require(object as? [String: Any])
    let subject = try #require((top["subjects"] as? [[String: Any]])?.first)
    #expect(subject["path"] as? String == Sample.hostileText)
    let finding = try #require((subject["findings"] as? [[String: Any]])?.first)
    #expect(finding["function"] as? String == Sample.hostileText)
    #expect(finding["message"] as? String == Sample.hostileText)
    let suppressed = try #require((subject["suppressed"] as? [[String: Any]])?.first)
    let reason = (suppressed["suppression"] as? [String: Any])?["reason"] as? String
    #expect(reason == Sample.hostileText)
  }

  @Test func everyNDJSONLineIsAnObjectWithTypeAndSequence() throws {
    var types: [String] = []
    for (index, line) in Self.everything(.ndjson).split(separator: "\n").enumerated() {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      let record = try #require(object as? [String: Any])
      #expect(record["seq"] as? Int == index)
      types.append(try #require(record["type"] as? String))
    }
    #expect(
      types == [
        "start", "subject", "finding", "finding", "finding", "defer", "goroutine", "error",
        "notice", "end",
      ])
  }
}
