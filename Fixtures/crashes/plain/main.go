// Command plain dies in the way that its argument names. Each way is listed with what `panicscope
// explain` must call it.
package main

import (
	"errors"
	"fmt"
	"os"
	"sort"
)

// A way to die.
type way struct {
	// The kinds of explanation that are right.
	kind string
	run  func()
}

var ways = map[string]way{}

func add(name, kind string, run func()) { ways[name] = way{kind, run} }

type custom struct{ code int }

func (c custom) Error() string { return fmt.Sprintf("custom error\nwith code %d", c.code) }

type named string

type angry struct{}

func (angry) Error() string { panic("while printing") }

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: plain list | plain WAY")
		os.Exit(64)
	}
	if os.Args[1] == "list" {
		var names []string
		for name := range ways {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			fmt.Println(name, ways[name].kind)
		}
		return
	}
	w, found := ways[os.Args[1]]
	if !found {
		fmt.Fprintln(os.Stderr, "no such way")
		os.Exit(64)
	}
	w.run()
}

var errPlain = errors.New("plain error")
