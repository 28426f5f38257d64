package guardlib

import (
	"fmt"
	"os"

	"example.org/panicmatrix/probe"
)

// Logger ends the process as loggers do: through a function value, which programs may replace.
type Logger struct {
	ExitFunc func(int)
}

// Log keeps a line, and ends the process at the fatal level.
func (l *Logger) Log(level int, text string) {
	probe.Sink = text
	if level == 0 {
		l.Exit(1)
	}
}

func (l *Logger) Errorf(format string, values ...any) { l.Log(1, fmt.Sprintf(format, values...)) }

func (l *Logger) Fatalf(format string, values ...any) { l.Log(0, fmt.Sprintf(format, values...)) }

// Exit ends the process, unless ExitFunc does something else.
func (l *Logger) Exit(status int) {
	if l.ExitFunc == nil {
		l.ExitFunc = os.Exit
	}
	l.ExitFunc(status)
}
