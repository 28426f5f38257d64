internal import MachineCode

/// What a failed bounds check reports, packed into PCDATA_PanicBounds (Go 1.26 and later).
///
/// Source: `PanicBoundsCode` and `BoundsDecode` in `internal/abi/bounds.go`.
struct BoundsCheck {
  private enum Operand {
    case register(Int)
    case constant(Int)
  }
  private let code: Int
  private let index: Operand
  private let length: Operand

  private static let kinds = [
    "index out of range", "slice bounds [:x] with length", "slice bounds [:x] with capacity",
    "slice bounds [x:y]", "slice bounds [::x] with length", "slice bounds [::x] with capacity",
    "slice bounds [:x:y]", "slice bounds [x:y:]", "slice to array: length",
  ]

  init?(_ value: Int32) {
    guard value >= 0 else { return nil }
    let value = Int(value)
    code = value % Self.kinds.count
    var rest = value / Self.kinds.count
    let indexInRegister = rest & 1 != 0
    let lengthInRegister = rest & 2 != 0
    rest >>= 2
    if indexInRegister {
      rest >>= 1  // signed
      index = .register(rest & 15)
      rest >>= 4
    } else {
      index = .constant(rest & 31)
      rest >>= 5
    }
    length = lengthInRegister ? .register(rest & 15) : .constant(rest & 31)
  }

  func words(for architecture: CodeArchitecture) -> String {
    "\(Self.kinds[code]) (x \(text(index, architecture)), limit \(text(length, architecture)))"
  }

  private func text(_ operand: Operand, _ architecture: CodeArchitecture) -> String {
    switch operand {
    case .constant(let value): return "= \(value)"
    case .register(let number):
      guard architecture == .amd64 else { return "in R\(number)" }
      let names = ["AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI"]
      return "in " + (number < names.count ? names[number] : "R\(number)")
    }
  }
}
