package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

//go:noinline
func deeper(f func()) { f() }

var nilMap map[string]int
var nilPointer *custom
var numbers = []int{1, 2, 3}
var any1 interface{} = "text"
var zero int

func init() {
	dies := "no-recover-on-goroutine"
	add("string", dies, func() { deeper(func() { panic("boom") }) })
	add("error", dies, func() { deeper(func() { panic(errPlain) }) })
	add("multi-line", dies, func() { deeper(func() { panic(custom{7}) }) })
	add("blank-lines", dies, func() { panic("first\n\nthird\n") })
	add("named", dies, func() { panic(named("a name")) })
	add("integer", dies, func() { panic(42) })
	add("struct", dies, func() { panic(struct{ a int }{1}) })
	add("nil", dies, func() { panic(nil) })
	add("index", dies, func() { _ = numbers[len(os.Args)+5] })
	add("nil-map", dies, func() { nilMap["a"] = 1 })
	add("nil-pointer", dies, func() { deeper(func() { fmt.Println(nilPointer.code) }) })
	add("divide", dies, func() { fmt.Println(1 / zero) })
	add("assertion", dies, func() { _ = any1.(int) })
	add("closed-channel", dies, func() { c := make(chan int); close(c); close(c) })
	add("goroutine", dies, func() {
		defer func() { _ = recover() }()
		go worker()
		time.Sleep(10 * time.Second)
	})
	add("timer", dies, func() {
		time.AfterFunc(time.Millisecond, func() { panic("in a timer") })
		time.Sleep(10 * time.Second)
	})
	add("finalizer", dies, func() {
		runtime.SetFinalizer(&custom{1}, func(*custom) { panic("in a finalizer") })
		for {
			runtime.GC()
			time.Sleep(time.Millisecond)
		}
	})
	add("many-goroutines", dies, func() {
		for i := 0; i < 30; i++ {
			go func() { select {} }()
		}
		time.Sleep(10 * time.Millisecond)
		worker()
	})
	add("deep", dies, func() { recursion(200) })
	add("wait-group", dies, func() { var group sync.WaitGroup; group.Done() })
	add("too-deep", dies, func() {
		defer func() { helper() }()
		panic("one frame too deep")
	})
	add("repanic-same", "repanicked", func() { repanic(true) })
	add("repanic-other", "repanicked|handler-panicked", func() { repanic(false) })
	add("handler-panics", "handler-panicked", func() {
		defer func() { fmt.Println(numbers[len(os.Args)+7]) }()
		panic("first")
	})
	add("three-panics", "handler-panicked", func() {
		defer func() { panic("third") }()
		defer func() { panic("second") }()
		panic("first")
	})
	add("recovered-then-nil", "handler-panicked|repanicked", func() {
		defer func() {
			_ = recover()
			fmt.Println(nilPointer.code)
		}()
		panic("recovered first")
	})
	add("goexit-then-panic", "handler-panicked|no-recover-on-goroutine", func() {
		defer func() { panic("after Goexit") }()
		defer func() { runtime.Goexit() }()
		panic("before Goexit")
	})
	add("printing-panics", "fatal-error", func() { panic(angry{}) })
	add("forged", dies, func() { panic("a value\nfatal error: not really\n\tpanic: neither") })
}

//go:noinline
func worker() { deeper(func() { panic("in a worker") }) }

//go:noinline
func helper() { _ = recover() }

//go:noinline
func recursion(n int) int {
	if n == 0 {
		panic("deep")
	}
	return recursion(n-1) + 1
}

//go:noinline
func repanic(same bool) {
	defer func() {
		if r := recover(); r != nil {
			if same {
				panic(r)
			}
			panic(fmt.Sprintf("wrapped: %v", r))
		}
	}()
	panic(errPlain)
}
