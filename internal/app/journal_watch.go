package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/redact"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

const (
	// settling is how long a client of stdio has for its first questions before anything
	// is read from a store.
	settling = time.Second
	// sweepEvery is the pause between two looks for writes that other replicas left.
	sweepEvery = 10 * time.Minute
	// lastSweep bounds what a command waits for after its own work.
	lastSweep = 15 * time.Second
)

// newJournal makes the journal of a store. A write is over once its request and the
// reading back after it have run out of time.
func newJournal(c *config.Config, store tokenstore.Store, logger *slog.Logger) *journal.Journal {
	mask := redact.Redactor(c.Redact)
	return journal.New(journal.Settings{
		Store: store, Logger: logger, Wait: 2*c.UpstreamTimeout + time.Minute, Redact: mask.Arguments, Text: mask.Text, Name: mask.Name,
	})
}

// watchWrites looks, after a while, for writes that were cut off, until stop is called.
func (p *program) watchWrites(ctx context.Context, after time.Duration) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-ctx.Done():
		case <-time.After(after):
			p.journal.Watch(ctx, p.look, 0)
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

// look looks whether a write happened, as the one whose write it was. The context has no
// call that writes, so that nothing it does can write.
func (p *program) look(ctx context.Context, w journal.OpenWrite) (seen tools.Seen, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("looking for a write of %s panicked: %T", w.Tool, caught)
		}
	}()
	at := slices.IndexFunc(p.all, func(tool tools.Tool) bool { return tool.Name == w.Tool })
	if at < 0 {
		return tools.Seen{Verdict: tools.Unknown, Found: "This version of the server has no tool of this name to look with."}, nil
	}
	ctx = caller.With(ctx, caller.Caller{Principal: w.Principal, Company: w.Company})
	seen, err = p.all[at].LookAfterwards(ctx, w.ToolCall(), w.Arguments, w.At)
	_, unfit := errors.AsType[*tools.ArgumentError](err)
	_, nothing := errors.AsType[*concur.LookupError](err)
	refused, said := errors.AsType[*concur.Error](err)
	switch {
	case unfit || nothing: // They will not fit the next time either.
		return tools.Seen{Verdict: tools.Unknown, Found: "Its arguments fit no more: " + err.Error() + "."}, nil
	case said && refused.Fault == concur.Refused: // What it was about may be gone for good: it would stay open for ever.
		return tools.Seen{Verdict: tools.Unknown, Found: "What it was about cannot be read any more: " + err.Error() + "."}, nil
	default:
		return seen, err
	}
}

// notices go with every result of a principal: what their connections need, and what was
// found of writes that were cut off.
func (p *program) notices(ctx context.Context, principal string) []string {
	return append(p.connections.Warnings(ctx, principal), p.journal.Notices(ctx, principal)...)
}

// sweep looks for writes that were cut off once a command has done its own work.
func (p *program) sweep(ctx context.Context, streams Streams) {
	if ctx.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lastSweep)
	defer cancel()
	_ = p.journal.Sweep(ctx, p.look) // It is in the log; the command has done its work.
	for _, notice := range p.journal.Notices(ctx, caller.Local) {
		say(streams.Err, "%s", notice)
	}
}
