package approvals

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type approveReportIn struct {
	decisionOn
	Comment         string `json:"comment,omitempty" max:"2000"`
	RejectedComment string `json:"rejected_comment,omitempty" max:"2000" jsonschema:"why expenses were rejected; required if any was"`
}

func (k kit) approveReport() tools.Tool {
	def := define("approve_report", "Approve a report", tools.Workflow)
	def.Description = "Approves a submitted report as its approver, or as a delegate with user_id. " +
		"With a company token alone it takes a system step. list_reports_to_approve gives the id."
	def.Operations = []string{"approve_report", "approve_report_company"}
	def.Supporting = []string{
		"get_report", "get_reports_to_approve", "identity_search_users", "get_report_comments", "get_report_comments_company",
	}
	return tools.NewWrite(def, k.runApproveReport, k.lookApproveReport)
}

func (k kit) runApproveReport(ctx context.Context, call *tools.Call, in approveReportIn) (outcome.WrittenReport, error) {
	guard, err := in.guard()
	if err != nil {
		return outcome.WrittenReport{}, err
	}
	a, err := k.approverOf(ctx, call, in.decisionOn, in.Comment)
	if err != nil {
		return outcome.WrittenReport{}, err
	}
	approval := concur.Approval{Comment: in.Comment, RejectedComment: in.RejectedComment, Guard: guard}
	call.NoUndo("Concur takes no approval back. Until it is paid, whoever has to approve it next can send it back (send_back_report), and " +
		"its owner can recall it (recall_report); it then starts again.")
	a.sent = tools.Sent{At: a.session.Now()}
	found, err := tools.Resolve(ctx, a.session.ApproveReport(ctx, a.id, in.ReportID, approval), a.approved)
	if err != nil {
		return outcome.WrittenReport{}, a.explain(outcome.LookWith(err, "get_report and list_reports_to_approve"))
	}
	result := a.shown(ctx, in.Comment, a.afterApproval)
	if in.RejectedComment != "" {
		result.Noted("Whether rejected_comment was taken was not checked: it goes with the rejected expenses.")
	}
	result.Noted(found)
	return result, nil
}

func (k kit) lookApproveReport(ctx context.Context, call *tools.Call, in approveReportIn, sent tools.Sent) (tools.Seen, error) {
	return k.lookAtDecision(ctx, call, in.decisionOn, in.Comment, sent, approver.approved)
}

// approved looks whether an approval happened. That it waits for somebody else proves
// nothing: it may have done so before. Who approved a report that is approved only a
// comment tells; without one there is nothing left to do.
func (a approver) approved(ctx context.Context) (tools.Seen, error) {
	report, err := a.read(ctx)
	code := report.ApprovalStatusID
	switch {
	case err != nil:
		return tools.Seen{Verdict: tools.Unknown}, err
	case view.IsApproved(code):
		return a.ours(ctx, tools.Seen{Verdict: tools.Done, Found: "The report is approved (" + code + ")."}), nil
	case !view.IsSubmitted(code) && a.sent.Late:
		return tools.Seen{Verdict: tools.Unknown, Found: "The report is with its owner (" + code + "), and may have been approved before it " +
			"came back. list_comments shows why it did."}, nil
	case !view.IsSubmitted(code):
		return tools.Seen{Verdict: tools.NotDone, Found: "The report is with its owner (" + code + ")."}, nil
	case submittedSince(report, a.sent):
		return submittedAgain(), nil
	case a.asSystem && code == systemStep:
		return tools.Seen{Verdict: tools.NotDone, Found: "The report still waits for the step of the system."}, nil
	case a.asSystem:
		return elsewhere(code), nil
	}
	waits, err := a.waits(ctx)
	switch {
	case err != nil:
		return tools.Seen{Verdict: tools.Unknown}, err
	case waits:
		return tools.Seen{Verdict: tools.NotDone, Found: "The report still waits for this approver."}, nil
	default:
		return elsewhere(code), nil
	}
}

func elsewhere(code string) tools.Seen {
	return tools.Seen{Verdict: tools.Unknown, Found: "The report waits for somebody else (" + code + "), as it may have done before. " +
		"get_report shows its status, and list_reports_to_approve what waits for this approver."}
}

// systemStep is the approval status of a report at the step of the system:
// pending external validation.
const systemStep = "A_EXTV"

// afterApproval says what is odd about a report after its approval; nothing if
// the report shows it.
func (a approver) afterApproval(report concur.Report) string {
	code := report.ApprovalStatusID
	switch {
	case view.IsApproved(code), a.asSystem && view.IsSubmitted(code) && code != systemStep:
		return ""
	case view.IsSubmitted(code):
		return "Concur accepted the approval. The report is still in the workflow (" + code + "): it waits for its next step."
	default:
		return "Concur accepted the approval, but the report is not in the workflow (" + code + ")."
	}
}
