package cashadvances

import (
	"context"
	"errors"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// payout is a cash advance that is to be issued, and how that can be seen.
type payout struct {
	session *concur.Session
	user    concur.UserID
	id      concur.CashAdvanceID
	sent    tools.Sent
	// open is set where it is known that it was not issued before.
	open bool
}

// payoutOf finds out what is meant.
func (k kit) payoutOf(ctx context.Context, call *tools.Call, in issueIn) (payout, error) {
	p := payout{session: k.concur.As(call.Caller), id: in.CashAdvanceID}
	on, err := p.session.On(ctx, in.User, concur.RoleTraveler)
	p.user, p.sent = on.User, tools.Sent{At: p.session.Now()}
	return p, err
}

func (p payout) read(ctx context.Context) (concur.CashAdvance, error) {
	return p.session.GetCashAdvance(ctx, p.user, p.id)
}

// look says whether the cash advance was issued. One that was issued before was not by
// this; whether it was is told by the time, unless it is known that it was not.
func (p payout) look(ctx context.Context) (tools.Seen, error) {
	now, err := p.read(ctx)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	at, fits := issuedAt(now), tools.Done
	if !p.open {
		fits = p.sent.Fits(at)
	}
	switch {
	case now.ApprovalStatus.Code != concur.AdvanceIssued:
		return tools.Seen{Verdict: tools.NotDone, Found: "The cash advance is not issued (" + now.ApprovalStatus.Code + ")."}, nil
	case fits == tools.Done:
		return tools.Seen{Verdict: tools.Done, Found: "The cash advance is issued."}, nil
	case fits == tools.NotDone && at.Before(p.sent.At):
		return tools.Seen{Verdict: tools.NotDone, Found: "The cash advance was issued before, at " + at.Format(time.RFC3339) + "."}, nil
	default:
		return tools.Seen{
			Verdict: tools.Unknown,
			Found:   "The cash advance is issued, perhaps by somebody else: one is issued once. get_cash_advance shows when it was.",
		}, nil
	}
}

// issuedAt is when a cash advance was issued; zero where Concur tells no time of the day,
// as its answer to issuing does not (Cash Advance v4.1 > Issue).
func issuedAt(a concur.CashAdvance) time.Time {
	at, err := time.Parse(time.DateTime, a.IssuedDate)
	if err != nil || at.Equal(at.Truncate(24*time.Hour)) {
		return time.Time{}
	}
	return at
}

// unlisted says where a cash advance can be seen of which the id is not known: Concur has no
// list of them (Cash Advance v4.1).
const unlisted = "no tool can list cash advances. Its owner sees it in Concur under Cash Advances."

// lookInConcur is for a creation whose answer was lost: Concur lists cash advances to
// nobody, so only a person can look.
func lookInConcur(err error) error {
	lost, ok := errors.AsType[*concur.Error](err)
	if !ok || !lost.MayHaveHappened() {
		return view.Advise(err, "Correct what Concur names. For somebody else, a company connection is needed, or an administrator's.")
	}
	return &unseenError{lost}
}

// unseenError is a cash advance that may have been made.
type unseenError struct{ tools.Problem }

// Unwrap gives what happened.
func (e *unseenError) Unwrap() error { return e.Problem }

// NextStep implements tools.Problem.
func (e *unseenError) NextStep() string {
	return "Do not repeat it yet: it may have been made, and " + unlisted
}
