import ByteReading
import GoRuntimeModel
import ObjectFile

/// Finds moduledata: the place whose first word points to the pclntab and whose next ones describe
/// its table of names.
enum ModuleDataSearch {
  static func addresses(for header: LineTableHeader, in object: ObjectFile) -> [UInt64] {
    var found: [UInt64] = []
    func consider(_ address: UInt64) {
      guard !found.contains(address), isModuleData(address, header, object) else { return }
      found.append(address)
    }
    for address in object.relocations.addresses(setTo: header.address) { consider(address) }
    guard found.isEmpty else { return found }
    if let section = object.section(named: ".go.module") { consider(section.address) }
    guard found.isEmpty else { return found }
    // The smaller of the writable segments holds it, unless all read-only data is relocated.
    let writable = object.segments.filter { $0.isWritable }
      .sorted { $0.range.count < $1.range.count }
    let others = object.segments.filter { !$0.isWritable && !$0.isExecutable }
    for segment in writable + others where found.isEmpty {
      object.forEachAddress(ofWord: header.address, in: segment) { address in
        consider(address)
        return found.isEmpty
      }
    }
    return found
  }

  /// The beginning of moduledata is the same in all versions: the pclntab, then a slice of names.
  private static func isModuleData(
    _ address: UInt64, _ header: LineTableHeader, _ object: ObjectFile
  ) -> Bool {
    guard object.word(at: address) == header.address,
      object.word(at: address &+ 8) == header.namesAddress,
      let count = object.word(at: address &+ 16)
    else { return false }
    return object.word(at: address &+ 24) == count && count <= UInt64(header.names.count)
  }
}
