package main

import "os"

type E struct{ s string }

func (e E) Error() string { return e.s }

func helper() any { return recover() }

func safe(f func()) {
	defer func() {
		if r := recover(); r != nil {
			println("ok")
		}
	}()
	f()
}

func bad() {
	defer func() { helper() }()
	panic(E{"x"})
}

func heap(n int) {
	for i := 0; i < n; i++ {
		defer func() { println(i) }()
	}
	defer recover()
	m := map[string]int{}
	m[os.Args[0]]++
}

func exits() {
	defer func() { os.Exit(3) }()
	bad()
}

func main() {
	c := make(chan int)
	go func() { safe(bad); c <- 1 }()
	go heap(len(os.Args))
	if len(os.Args) > 2 {
		defer func() {
			if r := recover(); r != nil {
				panic(r)
			}
		}()
		go exits()
	}
	if len(os.Args) == 2 {
		bad()
	}
	<-c
}
