package journal

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const (
	// lookAgain is the pause after a look that failed, and recordAgain after an end that
	// could not be recorded.
	lookAgain   = 10 * time.Minute
	recordAgain = time.Minute
)

// Watch resolves open writes until ctx ends: now, when those that are open now are surely
// over, and again after a failure. With every it looks that often besides, for what other
// processes leave.
func (j *Journal) Watch(ctx context.Context, look Look, every time.Duration) {
	for ctx.Err() == nil {
		began := j.Now()
		err := j.Sweep(ctx, look)
		var next <-chan time.Time
		if pause := j.pause(ctx, began, err, every); pause > 0 {
			next = time.After(pause)
		}
		select {
		case <-ctx.Done():
		case <-next:
		case <-j.wake:
		}
	}
}

// Sweep is Resolve with what comes of it in the log.
func (j *Journal) Sweep(ctx context.Context, look Look) error {
	resolved, err := j.Resolve(ctx, look)
	for _, r := range resolved {
		j.Logger.LogAttrs(ctx, slog.LevelWarn, "a write was cut off; Concur was looked at",
			slog.String("write", r.Write), slog.String("tool", r.Tool), slog.Time("began", r.Began), slog.String("outcome", string(r.Outcome)))
	}
	switch {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, tokenstore.ErrUnreachable): // Every call says so, too.
		j.Logger.InfoContext(ctx, "open writes could not be looked for", "error", err)
	default:
		j.Logger.WarnContext(ctx, "open writes could not all be resolved", "error", err)
	}
	return err
}

// pause is how long until there may be something to do after a sweep that began at a time
// and may have failed; 0 where nothing is waited for.
func (j *Journal) pause(ctx context.Context, began time.Time, failed error, every time.Duration) time.Duration {
	pause := every
	sooner := func(other time.Duration) {
		if pause == 0 || other < pause {
			pause = other
		}
	}
	if failed != nil {
		sooner(lookAgain)
	}
	j.mu.Lock()
	if len(j.late) > 0 {
		sooner(recordAgain)
	}
	j.mu.Unlock()
	open, err := j.OpenWrites(ctx)
	if err != nil {
		sooner(lookAgain)
	}
	for _, w := range open {
		if w.Deadline.After(began) { // It may be over by now; the sweep did not look at it.
			sooner(max(w.Deadline.Sub(j.Now()), time.Nanosecond))
		} else {
			sooner(lookAgain) // Somebody else looks at it, or the look failed.
		}
	}
	return pause
}
