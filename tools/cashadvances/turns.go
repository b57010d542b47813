package cashadvances

import (
	"context"
	"sync"

	"github.com/concur-mcp/concur-mcp/internal/concur"
)

// turns lets one call at a time link cash advances to a report. Concur replaces the whole
// set and has no version to check, so that of two calls at once, which agents do make, one
// would undo the other unseen. What is changed elsewhere is beyond it.
type turns struct {
	mu sync.Mutex
	// busy has a channel for each report that is worked on; it is closed at the end.
	busy map[concur.ReportID]chan struct{}
}

// take waits for a report and gives the function that hands it on. It fails if the
// context ends before.
func (t *turns) take(ctx context.Context, report concur.ReportID) (func(), error) {
	for {
		t.mu.Lock()
		ended, isBusy := t.busy[report]
		if !isBusy {
			mine := make(chan struct{})
			t.busy[report] = mine
			t.mu.Unlock()
			return func() {
				t.mu.Lock()
				defer t.mu.Unlock()
				delete(t.busy, report)
				close(mine)
			}, nil
		}
		t.mu.Unlock()
		select {
		case <-ended:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
