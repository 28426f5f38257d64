extension LabProgram {
  /// Panics after system calls.
  static let systemCalls = LabProgram(
    "syscallpanic",
    files: [
      "main.go": #"""
      // A panic right after a system call, and a system call that fails for a bad address.
      package main

      import (
      	"os"
      	"syscall"
      )

      //go:noinline
      func afterSyscall() {
      	syscall.Syscall(syscall.SYS_GETPID, 0, 0, 0)
      	panic("boom")
      }

      //go:noinline
      func afterRawSyscall() {
      	syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)
      	panic("boom")
      }

      // The runtime takes the processor away from a system call that lasts.
      //
      //go:noinline
      func afterBlocking() {
      	wait := syscall.Timespec{Nsec: 20e6}
      	syscall.Nanosleep(&wait, nil)
      	panic("boom")
      }

      //go:noinline
      func badAddress() {
      	_, _, err := syscall.Syscall(syscall.SYS_WRITE, 1, 8, 8)
      	panic(err.Error())
      }

      func main() {
      	defer println("returned")
      	defer func() { println("recover() =", recover().(string)) }()
      	switch os.Args[1] {
      	case "syscall":
      		afterSyscall()
      	case "raw":
      		afterRawSyscall()
      	case "blocking":
      		afterBlocking()
      	case "efault":
      		badAddress()
      	}
      }
      """#
    ])
}
