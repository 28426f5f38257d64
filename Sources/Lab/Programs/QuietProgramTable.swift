extension LabProgram {
  /// A file for programs that are traced.
  static let quiet = #"""
    package main

    import (
    	"os"
    	"syscall"
    )

    // A last argument "quiet" stands for a run that is only watched: it writes nothing.
    func init() {
    	if len(os.Args) < 2 || os.Args[len(os.Args)-1] != "quiet" {
    		return
    	}
    	if null, err := os.OpenFile("/dev/null", os.O_WRONLY, 0); err == nil {
    		syscall.Dup3(int(null.Fd()), 1, 0)
    		syscall.Dup3(int(null.Fd()), 2, 0)
    	}
    }
    """#
}
