package locks

import (
	"context"
	"time"
)

// The pauses between two looks at a lock that another process holds: short at first,
// because most locks are held for a moment, then longer, because of the rest.
const (
	firstPause = 2 * time.Millisecond
	mostPause  = 100 * time.Millisecond
)

// Poll tries until it succeeds, fails or the context ends.
func Poll(ctx context.Context, try func() (bool, error)) error {
	for pause := firstPause; ; pause = min(2*pause, mostPause) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if ok, err := try(); ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}
