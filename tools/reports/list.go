package reports

import (
	"context"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
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
	def.Description = "Your reports, or a `user`'s (admins). UTC days; after includes it."
	def.Operations = []string{"list_reports"}
	def.Supporting = []string{
		"identity_search_users", "identity_get_user", "expense_config_list_policies", "expense_config_list_expense_types",
		"expense_config_list_payment_types", "list_expense_group_configurations", "list_report_digests",
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
			page, err := reportPage(ctx, session, filter, in.CostObject, offset)
			read += len(page.Rows)
			call.Progress(ctx, read, 0, fmt.Sprintf("%d reports read", read))
			return page, err
		})
	if err != nil {
		return reportList{}, view.ListError(err)
	}
	switch {
	case rows.Len() == 0:
		listing.Note = in.WhyEmpty()
	case in.CostObject != "":
		listing.Note = "Of the reports of a cost object Concur gives less: no amounts but the total, and no flags. get_report has them."
	}
	return reportList{Reports: rows, Listing: listing}, nil
}

// reportPage gives a page of reports. Those of a cost object come from the list of
// digests, which alone can be asked for one and has fewer fields.
func reportPage(
	ctx context.Context, session *concur.Session, filter concur.ReportFilter, costObject concur.Ref, offset string,
) (render.Batch[view.ReportRow], error) {
	if costObject != "" {
		page, err := session.ListReportDigests(ctx, filter, string(costObject), offset)
		return render.Batch[view.ReportRow]{Rows: view.OfDigests(page.Digests...), Next: page.Next}, err
	}
	page, err := session.ListReports(ctx, filter, offset)
	return render.Batch[view.ReportRow]{Rows: view.OfReports(page.Reports), Next: page.Next}, err
}
