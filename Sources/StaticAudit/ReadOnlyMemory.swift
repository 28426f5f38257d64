internal import GoBinary
internal import ObjectFile

/// The addresses that a program cannot write once it is loaded.
struct ReadOnlyMemory {
  private struct Part {
    var start: UInt64
    /// The last address of the part.
    var last: UInt64
  }
  /// Ascending, without overlap.
  private let parts: [Part]

  init(image: GoImage) {
    let relocated = Self.sectionsReadOnlyAfterRelocation(image)
    let segments = image.object.segments
    var parts: [Part] = []
    for (i, segment) in segments.enumerated() where segment.memorySize > 0 {
      let (end, overflow) = segment.address.addingReportingOverflow(segment.memorySize - 1)
      var last = overflow ? UInt64.max : end
      // Where segments overlap the one that begins last counts.
      if i + 1 < segments.count {
        let next = segments[i + 1].address
        if next <= segment.address { continue }
        last = min(last, next - 1)
      }
      if !segment.isWritable {
        parts.append(Part(start: segment.address, last: last))
        continue
      }
      for part in relocated where part.start <= last && part.last >= segment.address {
        parts.append(Part(start: max(part.start, segment.address), last: min(part.last, last)))
      }
    }
    self.parts = parts
  }

  /// Position-independent programs keep what was read-only data in `.data.rel.ro…`.
  private static func sectionsReadOnlyAfterRelocation(_ image: GoImage) -> [Part] {
    let sections = image.object.sections.filter {
      $0.isLoaded && $0.memorySize > 0 && $0.name.hasPrefix(".data.rel.ro")
    }.sorted { $0.address < $1.address }
    var parts: [Part] = []
    for section in sections {
      let (end, overflow) = section.address.addingReportingOverflow(section.memorySize - 1)
      let last = overflow ? UInt64.max : end
      if let i = parts.indices.last, parts[i].last >= section.address {
        parts[i].last = max(parts[i].last, last)
      } else {
        parts.append(Part(start: section.address, last: last))
      }
    }
    return parts
  }

  func contains(_ address: UInt64) -> Bool {
    var low = 0
    var high = parts.count
    while low < high {
      let middle = (low &+ high) / 2
      if parts[middle].last < address { low = middle &+ 1 } else { high = middle }
    }
    return low < parts.count && parts[low].start <= address
  }
}
