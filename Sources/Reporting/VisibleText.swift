/// Names and paths come from files that nobody vouches for: what a terminal would obey or a reader
/// would not see is written out.
package enum VisibleText {
  /// Controls (C0, DEL, C1), direction marks and overrides, zero-width characters, line separators,
  /// tags and other format characters that change what a reader sees.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0xAD, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F: true
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
    case 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB: true
    case 0x1D173...0x1D17A, 0xE0000...0xE0FFF: true
    // Noncharacters, which XML forbids.
    case 0xFDD0...0xFDEF: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }

  /// The text with every hidden scalar as `\n`, `\t`, `\r`, `\x1b` or `\u{202e}`, and without what
  /// the log of a GitHub runner would take for a command (`::` first in a line, `##[` anywhere).
  package static func escaping(_ text: String) -> String {
    var visible = showingHidden(text)
    if visible.utf8.first == UInt8(ascii: ":"), visible.hasPrefix("::") {
      visible = "\\x3a" + visible.dropFirst()
    }
    while visible.utf8.contains(UInt8(ascii: "#")), let command = visible.firstRange(of: "##[") {
      visible.replaceSubrange(command, with: "#\\x23[")
    }
    return visible
  }

  private static func showingHidden(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var visible = ""
    for scalar in text.unicodeScalars {
      guard isHidden(scalar) else {
        visible.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "\n": visible += "\\n"
      case "\t": visible += "\\t"
      case "\r": visible += "\\r"
      default:
        visible +=
          scalar.value < 0x100
          ? "\\x" + hexadecimal(UInt64(scalar.value), digits: 2)
          : "\\u{" + hexadecimal(UInt64(scalar.value)) + "}"
      }
    }
    return visible
  }
}

/// Lower-case hexadecimal digits, at least `digits` of them, without a prefix.
func hexadecimal(_ value: UInt64, digits: Int = 1) -> String {
  let text = String(value, radix: 16)
  return text.utf8.count >= digits
    ? text : String(repeating: "0", count: digits - text.utf8.count) + text
}

/// `0x4a3f20`
func hexadecimalAddress(_ value: UInt64) -> String { "0x" + hexadecimal(value) }

/// Two digits a byte, with the separator between bytes.
func hexadecimal(_ bytes: [UInt8], separator: String) -> String {
  bytes.map { hexadecimal(UInt64($0), digits: 2) }.joined(separator: separator)
}
