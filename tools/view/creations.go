package view

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/tools"
)

// Creations tells what was made from what was there before, where the answer to a
// creation is lost. Concur says when something was written last, by its own clock, and
// mostly not when it was made. The same may have been there before: two taxis a day at
// the same price are usual. So three things keep them apart. Creations of the same thing
// take turns, what one of them got for an answer is no other's, and of the rest only what
// was written from the moment of sending counts as new. The zero value is ready.
//
// What other servers and people make of the same kind in the same seconds is taken for
// new, and nothing that Concur documents would tell it apart.
type Creations struct {
	turns tools.Turns[string]
	mu    sync.Mutex
	// made has the ids that came as answers, with when they were asked for.
	made map[string]time.Time
}

const (
	// slack is how far the clock of Concur may be behind ours.
	slack = 5 * time.Second
	// longestWork is how long after it was sent a creation may have been done. What was
	// written later may be older and have been changed since.
	longestWork = 10 * time.Minute
	// farBack is from when on something is surely older, even where somebody's clock is
	// set wrong. In between nobody can say, and that costs less than a second entry.
	farBack = 24 * time.Hour
)

// Take waits until no other creation of the same thing is under way in this process. The
// function that it gives ends the turn.
func (c *Creations) Take(ctx context.Context, same ...string) (leave func(), err error) {
	return c.turns.Take(ctx, strings.Join(same, "\x00"))
}

// Keep notes that a creation, sent at a moment, made what has an id.
func (c *Creations) Keep(id string, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil {
		c.made = map[string]time.Time{}
	}
	for old, then := range c.made {
		if at.Sub(then) > farBack {
			delete(c.made, old)
		}
	}
	c.made[id] = at
}

// isAnother reports whether an id was the answer to another creation of this process.
func (c *Creations) isAnother(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, is := c.made[id]
	return is
}

// Alike is something that Concur shows and that looks like what was to be made.
type Alike struct {
	ID string
	// Written is when Concur wrote it last; zero where it does not say.
	Written time.Time
	// Differs is set where it looks like it but for something that Concur may not have
	// taken.
	Differs bool
}

// Find finds out which of the things that are like it a creation has made that was sent
// at a moment. kind says what they are, and tool what shows them. The id is empty unless
// it was done.
func (c *Creations) Find(alike []Alike, at time.Time, kind, tool string) (string, tools.Seen) {
	var fresh, doubtful []string
	for _, thing := range alike {
		since := thing.Written.Sub(at)
		isNew := !thing.Written.IsZero() && since >= -slack && since <= longestWork
		switch {
		case c.isAnother(thing.ID), !thing.Written.IsZero() && since < -farBack:
		case isNew && !thing.Differs:
			fresh = append(fresh, thing.ID)
		case isNew || !thing.Differs:
			doubtful = append(doubtful, thing.ID)
		}
	}
	switch maybe := slices.Concat(fresh, doubtful); {
	case len(fresh) == 1:
		return fresh[0], tools.Seen{Verdict: tools.Done, Found: fmt.Sprintf("A look found it: the %s %s.", kind, fresh[0])}
	case len(maybe) == 0:
		return "", tools.Seen{Verdict: tools.NotDone, Found: fmt.Sprintf("No %s like it is new.", kind)}
	default:
		return "", tools.Seen{Verdict: tools.Unknown, Found: fmt.Sprintf(
			"What it may have made, or was there before, is the %s %s. Look with %s.", kind, strings.Join(maybe, " or "), tool)}
	}
}

// WrittenAt reads a time of v3 (see Instant) or one in RFC 3339; zero if it is neither.
func WrittenAt(text string) time.Time {
	at, err := time.Parse(time.RFC3339, Instant(text))
	if err != nil {
		return time.Time{}
	}
	return at
}
