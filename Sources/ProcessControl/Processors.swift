import ByteReading

/// The processors of this system.
public enum Processors {
  /// Numbers of those that are online.
  public static var online: [Int32] {
    let text = (try? Host.contents(of: "/sys/devices/system/cpu/online", limit: 1 << 16)) ?? []
    let numbers = list(String(decoding: text, as: UTF8.self))
    return numbers.isEmpty ? (0..<Int32(Host.processors)).map { $0 } : numbers
  }

  /// `0-2,5`
  static func list(_ text: String) -> [Int32] {
    text.split { $0 == "," || $0.isWhitespace }.flatMap { part -> [Int32] in
      let ends = part.split(separator: "-").compactMap { Int32($0) }
      guard let first = ends.first, let last = ends.last, first >= 0, last >= first,
        last < 1 << 16
      else { return [] }
      return Array(first...last)
    }
  }
}
