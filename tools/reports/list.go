package reports

import (
	"context"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listReportsIn struct {
	view.ReportFilter
	tools.Page
}

type reportList struct {
	Reports render.Rows `json:"reports"`
	render.Listing
}

func (k kit) listReports() tools.Tool {
	def := define("list_reports", "List expense reports", tools.Read)
	def.Description = "Finds your reports, or a `user`'s (admins). UTC days: after includes its day, before does not."
	def.Operations = []string{"list_reports"}
	def.Supporting = []string{
		"identity_search_users", "identity_get_user", "expense_config_list_policies", "expense_config_list_expense_types",
		"expense_config_list_payment_types", "list_expense_group_configurations",
	}
	return tools.New(def, k.runListReports)
}

func (k kit) runListReports(ctx context.Context, call *tools.Call, in listReportsIn) (reportList, error) {
	ask, err := view.Ask("list_reports", in.Page, in.ReportFilter)
	if err != nil {
		return reportList{}, err
	}
	filter, err := in.Filter()
	if err != nil {
		return reportList{}, err
	}
	session := k.concur.As(call.Caller)
	read := 0
	rows, listing, err := render.Paged(ctx, ask, view.ReportSummary(),
		func(ctx context.Context, offset string, _ int) (render.Batch[view.ReportRow], error) {
			if err := in.LookUp(ctx, session, &filter); err != nil {
				return render.Batch[view.ReportRow]{}, err
			}
			page, err := session.ListReports(ctx, filter, offset)
			if err != nil {
				return render.Batch[view.ReportRow]{}, err
			}
			read += len(page.Reports)
			call.Progress(ctx, read, 0, fmt.Sprintf("%d reports read", read))
			return render.Batch[view.ReportRow]{Rows: view.OfReports(page.Reports), Next: page.Next}, nil
		})
	if err != nil {
		return reportList{}, view.ListError(err)
	}
	if rows.Len() == 0 {
		listing.Note = in.WhyEmpty()
	}
	return reportList{Reports: rows, Listing: listing}, nil
}
