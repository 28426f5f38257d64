package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// Panics that are recovered and logged, in the forms of common libraries.

// frames calls what is given for each frame, innermost first.
func frames(skip int, each func(frame runtime.Frame)) {
	counters := make([]uintptr, 64)
	found := runtime.CallersFrames(counters[:runtime.Callers(skip+2, counters)])
	for {
		frame, more := found.Next()
		each(frame)
		if !more {
			return
		}
	}
}

// namesAndPlaces is a stack without arguments, as structured loggers write it.
func namesAndPlaces() string {
	var lines []string
	frames(1, func(frame runtime.Frame) {
		lines = append(lines, fmt.Sprintf("%s\n\t%s:%d", frame.Function, frame.File, frame.Line))
	})
	return strings.Join(lines, "\n")
}

// report is a stack as web frameworks write it: the place, then the function and its source.
func report() string {
	var text strings.Builder
	frames(1, func(frame runtime.Frame) {
		name := frame.Function[strings.LastIndex(frame.Function, "/")+1:]
		name = name[strings.Index(name, ".")+1:]
		fmt.Fprintf(&text, "%s:%d (%#x)\n\t%s: the source\n", frame.File, frame.Line, frame.PC, name)
	})
	return text.String()
}

//go:noinline
func recovering(tell func(value interface{})) {
	defer func() {
		if value := recover(); value != nil {
			tell(value)
		}
	}()
	deeper(func() { fmt.Println(nilPointer.code) })
}

func tellJSON(fields map[string]interface{}) {
	line, err := json.Marshal(fields)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprintf(os.Stderr, "%s\n", line)
}

func logged(name string, tell func(value interface{})) {
	add("logged-"+name, "recovered", func() { recovering(tell) })
}

func init() {
	logged("fields", func(value interface{}) {
		tellJSON(map[string]interface{}{
			"level": "error", "ts": 1700000000.5, "msg": "panic recovered",
			"error": fmt.Sprint(value), "stacktrace": namesAndPlaces(),
		})
	})
	logged("console", func(value interface{}) {
		fmt.Fprintf(os.Stderr, "2026-11-23T06:55:49.123Z\tERROR\tapp/main.go:12\trecovered from panic\t{\"error\": %q}\n%s\n",
			fmt.Sprint(value), namesAndPlaces())
	})
	logged("report", func(value interface{}) {
		log.New(os.Stderr, "\n\n\x1b[31m", log.LstdFlags).Printf(
			"[Recovery] 2026/11/23 - 06:55:49 panic recovered:\n%s\n%s\n%s%s",
			"GET / HTTP/1.1\r\nHost: localhost:8080\r\n\r\n", value, report(), "\x1b[0m")
	})
	logged("short-report", func(value interface{}) {
		log.New(os.Stderr, "\n\n\x1b[31m", log.LstdFlags).Printf(
			"[Recovery] 2026/11/23 - 06:55:49 panic recovered:\n%s\n%s%s", value, report(), "\x1b[0m")
	})
	logged("brackets", func(value interface{}) {
		log.Printf("[PANIC RECOVER] %v %s", value, debug.Stack())
	})
	logged("message", func(value interface{}) {
		tellJSON(map[string]interface{}{
			"level": "-", "prefix": "echo",
			"message": fmt.Sprintf("[PANIC RECOVER] %v %s\n", value, debug.Stack()),
		})
	})
	logged("quoted", func(value interface{}) {
		fmt.Fprintf(os.Stderr, "time=\"2026-11-23T06:55:49Z\" level=error msg=%q\n",
			fmt.Sprintf("recovered from panic: %v\n%s", value, debug.Stack()))
	})
	logged("attributes", func(value interface{}) {
		fmt.Fprintf(os.Stderr, "time=2026-11-23T06:55:49Z level=ERROR msg=recovered panic=%q stack=%q\n",
			fmt.Sprint(value), debug.Stack())
	})
	logged("buffer", func(value interface{}) {
		buffer := make([]byte, 16<<10)
		log.Printf("panic recovered: %v\n%s", value, buffer[:runtime.Stack(buffer, false)])
	})
}
