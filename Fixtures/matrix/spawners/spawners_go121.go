//go:build go1.21

package spawners

import (
	"context"

	"example.org/panicmatrix/probe"
)

func contextAfterFunc() {
	ctx, cancel := context.WithCancel(context.Background())
	context.AfterFunc(ctx, func() { probe.Boom() }) //@go context-after-func
	cancel()
	probe.Settle()
}

func contextAfterFuncGuarded() {
	ctx, cancel := context.WithCancel(context.Background())
	context.AfterFunc(ctx, func() { //@go context-after-func-guarded
		defer func() { probe.Saw(recover()) }()
		probe.Boom()
	})
	cancel()
	probe.Settle()
}

func init() {
	probe.Add("context-after-func", contextAfterFunc)
	probe.Add("context-after-func-guarded", contextAfterFuncGuarded)
}
