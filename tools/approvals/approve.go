package approvals

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
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
	def.Supporting = []string{"get_report", "get_reports_to_approve", "identity_search_users"}
	return tools.New(def, k.runApproveReport)
}

func (k kit) runApproveReport(ctx context.Context, call *tools.Call, in approveReportIn) (view.WrittenReport, error) {
	guard, err := in.guard()
	if err != nil {
		return view.WrittenReport{}, err
	}
	a, err := k.approverOf(ctx, call, in.decisionOn)
	if err != nil {
		return view.WrittenReport{}, err
	}
	approval := concur.Approval{Comment: in.Comment, RejectedComment: in.RejectedComment, Guard: guard}
	err = tools.Settle(ctx, a.session.ApproveReport(ctx, a.id, in.ReportID, approval), a.approved)
	if err != nil {
		return view.WrittenReport{}, a.explain(view.LookWith(err, "get_report and list_reports_to_approve"))
	}
	return a.shown(ctx, a.afterApproval), nil
}

// errElsewhere says that a report is in the workflow and waits for somebody else.
// After a lost answer that proves nothing: it may have done so before.
var errElsewhere = errors.New("the report waits for somebody else")

// approved looks whether an approval happened whose answer was lost.
func (a approver) approved(ctx context.Context) (bool, error) {
	report, err := a.read(ctx)
	switch {
	case err != nil:
		return false, err
	case view.IsApproved(report.ApprovalStatusID):
		return true, nil
	case !view.IsSubmitted(report.ApprovalStatusID):
		return false, nil
	case a.asSystem && report.ApprovalStatusID == systemStep:
		return false, nil
	case a.asSystem:
		return false, errElsewhere
	}
	waits, err := a.waits(ctx)
	if err == nil && !waits {
		err = errElsewhere
	}
	return false, err
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
