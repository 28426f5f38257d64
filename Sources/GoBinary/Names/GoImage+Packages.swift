import ByteReading

extension GoImage {
  /// The import path of the function's package; empty for what belongs to none.
  public func package(of function: FunctionIndex) -> String {
    withNameBytes(function) { String(decoding: SymbolName.package($0), as: UTF8.self) }
  }

  /// Main module, dependency or standard library. Without build information by the path's shape:
  /// a first element without a dot is the standard library's.
  public func scope(of function: FunctionIndex) -> ModuleScope {
    withNameBytes(function) { packages.scope(of: $0) }
  }

  /// How symbols of the main module's packages begin, up to the first byte that they escape; nil
  /// when the module is not known.
  public var mainModuleBeginning: [UInt8]? { packages.mainBeginning }

  /// A quick look at how the name begins; false only when the function's scope is another.
  public func mayBeOfMainModule(_ function: FunctionIndex) -> Bool {
    nameHasPrefix(function, "main.")
      || packages.mainBeginning.map { nameHasPrefix(function, $0) } ?? false
  }

  /// The same by a symbol name, for inlined frames.
  public func scope(ofName name: String) -> ModuleScope {
    let bytes = Array(name.utf8)
    return packages.scope(of: bytes.span.rawBytes)
  }
}
