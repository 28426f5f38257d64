import Foundation
import PanicScope
import TestSupport
import Testing

/// What `facts` tells people to try runs as it stands.
@Suite struct FactsCommandTests {
  @Test func whatShowsAClaimCanBeRun() throws {
    let program = try #require(GoToolchain.installed.last).build(
      """
      package main

      func main() {
      	defer func() { recover() }()
      	panic("boom")
      }
      """)
    let folder = try CacheDirectory.directory(
      "sources/" + URL(filePath: program).lastPathComponent)
    let lines = Set(Claim.all.flatMap(\.shownBy)).sorted()
    var ran = 0
    for line in lines where line.hasPrefix("command ") || line.hasPrefix("simulate ") {
      let words = line.split(separator: " ").map(String.init)
      let arguments = (words[0] == "command" ? Array(words.dropFirst()) : words).map { word in
        switch word {
        case "BINARY": program
        case "FOLDER": folder
        default: word
        }
      }
      let result = try runCommand(builtProgram.path, arguments, environment: ["NO_COLOR": "1"])
      #expect(result.status == 0 && result.errors == "" && !result.output.isEmpty, "\(line)")
      ran += 1
    }
    #expect(ran > 20)
    print("\(ran) commands of claims run")
  }
}
