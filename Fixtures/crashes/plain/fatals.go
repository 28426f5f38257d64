package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
	"unsafe"
)

func init() {
	fatal := "fatal-error"
	add("unlock", fatal, func() { defer func() { _ = recover() }(); var m sync.Mutex; m.Unlock() })
	add("rw-unlock", fatal, func() { var m sync.RWMutex; m.RUnlock() })
	add("unlock-in-panic", fatal, func() {
		var m sync.Mutex
		defer m.Unlock()
		panic("hidden by the fatal error")
	})
	add("concurrent-map", fatal, func() {
		m := map[int]int{}
		for g := 0; g < 8; g++ {
			go func() {
				for i := 0; ; i++ {
					m[i%100] = i
				}
			}()
		}
		time.Sleep(20 * time.Second)
	})
	add("nil-go", fatal, func() { var f func(); go f(); time.Sleep(time.Second) })
	add("deadlock", "deadlock", func() { <-make(chan int) })
	add("deadlock-in-panic", "deadlock", func() {
		defer func() { <-make(chan int) }()
		panic("stuck")
	})
	add("main-goexit", "deadlock", func() { runtime.Goexit() })
	add("overflow", "stack-overflow", func() {
		debug.SetMaxStack(1 << 20)
		fmt.Println(endless(1))
	})
	add("memory", "out-of-memory", func() {
		var limit syscall.Rlimit
		limit.Cur, limit.Max = 1<<30, 1<<30
		_ = syscall.Setrlimit(syscall.RLIMIT_AS, &limit)
		var kept [][]byte
		for {
			kept = append(kept, make([]byte, 64<<20))
		}
	})
	add("threads", fatal, func() {
		debug.SetMaxThreads(8)
		for i := 0; i < 30; i++ {
			go func() {
				runtime.LockOSThread()
				var t syscall.Timespec
				t.Sec = 5
				_ = syscall.Nanosleep(&t, nil)
			}()
		}
		time.Sleep(5 * time.Second)
	})
	add("wild-pointer", "signal-in-go", func() { *(*int)(unsafe.Pointer(uintptr(0xdead0000))) = 1 })
	add("finalizer-misuse", fatal, func() { runtime.SetFinalizer(1, nil) })
	add("quit", "signal-sent", func() {
		_ = syscall.Kill(os.Getpid(), syscall.SIGQUIT)
		time.Sleep(5 * time.Second)
	})
	add("abort-sent", "signal-sent", func() {
		_ = syscall.Kill(os.Getpid(), syscall.SIGABRT)
		time.Sleep(5 * time.Second)
	})
	add("segv-sent", "signal-sent", func() {
		_ = syscall.Kill(os.Getpid(), syscall.SIGSEGV)
		time.Sleep(5 * time.Second)
	})
	add("served", "recovered", func() {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			log.Fatal(err)
		}
		http.HandleFunc("/", func(http.ResponseWriter, *http.Request) { panic("in a handler") })
		go func() { _ = http.Serve(listener, nil) }()
		_, _ = http.Get("http://" + listener.Addr().String() + "/")
		time.Sleep(50 * time.Millisecond)
	})
	add("printed", "recovered", func() {
		defer func() {
			r := recover()
			fmt.Fprintf(os.Stderr, "recovered: %v\n%s", r, debug.Stack())
		}()
		deeper(func() { panic("printed, not died of") })
	})
	add("exit-in-defer", "", func() { defer os.Exit(0); panic("never printed") })
	add("log-fatal", "", func() { log.Fatal("panic: is only a word here") })
	add("log-panic", "no-recover-on-goroutine", func() { log.Panic("logged, then panicked") })
}

//go:noinline
func endless(n int) int { return endless(n+1) + 1 }
