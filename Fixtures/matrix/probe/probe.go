// Package probe records what a case does when it runs.
package probe

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

type entry struct {
	id    string
	run   func()
	modes []string
}

var (
	cases []entry
	// Mode is the second argument of the run: which path through the case to take.
	Mode  string
	booms atomic.Int64
	ends  atomic.Int64
)

// Add registers a case; it is run once for every mode, or once with an empty mode.
func Add(id string, run func(), modes ...string) {
	cases = append(cases, entry{id, run, modes})
}

func say(line string) { os.Stdout.WriteString(line + "\n") }

// List prints every case with its modes.
func List() {
	for _, c := range cases {
		say(c.id + " " + strings.Join(c.modes, ","))
	}
}

// Run runs one case and says so when the process is still there afterwards.
func Run(id, mode string) {
	Mode = mode
	for _, c := range cases {
		if c.id == id {
			c.run()
			say("survived")
			return
		}
	}
	say("no such case")
	os.Exit(64)
}

// Saw records what recover() returned on the calling line.
func Saw(value any) bool {
	_, file, line, _ := runtime.Caller(1)
	result := " nil"
	if value != nil {
		result = " value"
	}
	say("recover " + place(file, line) + result)
	return value != nil
}

// Ran records that the calling function runs as a deferred function, and of which function.
func Ran() {
	pcs := make([]uintptr, 8)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	frame, more := frames.Next()
	line := "deferred " + frame.Function
	for more {
		if frame, more = frames.Next(); !strings.HasPrefix(frame.Function, "runtime.") {
			line += " " + frame.Function
			break
		}
	}
	say(line)
}

func place(file string, line int) string {
	directory := filepath.Base(filepath.Dir(file))
	return directory + "/" + filepath.Base(file) + ":" + strconv.Itoa(line)
}

// Boom panics.
//
//go:noinline
func Boom() {
	booms.Add(1)
	panic("boom")
}

// BoomIn panics in the named mode only.
//
//go:noinline
func BoomIn(mode string) {
	if Mode == mode {
		Boom()
	}
}

// BoomError panics with an error.
//
//go:noinline
func BoomError(err error) {
	booms.Add(1)
	panic(err)
}

// Work is code that neither panics nor can be inlined.
//
//go:noinline
func Work(n int) int { return n*7 + int(booms.Load()) }

// Sink keeps values alive.
var Sink any

// AwaitBoom waits until the panic was raised.
func AwaitBoom() {
	for i := 0; i < 10000 && booms.Load() == 0; i++ {
		time.Sleep(time.Millisecond)
	}
}

// Settle waits until the panic was raised and every other goroutine has ended; a process that dies
// of the panic never returns from it.
func Settle() {
	for i := 0; i < 10000; i++ {
		if booms.Load() > 0 && runtime.NumGoroutine() == 1 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	say("timeout")
	os.Exit(65)
}

// SettleCollecting waits as Settle does and collects garbage meanwhile.
func SettleCollecting() {
	for i := 0; i < 3000; i++ {
		runtime.GC()
		if ends.Load() > 0 && runtime.NumGoroutine() == 1 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	say("timeout")
	os.Exit(65)
}

// Ended says that a callback of the runtime came to its end alive.
func Ended() { ends.Add(1) }
