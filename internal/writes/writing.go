package writes

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Writing is one call that writes. It is run once, or again after a person has agreed.
type Writing struct {
	guard    *Guard
	call     Call
	controls tools.Controls
	// arguments are what the tool is run with, controls taken off: whatever is looked at,
	// shown and recorded is what they name. They differ from those that the call came with
	// where a person has brought one of them.
	arguments json.RawMessage
	// argumentsDigest is of arguments, and callDigest of those that the call came with: only
	// the latter are the same when the call is repeated with its key.
	argumentsDigest, callDigest string
	// id is that of the call in the journal.
	id string
	// granted is what a person has agreed to; nil for nothing.
	granted *approve.Confirmation

	mu sync.Mutex
	// running is the call as the tool sees it.
	running *tools.Call
	// stop is why nothing more is sent.
	stop error
	// sent are the writes that have begun.
	sent []*sentWrite
	// claims are what the call has taken so that nobody does the same.
	claims []claim
	// repeats is the ticket of the same creation just before, where the call makes it once
	// more.
	repeats string
}

// Result is what came of a call.
type Result struct {
	// Out is what the tool gave, or a DryRun.
	Out any
	// Undo says how what was done can be undone; nil where nothing was written.
	Undo *tools.Undo
	// WriteID names what was written in the journal; empty where nothing was.
	WriteID string
	// Note is a sentence that goes with the result.
	Note string
	// First is the result of the first call with the same key, to be given as it was.
	First json.RawMessage
}

// Grant takes what a person has agreed to. Its error says why it is no good.
func (w *Writing) Grant(ctx context.Context, sealed string) error {
	confirmation, err := w.guard.desk.Open(ctx, w.call.Caller.Principal, sealed)
	if err != nil {
		return err
	}
	w.granted = &confirmation
	return nil
}

// Arguments are those that the tool gets, without controls.
func (w *Writing) Arguments() json.RawMessage { return w.arguments }

// Run runs the tool. Its error is the tool's, or why the gate stopped it: an
// *approve.NeededError asks a person first. arguments are those of the call, with what a
// person has brought for it.
func (w *Writing) Run(ctx context.Context, call *tools.Call, arguments json.RawMessage) (result Result, err error) {
	call.Tool, call.Key = w.call.Tool.Name, cmp.Or(w.controls.IdempotencyKey, w.id)
	w.arguments, w.argumentsDigest = arguments, digestOf(arguments)
	// What was done is done, whatever has become of the consent to it since.
	switch first, err := w.first(ctx, call); {
	case err != nil:
		return Result{}, err
	case first != nil:
		return *first, nil
	}
	// Under PersonOnly a token counts for nothing: an agent could bring it unasked.
	if token := w.controls.ConfirmToken; token != "" && w.granted == nil && !w.guard.Policy.PersonOnly {
		if err := w.Grant(ctx, token); err != nil {
			return Result{}, err
		}
	}
	w.mu.Lock()
	w.running, w.stop, w.sent = call, nil, nil
	w.mu.Unlock()
	var out any
	finished := false
	defer func() {
		if !finished { // It panicked, and may have done anything.
			_, _ = w.end(ctx, nil, errPanicked)
		}
	}()
	out, err = w.call.Tool.Run(context.WithValue(ctx, writingKey{}, w), call, arguments)
	finished = true
	if w.stop != nil && len(w.sent) == 0 {
		out, err = nil, w.stop
	}
	if preview, ok := errors.AsType[*dryRunError](err); ok {
		return Result{Out: preview.shown}, nil
	}
	return w.end(ctx, out, err)
}

var errPanicked = errors.New("the call crashed")

func random() string { return strings.ToLower(rand.Text()) }

// digestOf hashes what arguments say, not how they are written.
func digestOf(arguments json.RawMessage) string {
	decoder := json.NewDecoder(bytes.NewReader(arguments))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) == nil {
		// Members come out in order.
		if encoded, err := json.Marshal(value); err == nil {
			arguments = encoded
		}
	}
	return digest(string(arguments))
}

// digest hashes texts, and where one ends and the next begins.
func digest(texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// sentWrite is a write that has begun, and what became of it.
type sentWrite struct {
	open *journal.Open
	// told says that landed is set: the request has ended.
	told   bool
	landed concur.Landed
}
