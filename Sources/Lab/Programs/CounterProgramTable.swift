extension LabProgram {
  /// Counts a panic's instructions with the processor's own counter, where it has one.
  static let counter = LabProgram(
    "counter",
    files: [
      "main.go": #"""
      // How many instructions lie between panic and the end of its recovery, by the processor's own
      // counter; many machines, virtual ones above all, have none.
      package main

      import (
      	"encoding/binary"
      	"runtime"
      	"syscall"
      	"unsafe"
      )

      // attributes is the first version of the kernel's struct perf_event_attr.
      type attributes struct {
      	kind, size   uint32
      	config       uint64
      	period       uint64
      	sampleType   uint64
      	readFormat   uint64
      	flags        uint64
      	wakeup       uint32
      	breakpoint   uint32
      	breakAddress uint64
      }

      const (
      	perfEventOpen   = 298 // amd64
      	instructions    = 1
      	withoutKernel   = 1 << 5
      	withoutHost     = 1 << 6
      	panicsPerReport = 1000
      )

      var counter int

      func count() uint64 {
      	var value [8]byte
      	syscall.Read(counter, value[:])
      	return binary.LittleEndian.Uint64(value[:])
      }

      //go:noinline
      func recovered() {
      	defer func() { recover() }()
      	panic("boom")
      }

      //go:noinline
      func nothing() {}

      func cost(call func()) uint64 {
      	before := count()
      	for i := 0; i < panicsPerReport; i++ {
      		call()
      	}
      	return count() - before
      }

      func main() {
      	runtime.LockOSThread()
      	wanted := attributes{config: instructions, flags: withoutKernel | withoutHost}
      	wanted.size = uint32(unsafe.Sizeof(wanted))
      	descriptor, _, err := syscall.Syscall6(perfEventOpen,
      		uintptr(unsafe.Pointer(&wanted)), 0, ^uintptr(0), ^uintptr(0), 0, 0)
      	if err != 0 {
      		println("hardware counter: none (" + err.Error() + ")")
      		return
      	}
      	counter = int(descriptor)
      	println("hardware counter: yes")
      	cost(recovered)
      	println("instructions of a recovered panic by the counter:",
      		(cost(recovered)-cost(nothing))/panicsPerReport)
      }
      """#
    ], isForAMD64: true)
}
