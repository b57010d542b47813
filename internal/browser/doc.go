// Package browser holds the tests of the program's pages in a real browser. It has
// no code of its own.
package browser
