package tools

import (
	"context"
	"encoding/json"
	"time"
)

// Sent is what is known of a write of which no answer came.
type Sent struct {
	// At is when it was about to be sent, in UTC by the clock of this machine.
	At time.Time
	// Late is set where the look is not that of the call itself, which comes within
	// moments: others may have changed since what the write made.
	Late bool
	// Call is the IdempotencyID of the call that sent it, in a late look: what another call
	// was answered is not of this one.
	Call string
}

// How sure a time of Concur's is. Its clock and the one of this machine differ by seconds
// where both are kept right, and by minutes where one is not (inferred); Concur ends every
// request after a minute.
const (
	clocksApart    = 5 * time.Second
	clocksFarApart = 5 * time.Minute
	longestRequest = time.Minute
	// longAgo is from when on something that was written last before the sending is surely
	// older. It is more than clocksFarApart, for clocks that are set wrong by hours: of what
	// has no other time than that, the same twice a day is usual, and a second one is paid.
	longAgo = 24 * time.Hour
)

// Fits tells whether something that Concur made at a time can be of the write: Done if
// so, NotDone if it was there before or came long after, Unknown if it depends on how far
// the clocks are apart, or the time is zero. It is for times that stay as they are.
func (s Sent) Fits(made time.Time) Verdict {
	within := func(apart time.Duration) bool {
		return !made.Before(s.At.Add(-apart)) && !made.After(s.At.Add(longestRequest+apart))
	}
	switch {
	case made.IsZero():
		return Unknown
	case within(clocksApart):
		return Done
	case within(clocksFarApart):
		return Unknown
	default:
		return NotDone
	}
}

// FitsLast is Fits for the time at which something was written last. What was written later
// than the write is of it and was changed since, or was there before: that is Unknown.
func (s Sent) FitsLast(written time.Time) Verdict {
	switch {
	case s.Fits(written) == Done:
		return Done
	case !written.IsZero() && written.Before(s.At.Add(-longAgo)):
		return NotDone
	default:
		return Unknown
	}
}

// MayBeSince reports whether something that Concur dates may have come with the write or
// after it. Of what has no time nobody knows.
func (s Sent) MayBeSince(at time.Time) bool {
	return at.IsZero() || !at.Before(s.At.Add(-clocksApart))
}

// UnderWay reports whether Concur may still be at it.
func (s Sent) UnderWay(now time.Time) bool { return now.Before(s.At.Add(2 * longestRequest)) }

// Settled takes nothing for not done as long as Concur may still be at it.
func (s Sent) Settled(seen Seen, now time.Time) Seen {
	if seen.Verdict == NotDone && s.UnderWay(now) {
		seen.Verdict = Unknown
	}
	return seen
}

// Verdict is what a look found out about a write.
type Verdict string

// The verdicts.
const (
	Done    Verdict = "done"
	NotDone Verdict = "not_done"
	// Unknown: what is there can be of the write or of something else, or cannot be read.
	Unknown Verdict = "unknown"
)

// Seen is what a look at Concur found.
type Seen struct {
	Verdict Verdict
	// Found is a sentence that says what was found, or what to look at.
	Found string
}

// Look finds out whether a write happened, by reading alone. It knows no more than the
// arguments and when the write was sent, since it is asked after a crash too.
type Look[In any] func(ctx context.Context, call *Call, in In, sent Sent) (Seen, error)

// NewWrite makes a tool that writes.
func NewWrite[In, Out any](def Definition, fn Func[In, Out], look Look[In]) Tool {
	tool := New(def, fn)
	tool.look = func(ctx context.Context, call *Call, args json.RawMessage, sent Sent) (Seen, error) {
		in, err := decode[In](args)
		if err != nil {
			return Seen{Verdict: Unknown}, err
		}
		return look(ctx, call, in, sent)
	}
	return tool
}

// Looks reports whether the tool can look whether a write of it happened.
func (t Tool) Looks() bool { return t.look != nil }

// Look looks whether a write with these arguments happened. Arguments are those without
// controls.
func (t Tool) Look(ctx context.Context, call *Call, args json.RawMessage, sent Sent) (Seen, error) {
	if t.look == nil {
		return Seen{Verdict: Unknown}, nil
	}
	return t.look(ctx, call, args, sent)
}

// LookAfterwards is the look of somebody else than the call, at any time after the write of
// a moment. What does not show then may have been done and be otherwise by now: the looks of
// tools that can tell that apart do (Sent.Late), and the rest is said here.
func (t Tool) LookAfterwards(ctx context.Context, call *Call, args json.RawMessage, at time.Time) (Seen, error) {
	seen, err := t.Look(ctx, call, args, Sent{At: at, Late: true, Call: call.IdempotencyID()})
	switch {
	case seen.Verdict != NotDone:
	case t.Effect == Change:
		seen.Verdict = Unknown
		seen.Found += " It may have been done, and changed again since."
	case t.Effect == Create:
		seen.Found += " It is not there now; one that was deleted since would not show either."
	}
	return seen, err
}
