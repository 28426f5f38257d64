import Glibc
import Testing

@testable import ProcessControl

@Suite struct ProcessStatusTests {
  @Test func aProcessTellsOfItself() throws {
    let own = try #require(ProcessStatus(process: getpid()))
    #expect(own.threadGroup == getpid())
    #expect(!own.isZombie && !own.isKernelThread)
    #expect(ProcessStatus(process: Int32.max - 1) == nil)
  }

  @Test func otherKindsAreToldApart() {
    let kernel = ProcessStatus(text: "Name:\tkthreadd\nState:\tS (sleeping)\nTgid:\t2\n")
    #expect(kernel.isKernelThread && kernel.name == "kthreadd")
    let zombie = ProcessStatus(text: "Name:\tsh\nState:\tZ (zombie)\nTgid:\t7\n")
    #expect(zombie.isZombie && !zombie.isKernelThread)
    let empty = ProcessStatus(text: "no colon\n\nTgid:\tx\nSigCgt:\tzz\n")
    #expect(empty.threadGroup == 0 && empty.caughtSignals == 0)
  }

  @Test func dispositionsOfSignals() {
    let status = ProcessStatus(
      text: "Tgid:\t1\nVmSize:\t1\nSigIgn:\t0000000000001000\nSigCgt:\tfffffffd7fc1eeff\n")
    #expect(status.disposition(ofSignal: 11) == .handler)
    #expect(status.disposition(ofSignal: 13) == .ignored)
    #expect(status.disposition(ofSignal: 9) == .standard)
    #expect(status.disposition(ofSignal: 0) == .standard)
    #expect(status.disposition(ofSignal: 65) == .standard)
  }
}
