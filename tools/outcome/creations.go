package outcome

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// Creations tells what was made from what was there before, where the answer to a
// creation is lost. Concur says when something was written last, by its own clock, and
// mostly not when it was made. The same may have been there before: two taxis a day at
// the same price are usual. So three things keep them apart. Creations of the same thing
// take turns, what one of them got for an answer is no other's, and of the rest only what
// was written from the moment of sending (tools.Sent.FitsLast) counts as new. The zero value
// is ready.
//
// What other servers and people make of the same kind in the same seconds is taken for
// new, and nothing that Concur documents would tell it apart.
type Creations struct {
	turns tools.Turns[string]
	mu    sync.Mutex
	// made has the ids that came as answers.
	made map[string]answered
}

// answered is a creation whose answer came: which call it was, and when it was sent.
type answered struct {
	call string
	at   time.Time
}

// Take waits until no other creation of the same thing is under way in this process. The
// function that it gives ends the turn.
func (c *Creations) Take(ctx context.Context, same ...string) (leave func(), err error) {
	return c.turns.Take(ctx, strings.Join(same, "\x00"))
}

// Keep notes that a creation of a call, sent at a moment, made what has an id.
func (c *Creations) Keep(id string, call *tools.Call, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil {
		c.made = map[string]answered{}
	}
	for old, then := range c.made {
		if (tools.Sent{At: at}).FitsLast(then.at) == tools.NotDone { // Its time tells that by itself.
			delete(c.made, old)
		}
	}
	c.made[id] = answered{call.IdempotencyID(), at}
}

// isAnother reports whether an id was the answer to another creation of this process. A late
// look may be for a call that was answered, and of which only that was not kept.
func (c *Creations) isAnother(id string, sent tools.Sent) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	by, is := c.made[id]
	return is && by.call != sent.Call
}

// Alike is something that Concur shows of the kind that was to be made.
type Alike struct {
	ID string
	// Written is when Concur wrote it last; zero where it does not say.
	Written time.Time
	// Differs is set where it looks like it but for something that Concur may not have
	// taken.
	Differs bool
	// Other is set where it looks like something else. It may be what was made all the same,
	// by the time that somebody else than the call looks.
	Other bool
}

// Find finds out which of the things of a kind a creation has made. kind says what they
// are, and tool what shows them. The id is empty unless it was done. A late look takes
// nothing for not done as long as something was written since that it may have become.
func (c *Creations) Find(there []Alike, sent tools.Sent, kind, tool string) (string, tools.Seen) {
	var fresh, doubtful, become []string
	for _, thing := range there {
		fits := sent.FitsLast(thing.Written)
		switch {
		case c.isAnother(thing.ID, sent), fits == tools.NotDone:
		case fits == tools.Done && !thing.Differs && !thing.Other:
			fresh = append(fresh, thing.ID)
		case !thing.Other && (fits == tools.Done || !thing.Differs):
			doubtful = append(doubtful, thing.ID)
		case sent.Late && sent.MayBeSince(thing.Written):
			become = append(become, thing.ID)
		}
	}
	switch maybe := slices.Concat(fresh, doubtful); {
	case len(fresh) == 1:
		return fresh[0], tools.Seen{Verdict: tools.Done, Found: fmt.Sprintf("A look found it: the %s %s.", kind, fresh[0])}
	case len(maybe) > 0:
		return "", tools.Seen{Verdict: tools.Unknown, Found: fmt.Sprintf(
			"What it may have made, or was there before, is the %s %s. Look with %s.", kind, either(maybe), tool)}
	case len(become) > 0:
		return "", tools.Seen{Verdict: tools.Unknown, Found: fmt.Sprintf(
			"No %s like it is new, but it may have been changed since, and be the %s %s now. Look with %s.", kind, kind, either(become), tool)}
	default:
		return "", tools.Seen{Verdict: tools.NotDone, Found: fmt.Sprintf("No %s like it is new.", kind)}
	}
}

// either lists ids, of many the first ones.
func either(ids []string) string {
	const most = 10
	if more := len(ids) - most; more > 0 {
		ids = append(slices.Clone(ids[:most]), fmt.Sprintf("%d more", more))
	}
	return strings.Join(ids, " or ")
}

// WrittenAt reads a time of v3 (see Instant) or one in RFC 3339; zero if it is neither.
func WrittenAt(text string) time.Time {
	at, err := time.Parse(time.RFC3339, view.Instant(text))
	if err != nil {
		return time.Time{}
	}
	return at
}
