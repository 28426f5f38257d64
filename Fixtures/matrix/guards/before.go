package guards

import (
	"strings"
	"sync"
	"time"

	"example.org/panicmatrix/probe"
)

// What runs before a guard is registered: some of it can panic, most of it cannot.

type station struct {
	mu      sync.Mutex
	waiting sync.WaitGroup
	name    string
	served  int
	next    *station
	tally   map[string]int
	results chan int
	hook    func()
}

func beforeMapWrite() {
	s := &station{name: "map"}
	if probe.Mode == "made" {
		s.tally = map[string]int{}
	}
	go func() { //@go before-map-write
		s.tally["runs"]++
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

func beforeSend() {
	results := make(chan int, 1)
	if probe.Mode == "closed" {
		close(results)
	}
	go func() { //@go before-send
		results <- 1
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

func beforeClose() {
	results := make(chan int, 1)
	if probe.Mode == "closed" {
		close(results)
	}
	go func() { //@go before-close
		close(results)
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

//go:noinline
func find(mode string) *station {
	if mode == "none" {
		return nil
	}
	return &station{name: mode}
}

func beforeIndex() {
	go func() { //@go before-index
		probe.Sink = limits[where()]
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

func beforeCallOfMapWriter() {
	s := &station{name: "map"}
	if probe.Mode == "made" {
		s.tally = map[string]int{}
	}
	go func() { //@go before-call-of-map-writer
		s.count()
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
}

//go:noinline
func (s *station) count() { s.tally[s.name]++ }

func beforeCallOfHook() {
	s := &station{hook: func() { probe.BoomIn("hook") }}
	go func() { //@go before-call-of-hook
		s.hook()
		defer guard()
		probe.BoomIn("body")
	}()
	probe.Settle()
}

// What the goroutine captured is there, and so is what its starter used before.

func guardedAfterCounter() {
	started, names := 0, []string{"a", "b"}
	var mu sync.Mutex
	go func() { //@go guarded-after-counter
		mu.Lock()
		started += len(names)
		mu.Unlock()
		defer guard()
		probe.Boom()
	}()
	probe.Settle()
	probe.Sink = started
}

func guardedAfterUse() {
	s := find("some")
	s.waiting.Add(1)
	go s.serveWaiting() //@go guarded-after-use
	s.waiting.Wait()
	probe.Settle()
}

//go:noinline
func (s *station) serveWaiting() {
	defer s.waiting.Done()
	defer guard()
	probe.Boom()
}

func guardedNewReceiver() {
	s := &station{name: "new"}
	go s.serve() //@go guarded-new-receiver
	probe.Settle()
}

//go:noinline
func (s *station) serve() {
	defer s.waiting.Wait()
	defer guard()
	probe.Boom()
}

func guardedAfterMake() {
	go func() { //@go guarded-after-make
		started := time.Now()
		tally := make(map[string]int)
		tally["started"] = int(started.Unix())
		words := strings.Fields("a few words")
		defer guard()
		probe.Sink = []any{tally, words}
		probe.Boom()
	}()
	probe.Settle()
}

func guardedAfterTest() {
	go serveTested(find(probe.Mode)) //@go guarded-after-test
	probe.Settle()
}

//go:noinline
func serveTested(s *station) {
	if s != nil {
		s.served++
	}
	defer guard()
	probe.Boom()
}

func init() {
	probe.Add("before-map-write", beforeMapWrite, "made", "nil")
	probe.Add("before-send", beforeSend, "open", "closed")
	probe.Add("before-close", beforeClose, "open", "closed")
	probe.Add("before-index", beforeIndex, "inside", "outside")
	probe.Add("before-call-of-map-writer", beforeCallOfMapWriter, "made", "nil")
	probe.Add("before-call-of-hook", beforeCallOfHook, "hook", "body")
	probe.Add("guarded-after-counter", guardedAfterCounter)
	probe.Add("guarded-after-use", guardedAfterUse)
	probe.Add("guarded-new-receiver", guardedNewReceiver)
	probe.Add("guarded-after-make", guardedAfterMake)
	probe.Add("guarded-after-test", guardedAfterTest, "some", "none")
}
