package writes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

const (
	// keyLasts is how long an idempotency key gives the first result again.
	keyLasts = 24 * time.Hour
	// sameLasts is how long an identical creation is asked about.
	sameLasts = 2 * time.Minute
	// mostKeys is how many of either are kept for one caller.
	mostKeys = 20_000

	purposeKey  = "idempotency_key"
	purposeSame = "recent_create"
)

// claim is a ticket that the call has taken: only it makes this.
type claim struct{ id, purpose string }

// keptFirst is what is kept of the first call with a key.
type keptFirst struct {
	Arguments string    `json:"arguments"`
	At        time.Time `json:"at"`
	// Result is empty until the call has ended well.
	Result json.RawMessage `json:"result,omitempty"`
}

func (w *Writing) keyID() string {
	return purposeKey + "/" + digest(w.call.Caller.Principal, w.call.Tool.Name, w.controls.IdempotencyKey)
}

// first returns the result of the first call with the same key; nil where there was none.
// Its error says that the first call has not ended, or that nobody knows how.
func (w *Writing) first(ctx context.Context, call *tools.Call) (*Result, error) {
	if w.controls.IdempotencyKey == "" || w.controls.DryRun {
		return nil, nil
	}
	ticket, err := w.guard.Store.Ticket(ctx, w.keyID())
	if errors.Is(err, tokenstore.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, unrecorded(err)
	}
	var kept keptFirst
	if err := json.Unmarshal(ticket.Body, &kept); err != nil {
		return nil, fmt.Errorf("reading what was kept of a key: %w", err)
	}
	switch {
	case kept.Arguments != w.callDigest:
		return nil, tools.Argumentf("idempotency_key", "was used for other arguments %s", ago(w.guard.Now(), kept.At)).
			WithHint("Use a new key for something new; the same key only to repeat the very same call.")
	case len(kept.Result) > 0:
		return &Result{First: kept.Result, Note: fmt.Sprintf("This is the result of the first call with this idempotency_key, %s. "+
			"Nothing was sent now, and what was made may have been changed since.", ago(w.guard.Now(), kept.At))}, nil
	default:
		now := w.guard.Now()
		seen, err := w.call.Tool.LookAfterwards(ctx, call, w.arguments, kept.At)
		if err != nil {
			seen = tools.Seen{Verdict: tools.Unknown}
		}
		// The first call may still run, or Concur be at it.
		return nil, &earlierError{at: kept.At, now: now, seen: tools.Sent{At: kept.At}.Settled(seen, now)}
	}
}

// claim sees to it that of several calls that make the same, one does. same says in words
// that there was one just now; with a key the second one fails instead.
func (w *Writing) claim(ctx context.Context, request concur.Write) (same string, err error) {
	if w.call.Tool.Effect != tools.Create {
		return "", nil
	}
	if w.controls.IdempotencyKey != "" {
		if err := w.claimKey(ctx); err != nil {
			return "", err
		}
	}
	same, err = w.claimSame(ctx, request)
	if w.controls.IdempotencyKey != "" {
		same = "" // Another key says that another one is meant.
	}
	return same, err
}

// claimSame says in words that the same was made a moment ago; nothing if it was not.
func (w *Writing) claimSame(ctx context.Context, request concur.Write) (same string, err error) {
	id := purposeSame + "/" + w.sameness(request)
	w.repeats = ""
	err = w.putSame(ctx, id)
	switch {
	case errors.Is(err, tokenstore.ErrExists):
		w.repeats = id
		return w.madeBefore(ctx, id), nil
	case err != nil:
		return "", unrecorded(err)
	}
	w.claims = append(w.claims, claim{id, purposeSame})
	return "", nil
}

func (w *Writing) putSame(ctx context.Context, id string) error {
	now := w.guard.Now()
	body, _ := json.Marshal(now) // A time marshals.
	return w.guard.Store.PutTicket(ctx, tokenstore.Ticket{
		ID: id, Purpose: purposeSame, Principal: w.call.Caller.Principal, Expires: now.Add(sameLasts), Body: body, Most: mostKeys,
	})
}

// renew has the two minutes begin anew where the same was made once more.
func (w *Writing) renew(ctx context.Context) {
	if w.repeats == "" {
		return
	}
	ctx, cancel := regardless(ctx)
	defer cancel()
	// Where that fails, they are still those of the one before, or somebody else's begin.
	if w.guard.Store.DeleteTicket(ctx, w.repeats) == nil {
		_ = w.putSame(ctx, w.repeats)
	}
}

func (w *Writing) claimKey(ctx context.Context) error {
	now := w.guard.Now()
	body, _ := json.Marshal(keptFirst{Arguments: w.callDigest, At: now}) // It marshals.
	err := w.guard.Store.PutTicket(ctx, tokenstore.Ticket{
		ID: w.keyID(), Purpose: purposeKey, Principal: w.call.Caller.Principal, Expires: now.Add(keyLasts), Body: body, Most: mostKeys,
	})
	switch {
	case errors.Is(err, tokenstore.ErrExists):
		return &earlierError{at: now, now: now, seen: tools.Seen{Verdict: tools.Unknown}}
	case err != nil:
		return unrecorded(err)
	}
	w.claims = append(w.claims, claim{w.keyID(), purposeKey})
	return nil
}

// sameness is what two creations have in common that make the same. A file is told apart
// by the arguments that name it.
func (w *Writing) sameness(request concur.Write) string {
	file := ""
	if request.Upload != nil {
		file = w.argumentsDigest
	}
	return digest(w.call.Caller.Principal, w.call.Tool.Name, request.Digest(), file)
}

func (w *Writing) madeBefore(ctx context.Context, id string) string {
	var at time.Time
	ticket, err := w.guard.Store.Ticket(ctx, id)
	if err != nil || json.Unmarshal(ticket.Body, &at) != nil {
		return "the same was made a moment ago"
	}
	return "the same was made " + ago(w.guard.Now(), at)
}

// release gives back what a call has claimed that made nothing.
func (w *Writing) release(ctx context.Context) {
	ctx, cancel := regardless(ctx)
	defer cancel()
	for _, one := range w.claims {
		// What cannot be given back runs out.
		_ = w.guard.Store.DeleteTicket(ctx, one.id)
	}
	w.claims = nil
}

// Keep keeps the result of a call with a key, for whoever calls with it again. It is
// called once the result is as the caller gets it.
func (w *Writing) Keep(ctx context.Context, result json.RawMessage) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ctx, cancel := regardless(ctx)
	defer cancel()
	for _, one := range w.claims {
		if one.purpose != purposeKey {
			continue
		}
		// A result that cannot be kept is looked for in Concur when the key comes again.
		_, _ = w.guard.Store.UpdateTicket(ctx, one.id, func(old tokenstore.Ticket) (tokenstore.Ticket, error) {
			var kept keptFirst
			err := json.Unmarshal(old.Body, &kept)
			kept.Result = result
			if err == nil {
				old.Body, err = json.Marshal(kept)
			}
			return old, err
		})
	}
}

// regardless is a context for what has to be done although the caller has gone.
func regardless(ctx context.Context) (context.Context, context.CancelFunc) {
	const patience = 10 * time.Second
	return context.WithTimeout(context.WithoutCancel(ctx), patience)
}

// ago says how long something is past. A moment, too, if clocks of servers differ.
func ago(now, then time.Time) string {
	past := now.Sub(then).Round(time.Second)
	if past < 2*time.Second {
		return "a moment ago"
	}
	return past.String() + " ago"
}
