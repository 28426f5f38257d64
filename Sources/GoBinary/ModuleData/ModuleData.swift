import ByteReading
import GoRuntimeModel
import ObjectFile

/// What is used of `runtime.moduledata`, read with one version's layout and checked against it.
struct ModuleData: Sendable {
  var address: UInt64
  var text: TextSections
  /// Base of the offsets to funcdata.
  var funcdata: UInt64
  var types: UInt64
  var typesEnd: UInt64
  var readOnlyData: UInt64
  /// Initialised data with pointers.
  var data: Range<UInt64>
  /// Bytes of the function table and records.
  var functionsSize: UInt64

  /// Nil when a field contradicts the file: then `layout` is not the program's.
  init?(
    at address: UInt64, layout: ModuleDataLayout, header: LineTableHeader, in object: ObjectFile
  ) {
    func word(_ offset: Int) -> UInt64? {
      address.adding(UInt64(offset)).flatMap(object.word(at:))
    }
    /// Pointer and length of a slice whose capacity is its length, as all of moduledata's are.
    func slice(_ offset: Int) -> (pointer: UInt64, count: UInt64)? {
      guard let pointer = word(offset), let count = word(offset + 8), word(offset + 16) == count
      else { return nil }
      return (pointer, count)
    }
    func isMapped(_ address: UInt64) -> Bool {
      object.addressMap.segment(containing: address) != nil
    }

    guard word(layout.pcHeader) == header.address,
      let names = slice(layout.funcnametab), names.pointer == header.namesAddress,
      let functions = slice(layout.ftab), functions.pointer == header.functionsAddress,
      functions.count == UInt64(header.functionCount) + 1,
      let records = slice(layout.pclntable), records.pointer == header.functionsAddress,
      records.count <= UInt64(header.functions.count),
      records.count >= UInt64(header.functionCount) * 8,
      let minpc = word(layout.minpc), let maxpc = word(layout.maxpc),
      let text = word(layout.text), let etext = word(layout.etext),
      text <= minpc, minpc < maxpc, maxpc <= etext,
      object.addressMap.bytes(at: text, count: etext - text) != nil,
      let types = word(layout.types), let typesEnd = word(layout.etypes), types <= typesEnd,
      isMapped(types), let readOnlyData = word(layout.rodata), isMapped(readOnlyData),
      let funcdata = word(layout.gofunc), isMapped(funcdata),
      let sections = slice(layout.textsectmap),
      let textSections = TextSections(
        start: text, end: etext, mapAddress: sections.pointer, count: sections.count, in: object)
    else { return nil }
    for member in [layout.typelinks, layout.itablinks, layout.inittasks] {
      if let member, slice(member) == nil { return nil }
    }
    if let size = layout.itabsize.flatMap(word), let offset = layout.itaboffset.flatMap(word) {
      guard let sum = offset.adding(size), sum <= typesEnd &- types else { return nil }
    }
    let data = word(layout.data) ?? 0
    let dataEnd = word(layout.edata) ?? 0
    self.address = address
    self.text = textSections
    self.funcdata = funcdata
    self.types = types
    self.typesEnd = typesEnd
    self.readOnlyData = readOnlyData
    self.data = data <= dataEnd ? data..<dataEnd : 0..<0
    functionsSize = records.count
  }
}
