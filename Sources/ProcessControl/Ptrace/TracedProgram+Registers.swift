import ByteReading
import Glibc

extension TracedProgram {
  /// `NT_PRSTATUS`
  private static let generalRegisters: UInt = 1

  public func registers(of thread: Int32) throws(SystemError) -> GeneralRegisters {
    var words = [UInt64](repeating: 0, count: RegisterTable.of(architecture).count)
    try transfer(&words, PtraceRequest.getRegisterSet, thread)
    return GeneralRegisters(architecture: architecture, words: words)
  }

  public func setRegisters(
    _ registers: GeneralRegisters, of thread: Int32
  ) throws(SystemError) {
    var words = registers.words
    try transfer(&words, PtraceRequest.setRegisterSet, thread)
  }

  private func transfer(
    _ words: inout [UInt64], _ number: Int, _ thread: Int32
  ) throws(SystemError) {
    let size = words.count * 8
    var failure: SystemError?
    unsafe words.withUnsafeMutableBytes { buffer in
      var vector = unsafe iovec(iov_base: buffer.baseAddress, iov_len: size)
      unsafe withUnsafeMutablePointer(to: &vector) { pointer in
        do throws(SystemError) {
          try request(
            number, thread, address: Self.generalRegisters, data: UInt(bitPattern: pointer))
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
  }

  /// Of the signal that `thread` stopped for.
  public func signalInformation(of thread: Int32) throws(SystemError) -> SignalInformation {
    var bytes = [UInt8](repeating: 0, count: SignalInformation.size)
    try transfer(&bytes, PtraceRequest.getSignal, thread)
    return SignalInformation(bytes: bytes)
  }

  /// Lets `thread` run with this signal in place of what it stopped for.
  public func deliver(
    _ information: SignalInformation, to thread: Int32
  ) throws(SystemError) {
    var bytes = information.bytes
    try transfer(&bytes, PtraceRequest.setSignal, thread)
    try resume(thread, signal: information.number)
  }

  private func transfer(
    _ bytes: inout [UInt8], _ number: Int, _ thread: Int32
  ) throws(SystemError) {
    var failure: SystemError?
    unsafe bytes.withUnsafeMutableBytes { buffer in
      do throws(SystemError) {
        try request(number, thread, data: UInt(bitPattern: buffer.baseAddress))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
