extension ProbeEvent.MissingParts {
  private static let words: [(part: Self, text: String)] = [
    (.rest, "callers, panics or deferred calls beyond those that an event holds"),
    (.goroutine, "the goroutine"), (.panics, "the chain of panics"),
    (.defers, "the chain of deferred calls"), (.valueType, "the type of the panic's value"),
    (.valueBytes, "the panic's value"), (.valueText, "the panic's text"),
    (.closure, "the deferred function"), (.callers, "the callers"), (.stack, "the stack"),
    (.message, "the text of the fatal error"),
  ]

  /// What is missing, for people.
  public var text: String {
    Self.words.filter { contains($0.part) }.map(\.text).joined(separator: ", ")
  }
}
