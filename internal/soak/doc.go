// Package soak leaves the program alone for half an hour with fifty callers, a Concur that
// fails, and replicas that are killed. What each caller was told is then held against what
// the simulator did and what the journal says. It has only tests.
package soak
