package guards

import (
	"fmt"

	"example.org/panicmatrix/probe"
)

// The recover that the author of a goroutine counted on is on the stack when the goroutine is
// started, and the panic passes it by.

func believedGuard() {
	if r := recover(); r != nil { //@believed illusion-parent illusion-grandparent
		probe.Sink = r
	}
}

func illusionParent() {
	defer believedGuard()
	go func() { probe.Boom() }() //@go illusion-parent
	probe.Settle()
}

func illusionGrandparent() {
	defer believedGuard()
	startDeep(2)
}

//go:noinline
func startDeep(n int) {
	probe.Work(n)
	startDeeper()
	probe.Settle()
}

//go:noinline
func startDeeper() {
	go boomLater(1) //@go illusion-grandparent
}

func boomLater(n int) {
	probe.Work(n)
	probe.Boom()
}

type api struct{ requests int }

// ServeHTTP has the shape of a handler with its own recovery.
func (a *api) ServeHTTP(path string) (err error) {
	defer func() {
		if r := recover(); r != nil { //@believed illusion-handler
			err = fmt.Errorf("%s: %v", path, r)
		}
	}()
	a.requests++
	return a.dispatch(path)
}

//go:noinline
func (a *api) dispatch(path string) error {
	go a.audit(path) //@go illusion-handler
	probe.Settle()
	return nil
}

func (a *api) audit(path string) {
	probe.Sink = path
	probe.Boom()
}

func illusionHandler() { probe.Sink = (&api{}).ServeHTTP("/") }

// The layer calls the handler through a function value that it was given.
func protectedCall(next func()) {
	defer func() {
		if r := recover(); r != nil { //@believed illusion-layer
			probe.Sink = r
		}
	}()
	next()
}

func illusionLayer() { protectedCall(layered) }

func layered() {
	go boomLater(2) //@go illusion-layer
	probe.Settle()
}

// The layer makes a handler around another one.
func layer(next func(string)) func(string) {
	return func(path string) {
		defer func() {
			if r := recover(); r != nil { //@believed illusion-middleware
				probe.Sink = r
			}
		}()
		next(path)
	}
}

func illusionMiddleware() { layer(handle)("/") }

func handle(path string) {
	probe.Sink = path
	go boomLater(3) //@go illusion-middleware
	probe.Settle()
}

type counting struct{ panics map[string]int }

// The layer's handler counts what it recovers, which may fail itself: nobody knows that the map is
// made.
func (c *counting) layer(next func(string)) func(string) {
	return func(path string) {
		defer func() {
			if r := recover(); r != nil { //@believed illusion-counting
				c.panics[path]++
			}
		}()
		next(path)
	}
}

func illusionCounting() {
	(&counting{panics: map[string]int{}}).layer(handleCounted)("/")
}

func handleCounted(path string) {
	probe.Sink = path
	go boomLater(4) //@go illusion-counting
	probe.Settle()
}

func init() {
	probe.Add("illusion-parent", illusionParent)
	probe.Add("illusion-grandparent", illusionGrandparent)
	probe.Add("illusion-handler", illusionHandler)
	probe.Add("illusion-layer", illusionLayer)
	probe.Add("illusion-middleware", illusionMiddleware)
	probe.Add("illusion-counting", illusionCounting)
}
