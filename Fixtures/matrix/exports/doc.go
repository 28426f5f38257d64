// Package exports holds Go functions that C calls, in programs built with cgo.
package exports
