// Package crew starts goroutines for others: spawners that no table can know by name.
package crew

import (
	"sync"

	"example.org/panicmatrix/probe"
)

// Start runs f on a goroutine.
func Start(f func()) {
	go f()
}

// StartCounted runs f on a goroutine and counts it.
func StartCounted(group *sync.WaitGroup, f func()) {
	group.Add(1)
	go func() {
		defer group.Done()
		f()
	}()
}

// StartNamed runs f with its argument on a goroutine.
func StartNamed(name string, f func(string) error) {
	go func() {
		if err := f(name); err != nil {
			probe.Sink = err
		}
	}()
}

// StartSafely runs f on a goroutine and recovers its panics.
func StartSafely(f func()) {
	go func() { //@go spawner-safe
		defer func() {
			if r := recover(); probe.Saw(r) {
				probe.Sink = r
			}
		}()
		f()
	}()
}

// Task is something that runs.
type Task interface{ Run() }

// StartTask runs a task on a goroutine.
func StartTask(t Task) {
	go t.Run()
}

// Pool is a set of workers that share a queue.
type Pool struct {
	queue chan func()
	group sync.WaitGroup
}

// NewPool starts its workers.
func NewPool(size int) *Pool {
	p := &Pool{queue: make(chan func(), size)}
	for i := 0; i < size; i++ {
		p.group.Add(1)
		go p.work() //@go pool-submit
	}
	return p
}

func (p *Pool) work() {
	defer p.group.Done()
	for f := range p.queue {
		f()
	}
}

// Submit queues f.
func (p *Pool) Submit(f func()) { p.queue <- f }

// Close ends the workers.
func (p *Pool) Close() {
	close(p.queue)
	p.group.Wait()
}

// SafePool is a pool whose workers outlive a job's panic.
type SafePool struct{ queue chan func() }

// NewSafePool starts its worker.
func NewSafePool() *SafePool {
	p := &SafePool{queue: make(chan func(), 4)}
	go p.work() //@go safe-pool-submit
	return p
}

func (p *SafePool) work() {
	for f := range p.queue {
		p.one(f)
	}
}

func (p *SafePool) one(f func()) {
	defer func() {
		if r := recover(); probe.Saw(r) {
			probe.Sink = r
		}
	}()
	f()
}

// Submit queues f.
func (p *SafePool) Submit(f func()) { p.queue <- f }

// Close ends the worker.
func (p *SafePool) Close() { close(p.queue) }
