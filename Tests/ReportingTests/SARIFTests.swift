import Foundation
import PanicContract
import Testing

@testable import Reporting

/// What GitHub code scanning asks of a SARIF file; it refuses the whole file for one offence.
@Suite struct SARIFTests {
  private typealias Object = [String: Any]

  private static func run(_ report: AuditReport, _ map: PathMap = PathMap()) throws -> Object {
    let text = report.output(.sarif) { $0.pathMap = map }
    let top = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object)
    #expect(top["version"] as? String == "2.1.0")
    return try #require((top["runs"] as? [Object])?.first)
  }

  private static func results(_ report: AuditReport, _ map: PathMap = PathMap()) throws -> [Object]
  {
    try #require(try run(report, map)["results"] as? [Object])
  }

  private static func uri(_ result: Object) -> String? {
    let location = (result["locations"] as? [Object])?.first?["physicalLocation"] as? Object
    return (location?["artifactLocation"] as? Object)?["uri"] as? String
  }

  private static func line(_ result: Object) -> Int? {
    let location = (result["locations"] as? [Object])?.first?["physicalLocation"] as? Object
    return (location?["region"] as? Object)?["startLine"] as? Int
  }

  @Test func resultsAreThereEvenWhenEmpty() throws {
    #expect(try Self.results(Sample.report([])).isEmpty)
  }

  /// Walks everything, so that locations in code flows and related locations count too.
  @Test func everyLocationIsPhysicalRelativeAndHasALine() throws {
    var found = 0
    func check(_ value: Any) throws {
      if let array = value as? [Any] { try array.forEach(check) }
      guard let object = value as? Object else { return }
      if let location = object["physicalLocation"] as? Object {
        found += 1
        let artifact = try #require(location["artifactLocation"] as? Object)
        let uri = try #require(artifact["uri"] as? String)
        #expect(!uri.isEmpty && !uri.hasPrefix("/") && !uri.contains(":") && !uri.contains(".."))
        #expect(uri.allSatisfy { $0.isASCII && $0 != " " && $0 != "\"" && $0 != "<" })
        #expect(artifact["uriBaseId"] as? String == "%SRCROOT%")
        #expect((location["region"] as? Object)?["startLine"] as? Int ?? 0 >= 1)
      }
      for (key, inner) in object {
        if key == "message" {
          #expect((inner as? Object)?["text"] as? String != "")
        }
        if key == "locations" || key == "relatedLocations" {
          for location in inner as? [Object] ?? [] {
            let inner = location["location"] as? Object ?? location
            #expect(inner["physicalLocation"] != nil)
          }
        }
        try check(inner)
      }
    }
    var bare = Sample.tooDeep
    bare.place.location = nil
    bare.message = ""
    try check(try Self.run(Sample.hostile))
    try check(try Self.run(Sample.report([Sample.subject(findings: [bare, Sample.exposed])])))
    #expect(found >= 9)
  }

  @Test func aPlaceWithoutSourceIsTheBinaryLineOne() throws {
    var finding = Sample.tooDeep
    finding.place.location = nil
    let result = try #require(
      try Self.results(Sample.report([Sample.subject(path: "/opt/app", findings: [finding])])).first
    )
    #expect(Self.uri(result) == "opt/app")
    #expect(Self.line(result) == 1)
  }

  @Test(arguments: [
    ("/build/web/a.go", "/build=", "web/a.go"), ("/build/web/a.go", "/build/=src/", "src/web/a.go"),
    ("/building/a.go", "/build=x", "building/a.go"),
    ("example.com/server/cmd/a.go", "", "cmd/a.go"), ("/here/sub/a.go", "", "sub/a.go"),
    ("/go/src/example.com/server/cmd/a.go", "", "cmd/a.go"),
    ("/m/example.com/server@v1/a.go", "", "m/example.com/server@v1/a.go"),
    ("../../x/./a b.go", "", "x/a%20b.go"), ("a:b.go", "", "a%3Ab.go"),
  ])
  func pathsAreRelativeToTheSourceRoot(path: String, entry: String, uri: String) throws {
    var finding = Sample.tooDeep
    finding.place.location = SourceLocation(file: path, line: 7)
    let map = PathMap(
      entries: PathMap.Entry(parsing: entry).map { [$0] } ?? [], workingDirectory: "/here")
    let result = try #require(
      try Self.results(Sample.report([Sample.subject(findings: [finding])]), map).first)
    #expect(Self.uri(result) == uri)
    #expect(Self.line(result) == 7)
  }

  @Test func levelsRulesAndFingerprints() throws {
    let report = Sample.report([
      Sample.subject(findings: [Sample.tooDeep, Sample.exposed, Sample.low("x", 1)])
    ])
    let run = try Self.run(report)
    let results = try #require(run["results"] as? [Object])
    #expect(results.compactMap { $0["level"] as? String } == ["error", "warning", "note"])
    let driver = try #require((run["tool"] as? Object)?["driver"] as? Object)
    let rules = try #require(driver["rules"] as? [Object])
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
      let prints = try #require(result["partialFingerprints"] as? [String: String])
      #expect(prints["primaryLocationLineHash"]?.wholeMatch(of: /[0-9a-f]{16}:1/) != nil)
    }
    for rule in rules {
      #expect((rule["help"] as? Object)?["markdown"] as? String != nil)
      #expect((rule["shortDescription"] as? Object)?["text"] as? String != nil)
    }
    let hashes = results.compactMap {
      ($0["partialFingerprints"] as? Object)?["primaryLocationLineHash"] as? String
    }
    #expect(Set(hashes).count == 3)
  }

  @Test func fingerprintDoesNotDependOnAddressLineOrPath() throws {
    var moved = Sample.tooDeep
    moved.place.address = 1
    moved.place.location = SourceLocation(file: "/elsewhere/b.go", line: 99)
    let a = try Self.results(Sample.report([Sample.subject(findings: [Sample.tooDeep])]))[0]
    let b = try Self.results(Sample.report([Sample.subject(path: "x", findings: [moved])]))[0]
    #expect(
      a["partialFingerprints"] as? [String: String] == b["partialFingerprints"] as? [String: String]
    )
  }

  @Test func suppressedStayWithTheirReasonAndBaselineIsTold() throws {
    var suppressed = Sample.tooDeep
    suppressed.suppression = Suppression(reason: "on purpose", expires: nil)
    var known = Sample.exposed
    known.baselineState = .unchanged
    let results = try Self.results(Sample.report([Sample.subject(findings: [suppressed, known])]))
    let suppression = try #require((results[0]["suppressions"] as? [Object])?.first)
    #expect(suppression["kind"] as? String == "external")
    #expect(suppression["justification"] as? String == "on purpose")
    #expect(results[1]["suppressions"] == nil)
    #expect(results[1]["baselineState"] as? String == "unchanged")
  }

  @Test func theWayToThePanicIsACodeFlow() throws {
    let result = try Self.results(Sample.report([Sample.subject(findings: [Sample.exposed])]))[0]
    let flow = try #require((result["codeFlows"] as? [Object])?.first)
    let thread = try #require((flow["threadFlows"] as? [Object])?.first)
    let steps = try #require(thread["locations"] as? [Object])
    let messages = steps.map {
      (($0["location"] as? Object)?["message"] as? Object)?["text"] as? String
    }
    #expect(messages == ["started here", "main.work", "panics here"])
  }

  @Test func failuresAreNotifications() throws {
    var report = Sample.report([])
    report.errors = [AuditReport.Failure(path: "a", message: "is broken")]
    let invocation = try #require((try Self.run(report)["invocations"] as? [Object])?.first)
    #expect(invocation["executionSuccessful"] as? Bool == false)
    #expect((invocation["toolExecutionNotifications"] as? [Object])?.count == 1)
  }

  @Test func sameFindingsAsJSON() throws {
    let text = Sample.hostile.output(.json)
    let top = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object)
    let subject = try #require((top["subjects"] as? [Object])?.first)
    let active = try #require(subject["findings"] as? [Object])
    let suppressed = try #require(subject["suppressed"] as? [Object])
    let wanted = (active + suppressed).compactMap { $0["fingerprint"] as? String }.sorted()
    let found = try Self.results(Sample.hostile).compactMap {
      ($0["partialFingerprints"] as? Object)?["panicscope/v1"] as? String
    }.sorted()
    #expect(found == wanted)
  }
}
