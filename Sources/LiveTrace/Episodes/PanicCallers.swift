import ByteReading
import GoBinary
import PanicContract

/// Who called what panicked: return addresses, innermost first.
///
/// A fault in a function that has not saved its caller's frame pointer, or never does, hides the caller from the
/// chain of frame pointers. The address to return to is on the stack then, where the fault was.
struct PanicCallers {
  private(set) var addresses: [UInt64]
  /// The callers that the chain does not have, by the address of the fault.
  private(set) var hidden: [UInt64: UInt64] = [:]
  /// What `runtime.sigpanic` returns to although a call returns there too: that of a nil function.
  private var returnFromNowhere: UInt64?

  /// At the beginning of a panic.
  init(of event: ProbeEvent, addresses: [UInt64], _ symbols: ProgramSymbols) {
    self.addresses = addresses
    // The runtime's own functions between the fault and runtime.gopanic.
    let mostOwn = 4
    guard let sigpanic = addresses.prefix(mostOwn).firstIndex(where: symbols.isSigpanic),
      addresses.indices.contains(sigpanic + 1),
      let signalPC = event.goroutine?.details?.signalPC
    else { return }
    let fault = addresses[sigpanic + 1]
    guard fault == signalPC &- event.loadBias else {
      returnFromNowhere = fault
      return
    }
    // Above the frame pointer that sigpanic has saved and the address that it returns to.
    let savedWords: UInt64 = 16
    guard symbols.hasNoFrame(at: fault), event.framePointers.indices.contains(sigpanic),
      let stack = event.stack,
      let bytes = [stack].bytes(at: event.framePointers[sigpanic] &+ savedWords, count: 8)
    else { return }
    let caller = bytes.span.rawBytes.uint64OrZero(at: 0) &- event.loadBias
    guard symbols.image.function(containing: caller &- 1) != nil else { return }
    hidden[fault] = caller
    self.addresses.insert(caller, at: sigpanic + 2)
  }

  /// Later, when the stack where the fault was need not be at hand.
  init(addresses: [UInt64], hiddenCallers: [UInt64: UInt64], _ symbols: ProgramSymbols) {
    self.addresses = addresses
    guard !hiddenCallers.isEmpty else { return }
    for index in addresses.indices.dropLast().reversed() where symbols.isSigpanic(addresses[index])
    {
      guard let caller = hiddenCallers[addresses[index + 1]] else { continue }
      self.addresses.insert(caller, at: index + 2)
    }
  }

  func frames(_ symbols: ProgramSymbols) -> [StackFrame] {
    symbols.frames(ofReturnAddresses: addresses, returningFromNowhere: returnFromNowhere)
  }
}
