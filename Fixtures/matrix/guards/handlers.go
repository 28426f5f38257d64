package guards

import (
	"fmt"
	"log"
	"runtime"
	"runtime/debug"
	"strings"

	"example.org/panicmatrix/probe"
)

// Handlers that recover and panic themselves, and some that only look like it.

var (
	limits = []int{3, 1, 4}
	counts map[string]int
)

//go:noinline
func where() int {
	if probe.Mode == "inside" {
		return 1
	}
	return len(limits) + 1
}

func handlerIndexes() {
	go func() { //@go handler-indexes
		defer func() {
			if r := recover(); r != nil {
				probe.Sink = limits[where()]
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func handlerHelperIndexes() {
	go func() { //@go handler-helper-indexes
		defer func() {
			if r := recover(); r != nil {
				note(r)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

//go:noinline
func note(r any) {
	noteLimit(fmt.Sprint(r))
}

//go:noinline
func noteLimit(text string) { probe.Sink = text + string(rune(limits[where()])) }

func handlerHelperAsserts() {
	go func() { //@go handler-helper-asserts
		defer func() {
			if r := recover(); r != nil {
				noteError(r)
			}
		}()
		if probe.Mode == "error" {
			probe.BoomError(errExpected)
		}
		probe.Boom()
	}()
	probe.Settle()
}

//go:noinline
func noteError(r any) { probe.Sink = r.(error).Error() }

func handlerWritesMap() {
	if probe.Mode == "made" {
		counts = map[string]int{}
	}
	go func() { //@go handler-writes-map
		defer func() {
			if r := recover(); r != nil {
				counts[fmt.Sprint(r)]++
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func handlerDivides() {
	go func() { //@go handler-divides
		defer func() {
			if r := recover(); r != nil {
				probe.Sink = 100 / (where() - len(limits) - 1)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

// What panics before recover() is called replaces the panic that was there.
func handlerIndexesFirst() {
	go func() { //@go handler-indexes-first
		defer func() {
			limit := limits[where()]
			if r := recover(); r != nil {
				probe.Sink = limit
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func handlerHelperPanics() {
	go func() { //@go handler-helper-panics
		defer func() {
			if r := recover(); r != nil {
				outerNote(r)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

//go:noinline
func outerNote(r any) {
	probe.Work(1)
	innerNote(r)
}

//go:noinline
func innerNote(r any) {
	if probe.Mode == "again" {
		panic(r)
	}
	probe.Sink = r
}

// The helper protects itself.
func handlerHelperGuarded() {
	go func() { //@go handler-helper-guarded
		defer func() {
			if r := recover(); r != nil {
				noteSafely(r)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

//go:noinline
func noteSafely(r any) {
	defer guard()
	noteLimit(fmt.Sprint(r))
}

// The first deferred function runs last: nothing recovers its own panic.
func recoverTwice() {
	go func() { //@go recover-twice
		defer func() {
			recover()
			probe.Sink = limits[where()]
		}()
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

func handlerLogs() {
	go func() { //@go handler-logs
		defer func() {
			if r := recover(); r != nil {
				log.SetOutput(&strings.Builder{})
				log.Printf("panic: %v\n%s", r, debug.Stack())
				probe.Sink = fmt.Errorf("worker: %v", r)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

// The usual way to the stack's text: its bound can never be passed.
func handlerPrintsStack() {
	go func() { //@go handler-prints-stack
		defer func() {
			if r := recover(); r != nil {
				text := make([]byte, 4096)
				text = text[:runtime.Stack(text, false)]
				probe.Sink = string(text)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func handlerPrintsLongStack() {
	go func() { //@go handler-prints-long-stack
		defer func() {
			if r := recover(); r != nil {
				const size = 64 << 10
				text := make([]byte, size)
				n := runtime.Stack(text, false)
				log.SetOutput(&strings.Builder{})
				log.Printf("worker: %v\n%s", r, text[:n])
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func init() {
	probe.Add("handler-indexes", handlerIndexes, "inside", "outside")
	probe.Add("handler-helper-indexes", handlerHelperIndexes, "inside", "outside")
	probe.Add("handler-helper-asserts", handlerHelperAsserts, "error", "string")
	probe.Add("handler-writes-map", handlerWritesMap, "made", "nil")
	probe.Add("handler-divides", handlerDivides, "inside", "outside")
	probe.Add("handler-indexes-first", handlerIndexesFirst, "inside", "outside")
	probe.Add("handler-helper-panics", handlerHelperPanics, "again", "keep")
	probe.Add("handler-helper-guarded", handlerHelperGuarded)
	probe.Add("recover-twice", recoverTwice, "inside", "outside")
	probe.Add("handler-logs", handlerLogs)
	probe.Add("handler-prints-stack", handlerPrintsStack)
	probe.Add("handler-prints-long-stack", handlerPrintsLongStack)
}
