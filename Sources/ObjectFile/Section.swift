public import ByteReading

/// A section: a named part of the file for linkers and debuggers. Stripped files may have none.
public struct Section: Sendable, Hashable {
  /// Lossy UTF-8, at most 255 bytes.
  public var name: String
  /// `SHT_…` of the ELF specification.
  public var type: UInt32
  /// `SHF_…` of the ELF specification.
  public var flags: UInt64
  /// Virtual address; 0 when it is not loaded.
  public var address: UInt64
  /// Where its bytes stand; empty for a section without bytes (`SHT_NOBITS`).
  public var range: ByteRange
  /// Bytes that it takes in memory.
  public var memorySize: UInt64
  /// Index of a related section (`sh_link`).
  public var link: UInt32

  public var isLoaded: Bool { flags & 2 != 0 }
  public var isWritable: Bool { flags & 1 != 0 }
  public var isExecutable: Bool { flags & 4 != 0 }
}

/// A program header of type `PT_LOAD`: what the loader maps.
public struct Segment: Sendable, Hashable {
  public var address: UInt64
  public var memorySize: UInt64
  /// Its bytes in the file; fewer than the header says when the file ends before.
  public var range: ByteRange
  public var isWritable: Bool
  public var isExecutable: Bool
  /// The file ends before the segment does.
  public var isCutOff = false

  /// First address after its bytes in the file.
  public var endOfBytes: UInt64 { address &+ UInt64(range.count) }
}
