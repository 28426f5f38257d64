// Command stack lets assembly damage the stack and then panics through it.
package main

import (
	"fmt"
	"os"
)

func tracked(f func())
func hidden(f func())
func smashed(f func())
func wild()

//go:noinline
func boom() { panic("through assembly") }

//go:noinline
func guarded(f func(func())) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("recovered", r)
		}
	}()
	f(boom)
}

func main() {
	if len(os.Args) < 2 || os.Args[1] == "list" {
		fmt.Println("s-tracked stack-damage")
		fmt.Println("s-hidden stack-damage|signal-in-go")
		fmt.Println("s-smashed stack-damage|signal-in-go")
		fmt.Println("s-wild -")
		return
	}
	switch os.Args[1] {
	case "s-tracked":
		guarded(tracked)
	case "s-hidden":
		guarded(hidden)
	case "s-smashed":
		guarded(smashed)
	case "s-wild":
		wild()
	}
}
