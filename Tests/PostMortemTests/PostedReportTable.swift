import PanicContract

extension FieldReport {
  /// What Markdown, terminals and people make of crashes when they are posted; written for this test.
  static let posted: [FieldReport] = [
    FieldReport(
      name: "quotedMail", kind: "deadlock", root: "main.main", least: .high,
      text: """
        On Tuesday somebody wrote:

        > fatal error: all goroutines are asleep - deadlock!
        >
        > goroutine 1 [chan receive]:
        > main.drain(0xc000020060)
        > \t/home/dev/parcels/drain.go:17 +0x3c
        > main.main()
        > \t/home/dev/parcels/main.go:9 +0x1d

        """),
    FieldReport(
      name: "gitRemote", kind: "signal-in-c", least: .medium,
      text: """
        > Writing objects: 100% (3/3), done.
        > remote: runtime/cgo: pthread_create failed: Resource temporarily unavailable
        > remote: SIGABRT: abort
        > remote: PC=0x7f6e11662067 m=5 sigcode=18446744073709551610
        > remote: 
        > remote: goroutine 0 [idle]:
        > remote: 
        > remote: goroutine 1 [running]:
        > remote: runtime.systemstack_switch()
        > remote: \t/usr/local/go/src/runtime/asm_amd64.s:298 fp=0xc420020780 sp=0xc420020778 pc=0x457770
        > remote: runtime.main()
        > remote: \t/usr/local/go/src/runtime/proc.go:128 +0x63 fp=0xc4200207e0 sp=0xc420020780 pc=0x42d483

        """),
    FieldReport(
      name: "indentedBlock", kind: "deadlock", root: "main.main", least: .medium,
      text: """
        It says:

            fatal error: all goroutines are asleep - deadlock!

            goroutine 1 [chan receive]:
            main.collect(0xc420080dc0, 0x0, 0x0)
                    /home/dev/parcels/collect.go:35 +0x331
            main.main()
                    /home/dev/parcels/main.go:26 +0x209

            goroutine 18 [chan receive]:
            main.(*Sorter).run(0xc4201ded20)
                    /home/dev/parcels/sorter.go:67 +0x94
            created by main.newSorter
                    /home/dev/parcels/sorter.go:73 +0x150
            Traceback (most recent call last):

        """),
    FieldReport(
      name: "indentedFatalErrorAlone", kind: "deadlock", least: .low,
      text: """
        With two workers I get

            fatal error: all goroutines are asleep - deadlock!

        """),
    FieldReport(
      name: "oneCodeMark", kind: "deadlock", root: "main.main", least: .high,
      text: """
        `fatal error: all goroutines are asleep - deadlock!

        goroutine 1 [chan send, 1 minutes]:
        main.submit(...)
        \t/home/dev/parcels/pool.go:77
        main.main()
        \t/home/dev/parcels/main.go:10 +0xf`

        """),
    FieldReport(
      name: "fenceInTheSameLine", kind: "no-recover-on-goroutine", root: "main.main",
      least: .medium,
      text: """
        ```panic: assignment to entry in nil map

        goroutine 1 [running]:
        main.main()
        \t/home/dev/parcels/main.go:10 +0xf```

        """),
    FieldReport(
      name: "echoedKey", kind: "signal-sent", root: "main.main", least: .high,
      text: """
        ^\\SIGQUIT: quit
        PC=0x462813 m=0 sigcode=128

        goroutine 1 [select (no cases)]:
        main.main()
        \t/home/dev/parcels/main.go:123 +0x625

        """),
    FieldReport(
      name: "quitOfGo1.4", kind: "signal-sent", root: "main.main", least: .medium,
      text: """
        SIGQUIT: quit
        PC=0x4484b1

        goroutine 0 [idle]:
        runtime.notesleep(0x11941b8)
        \t/usr/local/go/src/runtime/lock_futex.go:145 +0xae
        stopm()
        \t/usr/local/go/src/runtime/proc.c:1178 +0x119

        goroutine 1 [chan receive, 10175 minutes]:
        main.main()
        \t/home/dev/parcels/main.go:269 +0x264d

        """),
    FieldReport(
      name: "threadOfDyingProgram", kind: "unknown", least: .low,
      text: """
        rip    0x46bd10
        rflags 0x10246
        cs     0x33
        fs     0x0
        gs     0x0

        -----

        SIGQUIT: quit
        PC=0x464823 m=2 sigcode=0

        goroutine 0 [idle]:
        runtime.futex()
        \t/usr/local/go/src/runtime/sys_linux_amd64.s:558 +0x23 fp=0x7f36d6ebcd20 sp=0x7f36d6ebcd18 pc=0x464823
        runtime.sysmon()
        \t/usr/local/go/src/runtime/proc.go:5570 +0x1d6 fp=0x7f36d6ebce60 sp=0x7f36d6ebcde0 pc=0x442f36

        """),
    FieldReport(
      name: "logcat", kind: "fatal-error", least: .low,
      text: """
        12-01 12:31:35.108 22021 22154 E GoLog   : fatal error: sync: unlock of unlocked mutex

        """),
    FieldReport(
      name: "cutFirstLine", kind: "no-recover-on-goroutine", root: "testing.(*M).startAlarm.func1",
      least: .medium,
      text: """
        3.6367390Z panic: test timed out after 40m0s
        2024-10-09T09:16:43.6370024Z \trunning tests:
        2024-10-09T09:16:43.6373088Z \t\tTestSorting (39m59s)
        2024-10-09T09:16:43.6373448Z 
        2024-10-09T09:16:43.6373617Z goroutine 311 [running]:
        2024-10-09T09:16:43.6377970Z testing.(*M).startAlarm.func1()
        2024-10-09T09:16:43.6380515Z \t/opt/hostedtoolcache/go/1.23.0/x64/src/testing/testing.go:2373 +0x265
        2024-10-09T09:16:43.6383225Z created by time.goFunc
        2024-10-09T09:16:43.6383873Z \t/opt/hostedtoolcache/go/1.23.0/x64/src/time/sleep.go:215 +0x45

        """),
    FieldReport(
      name: "panicInTheTitle", kind: "no-recover-on-goroutine", root: "main.main", least: .medium,
      text: """
        # panic: runtime error: invalid memory address or nil pointer dereference

        [signal SIGSEGV: segmentation violation code=0x1 addr=0x28 pc=0x113e0c5]

        goroutine 1 [running]:
        main.main()
        \t/home/dev/parcels/main.go:10 +0xf

        """),
    FieldReport(
      name: "namedHTTPLogger", kind: "recovered", root: "net/http.(*conn).serve", least: .medium,
      text: """
        echo: http: panic serving 172.20.0.3:41598: runtime error: slice bounds out of range [18:14]
        goroutine 364 [running]:
        net/http.(*conn).serve.func1()
        \t/usr/local/go/src/net/http/server.go:1898 +0xbe
        panic({0x1395440?, 0xc0009289f0?})
        \t/usr/local/go/src/runtime/panic.go:770 +0x132
        example.org/parcels/web.label({0x7028baf24198, 0xc0004fea00}, {0xc000e4f630, 0xe})
        \t/parcels/web/label.go:65 +0xbb0
        net/http.(*conn).serve(0xc0004843c0, {0xedc720, 0xc0000d48c0})
        \t/usr/local/go/src/net/http/server.go:2009 +0x5f4

        """),
    FieldReport(
      name: "servedAmongOtherLines", kind: "recovered", least: .low,
      text: """
        > Dec 18 17:16:10 server01 parcels: 2019/12/18 17:16:10 http: panic serving 10.0.0.9:59622: boom

        """),
    FieldReport(
      name: "headlessThrow", kind: "fatal-error", least: .low,
      text: """
        Two goroutines wrote at once:

        goroutine 21753 [running]:
        runtime.throw(0x1900ec4, 0x15)
        \t/opt/go/src/runtime/panic.go:608 +0x72 fp=0xc0029cfaf0 sp=0xc0029cfac0 pc=0xa9a132
        runtime.mapassign_faststr(0x16e2540, 0xc0071ad020, 0x18f16c2, 0x8, 0xc008d9c7d8)
        \t/opt/go/src/runtime/map_faststr.go:199 +0x3da fp=0xc0029cfb58 sp=0xc0029cfaf0 pc=0xa805da
        example.org/parcels/roles.HasRole(0x18f282b, 0x9, 0xc00ac88ae0)
        \t/home/dev/parcels/roles/roles.go:73 +0x117 fp=0xc0029cfb98 sp=0xc0029cfb58 pc=0x1309227

        """),
    FieldReport(
      name: "headlessFaultInC", kind: "signal-in-c",
      root: "example.org/parcels/codec.(*Coder).decode",
      least: .low,
      text: """
        [signal 0xa code=0x2 addr=0xcb1e0f5520 pc=0x4004794]

        runtime stack:
        runtime.throw(0x459f9e0, 0x2a)
        \t/usr/local/go/src/runtime/panic.go:527 +0x90
        runtime.sigpanic()
        \t/usr/local/go/src/runtime/sigpanic_unix.go:12 +0x5a

        goroutine 67 [syscall, locked to thread]:
        runtime.cgocall(0x4002d30, 0xc8202b1700, 0xc800000000)
        \t/usr/local/go/src/runtime/cgocall.go:120 +0x11b fp=0xc8202b16b8 sp=0xc8202b1688
        example.org/parcels/codec._Cfunc_decode(0x200000000, 0x2)
        \texample.org/parcels/codec/_obj/_cgo_gotypes.go:64 +0x3c fp=0xc8202b1700 sp=0xc8202b16b8
        example.org/parcels/codec.(*Coder).decode(0xc820193e30, 0xc82001a180)
        \t/home/dev/parcels/codec/decode.go:103 +0x7d9 fp=0xc8202b18d0 sp=0xc8202b1700

        """),
    FieldReport(
      name: "exceptionInExternalCode", kind: "signal-in-c", root: "main.main", least: .high,
      text: """
        Exception 0xc0000005 0x1 0x7ff66669e000 0x29a2fac6189
        PC=0x29a2fac6189
        signal arrived during external code execution

        runtime.cgocall(0x7ff6662355c0, 0xc000036ee0)
        \truntime/cgocall.go:156 +0x4a fp=0xc0000cfd28 sp=0xc0000cfcf0 pc=0x7ff6661d472a
        syscall.Syscall(0x29a08cc0000, 0x0, 0x0, 0x0, 0x0)
        \truntime/syscall_windows.go:479 +0xf4 fp=0xc0000cfd60 sp=0xc0000cfd28 pc=0x7ff666230214
        main.load({0xc0001ac500, 0x4d4})
        \tload.go:1 +0x41f fp=0xc0000cff28 sp=0xc0000cfdb0 pc=0x7ff6663d9bbf
        main.main()
        \tmain.go:1 +0x17d fp=0xc0000cff80 sp=0xc0000cff28 pc=0x7ff6663db39d

        goroutine 9 [running]:
        main.main.func2(0x0)
        \tmain.go:2 +0xa6
        created by main.main
        \tmain.go:4 +0xea

        """),
    FieldReport(
      name: "carriageReturnsShown", kind: "no-recover-on-goroutine", root: "main.main",
      least: .medium,
      text: """
        panic: sync: negative WaitGroup counter^M
        ^M
        goroutine 1 [running]:^M
        sync.(*WaitGroup).Add(0xc420128da0, 0xffffffffffffffff)^M
        \t/usr/local/go/src/sync/waitgroup.go:75 +0x1fe^M
        main.main()^M
        \t/home/dev/parcels/main.go:10 +0xf^M

        """),
    FieldReport(
      name: "copiedByHand", kind: "no-recover-on-goroutine",
      root: "example.org/parcels.(*Client).Start.func1", least: .medium,
      text: """
        `panic: sync: negative WaitGroup counter
        goroutine 116030 [running]:
        sync.(*WaitGroup).Add(0xc0000db688?, 0x20c5cb8?)
                 /usr/lib/go/src/sync/waitgroup.go:64 +0xcd
         sync.(*WaitGroup).Done(...)
                 /usr/lib/go/src/sync/waitgroup.go:89
         example.org/parcels.(*Client).Start.func1(0xc00514a780)
                 /home/dev/parcels/client.go:423 +0x1d4
         created by example.org/parcels.(*Client).Start in goroutine 115828
                 /home/dev/parcels/client.go:411 +0x1a7
        `

        """),
    FieldReport(
      name: "repanickedByGo1.3", kind: "repanicked", root: "testing.tRunner", least: .medium,
      text: """
        panic: stamps: no value left [recovered]
        \tpanic: stamps: no value left

        goroutine 20 [running]:
        runtime.panic(0x4f00a0, 0x120401b0)
        \tc:/go/src/pkg/runtime/panic.c:279 +0xe9
        testing.func·006()
        \tc:/go/src/pkg/testing/testing.go:416 +0x12d
        runtime.panic(0x4f00a0, 0x120401b0)
        \tc:/go/src/pkg/runtime/panic.c:248 +0x176
        example.org/stamps.TestDump(0x12054240)
        \tE:/home/dev/stamps/dump_test.go:39 +0x2e
        testing.tRunner(0x12054240, 0x5a7260)
        \tc:/go/src/pkg/testing/testing.go:422 +0x87
        created by testing.RunTests
        \tc:/go/src/pkg/testing/testing.go:504 +0x720

        """),
    FieldReport(
      name: "observedAndLogged", kind: "unknown", least: .low,
      text: """
        E0622 16:21:05.762886       1 runtime.go:78] Observed a panic: "no stamps left" (no stamps left)
        goroutine 156 [running]:
        k8s.io/apimachinery/pkg/util/runtime.logPanic(0x187e6a0, 0x2af1530)
                /go/pkg/mod/k8s.io/apimachinery@v0.17.1/pkg/util/runtime/runtime.go:74 +0xa3
        k8s.io/apimachinery/pkg/util/runtime.HandleCrash(0x0, 0x0, 0x0)
                /go/pkg/mod/k8s.io/apimachinery@v0.17.1/pkg/util/runtime/runtime.go:48 +0x82
        panic(0x187e6a0, 0x2af1530)
                /usr/local/go/src/runtime/panic.go:969 +0x166
        example.org/stamps.(*Sorter).sort(0xc0002085d8)
                /home/dev/stamps/sort.go:293 +0xf7

        """),
    FieldReport(
      name: "repeatedBySeveralThreads", kind: "fatal-error", least: .low,
      text: """
        fatal error: unexpected signal during runtime execution
        fatal error: unexpected signal during runtime execution
        fatal error: unexpected signal during runtime execution
        [signal 0xb code=0x1 addr=0x2be3f4b0 pc=0xbd5f5]

        """),
  ]

  /// Not of Go, or only about it: nothing of these is a crash of a Go program.
  static let elsewhere = [
    "fatal: not a git repository (or any of the parent directories): .git\n",
    "main.c:1:10: fatal error: parcels.h: No such file or directory\ncompilation terminated.\n",
    "fatal error: too many errors emitted, stopping now [-ferror-limit=]\n",
    "panic: page fault\ncpuid = 6\ntime = 1730349707\nKDB: stack backtrace:\n#0 0xffffffff80b7fefd at kdb_backtrace+0x5d\n",
    "panic: Invalid instruction length in exception\nKDB: stack backtrace:\ndb_trace_self() at db_trace_self_wrapper+0x30\n",
    "It ends with `panic: (*logrus.Entry) (0xa2cda0,0xc20812a040)` and I do not know why.\n",
    "# fix(cleanup): panic: runtime error: invalid memory address or nil pointer dereference\n",
    "thread 'main' panicked at src/main.rs:45:14:\ncalled `Option::unwrap()` on a `None` value\n",
    "[   87.540000] Kernel panic - not syncing: Fatal exception in interrupt\n",
    "settings:\n  panic: true\n  fatal error: ignore\n",
  ]
}
