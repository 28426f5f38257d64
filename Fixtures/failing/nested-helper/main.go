// Command nested-helper dies although a recover() runs: one frame too deep.
package main

import "os"

//go:noinline
func helper() {
	if r := recover(); r != nil {
		println("never printed")
	}
}

//go:noinline
func handler() {
	helper()
}

//go:noinline
func work(items []string) string {
	defer handler()
	return items[len(os.Args)+2]
}

func main() {
	println(work(os.Args[:1]))
}
