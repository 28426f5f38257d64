// Command child-goroutine dies of a panic on a goroutine that main's recover does not protect.
package main

import (
	"errors"
	"time"
)

//go:noinline
func worker(jobs chan int) {
	for job := range jobs {
		if job == 3 {
			panic(errors.New("bad job"))
		}
	}
}

func main() {
	defer func() {
		if r := recover(); r != nil {
			println("never printed")
		}
	}()
	jobs := make(chan int)
	go worker(jobs)
	for i := 0; ; i++ {
		jobs <- i
		if i == 3 {
			time.Sleep(5 * time.Second)
			return
		}
	}
}
