// Command outside-defer calls recover() in the body of a function, where no panic runs yet.
package main

import "os"

//go:noinline
func risky(n int) int {
	return 10 / n
}

//go:noinline
func try(n int) (result int) {
	if r := recover(); r != nil {
		println("never printed")
	}
	result = risky(n)
	if r := recover(); r != nil {
		println("never printed")
	}
	return result
}

func main() {
	println(try(len(os.Args) - 1))
}
