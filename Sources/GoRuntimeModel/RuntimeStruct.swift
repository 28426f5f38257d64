/// A struct of the runtime as a list, for showing and comparing layouts.
public struct RuntimeStruct: Sendable, Hashable {
  public struct Field: Sendable, Hashable {
    public var name: String
    public var offset: Int
  }
  /// `runtime.g`
  public var name: String
  public var size: Int
  /// Those that the version has, by offset.
  public var fields: [Field]
}

extension RuntimeLayout {
  public var structs: [RuntimeStruct] {
    [
      Self.list("runtime.g", goroutine), Self.list("runtime._panic", panic),
      Self.list("runtime._defer", deferRecord), Self.list("runtime.m", machine),
      Self.list("runtime._func", function), Self.list("runtime.inlinedCall", inlinedCall),
      Self.list("runtime.pcHeader", lineTableHeader), Self.list("runtime.moduledata", moduleData),
    ]
  }

  /// The numbers that the runtime gives to special functions, those that the version has.
  public var functionNumbers: [(name: String, number: UInt8)] {
    Mirror(reflecting: functionIDs).children.compactMap { child in
      guard let name = child.label else { return nil }
      if let number = child.value as? UInt8 { return (name, number) }
      return (child.value as? UInt8?)?.map { (name, $0) }
    }
  }

  /// The members of a layout are named as the runtime's fields.
  private static func list<Layout>(_ name: String, _ layout: Layout) -> RuntimeStruct {
    var size = 0
    var fields: [RuntimeStruct.Field] = []
    for child in Mirror(reflecting: layout).children {
      guard let label = child.label else { continue }
      guard let offset = child.value as? Int ?? (child.value as? Int?).flatMap(\.self) else {
        continue
      }
      if label == "size" {
        size = offset
      } else {
        fields.append(RuntimeStruct.Field(name: label, offset: offset))
      }
    }
    fields.sort { ($0.offset, $0.name) < ($1.offset, $1.name) }
    return RuntimeStruct(name: name, size: size, fields: fields)
  }
}
