// Command late-defer registers its recover after the place where it panics.
package main

import "os"

//go:noinline
func parse(words []string, index int) (name string) {
	name = words[index]
	defer func() {
		if r := recover(); r != nil {
			println("never printed")
		}
	}()
	return name
}

func main() {
	println(parse(os.Args, len(os.Args)+2))
}
