extension LabProgram {
  /// Panics in and around C code.
  static let cgo = LabProgram(
    "cgo",
    files: [
      "bridge.c": #"""
      #include "bridge.h"

      #include <pthread.h>
      #include <signal.h>
      #include <stdlib.h>

      #include "_cgo_export.h"

      int c_depth;
      unsigned long c_seen_sp;

      void c_noop(void) {}

      void c_calls_go(int what) {
        c_depth++;
        c_seen_sp = (unsigned long)__builtin_frame_address(0);
        goCallback(what);
        c_depth--;
      }

      /* At the call rsp % 16 is 8 where C promises 0; 128 bytes are left for what the compiler may keep
         below rsp. */
      void c_calls_misaligned(int what) {
        c_depth++;
      #if defined(__x86_64__)
        __asm__ volatile(
            "movq %%rsp, %%rbx\n\tandq $-16, %%rsp\n\tsubq $136, %%rsp\n\tmovl %0, %%edi\n\t"
            "call goCallback\n\tmovq %%rbx, %%rsp"
            :
            : "r"(what)
            : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
      #endif
        c_depth--;
      }

      static void *run(void *what) {
        goCallback((int)(long)what);
        return 0;
      }

      void c_thread(int what) {
        pthread_t thread;
        pthread_create(&thread, 0, run, (void *)(long)what);
        pthread_join(thread, 0);
      }

      void c_segv(void) { *(volatile int *)8 = 1; }
      void c_raise(void) { raise(SIGSEGV); }
      void c_abort(void) { abort(); }
      """#,
      "bridge.h": #"""
      extern int c_depth;
      extern unsigned long c_seen_sp;
      void c_noop(void);
      void c_calls_go(int what);
      void c_calls_misaligned(int what);
      void c_thread(int what);
      void c_segv(void);
      void c_raise(void);
      void c_abort(void);
      """#,
      "g/g.go": #"""
      // Package g reads what Go does not tell: the goroutine's own structure, and SP.
      package g

      import "unsafe"

      // Current is the address of this goroutine's g.
      func Current() unsafe.Pointer

      // SP is the stack pointer of the caller.
      func SP() uintptr
      """#,
      "g/g_amd64.s": #"""
      #include "textflag.h"

      // func Current() unsafe.Pointer
      TEXT ·Current(SB), NOSPLIT, $0-8
      	MOVQ (TLS), AX
      	MOVQ AX, ret+0(FP)
      	RET

      // func SP() uintptr
      TEXT ·SP(SB), NOSPLIT, $0-8
      	LEAQ ret+0(FP), AX
      	MOVQ AX, ret+0(FP)
      	RET
      """#,
      "main.go": #"""
      // Panics in and around C code.
      package main

      /*
      #cgo LDFLAGS: -lpthread
      #include "bridge.h"
      */
      import "C"

      import (
      	"os"
      	"runtime"
      	"runtime/debug"
      	"unsafe"

      	"lab/g"
      )

      //export goCallback
      func goCallback(what C.int) {
      	switch what {
      	case 1:
      		panic("boom")
      	case 2:
      		defer func() { println("recovered in the callback:", recover().(string)) }()
      		panic("boom")
      	case 3:
      		C.c_calls_go(1)
      	case 4:
      		var null *int
      		*null = 1
      	case 5:
      		runtime.Goexit()
      	case 6:
      		report("in the callback", 0)
      		report("in C", uintptr(C.c_seen_sp))
      		panic("boom")
      	}
      }

      func outer(call func()) {
      	defer func() {
      		switch r := recover().(type) {
      		case nil:
      			println("recover() = nil")
      		case string:
      			println("recovered around C:", r)
      		case error:
      			println("recovered around C:", r.Error())
      		}
      		println("C functions left without their end:", int(C.c_depth))
      	}()
      	call()
      }

      func calls(what int) func() { return func() { C.c_calls_go(C.int(what)) } }

      var machineOffset, systemOffset, currentOffset uintptr

      func word(base unsafe.Pointer, offset uintptr) uintptr {
      	return *(*uintptr)(unsafe.Add(base, offset))
      }

      // report tells on which of this thread's stacks an address lies, without one SP itself, and whether
      // m.curg is this goroutine.
      //
      //go:noinline
      func report(place string, sp uintptr) {
      	if sp == 0 {
      		// Only here: a goroutine's stack may move when a function is called.
      		sp = g.SP()
      	}
      	current := g.Current()
      	machine := *(*unsafe.Pointer)(unsafe.Add(current, machineOffset))
      	system := *(*unsafe.Pointer)(unsafe.Add(machine, systemOffset))
      	name := "neither"
      	if word(current, 0) <= sp && sp < word(current, 8) {
      		name = "the goroutine's"
      	} else if word(system, 0) <= sp && sp < word(system, 8) {
      		name = "g0's"
      	}
      	println("stack "+place+":", name)
      	if word(machine, currentOffset) != uintptr(current) {
      		println("m.curg " + place + ": another")
      	}
      }

      func number(text string) (value uintptr) {
      	for _, digit := range text {
      		value = value*10 + uintptr(digit-'0')
      	}
      	return value
      }

      // stops follows SP through Go, C and Go again.
      func stops() {
      	defer func() {
      		r := recover()
      		report("in the function deferred around C", 0)
      		println("recover() around C:", r.(string))
      		println("C functions left without their end:", int(C.c_depth))
      		C.c_noop()
      		println("C can be called afterwards: true")
      	}()
      	report("before the call of C", 0)
      	C.c_calls_go(6)
      }

      func main() {
      	switch os.Args[1] {
      	case "stops":
      		machineOffset, systemOffset = number(os.Args[2]), number(os.Args[3])
      		currentOffset = number(os.Args[4])
      		stops()
      		return
      	case "noop":
      		outer(func() { C.c_noop(); panic("boom") })
      	case "inner":
      		outer(calls(2))
      	case "outer":
      		outer(calls(1))
      		outer(calls(1))
      	case "once":
      		outer(calls(1))
      	case "nested":
      		outer(calls(3))
      	case "nil":
      		outer(calls(4))
      	case "goexit":
      		done := make(chan bool)
      		go func() {
      			defer close(done)
      			outer(calls(5))
      		}()
      		<-done
      	case "thread-recover":
      		outer(func() { C.c_thread(2) })
      	case "thread-panic":
      		outer(func() { C.c_thread(1) })
      	case "misalign-recover":
      		outer(func() { C.c_calls_misaligned(2) })
      	case "misalign-outer":
      		outer(func() { C.c_calls_misaligned(1) })
      	case "c-segv":
      		outer(func() { C.c_segv() })
      	case "c-segv-panic-on-fault":
      		debug.SetPanicOnFault(true)
      		outer(func() { C.c_segv() })
      	case "c-raise":
      		outer(func() { C.c_raise() })
      	case "c-abort":
      		outer(func() { C.c_abort() })
      	}
      	println("returned")
      }
      """#,
      "quiet.go": quiet,
    ], usesC: true, isForAMD64: true)
}
