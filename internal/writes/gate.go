package writes

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/limits"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/target"
)

// pass lets a write through, or says why not. Once a call was stopped, it stays so: a tool
// that goes on all the same gets nothing through.
func (w *Writing) pass(ctx context.Context, session *concur.Session, request concur.Write) (func(concur.Landed), error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stop != nil {
		return nil, w.stop
	}
	sent, err := w.admit(ctx, session, request)
	if err != nil {
		if len(w.sent) == 0 {
			w.release(ctx)
		}
		w.stop = err
		return nil, err
	}
	w.sent = append(w.sent, sent)
	return func(landed concur.Landed) {
		w.mu.Lock()
		defer w.mu.Unlock()
		sent.told, sent.landed = true, landed
	}, nil
}

// admit is what a write has to pass: first what costs nothing, then what reads, then what
// is taken for good, and the journal last, since what is recorded there is sent.
func (w *Writing) admit(ctx context.Context, session *concur.Session, request concur.Write) (*sentWrite, error) {
	verdict := w.verdict()
	if verdict.Verdict == approve.Refuse {
		return nil, &tools.StoppedError{
			Reason: w.call.Tool.Name + " does not run: " + verdict.Reason,
			Next:   "Use a tool that only reads, or ask the operator for the right to write.",
		}
	}
	about := &subject{session: session, request: request, arguments: w.arguments}
	if verdict.Verdict == approve.Ask && !w.controls.DryRun && len(w.sent) == 0 {
		about.least = target.Whole // It will be asked for, and is read once.
	}
	if err := w.guard.checkLimits(ctx, w.call, about); err != nil {
		return nil, err
	}
	if w.controls.DryRun {
		return nil, &dryRunError{w.preview(ctx, about, verdict)}
	}
	if len(w.sent) == 0 {
		if err := w.intend(ctx, about, verdict); err != nil {
			return nil, err
		}
	}
	return w.record(ctx, about)
}

func (w *Writing) verdict() approve.Decision {
	return w.guard.Policy.Decide(w.call.Tool.Effect, w.call.Caller.Override())
}

// intend sees to it that the first write of a call is meant, and meant once.
func (w *Writing) intend(ctx context.Context, about *subject, verdict approve.Decision) error {
	why := ""
	if verdict.Verdict == approve.Ask {
		why = verdict.Reason
	}
	same, err := w.claim(ctx, about.request)
	if err != nil {
		return err
	}
	if same != "" {
		why = same
	}
	if why == "" {
		return w.spend(ctx)
	}
	shown, err := about.target(ctx, target.Whole)
	if err != nil {
		return err
	}
	asked := approve.Confirmation{
		Principal: w.call.Caller.Principal, Tool: w.call.Tool.Name,
		Arguments: w.argumentsDigest, Request: about.request.Digest(), Version: shown.Version,
	}
	if same != "" { // Consent to one is no consent to two.
		asked.Version = digest(asked.Version, purposeSame)
	}
	if w.granted == nil {
		return w.need(ctx, w.question(about.request, shown, same), asked)
	}
	granted := *w.granted
	granted.Expires, granted.Nonce = asked.Expires, asked.Nonce
	if granted != asked {
		return w.need(ctx, w.again(w.question(about.request, shown, same), granted, asked), asked)
	}
	return w.spend(ctx)
}

// spend uses up the consent that a call brings, if it brings any, even where none is needed
// any more: the same call may come again at a moment when it is needed.
func (w *Writing) spend(ctx context.Context) error {
	if w.granted == nil {
		return nil
	}
	return w.guard.desk.Spend(ctx, *w.granted)
}

func (w *Writing) need(ctx context.Context, question approve.Question, asked approve.Confirmation) error {
	needed, err := w.guard.desk.Need(ctx, question, asked)
	if err != nil {
		return err
	}
	return needed
}

// record writes the beginning of a write into the journal.
func (w *Writing) record(ctx context.Context, about *subject) (*sentWrite, error) {
	request := about.request
	begun := journal.Begun{
		Call: w.id, Principal: w.call.Caller.Principal, Key: w.running.Key, Client: w.call.Client, Company: w.call.Caller.Company,
		Tool: w.call.Tool.Name, Effect: w.call.Tool.Effect,
		Operation: request.Operation.Name, Method: request.Operation.Method, Path: request.Path, Person: string(request.Person),
		ArgumentsDigest: w.argumentsDigest, RequestDigest: request.Digest(), Arguments: w.arguments,
		Target: w.targetFor(ctx, about), Before: before(w.running.Undoing()),
	}
	quotas := w.guard.Limits.Quotas(begun.Principal, w.guard.Now())
	open, err := w.guard.Journal.Begin(ctx, begun, counted(quotas, begun.Principal)...)
	if used, ok := errors.AsType[*tokenstore.QuotaError](err); ok {
		return nil, usedUp(quotas, used)
	}
	if err != nil {
		return nil, unrecorded(err)
	}
	return &sentWrite{open: open}, nil
}

// before is what was there before a change, as far as the tool has said how to bring it
// back.
func before(undo *tools.Undo) any {
	if undo == nil || undo.Arguments == nil {
		return nil
	}
	return undo.Arguments
}

// targetFor is the target as the journal has it. What is not read for another reason is
// read for those effects of which nothing else tells what was there before; of the others
// the journal has what the arguments name.
func (w *Writing) targetFor(ctx context.Context, about *subject) *journal.Target {
	effect := w.call.Tool.Effect
	if !about.looked && effect != tools.Workflow && effect != tools.Delete {
		return recorded(target.Named(about.arguments))
	}
	t, err := about.target(ctx, target.Brief)
	if err != nil || t.Kind == "" {
		return recorded(target.Named(about.arguments))
	}
	return recorded(t)
}

func recorded(t target.Target) *journal.Target {
	if t.Kind == "" {
		return nil
	}
	kept := &journal.Target{
		Kind: t.Kind, ID: t.ID, Name: render.Visible(t.Name), Owner: render.Visible(t.Owner), Status: t.Status, Version: t.Version,
	}
	if t.Total != nil {
		kept.Total = t.Total.String()
	}
	return kept
}

func counted(quotas []limits.Quota, principal string) []tokenstore.Quota {
	var all []tokenstore.Quota
	for _, q := range quotas {
		all = append(all, tokenstore.Quota{Principal: principal, Kind: journal.KindBegun, Since: q.Since, Most: q.Most, Name: q.Name})
	}
	return all
}

func usedUp(quotas []limits.Quota, used *tokenstore.QuotaError) error {
	for _, q := range quotas {
		if q.Name == used.Quota.Name {
			return q.UsedUp()
		}
	}
	return used
}
