// Package outcome owns what the tools say alike of a write: whether it shows (Written),
// what became of it where Concur's answer was lost (Creations, Made, Seen…), and the calls
// that bring back what was there before.
//
// It changes nothing in Concur, and does not know which tool is asking.
package outcome
