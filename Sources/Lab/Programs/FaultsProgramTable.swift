extension LabProgram {
  /// Ways to fail that recover can stop, and that it can not.
  static let faults = LabProgram(
    "faults",
    files: [
      "main.go": #"""
      // What recover can stop, and what it can not: each word is one way to fail.
      package main

      import (
      	"os"
      	"runtime"
      	"runtime/debug"
      	"sync"
      	"syscall"
      	"time"
      	"unsafe"
      )

      var (
      	null     *int
      	zero     int
      	noMap    map[string]int
      	noFunc   func()
      	short        = []int{1, 2, 3}
      	anything any = "text"
      	sink     any
      	lock     sync.Mutex
      	readers  sync.RWMutex
      )

      type badError struct{}

      func (badError) Error() string { panic("in Error") }

      //go:noinline
      func deep(n int) int { return deep(n+1) + n }

      //go:noinline
      func unmapped() *int { return (*int)(unsafe.Pointer(uintptr(zero + 0x123456000))) }

      func concurrentMap() {
      	shared := map[int]int{}
      	for i := 0; i < 4; i++ {
      		go func() {
      			for {
      				shared[1]++
      			}
      		}()
      	}
      	time.Sleep(10 * time.Second)
      }

      func finalizer() {
      	for i := 0; i < 100; i++ {
      		value := new([64]int)
      		runtime.SetFinalizer(value, func(*[64]int) { panic("boom") })
      	}
      	for {
      		runtime.GC()
      		time.Sleep(time.Millisecond)
      	}
      }

      var ways = map[string]func(){
      	// Panics of the runtime.
      	"nil":            func() { *null = 1 },
      	"index":          func() { println(short[zero+7]) },
      	"divide":         func() { println(1 / zero) },
      	"shift":          func() { println(1 << (zero - 1)) },
      	"assertion":      func() { println(anything.(int)) },
      	"makeslice":      func() { sink = make([]int, zero-1) },
      	"nil-map":        func() { noMap["key"] = 1 },
      	"nil-func":       func() { noFunc() },
      	"close-twice":    func() { c := make(chan int); close(c); close(c) },
      	"send-closed":    func() { c := make(chan int, 1); close(c); c <- 1 },
      	"waitgroup":      func() { var group sync.WaitGroup; group.Add(-1) },
      	"error-panics":   func() { panic(badError{}) },
      	"fault":          func() { *unmapped() = 1 },
      	"fault-allowed":  func() { debug.SetPanicOnFault(true); *unmapped() = 1 },
      	"kill-segv":      func() { syscall.Kill(os.Getpid(), syscall.SIGSEGV); time.Sleep(10 * time.Second) },
      	"kill-abort":     func() { syscall.Kill(os.Getpid(), syscall.SIGABRT); time.Sleep(10 * time.Second) },
      	"goroutine":      func() { go func() { panic("boom") }(); time.Sleep(10 * time.Second) },
      	"after-func":     func() { time.AfterFunc(0, func() { panic("boom") }); time.Sleep(10 * time.Second) },
      	"finalizer":      finalizer,
      	"unlock":         func() { lock.Unlock() },
      	"runlock":        func() { readers.RUnlock() },
      	"deadlock":       func() { lock.Lock(); lock.Lock() },
      	"go-nil-func":    func() { go noFunc(); time.Sleep(10 * time.Second) },
      	"concurrent-map": concurrentMap,
      	"stack-overflow": func() { debug.SetMaxStack(1 << 20); println(deep(0)) },
      	"out-of-memory":  func() { sink = make([]byte, 1<<41) },
      	"goexit-in-main": func() { runtime.Goexit() },
      	"exit":           func() { os.Exit(3) },
      }

      func main() {
      	defer println("returned")
      	defer func() {
      		if recover() != nil {
      			println("recovered")
      		} else {
      			println("recover() = nil")
      		}
      	}()
      	ways[os.Args[1]]()
      }
      """#,
      "quiet.go": quiet,
    ])
}
