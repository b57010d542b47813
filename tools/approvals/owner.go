package approvals

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// ownersStep is what the owner of a report does in the workflow.
type ownersStep struct {
	operation string
	do        func(*concur.Session, context.Context, concur.Subject, concur.ReportID) error
	// done reports whether a report shows that the step was taken.
	done func(concur.Report) bool
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
	})
}

func (k kit) ownersTool(def tools.Definition, step ownersStep) tools.Tool {
	return tools.New(def, func(ctx context.Context, call *tools.Call, in ownersReport) (view.WrittenReport, error) {
		session := k.concur.As(call.Caller)
		on, err := session.OnOwner(ctx, in.User, step.operation)
		if err != nil {
			return view.WrittenReport{}, err
		}
		err = tools.Settle(ctx, step.do(session, ctx, on, in.ReportID), func(ctx context.Context) (bool, error) {
			report, err := session.GetReport(ctx, on, in.ReportID)
			return step.done(report), err
		})
		if err != nil {
			return view.WrittenReport{}, explain(err)
		}
		report, err := session.GetReport(ctx, on, in.ReportID)
		if err == nil && !step.done(report) {
			return view.ReadBack(in.ReportID, report, nil, "approval_status"), nil
		}
		return view.ReadBack(in.ReportID, report, err), nil
	})
}
