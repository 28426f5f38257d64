extension LabProgram {
  /// Counts the linked deferred calls of its own goroutine.
  static let chain = LabProgram(
    "chain",
    files: [
      "g_amd64.s": #"""
      #include "textflag.h"

      // func currentG() unsafe.Pointer
      TEXT ·currentG(SB), NOSPLIT, $0-8
      	MOVQ (TLS), AX
      	MOVQ AX, ret+0(FP)
      	RET
      """#,
      "main.go": #"""
      // What g._defer holds while a panic is recovered. The program reads its own g: the words are the
      // offsets of g._defer and of _defer.link.
      package main

      import (
      	"os"
      	"unsafe"
      )

      // currentG is the address of this goroutine's g.
      func currentG() unsafe.Pointer

      var deferOffset, linkOffset uintptr

      // records counts the chain of deferred calls that are linked to this goroutine.
      //
      //go:noinline
      func records() (count int) {
      	next := *(*unsafe.Pointer)(unsafe.Add(currentG(), deferOffset))
      	for next != nil && count < 100 {
      		count++
      		next = *(*unsafe.Pointer)(unsafe.Add(next, linkOffset))
      	}
      	return count
      }

      var before int

      //go:noinline
      func boom() {
      	before = records()
      	panic("boom")
      }

      func report(name string) {
      	r := recover()
      	println(name+" recovered:", r != nil)
      }

      func openDefer() {
      	println("open-coded records at entry:", records())
      	func() {
      		defer report("open-coded")
      		boom()
      	}()
      	println("open-coded records at the panic:", before)
      }

      func loopDefer() {
      	base := records()
      	func() {
      		for i := 0; i < 2; i++ {
      			defer func() {
      				if recover() != nil {
      					println("loop recovered: true")
      				}
      			}()
      		}
      		boom()
      	}()
      	println("loop records at the panic:", before-base)
      }

      func nineDefer() {
      	base := records()
      	func() {
      		defer func() {}()
      		defer func() {}()
      		defer func() {}()
      		defer func() {}()
      		defer func() {}()
      		defer func() {}()
      		defer func() {}()
      		defer func() {}()
      		defer report("nine")
      		boom()
      	}()
      	println("nine records at the panic:", before-base)
      }

      func number(text string) (value uintptr) {
      	for _, digit := range text {
      		value = value*10 + uintptr(digit-'0')
      	}
      	return value
      }

      func main() {
      	deferOffset = number(os.Args[1])
      	linkOffset = number(os.Args[2])
      	openDefer()
      	loopDefer()
      	nineDefer()
      }
      """#,
    ], isForAMD64: true)
}
