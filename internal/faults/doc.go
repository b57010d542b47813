// Package faults holds a matrix: every tool is called while Concur fails in every way
// that the simulator knows. What the agent is told is compared with what the simulator
// did. docs/faults.md is written by it. It has only tests.
package faults
