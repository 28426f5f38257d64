package guards

import (
	"fmt"
	"time"

	"example.org/panicmatrix/probe"
)

// Guards and goroutines that are values: which function runs is decided at run time.

func secondGuard() {
	if r := recover(); r != nil {
		probe.Sink = fmt.Sprint("second: ", r)
	}
}

func noGuard() { probe.Work(1) }

func variableAllRecover() {
	go func() { //@go variable-all-recover
		stop := guard
		if mode := probe.Mode; mode == "second" {
			stop = secondGuard
		}
		defer stop()
		probe.Boom()
	}()
	probe.Settle()
}

func variableSomeRecover() {
	go func() { //@go variable-some-recover
		stop := noGuard
		if mode := probe.Mode; mode == "guarded" {
			stop = guard
		}
		defer stop()
		probe.Boom()
	}()
	probe.Settle()
}

func variableNoneRecovers() {
	go func() { //@go variable-none-recovers
		stop := noGuard
		if mode := probe.Mode; mode == "log" {
			stop = logOnly
		}
		defer stop()
		probe.Boom()
	}()
	probe.Settle()
}

func logOnly() { probe.Work(2) }

type task struct {
	name  string
	run   func()
	after func()
}

//go:noinline
func newTask(mode string) *task {
	if mode == "guarded" {
		return &task{"guarded", probe.Boom, func() {
			if r := recover(); r != nil {
				probe.Sink = r
			}
		}}
	}
	return &task{"bare", probe.Boom, func() { probe.Work(1) }}
}

var tasks []*task

func fieldDeferred() {
	tasks = append(tasks, newTask(probe.Mode))
	for _, t := range tasks {
		go t.start() //@go field-deferred
	}
	probe.Settle()
}

//go:noinline
func (t *task) start() {
	defer t.after()
	time.Sleep(1)
	t.run()
}

type runner interface{ Run() }
type cautious struct{ n int }
type careless struct{ n int }

func (c *cautious) Run() {
	defer guard()
	probe.Boom()
}

func (c *careless) Run() { probe.Boom() }

//go:noinline
func newRunner(mode string) runner {
	if mode == "cautious" {
		return &cautious{1}
	}
	return &careless{2}
}

func startsInterface() {
	go newRunner(probe.Mode).Run() //@go starts-interface
	probe.Settle()
}

var jobs = map[string]func(){
	"cautious": func() {
		defer guard()
		probe.Boom()
	},
	"careless": func() { probe.Boom() },
}

func startsValue() {
	go run(jobs[probe.Mode]) //@go starts-value
	probe.Settle()
}

//go:noinline
func run(f func()) {
	probe.Work(1)
	f()
}

func init() {
	probe.Add("variable-all-recover", variableAllRecover, "first", "second")
	probe.Add("variable-some-recover", variableSomeRecover, "guarded", "bare")
	probe.Add("variable-none-recovers", variableNoneRecovers, "log", "plain")
	probe.Add("field-deferred", fieldDeferred, "guarded", "bare")
	probe.Add("starts-interface", startsInterface, "cautious", "careless")
	probe.Add("starts-value", startsValue, "cautious", "careless")
}
