// Package spawners holds the ways by which a function comes to run on a goroutine of its own.
package spawners

import (
	"runtime"
	"sync"
	"time"

	"example.org/panicmatrix/crew"
	"example.org/panicmatrix/probe"
	"github.com/robfig/cron/v3"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"
)

func goFunction() {
	go task() //@go go-function
	probe.Settle()
}

func task() { probe.Work(1); probe.Boom() }

func goArguments() {
	go taskWith(probe.Work(1), "argument") //@go go-arguments
	probe.Settle()
}

//go:noinline
func taskWith(n int, name string) {
	probe.Sink = name
	probe.Boom()
}

type machine struct{ n int }

func (m *machine) run()          { m.n++; probe.Boom() }
func (m *machine) Run()          { m.n++; probe.Boom() }
func (m machine) runValue(n int) { probe.Sink = m.n + n; probe.Boom() }

func goMethod() {
	go (&machine{1}).run() //@go go-method
	probe.Settle()
}

func goMethodValue() {
	f := (&machine{2}).run
	probe.Sink = f
	go f() //@go go-method-value
	probe.Settle()
}

func goValueMethod() {
	m := machine{3}
	go m.runValue(4) //@go go-value-method
	probe.Settle()
}

type runner interface{ Run() }

//go:noinline
func startRunner(r runner) {
	go r.Run() //@go go-interface
}

func goInterface() {
	startRunner(&machine{4})
	probe.Settle()
}

//go:noinline
func startParameter(f func()) {
	go f() //@go go-parameter
}

func goParameter() {
	startParameter(func() { probe.Boom() }) //@go go-parameter
	probe.Settle()
}

func goStart() {
	crew.Start(func() { //@go spawner-start
		probe.Work(2)
		probe.Boom()
	})
	probe.Settle()
}

func goStartNamedFunction() {
	crew.Start(task) //@go spawner-start-function
	probe.Settle()
}

func goStartCounted() {
	var group sync.WaitGroup
	crew.StartCounted(&group, func() { //@go spawner-counted
		probe.Boom()
	})
	group.Wait()
	probe.Settle()
}

func goStartNamed() {
	crew.StartNamed("named", func(name string) error { //@go spawner-named
		probe.Boom()
		return nil
	})
	probe.Settle()
}

func goStartSafely() {
	crew.StartSafely(func() { //@go spawner-safe
		probe.Boom()
	})
	probe.Settle()
}

func goStartGuarded() {
	crew.Start(func() { //@go spawner-guarded-function
		defer func() { probe.Saw(recover()) }()
		probe.Boom()
	})
	probe.Settle()
}

func goStartTask() {
	crew.StartTask(&machine{5})
	probe.Settle()
}

func poolSubmit() {
	p := crew.NewPool(1)
	p.Submit(func() { probe.Boom() })
	p.Close()
	probe.Settle()
}

func safePoolSubmit() {
	p := crew.NewSafePool()
	p.Submit(func() { probe.Boom() })
	p.Close()
	probe.Settle()
}

func groupGo() {
	defer func() { probe.Sink = recover() }()
	var g errgroup.Group
	g.Go(func() error { //@go errgroup-go
		probe.Boom()
		return nil
	})
	probe.Sink = g.Wait()
	probe.Settle()
}

func groupGoGuarded() {
	var g errgroup.Group
	g.Go(func() (err error) { //@go errgroup-go-guarded
		defer func() { probe.Saw(recover()) }()
		probe.Boom()
		return nil
	})
	probe.Sink = g.Wait()
	probe.Settle()
}

func groupTryGo() {
	var g errgroup.Group
	g.SetLimit(2)
	g.TryGo(func() error { //@go errgroup-try-go
		probe.Boom()
		return nil
	})
	probe.Sink = g.Wait()
	probe.Settle()
}

func flightDoChan() {
	var g singleflight.Group
	<-g.DoChan("key", func() (any, error) { //@go singleflight-do-chan
		probe.Boom()
		return nil, nil
	})
	probe.Settle()
}

func cronFunc() {
	c := cron.New()
	c.AddFunc("@hourly", func() { probe.Boom() }) //@go cron-add-func
	c.Start()
	probe.AwaitBoom()
	c.Stop()
	probe.Settle()
}

func cronFuncGuarded() {
	c := cron.New()
	c.AddFunc("@hourly", func() { //@go cron-add-func-guarded
		defer func() { probe.Saw(recover()) }()
		probe.Boom()
	})
	c.Start()
	probe.AwaitBoom()
	c.Stop()
	probe.Settle()
}

func afterFunc() {
	time.AfterFunc(time.Millisecond, func() { probe.Boom() }) //@go time-after-func
	probe.Settle()
}

func afterFuncGuarded() {
	time.AfterFunc(time.Millisecond, func() { //@go time-after-func-guarded
		defer func() { probe.Saw(recover()) }()
		probe.Boom()
	})
	probe.Settle()
}

func afterFuncNamed() {
	time.AfterFunc(time.Millisecond, timerTask) //@go time-after-func-named
	probe.Settle()
}

func timerTask() { probe.Boom() } //@go time-after-func-named

type resource struct{ data [64]byte }

//go:noinline
func makeFinalized() {
	r := &resource{}
	runtime.SetFinalizer(r, func(r *resource) { //@go finalizer
		probe.Boom()
		probe.Ended()
	})
}

func finalizer() {
	makeFinalized()
	probe.SettleCollecting()
}

//go:noinline
func makeFinalizedGuarded() {
	r := &resource{}
	runtime.SetFinalizer(r, func(r *resource) { //@go finalizer-guarded
		defer func() { probe.Saw(recover()); probe.Ended() }()
		probe.Boom()
	})
}

func finalizerGuarded() {
	makeFinalizedGuarded()
	probe.SettleCollecting()
}

func (r *resource) release() { //@go finalizer-method
	probe.Boom()
	probe.Ended()
}

//go:noinline
func makeFinalizedMethod() {
	r := &resource{}
	runtime.SetFinalizer(r, (*resource).release) //@go finalizer-method
}

func finalizerMethod() {
	makeFinalizedMethod()
	probe.SettleCollecting()
}

func init() {
	probe.Add("go-function", goFunction)
	probe.Add("go-arguments", goArguments)
	probe.Add("go-method", goMethod)
	probe.Add("go-method-value", goMethodValue)
	probe.Add("go-value-method", goValueMethod)
	probe.Add("go-interface", goInterface)
	probe.Add("go-parameter", goParameter)
	probe.Add("spawner-start", goStart)
	probe.Add("spawner-start-function", goStartNamedFunction)
	probe.Add("spawner-counted", goStartCounted)
	probe.Add("spawner-named", goStartNamed)
	probe.Add("spawner-safe", goStartSafely)
	probe.Add("spawner-guarded-function", goStartGuarded)
	probe.Add("spawner-task", goStartTask)
	probe.Add("pool-submit", poolSubmit)
	probe.Add("safe-pool-submit", safePoolSubmit)
	probe.Add("errgroup-go", groupGo)
	probe.Add("errgroup-go-guarded", groupGoGuarded)
	probe.Add("errgroup-try-go", groupTryGo)
	probe.Add("singleflight-do-chan", flightDoChan)
	probe.Add("cron-add-func", cronFunc)
	probe.Add("cron-add-func-guarded", cronFuncGuarded)
	probe.Add("time-after-func", afterFunc)
	probe.Add("time-after-func-guarded", afterFuncGuarded)
	probe.Add("time-after-func-named", afterFuncNamed)
	probe.Add("finalizer", finalizer)
	probe.Add("finalizer-guarded", finalizerGuarded)
	probe.Add("finalizer-method", finalizerMethod)
}
