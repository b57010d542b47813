package approvals

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

type sendBackReportIn struct {
	decisionOn
	Comment string `json:"comment" max:"2000" jsonschema:"what the owner should change"`
}

func (k kit) sendBackReport() tools.Tool {
	def := define("send_back_report", "Send a report back", tools.Workflow)
	def.Description = "Returns a submitted report to its owner for changes, as its approver, or as a delegate with user_id. " +
		"With a company token alone it acts at a system step. list_reports_to_approve gives the id."
	def.Operations = []string{"send_back_report", "send_back_report_company"}
	def.Supporting = []string{"get_report", "identity_search_users", "get_report_comments", "get_report_comments_company"}
	return tools.NewWrite(def, k.runSendBackReport, k.lookSendBackReport)
}

func (k kit) runSendBackReport(ctx context.Context, call *tools.Call, in sendBackReportIn) (outcome.WrittenReport, error) {
	guard, err := in.guard()
	if err != nil {
		return outcome.WrittenReport{}, err
	}
	a, err := k.approverOf(ctx, call, in.decisionOn, in.Comment)
	if err != nil {
		return outcome.WrittenReport{}, err
	}
	why := concur.Return{Comment: in.Comment, Guard: guard}
	call.NoUndo("Only its owner can bring it back to the approver, by submitting it again (submit_report).")
	a.sent = tools.Sent{At: a.session.Now()}
	found, err := tools.Resolve(ctx, a.session.SendBackReport(ctx, a.id, in.ReportID, why), a.returned)
	if err != nil {
		return outcome.WrittenReport{}, a.explain(err)
	}
	result := a.shown(ctx, in.Comment, func(report concur.Report) string {
		if sentBack(report) {
			return ""
		}
		return "Concur accepted it, but the report does not show as sent back (" + report.ApprovalStatusID + ")."
	})
	result.Noted(found)
	return result, nil
}

func (k kit) lookSendBackReport(ctx context.Context, call *tools.Call, in sendBackReportIn, sent tools.Sent) (tools.Seen, error) {
	return k.lookAtDecision(ctx, call, in.decisionOn, in.Comment, sent, approver.returned)
}

// returned looks whether the report was sent back.
func (a approver) returned(ctx context.Context) (tools.Seen, error) {
	report, err := a.read(ctx)
	switch {
	case err != nil:
		return tools.Seen{Verdict: tools.Unknown}, err
	case sentBack(report):
		return a.ours(ctx, tools.Seen{Verdict: tools.Done, Found: "The report is sent back."}), nil
	case submittedSince(report, a.sent):
		return submittedAgain(), nil
	default:
		return tools.Seen{Verdict: tools.NotDone, Found: "The report is not sent back (" + report.ApprovalStatusID + ")."}, nil
	}
}

// sentBack tells a report that was sent back from one that its owner recalled:
// both have the same code.
func sentBack(r concur.Report) bool { return r.ApprovalStatusID == "A_RESU" && r.IsSentBack }
