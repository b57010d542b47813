package locks_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore/locks"
)

type locker interface {
	Lock(ctx context.Context, name string) (unlock func(), err error)
}

// lockers gives each kind of lock twice, as two who compete.
func lockers(t *testing.T) map[string][2]locker {
	t.Helper()
	gates, folder := &locks.Gates{}, filepath.Join(t.TempDir(), "locks")
	return map[string][2]locker{
		"goroutines": {gates, gates},
		"processes":  {locks.Files{Folder: folder}, locks.Files{Folder: folder}},
	}
}

func TestOneIsInsideAtATime(t *testing.T) {
	t.Parallel()
	for kind, pair := range lockers(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			const rounds = 50
			// Reading and writing are apart: without the lock, counts would be lost.
			counts := map[string]*atomic.Int64{"a": {}, "b": {}}
			var wg sync.WaitGroup
			for round := range rounds {
				for name, count := range counts {
					wg.Go(func() {
						unlock, err := pair[round%2].Lock(t.Context(), name)
						if assert.NoError(t, err) {
							before := count.Load()
							runtime.Gosched()
							count.Store(before + 1)
							unlock()
						}
					})
				}
			}
			wg.Wait()
			assert.EqualValues(t, rounds, counts["a"].Load())
			assert.EqualValues(t, rounds, counts["b"].Load())
		})
	}
}

func TestALockOfOneNameLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	for kind, pair := range lockers(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			first, err := pair[0].Lock(t.Context(), "a")
			require.NoError(t, err)
			defer first()
			second, err := pair[1].Lock(t.Context(), "b")
			require.NoError(t, err)
			second()
		})
	}
}

func TestWhoGivesUpDoesNotWaitOn(t *testing.T) {
	t.Parallel()
	for kind, pair := range lockers(t) {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			unlock, err := pair[0].Lock(t.Context(), "a")
			require.NoError(t, err)
			waiting, giveUp := context.WithCancel(t.Context())
			result := make(chan error)
			go func() {
				_, err := pair[1].Lock(waiting, "a")
				result <- err
			}()
			giveUp()
			require.ErrorIs(t, <-result, context.Canceled)
			unlock()
			unlock() // a second time does nothing
			again, err := pair[1].Lock(t.Context(), "a")
			require.NoError(t, err, "nothing is left of who gave up")
			again()
		})
	}
}

func TestLocksAreFilesThatDoNotPileUpNorLeaveTheirFolder(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	folder := filepath.Join(base, "locks")
	for i := range 20 {
		unlock, err := locks.Files{Folder: folder}.Lock(t.Context(), "../../escape"+strconv.Itoa(i))
		require.NoError(t, err)
		inside, err := os.ReadDir(folder)
		require.NoError(t, err)
		assert.Len(t, inside, 1, "the lock that is held")
		unlock()
	}
	inside, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, inside)
	outside, err := os.ReadDir(base)
	require.NoError(t, err)
	assert.Len(t, outside, 1)
}
