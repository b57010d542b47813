package v3

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type detailsIn struct {
	ReportID concur.ReportID `json:"report_id"`
	tools.Page
}

type details struct {
	Report   detailedReport `json:"report"`
	Expenses render.Rows    `json:"expenses"`
	render.Listing
}

func (k kit) getDetails() tools.Tool {
	def := define("v2_get_report_details", "Get the details of a report (v2)", tools.Read)
	def.Description = "Reads a report with what v4 lacks: account codes, journal entries, taxes, card transactions and attendees of each " +
		"expense. Administrators only. Deprecated by Concur. list_reports gives report_id."
	def.Operations = []string{"get_report_details_v2"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in detailsIn) (details, error) {
		ask, err := view.Ask(def.Name, in.Page, in.ReportID)
		if err != nil {
			return details{}, err
		}
		var read concur.V2Report
		rows, listing, err := whole(ctx, ask, detailSummary(), func(ctx context.Context) ([]detailedExpense, error) {
			var err error
			read, err = k.concur.As(call.Caller).GetReportDetails(ctx, in.ReportID)
			return detailedExpenses(read), err
		})
		if err != nil {
			return details{}, view.Advise(err, "Only an administrator's connection reads it; get_report and list_report_expenses "+
				"show what the owner and approvers may see.")
		}
		if *listing.Total == 0 {
			listing.Note = "The report has no expenses yet. create_report_expense adds one."
		}
		return details{Report: ofDetails(read), Expenses: rows, Listing: listing}, nil
	})
}
