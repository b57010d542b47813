package faults_test

import (
	"slices"
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
	var killed []*row
	t.Run("killed", func(t *testing.T) {
		t.Parallel()
		killed = killedCells(t, all)
	})
	t.Cleanup(func() {
		addKilled(rows, killed)
		holdPage(t, rows)
	})
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

// addKilled puts the cells of calls that were killed beside the others of their calls.
func addKilled(rows [][]*row, killed []*row) {
	for _, one := range slices.Concat(rows...) {
		if !one.call.Effect.Writes() {
			continue
		}
		same := func(k *row) bool { return k.call.name() == one.call.name() && k.main == one.main }
		if at := slices.IndexFunc(killed, same); at >= 0 {
			one.cells = append(one.cells, killed[at].cells...)
			continue
		}
		for _, moment := range killings() {
			one.cells = append(one.cells, cell{trouble: moment})
		}
	}
}
