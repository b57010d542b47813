package faults_test

import (
	"sync"
	"testing"
	"testing/synctest"
)

// row is a call with all that can go wrong with one of its operations.
type row struct {
	call  call
	main  string
	clean cell
	cells []cell
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	all := calls(t)
	rows := make([][]*row, len(all))
	var mu sync.Mutex
	for i, c := range all {
		t.Run(c.name(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				made := rowsOf(t, c)
				mu.Lock()
				defer mu.Unlock()
				rows[i] = made
			})
		})
	}
	t.Cleanup(func() { holdPage(t, rows) })
}

func rowsOf(t *testing.T, c call) []*row {
	t.Helper()
	r := newRig(t, c)
	what := troubles()
	if c.Effect.Writes() {
		what = append(what, troublesOfWrites()...)
	}
	var made []*row
	for _, main := range r.mains() {
		one := &row{call: c, main: main, clean: r.clean}
		for _, trouble := range what {
			done := r.run(trouble, main)
			check(t, one, done)
			one.cells = append(one.cells, done)
		}
		made = append(made, one)
	}
	return made
}
