// Package house holds the test that keeps the rooms of this repository apart:
// who may import what, what a package may be called, and how long a file may be.
// It has no code of its own.
package house
