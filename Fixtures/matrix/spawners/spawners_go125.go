//go:build go1.25

package spawners

import (
	"sync"

	"example.org/panicmatrix/probe"
)

func waitGroupGo() {
	defer func() { probe.Sink = recover() }()
	var group sync.WaitGroup
	group.Go(func() { //@go wait-group-go
		probe.Boom()
	})
	group.Wait()
	probe.Settle()
}

func waitGroupGoGuarded() {
	var group sync.WaitGroup
	group.Go(func() { //@go wait-group-go-guarded
		defer func() { probe.Saw(recover()) }()
		probe.Boom()
	})
	group.Wait()
	probe.Settle()
}

func init() {
	probe.Add("wait-group-go", waitGroupGo)
	probe.Add("wait-group-go-guarded", waitGroupGoGuarded)
}
