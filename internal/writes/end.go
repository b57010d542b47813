package writes

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/tools"
)

// verifier is a result that says whether what was written was read back.
type verifier interface{ WasVerified() bool }

// end records how the writes of a call ended, and gives back what it claimed if it made
// nothing. out is nil where the tool failed. The error is the call's, which does not say
// that nothing was changed where something was.
func (w *Writing) end(ctx context.Context, out any, err error) (Result, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.sent) == 0 {
		if err != nil {
			w.release(ctx)
		}
		return Result{Out: out}, err
	}
	result := Result{Out: out, WriteID: w.sent[0].open.ID(), Undo: w.running.Undoing()}
	changed, done := false, 0
	for i, one := range w.sent {
		ended := one.ended(out, err, i == len(w.sent)-1)
		changed = changed || ended.Outcome == journal.Done || ended.Outcome == journal.Unknown
		if ended.Outcome == journal.Done {
			done++
			ended.Undo = w.running.Undoing()
		}
		if failed := one.open.End(ctx, ended); failed != nil {
			result.Note = "The journal could not be completed: write " + one.open.ID() + " stays open there and will be looked at again."
		}
	}
	if changed {
		w.renew(ctx)
	} else {
		w.release(ctx)
	}
	problem, knows := errors.AsType[tools.Problem](err)
	if done > 0 && knows && problem.WhatChanged() == string(tools.NothingChanged) {
		err = &partlyError{problem, done}
	}
	return result, err
}

// ended says what became of a write, by its own answer and by how the tool ended: what it
// says of an error is about the last write.
func (s *sentWrite) ended(out any, err error, last bool) journal.Ended {
	if !last && s.told && s.landed.Err == nil {
		return journal.Ended{Outcome: journal.Done, Status: s.landed.Status, CorrelationID: s.landed.CorrelationID}
	}
	ended := journal.Ended{
		Outcome: outcomeOf(s.told, s.landed.Err, err), Status: s.landed.Status, CorrelationID: s.landed.CorrelationID,
	}
	if verified, ok := out.(verifier); ok {
		ended.Verified = err == nil && verified.WasVerified()
	}
	switch {
	case err != nil:
		ended.Note = err.Error()
	case ended.Outcome == journal.Done:
		ended.After = out
	}
	return ended
}

// outcomeOf is the outcome of a write that was answered with landed, if at all, in a call
// that ended with err.
func outcomeOf(told bool, landed, err error) journal.Outcome {
	var answered *concur.Error
	problem, knows := errors.AsType[tools.Problem](err)
	switch {
	case told && landed == nil && err == nil:
		return journal.Done
	case told && landed != nil && (!errors.As(landed, &answered) || !answered.MayHaveHappened()):
		return journal.Refused // Refused by Concur, or never sent.
	case err == nil:
		return journal.Done // The answer was lost, and a look found it done.
	case knows && problem.WhatChanged() == string(tools.NothingChanged):
		return journal.NotDone
	case told && landed == nil && knows && problem.WhatChanged() == string(tools.Changed):
		return journal.Done
	default:
		return journal.Unknown
	}
}
