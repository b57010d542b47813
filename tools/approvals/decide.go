package approvals

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// decisionOn are the arguments that approving and sending back share.
type decisionOn struct {
	ReportID     concur.ReportID `json:"report_id"`
	StepCode     concur.Ref      `json:"expected_step_code,omitempty" jsonschema:"only at this workflow step"`
	StepSequence *int            `json:"expected_step_sequence,omitempty"`
	UserID       concur.Ref      `json:"user_id,omitempty" jsonschema:"approver you act for as delegate: UUID, login, e-mail or name"`
	User         concur.Ref      `json:"user,omitempty" jsonschema:"owner; only with a company token, to check the result"`
}

func (d decisionOn) guard() (concur.Guard, error) {
	guard := concur.Guard{StepCode: string(d.StepCode)}
	if d.StepSequence != nil {
		if *d.StepSequence < 0 {
			return guard, tools.Argumentf("expected_step_sequence", "%d is not the number of a step", *d.StepSequence)
		}
		guard.StepSequence = strconv.Itoa(*d.StepSequence)
	}
	return guard, nil
}

// approver is who decides, and how the outcome can be seen.
type approver struct {
	session *concur.Session
	report  concur.ReportID
	// id is the approver in the path; empty for the person of the user connection.
	id concur.UserID
	// asSystem: the company connection takes the system step of the workflow.
	asSystem bool
	// on reads the report afterwards; unseen says that it cannot be read.
	on     concur.Subject
	unseen bool
	sent   tools.Sent
	// comment is what the decision says; empty for nothing.
	comment string
}

var errUnseen = errors.New("with a company connection alone, the report can only be read if `user` names its owner")

// approverOf finds out who decides. A person's own connection comes first; with
// a company connection alone it is the system step.
func (k kit) approverOf(ctx context.Context, call *tools.Call, d decisionOn, comment string) (approver, error) {
	session := k.concur.As(call.Caller)
	asSystem, err := session.ActsAsSystem(ctx)
	if err != nil {
		return approver{}, err
	}
	a := approver{session: session, report: d.ReportID, asSystem: asSystem, comment: comment}
	if !asSystem {
		a.on, err = session.On(ctx, d.UserID, concur.RoleManager)
		a.id = a.on.User
		return a, err
	}
	if d.UserID != "" {
		return a, tools.Argumentf("user_id", "a delegate acts with the own user connection, and there is only a company connection").
			WithHint("Leave user_id out to take a system step, or connect as the delegate.")
	}
	a.unseen = d.User == ""
	a.on, err = session.On(ctx, d.User, concur.RoleTraveler)
	return a, err
}

func (a approver) read(ctx context.Context) (concur.Report, error) {
	if a.unseen {
		return concur.Report{}, errUnseen
	}
	return a.session.GetReport(ctx, a.on, a.report)
}

// waits reports whether the report is in the queue of the approver.
func (a approver) waits(ctx context.Context) (bool, error) {
	queue, err := a.session.ReportsToApprove(ctx, a.id, concur.QueueOrder{IncludeDelegates: true})
	return slices.ContainsFunc(queue, func(r concur.QueuedReport) bool { return r.ID == a.report }), err
}

// lookAtDecision looks what became of a decision.
func (k kit) lookAtDecision(
	ctx context.Context, call *tools.Call, d decisionOn, comment string, sent tools.Sent,
	look func(approver, context.Context) (tools.Seen, error),
) (tools.Seen, error) {
	a, err := k.approverOf(ctx, call, d, comment)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	a.sent = sent
	return look(a, ctx)
}

// ours tells a decision that was taken by its comment from one that somebody else took in
// the same moments. Without a comment nothing tells them apart.
func (a approver) ours(ctx context.Context, seen tools.Seen) tools.Seen {
	if a.comment == "" {
		return seen
	}
	written, err := a.session.LastComment(ctx, a.on, a.report, a.comment)
	if err == nil && a.sent.Fits(written.At()) == tools.Done {
		return seen
	}
	return tools.Seen{
		Verdict: tools.Unknown,
		Found:   seen.Found + " Its comment does not show, so that somebody else may have done it: list_comments says who.",
	}
}

// submittedSince reports whether a report was submitted after something was sent, which a
// late look takes for granted where nothing says otherwise. What it shows then says nothing
// of the time before.
func submittedSince(report concur.Report, sent tools.Sent) bool {
	at, err := time.Parse(time.RFC3339, report.SubmitDate)
	if sent.Late {
		return err != nil || sent.MayBeSince(at)
	}
	return err == nil && !at.Before(sent.At)
}

func submittedAgain() tools.Seen {
	return tools.Seen{
		Verdict: tools.Unknown, Found: "The report was submitted again since. get_report shows it, and list_comments why it came back.",
	}
}

// shown is the result of a decision that Concur took. A report that left the
// approver's queue may be hidden from the approver afterwards: that is no failure.
func (a approver) shown(ctx context.Context, comment string, judge func(concur.Report) string) outcome.WrittenReport {
	report, err := a.read(ctx)
	if concur.IsForbidden(err) || concur.IsNotFound(err) {
		return outcome.WrittenReport{ReportID: a.report, Written: outcome.Written{
			Note: "Concur accepted it. The report is no longer shown to this approver, so its new status could not be read.",
		}}
	}
	result := outcome.ReadBack(a.report, report, err)
	if err != nil {
		return result
	}
	result.Note = judge(report)
	result.Verified = result.Note == ""
	if comment == "" {
		return result
	}
	switch written, err := a.session.LastComment(ctx, a.on, a.report, comment); {
	case err != nil: // The status shows the decision, which comes with its comment or not at all.
		result.Noted("The comment could not be read: " + err.Error() + ".")
	case a.sent.Fits(written.At()) == tools.NotDone || written.Text == "":
		result.Verified = false
		result.Noted("Concur accepted it, but does not show the comment. list_comments shows what there is.")
	}
	return result
}
