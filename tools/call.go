package tools

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Call is one invocation of a tool: who makes it, and how to tell them about
// work that takes long.
type Call struct {
	// Caller names the principal whose connections are used.
	Caller string
	// OnProgress is told how far the work is. It may be nil: tools call Progress.
	OnProgress func(ctx context.Context, done, total int, message string)
	// Tool is the name of what is called.
	Tool string
	// Key tells the call from others, also afterwards: the idempotency key that it came
	// with, or one of its own.
	Key string
	// undo is what Undo or NoUndo said last.
	undo *Undo
	// ends are the functions given to AtEnd.
	ends []func(error)
}

// AtEnd registers a function to run once the call has ended, with the call's error: it
// gives back what was taken for the call, or uses it up.
func (c *Call) AtEnd(end func(error)) { c.ends = append(c.ends, end) }

// ended runs the functions of AtEnd, the last one first.
func (c *Call) ended(err error) {
	if c == nil {
		return
	}
	for _, end := range slices.Backward(c.ends) {
		end(err)
	}
	c.ends = nil
}

// Progress tells the caller what is being done. total is 0 where it is not
// known. Calls may come as often as is convenient: the server sends few of them on.
func (c *Call) Progress(ctx context.Context, done, total int, message string) {
	if c != nil && c.OnProgress != nil {
		c.OnProgress(ctx, done, total, message)
	}
}

// IdempotencyID is what an operation of Concur that takes one is sent as idempotency-id:
// the same for the same caller, tool and key, so that a look after a crash knows it.
func (c *Call) IdempotencyID() string {
	if c.Key == "" {
		return rand.Text()
	}
	sum := sha256.Sum256([]byte(c.Caller + "\x00" + c.Tool + "\x00" + c.Key))
	return hex.EncodeToString(sum[:16])
}
