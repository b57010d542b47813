package reports

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type getReportIn struct {
	ReportID concur.ReportID `json:"report_id"`
	Role     concur.Role     `json:"role,omitempty" jsonschema:"in which to look; the one that fits if left out"`
	User     concur.Ref      `json:"user,omitempty" jsonschema:"owner, or approver for role manager: UUID, login, e-mail or name"`
}

func (k kit) getReport() tools.Tool {
	def := define("get_report", "Get an expense report", tools.Read)
	def.Description = "Reads one expense report: name, status, totals, dates, policy and custom fields. list_reports gives the id."
	def.Operations = []string{"get_report"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in getReportIn) (view.Report, error) {
		session := k.concur.As(call.Caller)
		on, err := session.OnOwner(ctx, in.User, "get_report")
		if err != nil {
			return view.Report{}, err
		}
		report, err := concur.ReadAs(on, in.Role, func(on concur.Subject) (concur.Report, error) {
			return session.GetReport(ctx, on, in.ReportID)
		})
		return view.OfReport(report), view.AdviseReading(err)
	})
}
