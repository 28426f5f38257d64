// Arithmetic on numbers that came from a file or a process: nil instead of a trap.

extension FixedWidthInteger {
  @inlinable
  public func adding(_ other: Self) -> Self? {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? nil : sum
  }

  @inlinable
  public func subtracting(_ other: Self) -> Self? {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? nil : difference
  }

  @inlinable
  public func multiplied(by other: Self) -> Self? {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? nil : product
  }
}

extension UInt64 {
  /// `self` moved by a signed distance; nil below 0 or above the largest address.
  @inlinable
  public func advanced(bySigned distance: Int64) -> UInt64? {
    distance < 0 ? subtracting(distance.magnitude) : adding(distance.magnitude)
  }
}
