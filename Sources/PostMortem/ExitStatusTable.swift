import PanicContract

/// The exit statuses that mean something in Go. Sources: `fatalpanic`, `fatalthrow`, `sighandler` and
/// `dieFromSignal` in `src/runtime`, package `log`, package `flag`, and runs of each.
enum ExitStatusTable {
  static let rows: [ExitStatusMeaning.Row] = [
    ExitStatusMeaning.Row(
      status: 0, kind: .exit,
      sentence: "0 says that the program ended as if all were well; it does not exclude a panic",
      possibilities: [
        "main returned; goroutines that still ran were dropped",
        "os.Exit(0), which may have been called in a deferred function while a panic was under way: such a panic is never printed",
      ],
      exclusions: ["a panic that reached the end of its goroutine's stack", "a fatal error"],
      advice:
        "If the program should not have ended, search for os.Exit in deferred functions; panicscope audit does (PS401)."
    ),
    ExitStatusMeaning.Row(
      status: 1, kind: .exit,
      sentence: "1 is the status of log.Fatal and of os.Exit(1), not of a panic",
      possibilities: [
        "log.Fatal, log.Fatalf or log.Fatalln, with a line on standard error; deferred calls do not run",
        "os.Exit(1), in the program or a library",
        "go run, which reports every failure of the program as 1",
      ],
      exclusions: ["an uncaught panic (2)", "a fatal error of the runtime (2)"],
      advice: "Look for the last line that the program wrote."),
    ExitStatusMeaning.Row(
      status: 2, kind: .unknown,
      sentence:
        "2 is the status of an uncaught panic, but also of every fatal error, of signals that Go dies of, and of wrong flags",
      possibilities: [
        "an uncaught panic: `panic:` stands in the text",
        "a fatal error (concurrent map writes, deadlock, stack overflow, out of memory): `fatal error:` stands in the text, and no recover() could have stopped it",
        "SIGQUIT, or SIGSEGV and SIGABRT in C code: `SIGQUIT: quit` and such stand in the text",
        "wrong flags: package flag exits with 2 and prints the usage",
        "os.Exit(2)",
      ],
      exclusions: ["SIGKILL, such as the kernel's out-of-memory killer (137)", "log.Fatal (1)"],
      advice: "The text on standard error decides: panicscope explain LOG."),
    ExitStatusMeaning.Row(
      status: 134, kind: .unknown,
      sentence: "134 is SIGABRT: Go dies of it with GOTRACEBACK=crash, C by abort()",
      possibilities: [
        "an uncaught panic or a fatal error with GOTRACEBACK=crash",
        "a panic or fatal error in a Go library of a C program (c-archive, c-shared), where crash is the default",
        "abort() in C, where Go's signal handler is not installed",
      ],
      exclusions: ["log.Fatal, os.Exit", "SIGKILL"],
      advice: "There may be a core dump: panicscope explain --core CORE."),
    ExitStatusMeaning.Row(
      status: 137, kind: .signalSent,
      sentence:
        "137 is SIGKILL: something outside ended the process, and nothing in it could notice",
      possibilities: [
        "the kernel's out-of-memory killer: the container's memory limit (OOMKilled) or the machine's memory",
        "a second stage of stopping: docker stop or kubelet after the grace period",
        "somebody's kill -9",
      ],
      exclusions: [
        "a panic or a fatal error of Go: no panic ends by SIGKILL, and no recover() could have helped",
        "Go's own `out of memory` (2)",
      ],
      advice:
        "Look at the container's last state and at the kernel's log; set GOMEMLIMIT below the limit."
    ),
    ExitStatusMeaning.Row(
      status: 139, kind: .unknown,
      sentence: "139 is SIGSEGV without Go's own report: Go's signal handler did not run",
      possibilities: [
        "C code or a library replaced the handler of SIGSEGV, so that even a nil dereference in Go, which recover() could stop, ends the process",
        "a fault on a thread of C that Go does not know",
        "the stack pointer was so damaged that the handler could not run",
        "a fault before the runtime was ready, or in a program that is not Go",
      ],
      exclusions: ["a nil dereference in a pure Go program: that is a panic (2)"],
      advice:
        "Look for C code that calls signal or sigaction; a core dump shows where: panicscope explain --core CORE."
    ),
    ExitStatusMeaning.Row(
      status: 143, kind: .signalSent,
      sentence: "143 is SIGTERM: somebody asked the process to stop, and it had no handler",
      possibilities: [
        "docker stop, kubelet, systemd or a deploy ended it in the ordinary way",
        "somebody's kill",
        "the program handled SIGTERM and called os.Exit(143)",
      ],
      exclusions: ["a panic or a fatal error"],
      advice:
        "If requests were lost, handle SIGTERM with signal.NotifyContext and shut down in order."),
    ExitStatusMeaning.Row(
      status: 130, kind: .signalSent,
      sentence: "130 is SIGINT: Ctrl-C, and the program had no handler",
      possibilities: [
        "Ctrl-C on the terminal", "somebody's kill -INT",
        "the program handled SIGINT and called os.Exit(130)",
      ],
      exclusions: ["a panic or a fatal error"],
      advice: "Handle SIGINT with signal.NotifyContext if it needs time to stop."),
    ExitStatusMeaning.Row(
      status: 66, kind: .exit,
      sentence:
        "66 is the status that the race detector ends a program with which was built with -race and had a data race",
      possibilities: [
        "a data race, and WARNING: DATA RACE stands in the text",
        "os.Exit(66), in a program built without -race above all",
      ],
      exclusions: ["an uncaught panic (2)"],
      advice: "The report names both accesses."),
    ExitStatusMeaning.Row(
      status: 124, kind: .exit,
      sentence: "124 is what timeout(1) reports for a command whose time was up",
      possibilities: ["timeout ended the program with SIGTERM, or its -s", "os.Exit(124)"],
      exclusions: ["an uncaught panic or a fatal error of Go (2)"],
      advice: "See whether the command ran under timeout, and what it waited for."),
    ExitStatusMeaning.Row(
      status: 125, kind: .exit,
      sentence:
        "125 is what docker run, podman run and timeout(1) report when they fail themselves",
      possibilities: [
        "the container was not started: the daemon or a flag was wrong", "os.Exit(125)",
      ],
      exclusions: ["an uncaught panic or a fatal error of Go (2)"],
      advice: "The message of docker, podman or timeout tells; the program may never have run."),
    ExitStatusMeaning.Row(
      status: 126, kind: .exit,
      sentence:
        "126 is what shells and container runtimes report for a command that cannot be executed",
      possibilities: [
        "the file is not executable, is a folder, or was built for another architecture",
        "os.Exit(126)",
      ],
      exclusions: ["an uncaught panic or a fatal error of Go (2)"],
      advice: "Look at the file's permissions and format (file FILE); the program never ran."),
    ExitStatusMeaning.Row(
      status: 127, kind: .exit,
      sentence: "127 is what shells and container runtimes report for a command that was not found",
      possibilities: [
        "the path of the program is wrong, or PATH lacks its folder",
        "the dynamic loader or a shared library is missing: a cgo program in an image without its libc",
        "os.Exit(127)",
      ],
      exclusions: ["an uncaught panic or a fatal error of Go (2)"],
      advice:
        "Check the path and ldd FILE; build with CGO_ENABLED=0 for an image without a C library."),
    ExitStatusMeaning.Row(
      status: 4, kind: .unknown,
      sentence:
        "4 can be the runtime failing twice while it died: `panic during panic`, then no stack",
      possibilities: [
        "the runtime could not print the stack: `stack trace unavailable`", "os.Exit(4)",
      ],
      exclusions: ["an ordinary panic (2)"],
      advice: "The text on standard error decides: panicscope explain LOG."),
  ]
}
