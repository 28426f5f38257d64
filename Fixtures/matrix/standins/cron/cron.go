// Package cron stands in for the real module: functions run on goroutines by a timetable.
package cron

import (
	"sync"
	"time"
)

// Job is what can be scheduled.
type Job interface{ Run() }

// FuncJob makes a Job of a function.
type FuncJob func()

// Run calls the function.
func (f FuncJob) Run() { f() }

// Cron keeps the timetable.
type Cron struct {
	mu   sync.Mutex
	jobs []Job
	quit chan struct{}
}

// New makes an empty timetable.
func New() *Cron { return &Cron{quit: make(chan struct{})} }

// AddFunc schedules a function.
func (c *Cron) AddFunc(spec string, command func()) (int, error) {
	return c.AddJob(spec, FuncJob(command))
}

// AddJob schedules a job.
func (c *Cron) AddJob(spec string, job Job) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jobs = append(c.jobs, job)
	return len(c.jobs), nil
}

// Start runs the timetable on a goroutine of its own.
func (c *Cron) Start() { go c.run() }

// Stop ends it.
func (c *Cron) Stop() { close(c.quit) }

func (c *Cron) run() {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-tick.C:
			c.start()
		case <-c.quit:
			return
		}
	}
}

func (c *Cron) start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, job := range c.jobs {
		go job.Run()
	}
	c.jobs = nil
}
