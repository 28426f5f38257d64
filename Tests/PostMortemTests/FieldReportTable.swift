import PanicContract

/// Texts of crashes in forms that people post: written for this test after the shapes of public reports,
/// with every kind of prefix, damage and runtime header seen there.
struct FieldReport: Sendable, CustomStringConvertible {
  var name: String
  var kind: String
  /// The root of the goroutine that died, where the text tells it.
  var root: String?
  var least: Confidence
  var text: String
  var description: String { name }
}

extension FieldReport {
  static let all: [FieldReport] = [
    FieldReport(
      name: "jenkinsTwoSpaces", kind: "no-recover-on-goroutine",
      root: "example.org/parcels/test.afterFailed", least: .medium,
      text: """
        21:25:12  ===================== TEST FAILED =====================
        21:25:12  panic: runtime error: invalid memory address or nil pointer dereference
        21:25:12  [signal SIGSEGV: segmentation violation code=0x1 addr=0x70 pc=0x137e249]
        21:25:12  
        21:25:12  goroutine 116 [running]:
        21:25:12  example.org/parcels/test/helpers.(*Cluster).PodNames(0x0, {0x1a61820, 0xc000770480}, {0x17bdc15?, 0xb})
        21:25:12  \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:330 +0x219
        21:25:12  example.org/parcels/test/helpers.(*Cluster).Dump(...)
        21:25:12  \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:1060
        21:25:12  example.org/parcels/test.afterFailed({0xc000352660?, 0x0?})
        21:25:12  \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:88 +0xdf
        21:25:12  created by example.org/parcels/test.watch in goroutine 9
        21:25:12  \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:61 +0x5a

        """),
    FieldReport(
      name: "columns", kind: "no-recover-on-goroutine",
      root: "example.org/parcels/test.afterFailed", least: .medium,
      text: """
          |   | 2024-08-17 20:57:06 | panic: runtime error: invalid memory address or nil pointer dereference
          |   | 2024-08-17 20:57:06 | [signal SIGSEGV: segmentation violation code=0x1 addr=0x70 pc=0x137e249]
          |   | 2024-08-17 20:57:06 | 
          |   | 2024-08-17 20:57:06 | goroutine 116 [running]:
          |   | 2024-08-17 20:57:06 | example.org/parcels/test/helpers.(*Cluster).PodNames(0x0, {0x1a61820, 0xc000770480}, {0x17bdc15?, 0xb})
          |   | 2024-08-17 20:57:06 | \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:330 +0x219
          |   | 2024-08-17 20:57:06 | example.org/parcels/test/helpers.(*Cluster).Dump(...)
          |   | 2024-08-17 20:57:06 | \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:1060
          |   | 2024-08-17 20:57:06 | example.org/parcels/test.afterFailed({0xc000352660?, 0x0?})
          |   | 2024-08-17 20:57:06 | \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:88 +0xdf
          |   | 2024-08-17 20:57:06 | created by example.org/parcels/test.watch in goroutine 9
          |   | 2024-08-17 20:57:06 | \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:61 +0x5a

        """),
    FieldReport(
      name: "ansiColours", kind: "no-recover-on-goroutine",
      root: "example.org/parcels/test.afterFailed", least: .medium,
      text: """
        \u{1B}[36mweb-1   |\u{1B}[0m panic: runtime error: invalid memory address or nil pointer dereference
        \u{1B}[36mweb-1   |\u{1B}[0m [signal SIGSEGV: segmentation violation code=0x1 addr=0x70 pc=0x137e249]
        \u{1B}[36mweb-1   |\u{1B}[0m 
        \u{1B}[36mweb-1   |\u{1B}[0m goroutine 116 [running]:
        \u{1B}[36mweb-1   |\u{1B}[0m example.org/parcels/test/helpers.(*Cluster).PodNames(0x0, {0x1a61820, 0xc000770480}, {0x17bdc15?, 0xb})
        \u{1B}[36mweb-1   |\u{1B}[0m \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:330 +0x219
        \u{1B}[36mweb-1   |\u{1B}[0m example.org/parcels/test/helpers.(*Cluster).Dump(...)
        \u{1B}[36mweb-1   |\u{1B}[0m \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:1060
        \u{1B}[36mweb-1   |\u{1B}[0m example.org/parcels/test.afterFailed({0xc000352660?, 0x0?})
        \u{1B}[36mweb-1   |\u{1B}[0m \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:88 +0xdf
        \u{1B}[36mweb-1   |\u{1B}[0m created by example.org/parcels/test.watch in goroutine 9
        \u{1B}[36mweb-1   |\u{1B}[0m \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:61 +0x5a

        """),
    FieldReport(
      name: "syslogTagWithoutNumber", kind: "no-recover-on-goroutine",
      root: "example.org/parcels/supervisor.(*Supervisor).exit.func1", least: .medium,
      text: """
        Nov 15 17:39:50 host01 parcels-current: panic: close of nil channel
        Nov 15 17:39:50 host01 parcels-current: 
        Nov 15 17:39:50 host01 parcels-current: goroutine 3431050 [running]:
        Nov 15 17:39:50 host01 parcels-current: example.org/parcels/supervisor.(*Supervisor).exit.func1(0xc42035ea20)
        Nov 15 17:39:50 host01 parcels-current: /usr/src/parcels/supervisor/exit.go:71 +0x85
        Nov 15 17:39:50 host01 parcels-current: created by example.org/parcels/supervisor.(*Supervisor).exit
        Nov 15 17:39:50 host01 parcels-current: /usr/src/parcels/supervisor/exit.go:54 +0x2df

        """),
    FieldReport(
      name: "klogHandleCrash", kind: "repanicked",
      root: "k8s.io/apimachinery/pkg/util/wait.BackoffUntil.func1", least: .medium,
      text: """
        I0429 05:26:31.000100       1 controller.go:40] starting
        E0429 05:26:32.479959       1 runtime.go:78] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)
        goroutine 321 [running]:
        k8s.io/apimachinery/pkg/util/runtime.logPanic({0x1d1d5e0, 0x30ea700})
        \tk8s.io/apimachinery@v0.19.7/pkg/util/runtime/runtime.go:74 +0xa6
        k8s.io/apimachinery/pkg/util/runtime.HandleCrash({0x0, 0x0, 0x0})
        \tk8s.io/apimachinery@v0.19.7/pkg/util/runtime/runtime.go:48 +0x89
        panic({0x1d1d5e0?, 0x30ea700?})
        \truntime/panic.go:969 +0x1b9
        example.org/parcels/controller.(*Reaper).mark(0xc0001297c0)
        \texample.org/parcels/controller/reaper.go:52 +0x21
        k8s.io/apimachinery/pkg/util/wait.BackoffUntil.func1(0xc0000cc000?)
        \tk8s.io/apimachinery@v0.19.7/pkg/util/wait/wait.go:155 +0x5f
        created by example.org/parcels/controller.Start
        \texample.org/parcels/controller/start.go:19 +0x21
        panic: runtime error: invalid memory address or nil pointer dereference [recovered]
        \tpanic: runtime error: invalid memory address or nil pointer dereference
        [signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x1cc4eed]

        goroutine 321 [running]:
        k8s.io/apimachinery/pkg/util/runtime.HandleCrash({0x0, 0x0, 0x0})
        \tk8s.io/apimachinery@v0.19.7/pkg/util/runtime/runtime.go:55 +0x10c
        panic({0x1d1d5e0?, 0x30ea700?})
        \truntime/panic.go:969 +0x1b9
        example.org/parcels/controller.(*Reaper).mark(0xc0001297c0)
        \texample.org/parcels/controller/reaper.go:52 +0x21
        k8s.io/apimachinery/pkg/util/wait.BackoffUntil.func1(0xc0000cc000?)
        \tk8s.io/apimachinery@v0.19.7/pkg/util/wait/wait.go:155 +0x5f
        created by example.org/parcels/controller.Start
        \texample.org/parcels/controller/start.go:19 +0x21

        """),
    FieldReport(
      name: "zapBeforeRepanic", kind: "repanicked",
      root: "sigs.k8s.io/controller-runtime/pkg/internal/controller.(*Controller).Start.func2.2",
      least: .medium,
      text: """
        2023-09-18T08:22:33.667Z\tINFO\tKubeAPIWarningLogger\tunknown field "spec.x"
        2023-09-18T08:22:33.676Z\tINFO\tObserved a panic in reconciler: runtime error: invalid memory address or nil pointer dereference\t{"controller": "parcel", "name": "p"}
        panic: runtime error: invalid memory address or nil pointer dereference [recovered]
        \tpanic: runtime error: invalid memory address or nil pointer dereference
        [signal SIGSEGV: segmentation violation code=0x1 addr=0x68 pc=0x1cc4eed]

        goroutine 895 [running]:
        sigs.k8s.io/controller-runtime/pkg/internal/controller.(*Controller).Reconcile.func1()
        \t/go/pkg/mod/sigs.k8s.io/controller-runtime@v0.14.6/pkg/internal/controller/controller.go:119 +0x1fa
        panic({0x1fc30c0, 0x37388b0})
        \t/usr/local/go/src/runtime/panic.go:884 +0x213
        example.org/parcels/controller.(*Reconciler).Reconcile(0xc00095d800?, {0x22fda99, 0x1})
        \t/src/controller/reconcile.go:55 +0x1ed
        sigs.k8s.io/controller-runtime/pkg/internal/controller.(*Controller).Start.func2.2()
        \t/go/pkg/mod/sigs.k8s.io/controller-runtime@v0.14.6/pkg/internal/controller/controller.go:235 +0x85
        created by sigs.k8s.io/controller-runtime/pkg/internal/controller.(*Controller).Start.func2
        \t/go/pkg/mod/sigs.k8s.io/controller-runtime@v0.14.6/pkg/internal/controller/controller.go:231 +0x333

        """),
    FieldReport(
      name: "faultInC", kind: "signal-in-c",
      root: "main.main", least: .medium,
      text: """
        SIGSEGV: segmentation violation
        PC=0x1a1090d0e m=0 sigcode=1 addr=0x20
        signal arrived during cgo execution

        goroutine 1 gp=0xc000002380 m=0 mp=0x10f7fb860 [syscall]:
        runtime.cgocall(0x10f6e81a0, 0xc000027a78)
        \t/usr/local/go/src/runtime/cgocall.go:167 +0x4b fp=0xc000027a50 sp=0xc000027a18 pc=0x10f65f1cb
        example.org/vision/model._Cfunc_run(0x7f9a9c004080, 0x7f9a9c0040c0)
        \t_cgo_gotypes.go:211 +0x4b fp=0xc000027a78 sp=0xc000027a50 pc=0x10f6a0c4b
        example.org/vision/model.(*Session).Run(0xc00010e000)
        \t/src/vision/model/session.go:90 +0x98 fp=0xc000027b20 sp=0xc000027a78 pc=0x10f6a15f8
        main.main()
        \t/src/vision/main.go:31 +0x1e5 fp=0xc000027f50 sp=0xc000027b20 pc=0x10f6c9c85
        runtime.main()
        \t/usr/local/go/src/runtime/proc.go:272 +0x28b fp=0xc000027fe0 sp=0xc000027f50 pc=0x10f66a2cb
        runtime.goexit({})
        \t/usr/local/go/src/runtime/asm_arm64.s:1223 +0x4 fp=0xc000027fe8 sp=0xc000027fe0 pc=0x10f69b4a4

        goroutine 2 gp=0xc000002e00 m=nil [force gc (idle), 2 minutes]:
        runtime.gopark(0x0?, 0x0?, 0x0?, 0x0?, 0x0?)
        \t/usr/local/go/src/runtime/proc.go:424 +0xce fp=0xc000052fa8 sp=0xc000052f88 pc=0x10f696e8e
        created by runtime.init.7 in goroutine 1
        \t/usr/local/go/src/runtime/proc.go:325 +0x1a

        r0      0x0
        r1      0x7f9a9c004080
        lr      0x1a1090c9c
        fault   0x20

        """),
    FieldReport(
      name: "faultInCInAWindowsLog", kind: "signal-in-c",
      root: nil, least: .medium,
      text: """
        SIGSEGV: segmentation violation\r
        PC=0x1a1090d0e m=0 sigcode=1 addr=0x20\r
        signal arrived during cgo execution\r
        \r
        goroutine 1 gp=0xc000002380 m=0 mp=0x10f7fb860 [syscall]:\r
        runtime.cgocall(0x10f6e81a0, 0xc000027a78)\r
        \t/usr/local/go/src/runtime/cgocall.go:167 +0x4b fp=0xc000027a50 sp=0xc000027a18 pc=0x10f65f1cb\r
        example.org/vision/model._Cfunc_run(0x7f9a9c004080, 0x7f9a9c0040c0)\r
        \t_cgo_gotypes.go:211 +0x4b fp=0xc000027a78 sp=0xc000027a50 pc=0x10f6a0c4b\r
        example.org/vision/model.(*Session).Run(0xc00010e000)\r
        \t/src/vision/model/session.go:90 +0x98 fp=0xc000027b20 sp=0xc000027a78 pc=0x10f6a15f8\r
        main.main()\r
        \t/src/vision/main.go:31 +0x1e5 fp=0xc000027f50 sp=0xc000027b20 pc=0x10f6c9c85\r
        runtime.main()\r
        \t/usr/local/go/src/runtime/proc.go:272 +0x28b fp=0xc000027fe0 sp=0xc000027f50 pc=0x10f66a2cb\r
        runtime.goexit({})\r
        \t/usr/local/go/src/runtime/asm_arm64.s:1223 +0x4 fp=0xc000027fe8 sp=0xc000027fe0 pc=0x10f69b4a4\r
        \r
        goroutine 2 gp=0xc000002e00 m=nil [force gc (idle), 2 minutes]:\r
        runtime.gopark(0x0?, 0x0?, 0x0?, 0x0?, 0x0?)\r
        \t/usr/local/go/src/runtime/proc.go:424 +0xce fp=0xc000052fa8 sp=0xc000052f88 pc=0x10f696e8e\r
        created by runtime.init.7 in goroutine 1\r
        \t/usr/local/go/src/runtime/proc.go:325 +0x1a\r
        \r
        r0      0x0\r
        r1      0x7f9a9c004080\r
        lr      0x1a1090c9c\r
        fault   0x20\r

        """),
    FieldReport(
      name: "faultInCThreeLines", kind: "signal-in-c",
      root: nil, least: .medium,
      text: """
        SIGSEGV: segmentation violation
        PC=0x10b0d98de m=14 sigcode=1 addr=0x28
        signal arrived during cgo execution

        """),
    FieldReport(
      name: "faultInCodeThatIsNotGo", kind: "signal-in-c",
      root: nil, least: .medium,
      text: """
        SIGILL: illegal instruction
        PC=0x33f6001a m=3 sigcode=1
        instruction bytes: 0xf 0xb 0x55 0x48 0x89 0xe5 0xff 0xd2 0x48 0x89 0xec 0x5d 0xc3 0x0 0x0 0x0

        goroutine 0 [idle]:
        runtime: unknown pc 0x33f6001a
        stack: frame={sp:0x70000e951a10, fp:0x0} stack=[0x70000e8d2350,0x70000e951f50)
        000070000e951910:  0000000000000000  0000000000000000
        000070000e951920:  0000000000000000  0000000000000000

        goroutine 1 [select, 2 minutes]:
        main.main()
        \t/src/wasm/main.go:44 +0x1a5

        """),
    FieldReport(
      name: "illegalInstructionInGo", kind: "signal-in-go",
      root: nil, least: .medium,
      text: """
        SIGILL: illegal instruction
        PC=0x3c9420 m=0 sigcode=1
        instruction bytes: 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0

        goroutine 1 gp=0x40000021c0 m=0 mp=0x153c080 [running, locked to thread]:
        flag.init()
        \t<autogenerated>:1 fp=0x4000108e10 sp=0x4000108e10 pc=0x3c9420
        runtime.doInit1(0x14c3a30)
        \truntime/proc.go:7290 +0xd4 fp=0x4000108f40 sp=0x4000108e10 pc=0x5d084
        runtime.main()
        \truntime/proc.go:254 +0x344 fp=0x4000108fd0 sp=0x4000108f40 pc=0x4d514
        runtime.goexit({})
        \truntime/asm_arm64.s:1223 +0x4 fp=0x4000108fd0 sp=0x4000108fd0 pc=0x8d7d4

        """),
    FieldReport(
      name: "externalCodeOfWindows", kind: "signal-in-c",
      root: nil, least: .medium,
      text: """
        Exception 0xc0000005 0x8 0x7ff8d2c41a30 0x7ff8d2c41a30\r
        PC=0x7ff8d2c41a30\r
        signal arrived during external code execution\r
        \r
        runtime.cgocall(0x7ff6a10b3f20, 0x7ff6a1c1f0e0)\r
        \tC:/hostedtoolcache/windows/go/1.21.13/x64/src/runtime/cgocall.go:157 +0x3e fp=0xc00008fa58 sp=0xc00008fa20 pc=0x7ff6a10441be\r
        syscall.SyscallN(0x7ff8d2c41a30?, {0xc00008fb28?, 0x3?, 0x0?})\r
        \tC:/hostedtoolcache/windows/go/1.21.13/x64/src/runtime/syscall_windows.go:544 +0x107 fp=0xc00008fad0 sp=0xc00008fa58 pc=0x7ff6a10a3be7\r
        main.main()\r
        \tD:/a/tray/tray/main.go:22 +0x4b fp=0xc00008ff40 sp=0xc00008fad0 pc=0x7ff6a10d1c2b\r

        """),
    FieldReport(
      name: "nilPointerOnWindows", kind: "no-recover-on-goroutine",
      root: "main.main", least: .medium,
      text: """
        panic: runtime error: invalid memory address or nil pointer dereference\r
        [signal 0xc0000005 code=0x0 addr=0x8 pc=0x7ff6a10d1c2b]\r
        \r
        goroutine 1 [running]:\r
        main.(*app).start(0x0)\r
        \tC:/Program Files/build dir/tray/app.go:17 +0x1b\r
        main.main()\r
        \tC:/Program Files/build dir/tray/main.go:22 +0x4b\r
        exit status 2\r

        """),
    FieldReport(
      name: "badPointerInContainerLog", kind: "fatal-error",
      root: nil, least: .medium,
      text: """
        2023-05-24T06:14:48.734843558Z stderr F runtime: pointer 0xc000deaa20 to unallocated span span.base()=0xc000dea000 span.limit=0xc000dedf00 span.state=0
        2023-05-24T06:14:48.734843558Z stderr F runtime: found in object at *(0xc0013d1740+0x10)
        2023-05-24T06:14:48.734843558Z stderr F object=0xc0013d1740 s.base()=0xc0013d0000 s.limit=0xc0013d2000 s.spanclass=12 s.elemsize=64 s.state=mSpanInUse
        2023-05-24T06:14:48.734843558Z stderr F  *(object+0) = 0x1
        2023-05-24T06:14:48.734843558Z stderr F  *(object+8) = 0xa3535fbc00000003
        2023-05-24T06:14:48.734843558Z stderr F  *(object+16) = 0xc000deaa20 <==
        2023-05-24T06:14:48.734843558Z stderr F  *(object+24) = 0x0
        2023-05-24T06:14:48.734843558Z stderr F fatal error: found bad pointer in Go heap (incorrect use of unsafe or cgo?)
        2023-05-24T06:14:48.734843558Z stderr F 
        2023-05-24T06:14:48.734843558Z stderr F runtime stack:
        2023-05-24T06:14:48.734843558Z stderr F runtime.throw({0x76b22e?, 0x6?})
        2023-05-24T06:14:48.734843558Z stderr F \t/usr/local/go/src/runtime/panic.go:1047 +0x5d fp=0x7f882d7f9d00 sp=0x7f882d7f9cd0 pc=0x43871d
        2023-05-24T06:14:48.734843558Z stderr F runtime.badPointer(0x7f8803efa2a8, 0x0?, 0xc00112a040, 0xd590?)
        2023-05-24T06:14:48.734843558Z stderr F \t/usr/local/go/src/runtime/mbitmap.go:373 +0x150 fp=0x7f882d7f9d50 sp=0x7f882d7f9d00 pc=0x415770
        2023-05-24T06:14:48.734843558Z stderr F 
        2023-05-24T06:14:48.734843558Z stderr F goroutine 1 [runnable]:
        2023-05-24T06:14:48.734843558Z stderr F main.main()
        2023-05-24T06:14:48.734843558Z stderr F \t/src/parser/main.go:31 +0x1e5

        """),
    FieldReport(
      name: "checkptr", kind: "fatal-error",
      root: nil, least: .medium,
      text: """
        $ go test -race -run=TestElias ./...
        fatal error: checkptr: converted pointer straddles multiple allocations

        goroutine 35 [running]:
        runtime.throw({0x13bb5bf?, 0x13446ca?})
        \truntime/panic.go:1047 +0x5d fp=0xc000137790 sp=0xc000137760 pc=0x108a13d
        runtime.checkptrStraddles(0xa9?, 0x0?, 0x0?)
        \truntime/checkptr.go:26 +0x6c fp=0xc0001377b0 sp=0xc000137790 pc=0x1059f8c
        example.org/coding.Min({0xc00012c280, 0x40, 0x40})
        \texample.org/coding/coding.go:324 +0x36f fp=0xc000137868 sp=0xc0001377b0 pc=0x133e66f
        testing.tRunner(0xc000103a00, 0x13d9ab8)
        \ttesting/testing.go:1576 +0x10b fp=0xc000137fc0 sp=0xc000137868 pc=0x11217ab
        created by testing.(*T).Run
        \ttesting/testing.go:1629 +0x3ea
        FAIL\texample.org/coding\t0.021s
        FAIL

        """),
    FieldReport(
      name: "outOfMemory", kind: "out-of-memory",
      root: nil, least: .medium,
      text: """
        Sep 11 19:32:48 node-7 parcels[147917]: runtime: out of memory: cannot allocate 67108864-byte block (8388608000 in use)
        Sep 11 19:32:48 node-7 parcels[147917]: fatal error: out of memory
        Sep 11 19:32:48 node-7 parcels[147917]: 
        Sep 11 19:32:48 node-7 parcels[147917]: runtime stack:
        Sep 11 19:32:48 node-7 parcels[147917]: runtime.throw({0x9aa1c1?, 0x4000000?})
        Sep 11 19:32:48 node-7 parcels[147917]: \t/usr/local/go/src/runtime/panic.go:1077 +0x5c fp=0x7f2d6d7f9b80 sp=0x7f2d6d7f9b50 pc=0x43a7fc
        Sep 11 19:32:48 node-7 parcels[147917]: 
        Sep 11 19:32:48 node-7 parcels[147917]: goroutine 51 [running]:
        Sep 11 19:32:48 node-7 parcels[147917]: main.(*buffer).grow(0xc00010a000, 0x4000000)
        Sep 11 19:32:48 node-7 parcels[147917]: \t/src/parcels/buffer.go:61 +0x5a
        Sep 11 19:32:48 node-7 parcels[147917]: created by main.main in goroutine 1
        Sep 11 19:32:48 node-7 parcels[147917]: \t/src/parcels/main.go:40 +0x85

        """),
    FieldReport(
      name: "cannotAllocate", kind: "out-of-memory",
      root: nil, least: .medium,
      text: """
        fatal error: runtime: cannot allocate memory

        runtime stack:
        runtime.throw({0x7ab3d5, 0x1f})
        \t/usr/lib/go/src/runtime/panic.go:1198 +0x71
        runtime.persistentalloc1(0x4000, 0x8, 0xa9c2f8)
        \t/usr/lib/go/src/runtime/malloc.go:1417 +0x24f

        """),
    FieldReport(
      name: "stackOverflow", kind: "stack-overflow",
      root: nil, least: .medium,
      text: """
        runtime: goroutine stack exceeds 1000000000-byte limit
        runtime: sp=0xc127800340 stack=[0xc127800000, 0xc147800000]
        fatal error: stack overflow

        runtime stack:
        runtime.throw({0x170f829, 0x20f4e60})
        \truntime/panic.go:1198 +0x71
        runtime.newstack()
        \truntime/stack.go:1088 +0x5ac
        runtime.morestack()
        \truntime/asm_amd64.s:461 +0x8b

        goroutine 94 [running]:
        example.org/schema.(*Node).walk(0xc000a6c0a0, {0xc127800620, 0x1})
        \texample.org/schema/node.go:88 +0x5f fp=0xc127800350 sp=0xc127800348 pc=0x8d24bf
        example.org/schema.(*Node).walk(0xc000a6c0a0, {0xc1278006f0, 0x1})
        \texample.org/schema/node.go:91 +0x9d fp=0xc1278003c0 sp=0xc127800350 pc=0x8d24fd
        ...additional frames elided...
        created by example.org/schema.Load
        \texample.org/schema/load.go:20 +0x1c5

        """),
    FieldReport(
      name: "deadlockInDocker", kind: "deadlock",
      root: nil, least: .medium,
      text: """
        {"log": "fatal error: all goroutines are asleep - deadlock!\\n", "stream": "stderr", "time": "2024-02-13T10:00:00.1234Z"}
        {"log": "\\n", "stream": "stderr", "time": "2024-02-13T10:00:00.1234Z"}
        {"log": "goroutine 1 [chan receive (nil chan)]:\\n", "stream": "stderr", "time": "2024-02-13T10:00:00.1234Z"}
        {"log": "main.wait(...)\\n", "stream": "stderr", "time": "2024-02-13T10:00:00.1234Z"}
        {"log": "\\t/app/main.go:12\\n", "stream": "stderr", "time": "2024-02-13T10:00:00.1234Z"}
        {"log": "main.main()\\n", "stream": "stderr", "time": "2024-02-13T10:00:00.1234Z"}
        {"log": "\\t/app/main.go:33 +0x85\\n", "stream": "stderr", "time": "2024-02-13T10:00:00.1234Z"}
        {"log": "exit status 2\\n", "stream": "stderr", "time": "2024-02-13T10:00:00.1234Z"}

        """),
    FieldReport(
      name: "testTimeout", kind: "no-recover-on-goroutine",
      root: "testing.(*M).startAlarm.func1", least: .medium,
      text: """
        2024-10-09T09:16:43.6367390Z === RUN   TestCancel
        2024-10-09T09:16:43.6367407Z panic: test timed out after 40m0s
        2024-10-09T09:16:43.6367424Z \trunning tests:
        2024-10-09T09:16:43.6367441Z \t\tTestCancel (39m59s)
        2024-10-09T09:16:43.6367458Z 
        2024-10-09T09:16:43.6367475Z goroutine 311 [running]:
        2024-10-09T09:16:43.6367492Z testing.(*M).startAlarm.func1()
        2024-10-09T09:16:43.6367509Z \t/opt/hostedtoolcache/go/1.23.0/x64/src/testing/testing.go:2373 +0x265
        2024-10-09T09:16:43.6367526Z created by time.goFunc
        2024-10-09T09:16:43.6367543Z \t/opt/hostedtoolcache/go/1.23.0/x64/src/time/sleep.go:215 +0x45
        2024-10-09T09:16:43.6367560Z 
        2024-10-09T09:16:43.6367577Z goroutine 1 [chan receive, 39 minutes]:
        2024-10-09T09:16:43.6367594Z testing.(*T).Run(0xc0000dc680, {0x213de95, 0x15}, 0x21b3380)
        2024-10-09T09:16:43.6367611Z \t/opt/hostedtoolcache/go/1.23.0/x64/src/testing/testing.go:1751 +0x851
        2024-10-09T09:16:43.6367628Z main.main()
        2024-10-09T09:16:43.6367645Z \t_testmain.go:55 +0x2a5
        2024-10-09T09:16:43.6367662Z FAIL\texample.org/parcels/task\t2400.123s
        2024-10-09T09:16:43.6367679Z FAIL

        """),
    FieldReport(
      name: "testThatPanics", kind: "repanicked",
      root: "testing.tRunner", least: .medium,
      text: """
        === RUN   TestDivide
        --- FAIL: TestDivide (0.00s)
        panic: runtime error: integer divide by zero [recovered, repanicked]

        goroutine 8 [running]:
        testing.tRunner.func1.2({0x511aa0, 0x623f00})
        \t/usr/lib/go/src/testing/testing.go:1872 +0x237
        testing.tRunner.func1()
        \t/usr/lib/go/src/testing/testing.go:1875 +0x35b
        panic({0x511aa0?, 0x623f00?})
        \t/usr/lib/go/src/runtime/panic.go:783 +0x132
        example.org/sums.TestDivide.func1(0xc0000ac400?)
        \t/src/sums/sums_test.go:11 +0x24
        testing.tRunner(0xc0000ac400, 0x52e5f0)
        \t/usr/lib/go/src/testing/testing.go:1934 +0xea
        created by testing.(*T).Run in goroutine 1
        \t/usr/lib/go/src/testing/testing.go:1997 +0x465
        FAIL\texample.org/sums\t0.018s
        FAIL

        """),
    FieldReport(
      name: "testThatPanicsInGo124", kind: "repanicked",
      root: "testing.tRunner", least: .medium,
      text: """
        --- FAIL: TestDivide (0.00s)
        panic: runtime error: integer divide by zero [recovered]
                panic: runtime error: integer divide by zero

        goroutine 8 [running]:
        testing.tRunner.func1(0xc0000ac400)
                /usr/lib/go/src/testing/testing.go:830 +0x388
        panic(0x511aa0, 0x623f00)
                /usr/lib/go/src/runtime/panic.go:522 +0x1b5
        example.org/sums.TestDivide.func1(0xc0000ac400)
                /src/sums/sums_test.go:11 +0x24
        testing.tRunner(0xc0000ac400, 0xc00005c490)
                /usr/lib/go/src/testing/testing.go:865 +0xc0
        created by testing.(*T).Run
                /usr/lib/go/src/testing/testing.go:916 +0x357
        FAIL    example.org/sums     0.018s

        """),
    FieldReport(
      name: "raceThenPanic", kind: "no-recover-on-goroutine",
      root: "main.(*cache).put", least: .medium,
      text: """
        ==================
        WARNING: DATA RACE
        Write at 0x00c00011e0c8 by goroutine 8:
          main.(*cache).put()
              /src/cache/cache.go:31 +0x64

        Previous read at 0x00c00011e0c8 by goroutine 7:
          main.(*cache).get()
              /src/cache/cache.go:22 +0x44

        Goroutine 8 (running) created at:
          main.main()
              /src/cache/main.go:14 +0x84
        ==================
        panic: assignment to entry in nil map

        goroutine 8 [running]:
        main.(*cache).put(0xc00011e0c0, {0x4b7d10, 0x3})
        \t/src/cache/cache.go:31 +0x64
        created by main.main in goroutine 1
        \t/src/cache/main.go:14 +0x84
        Found 1 data race(s)
        exit status 66

        """),
    FieldReport(
      name: "sliceBounds", kind: "no-recover-on-goroutine",
      root: "main.main", least: .medium,
      text: """
        panic: runtime error: slice bounds out of range [:5] with capacity 3

        goroutine 1 [running]:
        main.head(...)
        \t/tmp/sandbox1234/prog.go:8
        main.main()
        \t/tmp/sandbox1234/prog.go:12 +0x1d

        Program exited.

        """),
    FieldReport(
      name: "customErrorValue", kind: "no-recover-on-goroutine",
      root: "main.fail", least: .medium,
      text: """
        panic: (main.failure) {...}

        goroutine 18 [running]:
        main.fail(0x7)
        \t/src/a/main.go:8 +0x1d
        created by main.main
        \t/src/a/main.go:12 +0x25

        """),
    FieldReport(
      name: "fourPanics", kind: "handler-panicked",
      root: "main.main", least: .medium,
      text: """
        panic: first
        \tpanic: second
        \tpanic: third
        \tpanic: fourth

        goroutine 1 [running]:
        main.c()
        \t/src/a/main.go:8 +0x1d
        panic({0x45c1e0?, 0x483e20?})
        \t/usr/local/go/src/runtime/panic.go:770 +0x132
        main.b()
        \t/src/a/main.go:13 +0x1d
        panic({0x45c1e0?, 0x483e30?})
        \t/usr/local/go/src/runtime/panic.go:770 +0x132
        main.a()
        \t/src/a/main.go:18 +0x1d
        panic({0x45c1e0?, 0x483e40?})
        \t/usr/local/go/src/runtime/panic.go:770 +0x132
        main.main()
        \t/src/a/main.go:24 +0x45

        """),
    FieldReport(
      name: "unknownCaller", kind: "stack-damage",
      root: nil, least: .medium,
      text: """
        runtime: g 1: unexpected return pc for main.sum16 called from 0x47d5e9000000c0
        stack: frame={sp:0xc00009eef8, fp:0xc00009ef00} stack=[0xc00009e000,0xc00009f000)
        0x000000c00009edf8:  0x0000000000000000  0x0000000000000000
        0x000000c00009ee08:  0x0000000000000000  0x0000000000000000
        fatal error: unknown caller pc

        runtime stack:
        runtime.throw({0x49f0a8?, 0x5?})
        \t/usr/local/go/src/runtime/panic.go:1047 +0x5d
        runtime.(*unwinder).next(0xc00009ea98)
        \t/usr/local/go/src/runtime/traceback.go:470 +0x26c

        """),
    FieldReport(
      name: "spWrite", kind: "stack-damage",
      root: nil, least: .medium,
      text: """
        traceback: unexpected SPWRITE function example.org/hash.block16
        fatal error: traceback

        runtime stack:
        runtime.throw({0x4a03d5?, 0x0?})
        \t/usr/local/go/src/runtime/panic.go:1101 +0x48 fp=0x7ffc0e0c8c18 sp=0x7ffc0e0c8be8 pc=0x46d908

        """),
    FieldReport(
      name: "busError", kind: "signal-in-go",
      root: nil, least: .medium,
      text: """
        unexpected fault address 0x7f5d1a3c2000
        fatal error: fault
        [signal SIGBUS: bus error code=0x2 addr=0x7f5d1a3c2000 pc=0x4f1a2b]

        goroutine 1 gp=0xc0000061c0 m=0 mp=0x59d4e0 [running]:
        runtime.throw({0x4b54a3?, 0xc00012ae08?})
        \t/usr/local/go/src/runtime/panic.go:1067 +0x48 fp=0xc00012ad70 sp=0xc00012ad40 pc=0x46a9a8
        runtime.sigpanic()
        \t/usr/local/go/src/runtime/signal_unix.go:909 +0xea fp=0xc00012add0 sp=0xc00012ad70 pc=0x46be0a
        example.org/store.(*file).read(0xc00011e000, {0xc0001a0000, 0x1000, 0x1000})
        \t/src/store/file.go:77 +0x6b fp=0xc00012ae40 sp=0xc00012add0 pc=0x4f1a2b
        main.main()
        \t/src/store/main.go:9 +0x45 fp=0xc00012af40 sp=0xc00012ae40 pc=0x4f1b85
        runtime.main()
        \t/usr/local/go/src/runtime/proc.go:272 +0x28b fp=0xc00012afe0 sp=0xc00012af40 pc=0x43a2cb

        """),
    FieldReport(
      name: "abortInC", kind: "signal-in-c",
      root: nil, least: .medium,
      text: """
        terminate called after throwing an instance of 'std::bad_alloc'
          what():  std::bad_alloc
        SIGABRT: abort
        PC=0x7f6b3a0b89fc m=4 sigcode=18446744073709551610
        signal arrived during cgo execution

        goroutine 34 gp=0xc0000061c0 m=4 mp=0xc000080008 [syscall]:
        runtime.cgocall(0x4efb60, 0xc00006ede8)
        \t/usr/local/go/src/runtime/cgocall.go:167 +0x4b fp=0xc00006edc0 sp=0xc00006ed88 pc=0x46a32b
        main._Cfunc_load()
        \t_cgo_gotypes.go:44 +0x45 fp=0xc00006ede8 sp=0xc00006edc0 pc=0x4ef885
        main.main.func1()
        \t/src/db/main.go:21 +0x17 fp=0xc00006ee00 sp=0xc00006ede8 pc=0x4ef9f7
        created by main.main in goroutine 1
        \t/src/db/main.go:20 +0x25

        """),
    FieldReport(
      name: "quitInPod", kind: "signal-sent",
      root: nil, least: .medium,
      text: """
        [pod/web-5d4f7c-abcde/app] SIGQUIT: quit
        [pod/web-5d4f7c-abcde/app] PC=0x46e4a1 m=0 sigcode=0
        [pod/web-5d4f7c-abcde/app] 
        [pod/web-5d4f7c-abcde/app] goroutine 0 gp=0x59c160 m=0 mp=0x59d4e0 [idle]:
        [pod/web-5d4f7c-abcde/app] runtime.futex(0x59d628, 0x80, 0x0, 0x0, 0x0, 0x0)
        [pod/web-5d4f7c-abcde/app] \t/usr/local/go/src/runtime/sys_linux_amd64.s:557 +0x21 fp=0x7ffd3aa4d590 sp=0x7ffd3aa4d588 pc=0x46e4a1
        [pod/web-5d4f7c-abcde/app] 
        [pod/web-5d4f7c-abcde/app] goroutine 1 gp=0xc0000061c0 m=nil [IO wait, 12 minutes]:
        [pod/web-5d4f7c-abcde/app] main.main()
        [pod/web-5d4f7c-abcde/app] \t/src/web/main.go:9 +0x45

        """),
    FieldReport(
      name: "mapInPod", kind: "fatal-error",
      root: nil, least: .medium,
      text: """
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z fatal error: concurrent map writes
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z 
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z goroutine 2447 [running]:
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z internal/runtime/maps.fatal({0xe5f9ae?, 0x0?})
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z \t/usr/local/go/src/runtime/panic.go:1058 +0x18
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z main.(*provisioner).register(0xc00045e000, {0xc000468571, 0x20})
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z \t/src/provisioner/store.go:60 +0x13e
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z created by main.main in goroutine 1
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z \t/src/provisioner/main.go:20 +0x25
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z 
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z goroutine 1 [IO wait]:
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z main.main()
        [pod/web-5d4f7c-abcde/app] 2026-02-18T06:55:49.123456789Z \t/src/provisioner/main.go:29 +0x25

        """),
    FieldReport(
      name: "swallowedPanic", kind: "fatal-error",
      root: nil, least: .medium,
      text: """
        panic: boom
        \tfatal error: sync: unlock of unlocked mutex

        goroutine 7 [running]:
        internal/sync.fatal({0x4a5d18?, 0x0?})
        \t/usr/local/go/src/runtime/panic.go:1160 +0x18
        internal/sync.(*Mutex).unlockSlow(0xc000012150, 0xffffffff)
        \t/usr/local/go/src/internal/sync/mutex.go:204 +0x35
        panic({0x48a200?, 0x4c1f70?})
        \t/usr/local/go/src/runtime/panic.go:860 +0x13a
        main.work(0xc000012150)
        \t/src/a/work.go:17 +0x6a
        created by main.main in goroutine 1
        \t/src/a/main.go:9 +0x6a

        """),
    FieldReport(
      name: "served", kind: "recovered",
      root: nil, least: .medium,
      text: """
        web_1  | 2024/05/11 10:11:12 http: panic serving 172.18.0.1:53422: runtime error: index out of range [3] with length 2
        web_1  | goroutine 51 [running]:
        web_1  | net/http.(*conn).serve.func1()
        web_1  | \t/usr/local/go/src/net/http/server.go:1898 +0xbe
        web_1  | panic({0x6a5f20?, 0xc0000a8018?})
        web_1  | \t/usr/local/go/src/runtime/panic.go:770 +0x132
        web_1  | main.list({0x74f0c0, 0xc0000f40e0}, 0xc0000ba5a0)
        web_1  | \t/src/web/list.go:14 +0x95
        web_1  | net/http.HandlerFunc.ServeHTTP(0x0?, {0x74f0c0?, 0xc0000f40e0?}, 0x0?)
        web_1  | \t/usr/local/go/src/net/http/server.go:2166 +0x29
        web_1  | created by net/http.(*Server).Serve in goroutine 1
        web_1  | \t/usr/local/go/src/net/http/server.go:3285 +0x4b4
        web_1  | 2024/05/11 10:11:13 GET /health 200

        """),
    FieldReport(
      name: "cutHead", kind: "unknown",
      root: nil, least: .low,
      text: """
        \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:330 +0x219
        example.org/parcels/test/helpers.(*Cluster).Dump(...)
        \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:1060
        example.org/parcels/test.afterFailed({0xc000352660?, 0x0?})
        \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:88 +0xdf
        created by example.org/parcels/test.watch in goroutine 9
        \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:61 +0x5a

        """),
    FieldReport(
      name: "newosproc", kind: "fatal-error",
      root: nil, least: .medium,
      text: """
        runtime: failed to create new OS thread (have 17 already; errno=11)
        runtime: may need to increase max user processes (ulimit -u)
        fatal error: newosproc

        runtime stack:
        runtime.throw({0x9a4d43?, 0xc00008be00?})
        \t/usr/local/go/src/runtime/panic.go:1047 +0x5d fp=0x7ffe7a1b8c20 sp=0x7ffe7a1b8bf0 pc=0x4387bd

        """),
    FieldReport(
      name: "cloudRecord", kind: "no-recover-on-goroutine",
      root: "example.org/parcels/test.afterFailed", least: .medium,
      text: """
        {"textPayload": "panic: runtime error: invalid memory address or nil pointer dereference", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.000Z"}
        {"textPayload": "[signal SIGSEGV: segmentation violation code=0x1 addr=0x70 pc=0x137e249]", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.001Z"}
        {"textPayload": "", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.002Z"}
        {"textPayload": "goroutine 116 [running]:", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.003Z"}
        {"textPayload": "example.org/parcels/test/helpers.(*Cluster).PodNames(0x0, {0x1a61820, 0xc000770480}, {0x17bdc15?, 0xb})", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.004Z"}
        {"textPayload": "\\t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:330 +0x219", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.005Z"}
        {"textPayload": "example.org/parcels/test/helpers.(*Cluster).Dump(...)", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.006Z"}
        {"textPayload": "\\t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:1060", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.007Z"}
        {"textPayload": "example.org/parcels/test.afterFailed({0xc000352660?, 0x0?})", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.008Z"}
        {"textPayload": "\\t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:88 +0xdf", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.009Z"}
        {"textPayload": "created by example.org/parcels/test.watch in goroutine 9", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.010Z"}
        {"textPayload": "\\t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:61 +0x5a", "severity": "ERROR", "resource": {"labels": {"pod_name": "web-1", "container_name": "app"}}, "timestamp": "2024-05-11T10:11:12.011Z"}

        """),
    FieldReport(
      name: "copiedWithoutIndent", kind: "no-recover-on-goroutine",
      root: "example.org/parcels/test.afterFailed", least: .medium,
      text: """
        panic: runtime error: invalid memory address or nil pointer dereference
        [signal SIGSEGV: segmentation violation code=0x1 addr=0x70 pc=0x137e249]

        goroutine 116 [running]:
        example.org/parcels/test/helpers.(*Cluster).PodNames(0x0, {0x1a61820, 0xc000770480}, {0x17bdc15?, 0xb})
        /home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:330 +0x219
        example.org/parcels/test/helpers.(*Cluster).Dump(...)
        /home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:1060
        example.org/parcels/test.afterFailed({0xc000352660?, 0x0?})
        /home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:88 +0xdf
        created by example.org/parcels/test.watch in goroutine 9
        /home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:61 +0x5a

        """),
    FieldReport(
      name: "systemdCatLocalTime", kind: "no-recover-on-goroutine",
      root: "example.org/parcels/test.afterFailed", least: .medium,
      text: """
        juin 03 10:11:12 nœud-3 web[991]: panic: runtime error: invalid memory address or nil pointer dereference
        juin 03 10:11:12 nœud-3 web[991]: [signal SIGSEGV: segmentation violation code=0x1 addr=0x70 pc=0x137e249]
        juin 03 10:11:12 nœud-3 web[991]: 
        juin 03 10:11:12 nœud-3 web[991]: goroutine 116 [running]:
        juin 03 10:11:12 nœud-3 web[991]: example.org/parcels/test/helpers.(*Cluster).PodNames(0x0, {0x1a61820, 0xc000770480}, {0x17bdc15?, 0xb})
        juin 03 10:11:12 nœud-3 web[991]: \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:330 +0x219
        juin 03 10:11:12 nœud-3 web[991]: example.org/parcels/test/helpers.(*Cluster).Dump(...)
        juin 03 10:11:12 nœud-3 web[991]: \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:1060
        juin 03 10:11:12 nœud-3 web[991]: example.org/parcels/test.afterFailed({0xc000352660?, 0x0?})
        juin 03 10:11:12 nœud-3 web[991]: \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:88 +0xdf
        juin 03 10:11:12 nœud-3 web[991]: created by example.org/parcels/test.watch in goroutine 9
        juin 03 10:11:12 nœud-3 web[991]: \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:61 +0x5a

        """),
    FieldReport(
      name: "quotedInAMail", kind: "no-recover-on-goroutine",
      root: "example.org/parcels/test.afterFailed", least: .medium,
      text: """
        > panic: runtime error: invalid memory address or nil pointer dereference
        > [signal SIGSEGV: segmentation violation code=0x1 addr=0x70 pc=0x137e249]
        > 
        > goroutine 116 [running]:
        > example.org/parcels/test/helpers.(*Cluster).PodNames(0x0, {0x1a61820, 0xc000770480}, {0x17bdc15?, 0xb})
        > \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:330 +0x219
        > example.org/parcels/test/helpers.(*Cluster).Dump(...)
        > \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/helpers/cluster.go:1060
        > example.org/parcels/test.afterFailed({0xc000352660?, 0x0?})
        > \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:88 +0xdf
        > created by example.org/parcels/test.watch in goroutine 9
        > \t/home/ci/workspace/parcels-e2e@2/src/example.org/parcels/test/suite.go:61 +0x5a

        """),
    FieldReport(
      name: "goexitOfMain", kind: "deadlock",
      root: nil, least: .medium,
      text: """
        fatal error: no goroutines (main called runtime.Goexit) - deadlock!

        runtime stack:
        runtime.fatal({0x4a1c98?, 0x0?})
        \t/usr/local/go/src/runtime/panic.go:1149 +0x5c

        """),
    FieldReport(
      name: "goRunAndMake", kind: "no-recover-on-goroutine",
      root: "main.main", least: .medium,
      text: """
        go run .
        panic: boom

        goroutine 1 [running]:
        main.main()
        \t/src/a/main.go:4 +0x2c
        exit status 2
        make: *** [Makefile:7: run] Error 1

        """),
  ]
}
