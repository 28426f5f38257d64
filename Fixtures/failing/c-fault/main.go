// Command c-fault dies of a fault in C code, which never becomes a panic.
package main

// static void crash(int *place) { *place = 1; }
import "C"

//go:noinline
func call() {
	defer func() {
		if r := recover(); r != nil {
			println("never printed")
		}
	}()
	C.crash(nil)
}

func main() {
	call()
}
