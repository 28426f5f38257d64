// Command native dies in C code, on C's threads and in callbacks.
package main

/*
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void nullWrite(void) { *(volatile int *)0 = 1; }
static void raiseSegv(void) { raise(SIGSEGV); }
static void resetSegv(void) { signal(SIGSEGV, SIG_DFL); }

extern void goPanics(void);
extern void goGoexits(void);
static void callBack(void) { goPanics(); }
static void *threadBody(void *unused) { goPanics(); return 0; }
static void onThread(void) {
	pthread_t thread;
	pthread_create(&thread, 0, threadBody, 0);
	pthread_join(thread, 0);
}
static void *segvBody(void *unused) { nullWrite(); return 0; }
static void segvOnThread(void) {
	pthread_t thread;
	pthread_create(&thread, 0, segvBody, 0);
	pthread_join(thread, 0);
}
static void *goexitBody(void *unused) { goGoexits(); return 0; }
static void goexitOnThread(void) {
	pthread_t thread;
	pthread_create(&thread, 0, goexitBody, 0);
	pthread_join(thread, 0);
}
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
)

//export goPanics
func goPanics() { panic("in a callback") }

//export goGoexits
func goGoexits() { runtime.Goexit() }

var nilPointer *struct{ code int }

func main() {
	if len(os.Args) < 2 || os.Args[1] == "list" {
		fmt.Println("c-null signal-in-c")
		fmt.Println("c-null-guarded signal-in-c")
		fmt.Println("c-raise signal-in-c")
		fmt.Println("c-abort signal-in-c")
		fmt.Println("c-callback no-recover-on-goroutine")
		fmt.Println("c-thread no-recover-on-goroutine")
		fmt.Println("c-thread-null -")
		fmt.Println("c-goexit fatal-error")
		fmt.Println("c-reset -")
		return
	}
	switch os.Args[1] {
	case "c-null":
		C.nullWrite()
	case "c-null-guarded":
		debug.SetPanicOnFault(true)
		defer func() { fmt.Println(recover()) }()
		C.nullWrite()
	case "c-raise":
		C.raiseSegv()
	case "c-abort":
		C.abort()
	case "c-callback":
		C.callBack()
	case "c-thread":
		C.onThread()
	case "c-thread-null":
		C.segvOnThread()
	case "c-goexit":
		C.goexitOnThread()
	case "c-reset":
		C.resetSegv()
		fmt.Println(nilPointer.code)
	}
}
