import Testing

@testable import ProcessControl

/// What the kernel tells of BPF links, as Linux 6.18 writes it.
@Suite struct ProbeHoldersTests {
  private func multi(pid: Int, path: String) -> String {
    "pos:\t0\nflags:\t02000000\nlink_type:\tuprobe_multi\nlink_id:\t24494\nuprobe_cnt:\t2\n"
      + "pid:\t\(pid)\npath:\t\(path)\ncookie\t offset\t ref_ctr_offset\n0\t 0x43f40\t 0x0\n"
  }

  @Test func aProbeConcernsItsFileAndItsProcess() {
    for (text, isFound) in [
      (multi(pid: 0, path: "/srv/a b"), true), (multi(pid: 7, path: "/srv/a b"), true),
      (multi(pid: 8, path: "/srv/a b"), false), (multi(pid: 0, path: "/srv/c"), false),
      ("link_type:\tperf\nname:\t/srv/a b\noffset:\t0x43f40\nevent_type:\tuprobe\n", true),
      ("link_type:\tcgroup\npath:\t/srv/a b\n", false), ("", false), ("\n\n:\t:\n", false),
    ] {
      #expect(
        ProbeHolders.describesProbe(text, in: "/srv/a b", of: 7) == isFound, "\(text)")
    }
  }
}
