// Package exits holds deferred functions that end the process: with a panic under way its text is
// never printed and the status may be 0.
package exits

import (
	"log"
	"os"

	"example.org/panicmatrix/probe"
)

func direct() {
	defer os.Exit(0) //@exit exit-direct
	probe.Boom()
}

func closure() {
	defer func() { //@exit exit-closure
		probe.Work(1)
		os.Exit(0) //@exit exit-closure
	}()
	probe.Boom()
}

func shutDown(status int) {
	probe.Work(1)
	os.Exit(status) //@exit exit-named
}

func named() {
	defer shutDown(0) //@exit exit-named
	probe.Boom()
}

func fatal() {
	defer func() { //@exit exit-fatal
		log.Fatal("closing failed") //@exit exit-fatal
	}()
	probe.Boom()
}

func fatalf() {
	defer log.Fatalf("stopped: %d", probe.Work(1)) //@exit exit-fatalf
	probe.Boom()
}

type app struct{ status int }

func (a *app) close() {
	probe.Work(1)
	finish(a.status) //@exit exit-method
}

//go:noinline
func finish(status int) {
	probe.Work(2)
	os.Exit(status) //@exit exit-method
}

func method() {
	a := &app{}
	defer a.close() //@exit exit-method
	probe.Boom()
}

// With the mode "quiet" the condition does not hold and the panic is printed as usual.
func conditional() {
	defer func() { //@exit exit-conditional
		if probe.Mode == "exits" {
			os.Exit(3) //@exit exit-conditional
		}
	}()
	probe.Boom()
}

// No exit is deferred here.
func plain() {
	defer probe.Work(1)
	probe.Boom()
}

func init() {
	probe.Add("exit-direct", direct)
	probe.Add("exit-closure", closure)
	probe.Add("exit-named", named)
	probe.Add("exit-fatal", fatal)
	probe.Add("exit-fatalf", fatalf)
	probe.Add("exit-method", method)
	probe.Add("exit-conditional", conditional, "exits", "quiet")
	probe.Add("exit-none", plain)
}
