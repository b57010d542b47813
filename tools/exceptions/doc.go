// Package exceptions holds the tools of the exceptions toolset: exceptions that the
// company puts on something itself, and takes away again.
package exceptions
