package guards

import (
	"os"

	"example.org/panicmatrix/guardlib"
	"example.org/panicmatrix/probe"
)

// Handlers that end the process through a logger or a function value, which only the run decides.

var (
	logger = &guardlib.Logger{}
	exit   = os.Exit
)

func setExits() {
	if probe.Mode == "keep" {
		exit = func(status int) { probe.Sink = status }
		logger.ExitFunc = exit
	}
}

func handlerFatalLogger() {
	setExits()
	go func() { //@go handler-fatal-logger
		defer func() {
			if r := recover(); r != nil {
				logger.Fatalf("worker: %v", r)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

//go:noinline
func giveUp(r any) {
	logger.Errorf("worker: %v", r)
	logger.Fatalf("giving up")
}

func handlerHelperFatal() {
	setExits()
	go func() { //@go handler-helper-fatal
		defer func() {
			if r := recover(); r != nil {
				giveUp(r)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

type fatalLogger interface {
	Errorf(format string, values ...any)
	Fatalf(format string, values ...any)
}

//go:noinline
func anyLogger() fatalLogger { return logger }

func handlerFatalInterface() {
	setExits()
	log := anyLogger()
	go func() { //@go handler-fatal-interface
		defer func() {
			if r := recover(); r != nil {
				log.Fatalf("worker: %v", r)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func handlerExitVariable() {
	setExits()
	go func() { //@go handler-exit-variable
		defer func() {
			if r := recover(); r != nil {
				exit(3)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func handlerErrorLogger() {
	go func() { //@go handler-error-logger
		defer func() {
			if r := recover(); r != nil {
				logger.Errorf("worker: %v", r)
			}
		}()
		probe.Boom()
	}()
	probe.Settle()
}

func init() {
	probe.Add("handler-fatal-logger", handlerFatalLogger, "exit", "keep")
	probe.Add("handler-helper-fatal", handlerHelperFatal, "exit", "keep")
	probe.Add("handler-fatal-interface", handlerFatalInterface, "exit", "keep")
	probe.Add("handler-exit-variable", handlerExitVariable, "exit", "keep")
	probe.Add("handler-error-logger", handlerErrorLogger)
}
