// Command panicmatrix runs one case of the truth matrix: what it prints and how it ends is the truth
// that the audit's verdicts are compared with.
//
//	panicmatrix list             every case and its modes, one a line
//	panicmatrix CASE [MODE]      run it
//
// A comment of the form "//@use ID..." marks the line where the function that contains the recover
// is deferred, called or started; "//@recover ID..." a recover() whose value the case cannot see;
// "//@go ID..." the line that starts the goroutine in question; "//@believed ID..." the recover that
// its author counted on; "//@exit ID..." a deferred exit.
package main

import (
	"os"

	_ "example.org/panicmatrix/defers"
	_ "example.org/panicmatrix/exits"
	_ "example.org/panicmatrix/exports"
	_ "example.org/panicmatrix/guards"
	_ "example.org/panicmatrix/initpanic"
	"example.org/panicmatrix/probe"
	_ "example.org/panicmatrix/rangefunc"
	_ "example.org/panicmatrix/recovers"
	_ "example.org/panicmatrix/spawners"
	_ "example.org/panicmatrix/wrappers"
)

func main() {
	if len(os.Args) < 2 || os.Args[1] == "list" {
		probe.List()
		return
	}
	mode := ""
	if len(os.Args) > 2 {
		mode = os.Args[2]
	}
	probe.Run(os.Args[1], mode)
}
