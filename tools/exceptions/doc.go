// Package exceptions holds the tools of the exceptions toolset: exceptions that a company adds and removes.
package exceptions
