// Package initpanic panics while the program is initialised, before main could defer anything.
package initpanic

import (
	"os"

	"example.org/panicmatrix/probe"
)

var ready = prepare() //@go init-variable

func asked(id string) bool { return len(os.Args) > 1 && os.Args[1] == id }

//go:noinline
func prepare() int {
	if asked("init-variable") {
		probe.Boom()
	}
	return probe.Work(1)
}

func init() { //@go init-function
	if asked("init-function") {
		probe.Boom()
	}
	probe.Sink = ready
	probe.Add("init-variable", func() {})
	probe.Add("init-function", func() {})
	probe.Add("init-guarded", func() {})
}

func init() { //@go init-guarded
	defer func() { //@use init-guarded
		if asked("init-guarded") {
			probe.Saw(recover())
		}
	}()
	if asked("init-guarded") {
		probe.Boom()
	}
}
