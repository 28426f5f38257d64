import TestSupport
import Testing

@testable import MachineCode

@Suite struct ReferenceScanTests {
  /// Every direct call and PC-relative address that decoding finds must be found, and nothing else
  /// but what the notes on false candidates allow.
  @Test func findsWhatDecodingFinds() {
    guard let text = Corpus.goCommand else { return }
    let code = text.bytes.span.bytes
    var calls: [UInt32: UInt64] = [:]
    var addresses: [UInt32: UInt64] = [:]
    let decoder = Decoder(.amd64)
    var offset = 0
    while offset < text.bytes.count {
      let instruction = decoder.decode(
        code, at: offset, address: text.address &+ UInt64(offset))
      if instruction.flow == .call { calls[UInt32(offset)] = instruction.target }
      let isLoadAddress = text.bytes[offset] & 0xFB == 0x48 && text.bytes[offset + 1] == 0x8D
      if instruction.operation == .constant, isLoadAddress {
        addresses[UInt32(offset)] = UInt64(bitPattern: instruction.value)
      }
      offset += max(1, Int(instruction.length))
    }
    let end = text.address + UInt64(text.bytes.count)
    let entries = Set(calls.values).filter { $0 >= text.address && $0 < end && $0 % 32 == 0 }
    let wanted = Set(addresses.values.sorted().prefix(100))
    let bitmap = TargetBitmap(base: text.address, limit: end, entries: Array(entries))
    let found = ReferenceScan.scan(
      text: code, base: text.address, architecture: .amd64, entries: bitmap,
      addresses: Array(wanted))

    let expected = calls.filter { entries.contains($0.value) }.map(\.key)
    #expect(Set(found.callSites).isSuperset(of: expected) && expected.count > 10_000)
    #expect(found.callSites.count - expected.count <= expected.count / 10_000)
    #expect(found.callSites == found.callSites.sorted())
    for (site, target) in zip(found.callSites, found.callTargets) where calls[site] != nil {
      #expect(text.address + UInt64(target) == calls[site])
    }
    let expectedAddresses = addresses.filter {
      wanted.contains($0.value) || entries.contains($0.value)
    }
    #expect(Set(found.addressSites).isSuperset(of: expectedAddresses.keys))
    #expect(found.addressSites.count - expectedAddresses.count <= 3)
    #expect(expectedAddresses.count > 50)
  }

  @Test func partsOfATextFindTheSameAsTheWhole() {
    // A call to the start of the text at every offset around the scan's chunk border.
    for place in 8180..<8200 {
      var bytes = [UInt8](repeating: 0x90, count: 8300)
      bytes[place] = 0xE8
      let displacement = UInt32(bitPattern: Int32(-place - 5))
      for index in 0..<4 { bytes[place + 1 + index] = UInt8(displacement >> (8 * index) & 0xFF) }
      let entries = TargetBitmap([0x400000])
      for parts in [[0..<8300], [0..<place, place..<8300], [0..<8192, 8192..<8300]] {
        let sites = parts.flatMap {
          ReferenceScan.scan(
            text: bytes.span.bytes, base: 0x400000, architecture: .amd64, entries: entries,
            addresses: [], range: $0
          ).callSites
        }
        #expect(sites == [UInt32(place)])
      }
    }
  }

  @Test func jumpsCountOnlyToOtherFunctions() {
    var bytes = [UInt8](repeating: 0xCC, count: 128)
    bytes.replaceSubrange(64..<69, with: [0xE9, 0xBB, 0xFF, 0xFF, 0xFF])  // JMP 0
    bytes.replaceSubrange(80..<85, with: [0xE9, 0xEB, 0xFF, 0xFF, 0xFF])  // JMP 64, its own entry
    let found = ReferenceScan.scan(
      text: bytes.span.bytes, base: 0x1000, architecture: .amd64,
      entries: TargetBitmap([0x1000, 0x1040]), addresses: [])
    #expect(found.jumpSites == [64] && found.jumpTargets == [0] && found.callSites.isEmpty)
  }

  @Test func arm64CallsAndAddresses() {
    let words: [UInt32] = [
      0x9400_0004,  // 0: BL 10
      0x9000_0000,  // 4: ADRP X0, this page
      0xD503_201F,  // 8: NOP
      0x9100_4000,  // C: ADD X0, X0, #16
      0x17FF_FFFC,  // 10: B 0
      0x9000_0001,  // 14: ADRP X1
      0xF940_0021,  // 18: LDR X1, [X1]
      0x9100_4021,  // 1C: ADD X1, X1, #16
    ]
    let bytes = words.flatMap { word in (0..<4).map { UInt8(word >> (8 * $0) & 0xFF) } }
    let found = ReferenceScan.scan(
      text: bytes.span.bytes, base: 0x40000, architecture: .arm64,
      entries: TargetBitmap([0x40000, 0x40010]), addresses: [])
    #expect(found.callSites == [0] && found.callTargets == [0x10])
    #expect(found.jumpSites == [0x10] && found.jumpTargets == [0])
    #expect(found.addressSites == [4] && found.addressTargets == [0x40010])
    let part = ReferenceScan.scan(
      text: bytes.span.bytes, base: 0x40000, architecture: .arm64,
      entries: TargetBitmap([0x40000, 0x40010]), addresses: [], range: 1..<32)
    #expect(part.callSites.isEmpty && part.jumpSites == [0x10] && part.addressSites == [4])
  }

  @Test func wordsOfASection() {
    var bytes = [UInt8](repeating: 0, count: 64)
    bytes[12] = 0x10  // at address 0x200C - 4 = 0x2008 + 4: unaligned to the address
    bytes[20] = 0x20
    let found = ReferenceScan.scanWords(
      data: bytes.span.bytes, base: 0x2004, values: [0x20, 0x10, 0xFFFF_FFFF_FFFF_FFFF])
    #expect(
      found == [WordReference(offset: 12, value: 0x10), WordReference(offset: 20, value: 0x20)])
    #expect(ReferenceScan.scanWords(data: bytes.span.bytes, base: 0, values: []).isEmpty)
  }
}

@Suite struct TargetBitmapTests {
  @Test func isExactForAnyEntries() {
    var random = SeededRandom(seed: 7)
    for spread in [UInt64(1) << 12, 1 << 30, 1 << 40, UInt64.max] {
      let entries = Set((0..<200).map { _ in random.next() % spread })
      let bitmap = TargetBitmap(Array(entries))
      for entry in entries {
        #expect(bitmap.contains(entry))
        for near in [entry &+ 1, entry &- 1, entry &+ 64] {
          #expect(bitmap.contains(near) == entries.contains(near))
        }
        #expect(bitmap.lastEntry(notAbove: entry) == entry)
      }
    }
  }

  /// A data segment moved far away by one flipped bit once cost 48 MiB.
  @Test func fewEntriesFarApartTakeLittleMemory() {
    let entries = (0..<100).map { 0x40_0000 + UInt64($0) * 8 } + [0x2040_0000, 0x2040_0008]
    let bitmap = TargetBitmap(entries)
    #expect(bitmap.size < 1 << 20)
    #expect(entries.enumerated().allSatisfy { bitmap.rank(of: $1) == $0 })
    #expect(!bitmap.contains(0x2040_0010) && !bitmap.contains(0x40_0000 + 800))
  }

  @Test func bounds() {
    let bitmap = TargetBitmap(base: 100, limit: 200, entries: [99, 100, 164, 200])
    #expect([99, 100, 164, 200].map(bitmap.contains) == [false, true, true, false])
    #expect(bitmap.lastEntry(notAbove: 163) == 100 && bitmap.lastEntry(notAbove: 99) == nil)
    #expect(bitmap.lastEntry(notAbove: 5000) == 164)
    let empty = TargetBitmap([])
    #expect(!empty.contains(0) && empty.lastEntry(notAbove: 9) == nil)
    #expect(TargetBitmap([UInt64.max]).contains(.max))
  }
}
