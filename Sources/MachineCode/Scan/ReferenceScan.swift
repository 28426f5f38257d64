internal import ByteReading

/// Finds references to functions in a whole text section without decoding it.
///
/// On amd64 it looks for byte patterns, which also occur inside of other instructions and in data
/// between functions: a candidate counts only when its target is an exact entry, so false ones are
/// rare, but whoever draws a conclusion from one reference decodes the function around it. On arm64
/// only data between functions can mislead.
public enum ReferenceScan {
  /// All references in `text`, which runs at `base`, to `entries` and to `addresses`.
  ///
  /// Calls and jumps count when they go to one of `entries`; formed addresses when they are in
  /// `entries` or `addresses`. `range` bounds the sites (not the bytes looked at), so that parts of
  /// one text can be scanned side by side. Text beyond 2 GiB is left out, as direct
  /// calls cannot reach farther.
  public static func scan(
    text: borrowing RawSpan, base: UInt64, architecture: CodeArchitecture,
    entries: TargetBitmap, addresses: TargetBitmap, range: Range<Int>? = nil
  ) -> CodeReferences {
    let whole = 0..<min(text.byteCount, Int(Int32.max))
    var collector = ReferenceCollector(
      base: base, entries: entries, addresses: addresses)
    switch architecture {
    case .amd64: collector.scanX86(text, range: range?.clamped(to: whole) ?? whole)
    case .arm64: collector.scanARM64(text, range: range?.clamped(to: whole) ?? whole)
    }
    return collector.references
  }

  /// ``scan(text:base:architecture:entries:addresses:range:)`` with a list of addresses.
  public static func scan(
    text: borrowing RawSpan, base: UInt64, architecture: CodeArchitecture,
    entries: TargetBitmap, addresses: [UInt64], range: Range<Int>? = nil
  ) -> CodeReferences {
    scan(
      text: text, base: base, architecture: architecture, entries: entries,
      addresses: TargetBitmap(addresses), range: range)
  }

  /// Every aligned word of `data` whose value is one of `entries`; `data` runs at `base`.
  public static func scanWords(
    data: borrowing RawSpan, base: UInt64, entries: TargetBitmap
  ) -> [WordReference] {
    var found: [WordReference] = []
    var offset = Int(truncatingIfNeeded: (8 &- base & 7) & 7)
    while offset <= data.byteCount &- 8 {
      let value = data.uint64OrZero(at: offset)
      if entries.contains(value) {
        found.append(WordReference(offset: offset, value: value))
      }
      offset &+= 8
    }
    return found
  }

  /// Every aligned word of `data` whose value is one of `values`; `data` runs at `base`.
  public static func scanWords(
    data: borrowing RawSpan, base: UInt64, values: [UInt64]
  ) -> [WordReference] {
    values.isEmpty ? [] : scanWords(data: data, base: base, entries: TargetBitmap(values))
  }
}

/// Tests candidates and keeps what passes.
struct ReferenceCollector {
  let base: UInt64
  let entries: TargetBitmap
  let addresses: TargetBitmap
  var references = CodeReferences()

  init(base: UInt64, entries: TargetBitmap, addresses: TargetBitmap) {
    self.base = base
    self.entries = entries
    self.addresses = addresses
  }

  /// Whether `target` is an entry whose distance from the start of the text can be noted.
  @inline(__always)
  func isEntry(_ target: UInt64) -> Bool {
    entries.contains(target) && target &- base <= UInt64(UInt32.max)
  }

  /// A jump back to the entry of the function that it stands in is a loop, or the way back from
  /// growing the stack.
  @inline(never)
  mutating func takeJump(at site: Int, to target: UInt64) {
    let own = entries.lastEntry(notAbove: base &+ UInt64(truncatingIfNeeded: site))
    guard own != target else { return }
    references.jumpSites.append(UInt32(truncatingIfNeeded: site))
    references.jumpTargets.append(UInt32(truncatingIfNeeded: target &- base))
  }

  /// An instruction at `site` that forms `target`.
  @inline(__always)
  mutating func takeAddress(at site: Int, _ target: UInt64) {
    guard addresses.contains(target) || entries.contains(target) else { return }
    references.addressSites.append(UInt32(truncatingIfNeeded: site))
    references.addressTargets.append(target)
  }
}
