package reports

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type deleteReportIn struct {
	ReportID concur.ReportID `json:"report_id"`
	User     concur.Ref      `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
}

type deletedReport struct {
	ReportID concur.ReportID `json:"deleted_report_id"`
	outcome.Written
}

func (k kit) deleteReport() tools.Tool {
	def := define("delete_report", "Delete an expense report", tools.Delete)
	def.Description = "Deletes an unsubmitted report with all its expenses, for good. " +
		"A submitted one is recalled first (recall_report). list_reports gives the id."
	def.Operations = []string{"delete_report"}
	def.Supporting = []string{"get_report", "identity_search_users"}
	return tools.NewWrite(def, k.runDeleteReport, k.lookDeleteReport)
}

func (k kit) runDeleteReport(ctx context.Context, call *tools.Call, in deleteReportIn) (deletedReport, error) {
	session := k.concur.As(call.Caller)
	on, err := session.OnOwner(ctx, in.User, "delete_report")
	if err != nil {
		return deletedReport{}, err
	}
	if _, err := session.GetReport(ctx, on, in.ReportID); concur.IsNotFound(err) {
		return deletedReport{}, err // Nobody must take that for a deletion whose answer was lost.
	}
	look := func(ctx context.Context) (tools.Seen, error) { return whetherGone(ctx, session, on, in.ReportID) }
	call.NoUndo("Concur brings no deleted report back; create_report and create_report_expense make it anew.")
	written, err := outcome.Deleted(ctx, session.DeleteReport(ctx, on, in.ReportID), "report", "get_report", look)
	if err != nil {
		return deletedReport{}, view.Advise(err, "get_report shows its status. Only a report that is not submitted can be deleted: "+
			"recall_report takes one back first.")
	}
	return deletedReport{ReportID: in.ReportID, Written: written}, nil
}

func (k kit) lookDeleteReport(ctx context.Context, call *tools.Call, in deleteReportIn, _ tools.Sent) (tools.Seen, error) {
	session := k.concur.As(call.Caller)
	on, err := session.OnOwner(ctx, in.User, "delete_report")
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	return whetherGone(ctx, session, on, in.ReportID)
}

// whetherGone asks for the report itself, which no list may be late with. What is not
// found may also never have been there.
func whetherGone(ctx context.Context, session *concur.Session, on concur.Subject, id concur.ReportID) (tools.Seen, error) {
	_, err := session.GetReport(ctx, on, id)
	return outcome.SeenGone("report", err)
}
