package reports

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type deleteReportIn struct {
	ReportID concur.ReportID `json:"report_id"`
	User     concur.Ref      `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
}

type deletedReport struct {
	ReportID concur.ReportID `json:"deleted_report_id"`
	view.Written
}

func (k kit) deleteReport() tools.Tool {
	def := define("delete_report", "Delete an expense report", tools.Delete)
	def.Description = "Deletes an unsubmitted report with all its expenses, for good. " +
		"A submitted one is recalled first (recall_report). list_reports gives the id."
	def.Operations = []string{"delete_report"}
	def.Supporting = []string{"get_report", "identity_search_users"}
	return tools.New(def, k.runDeleteReport)
}

func (k kit) runDeleteReport(ctx context.Context, call *tools.Call, in deleteReportIn) (deletedReport, error) {
	session := k.concur.As(call.Caller)
	on, err := session.OnOwner(ctx, in.User, "delete_report")
	if err != nil {
		return deletedReport{}, err
	}
	gone := func(ctx context.Context) (bool, error) {
		_, err := session.GetReport(ctx, on, in.ReportID)
		if concur.IsNotFound(err) {
			return true, nil
		}
		return false, err
	}
	if err := tools.Settle(ctx, session.DeleteReport(ctx, on, in.ReportID), gone); err != nil {
		return deletedReport{}, view.Advise(err, "get_report shows its status. Only a report that is not submitted can be deleted: "+
			"recall_report takes one back first.")
	}
	verified, err := gone(ctx)
	result := deletedReport{ReportID: in.ReportID, Written: view.Written{Verified: verified}}
	switch {
	case err != nil:
		result.Note = "Concur accepted the deletion; looking afterwards failed: " + err.Error() + "."
	case !verified:
		result.Note = "Concur accepted the deletion, but still shows the report. Look again in a minute with get_report."
	}
	return result, nil
}
