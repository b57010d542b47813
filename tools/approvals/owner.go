package approvals

import (
	"context"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// ownersStep is what the owner of a report does in the workflow.
type ownersStep struct {
	operation string
	do        func(*concur.Session, context.Context, concur.Subject, concur.ReportID) error
	// done reports whether a report shows that the step was taken.
	done func(concur.Report) bool
	// look says whether it was, by a report and when it was sent.
	look func(r concur.Report, sent tools.Sent) tools.Seen
	// undo is the tool that undoes it, and undoes what that leaves.
	undo, undoes string
}

type ownersReport struct {
	ReportID concur.ReportID `json:"report_id"`
	User     concur.Ref      `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
}

func (k kit) submitReport() tools.Tool {
	def := define("submit_report", "Submit a report for approval", tools.Workflow)
	def.Description = "Submits an unsubmitted or sent-back report for approval. " +
		"list_report_exceptions shows beforehand what blocks it; list_reports gives the id."
	def.Operations = []string{"submit_report"}
	def.Supporting = []string{"get_report", "identity_search_users"}
	return k.ownersTool(def, ownersStep{
		operation: "submit_report", do: (*concur.Session).SubmitReport,
		done: func(r concur.Report) bool { return view.IsSubmitted(r.ApprovalStatusID) },
		look: whetherSubmitted,
		undo: "recall_report", undoes: "The report then shows as recalled by its owner, and was in its approver's queue.",
	})
}

func (k kit) recallReport() tools.Tool {
	def := define("recall_report", "Recall a submitted report", tools.Workflow)
	def.Description = "Takes a submitted report back to its owner, who can then change it and submit it again. " +
		"get_report shows can_recall. User token."
	def.Operations = []string{"recall_report"}
	def.Supporting = []string{"get_report", "identity_search_users"}
	return k.ownersTool(def, ownersStep{
		operation: "recall_report", do: (*concur.Session).RecallReport,
		done: func(r concur.Report) bool { return r.ApprovalStatusID != "" && !view.IsSubmitted(r.ApprovalStatusID) },
		look: whetherRecalled,
		undo: "submit_report", undoes: "The workflow then starts again: approvals that it had are gone.",
	})
}

func (k kit) ownersTool(def tools.Definition, step ownersStep) tools.Tool {
	look := func(ctx context.Context, call *tools.Call, in ownersReport, sent tools.Sent) (tools.Seen, error) {
		session := k.concur.As(call.Caller)
		on, err := session.OnOwner(ctx, in.User, step.operation)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		report, err := session.GetReport(ctx, on, in.ReportID)
		return step.look(report, sent), err
	}
	return tools.NewWrite(def, func(ctx context.Context, call *tools.Call, in ownersReport) (outcome.WrittenReport, error) {
		session := k.concur.As(call.Caller)
		on, err := session.OnOwner(ctx, in.User, step.operation)
		if err != nil {
			return outcome.WrittenReport{}, err
		}
		step.sayUndo(ctx, call, session, on, in)
		sent := tools.Sent{At: session.Now()}
		found, err := tools.Resolve(ctx, step.do(session, ctx, on, in.ReportID), func(ctx context.Context) (tools.Seen, error) {
			return look(ctx, call, in, sent)
		})
		if err != nil {
			return outcome.WrittenReport{}, explain(err)
		}
		report, err := session.GetReport(ctx, on, in.ReportID)
		result := outcome.ReadBack(in.ReportID, report, err)
		if err == nil && !step.done(report) {
			result = outcome.ReadBack(in.ReportID, report, nil, "approval_status")
		}
		result.Noted(found)
		return result, nil
	}, look)
}

// sayUndo says how the step is undone. Concur lets a person recall, and the company not
// (Workflows v4 > Recall); who acts by the company's connection is neither owner nor proxy.
func (s ownersStep) sayUndo(ctx context.Context, call *tools.Call, session *concur.Session, on concur.Subject, in ownersReport) {
	self, err := session.Self(ctx)
	byCompany := err != nil || self == "" || (on.User != "" && on.User != self && on.Role != concur.RoleProxy)
	if byCompany && s.undo == "recall_report" {
		call.NoUndo("Only its owner, or the owner's proxy, can recall it, by a connection of their own (recall_report).")
		return
	}
	call.Undo(s.undo, in, s.undoes)
}

// whetherSubmitted says whether a report was submitted. One that was submitted before is
// no proof, and one that has been submitted ever may have come back by the time of a late
// look. One that never was has another code (Workflows v4 > Recall).
func whetherSubmitted(r concur.Report, sent tools.Sent) tools.Seen {
	code := r.ApprovalStatusID
	at, err := time.Parse(time.RFC3339, r.SubmitDate)
	switch {
	case code == "":
		return tools.Seen{Verdict: tools.Unknown, Found: "Concur does not say what status the report has."}
	case code == "A_RESU" && sent.Late:
		return tools.Seen{Verdict: tools.Unknown, Found: "The report came back to its owner (" + code + "), which may have been before or " +
			"after. list_comments shows when it was sent back."}
	case !view.IsSubmitted(code):
		return tools.Seen{Verdict: tools.NotDone, Found: "The report is not submitted (" + code + ")."}
	case err == nil && sent.Fits(at) == tools.NotDone:
		return tools.Seen{Verdict: tools.Unknown, Found: "The report is submitted (" + code + "), but since " + r.SubmitDate +
			", which is not when this was sent. Nothing is left to do."}
	default:
		return tools.Seen{Verdict: tools.Done, Found: "The report is submitted (" + code + ")."}
	}
}

// whetherRecalled says whether a report was recalled. One that was sent back is with its
// owner too.
func whetherRecalled(r concur.Report, sent tools.Sent) tools.Seen {
	code := r.ApprovalStatusID
	at, err := time.Parse(time.RFC3339, r.SubmitDate)
	again := err == nil && at.After(sent.At) // It may be recalled in the very moment that it is submitted.
	if sent.Late {
		again = submittedSince(r, sent)
	}
	switch {
	case code == "":
		return tools.Seen{Verdict: tools.Unknown, Found: "Concur does not say what status the report has."}
	case view.IsSubmitted(code) && again:
		return tools.Seen{Verdict: tools.Unknown, Found: "The report was submitted again since (" + code + ")."}
	case view.IsSubmitted(code):
		return tools.Seen{Verdict: tools.NotDone, Found: "The report is still submitted (" + code + ")."}
	case r.IsSentBack:
		return tools.Seen{Verdict: tools.Unknown, Found: "The report is with its owner, but was sent back. Nothing is left to recall."}
	default:
		return tools.Seen{Verdict: tools.Done, Found: "The report is back with its owner (" + code + ")."}
	}
}
