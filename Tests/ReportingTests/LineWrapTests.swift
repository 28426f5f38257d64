import Testing

@testable import Reporting

/// Lines that are broken between words.
@Suite struct LineWrapTests {
  private func lines(_ text: String, columns: Int = 40, indent: Int = 4) -> [String] {
    LineWrap.broken(text, columns: columns, indent: indent)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func wordsStayWholeAndTheRestIsIndented() {
    let text = "  the quick brown fox jumps over the lazy dog and comes back to where it was before"
    let broken = lines(text)
    #expect(broken.count == 3 && broken.allSatisfy { $0.count <= 40 })
    #expect(broken.dropFirst().allSatisfy { $0.hasPrefix("    ") && !$0.hasPrefix("     ") })
    #expect(broken.joined(separator: " ").split(separator: " ") == text.split(separator: " "))
    #expect(broken[0] == "  the quick brown fox jumps over the")
  }

  @Test func whatFitsIsUnchanged() {
    for text in ["", "   ", "a  b", String(repeating: "x", count: 40)] {
      #expect(LineWrap.broken(text, columns: 40, indent: 4) == text)
    }
  }

  @Test func aLongWordStaysWhole() {
    let word = String(repeating: "w", count: 90)
    #expect(lines("  " + word) == ["  " + word])
    #expect(lines("  a \(word) b") == ["  a", "    " + word, "    b"])
  }

  @Test func coloursTakeNoColumn() {
    let painted = TextStyle(color: true)(.dim, "these words are as long as the line is")
    #expect(lines(painted) == [painted])
    let style = TextStyle(color: true)
    let broken = lines("  " + style(.bold, "a sentence that is longer than the line, and ends"))
    #expect(broken.count == 2 && broken[1].hasSuffix("ends\u{1B}[0m"))
  }

  @Test func columnsBetweenFieldsStay() {
    #expect(
      lines("  0x491af3  e8 28 41 fa ff  CALL  ; recover() in main.helper", indent: 6)
        == ["  0x491af3  e8 28 41 fa ff  CALL  ;", "      recover() in main.helper"])
  }

  @Test func anyWidthTerminates() {
    for columns in [Int.min, 0, 1, 39, Int.max] {
      let broken = LineWrap.broken(
        String(repeating: "word ", count: 100), columns: columns, indent: 1 << 40)
      #expect(broken.split { $0 == " " || $0 == "\n" }.count == 100)
    }
  }
}
