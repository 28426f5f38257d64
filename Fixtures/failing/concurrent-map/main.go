// Command concurrent-map dies of a fatal error that no recover() stops.
package main

import "time"

//go:noinline
func write(counts map[int]int) {
	defer func() {
		if r := recover(); r != nil {
			println("never printed")
		}
	}()
	for i := 0; ; i++ {
		counts[i&0xff]++
	}
}

func main() {
	counts := map[int]int{}
	for i := 0; i < 8; i++ {
		go write(counts)
	}
	time.Sleep(20 * time.Second)
}
