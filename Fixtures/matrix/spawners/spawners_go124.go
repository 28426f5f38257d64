//go:build go1.24

package spawners

import (
	"runtime"

	"example.org/panicmatrix/probe"
)

//go:noinline
func makeCleaned() {
	r := &resource{}
	runtime.AddCleanup(r, func(n int) { //@go add-cleanup
		probe.Boom()
		probe.Ended()
	}, 3)
}

func addCleanup() {
	makeCleaned()
	probe.SettleCollecting()
}

//go:noinline
func makeCleanedGuarded() {
	r := &resource{}
	runtime.AddCleanup(r, func(n int) { //@go add-cleanup-guarded
		defer func() { probe.Saw(recover()); probe.Ended() }()
		probe.Boom()
	}, 3)
}

func addCleanupGuarded() {
	makeCleanedGuarded()
	probe.SettleCollecting()
}

func init() {
	probe.Add("add-cleanup", addCleanup)
	probe.Add("add-cleanup-guarded", addCleanupGuarded)
}
