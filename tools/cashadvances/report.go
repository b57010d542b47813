package cashadvances

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listLinksIn struct {
	reportOf
	tools.Page
}

// reportOf says which report is meant.
type reportOf struct {
	ReportID concur.ReportID `json:"report_id"`
	User     concur.Ref      `json:"user,omitempty" jsonschema:"owner"`
}

type listLinksOut struct {
	CashAdvances render.Rows `json:"cash_advances"`
	render.Listing
}

// link is a cash advance of a report; Concur tells no more than its id.
type link struct {
	CashAdvanceID concur.CashAdvanceID `json:"cash_advance_id"`
}

func (k kit) listReportCashAdvances() tools.Tool {
	def := define("list_report_cash_advances", "List the cash advances of a report", tools.Read)
	def.Description = "Lists the ids of the cash advances that are linked to a report. get_cash_advance shows each."
	def.Operations = []string{"get_report_cash_advances"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listLinksIn) (listLinksOut, error) {
		ask, err := view.Ask(def.Name, in.Page, in.reportOf)
		if err != nil {
			return listLinksOut{}, err
		}
		var ids []concur.CashAdvanceID
		rows, listing, err := render.Paged(ctx, ask, []string{"cash_advance_id"},
			func(ctx context.Context, _ string, _ int) (render.Batch[link], error) {
				var err error
				ids, err = in.read(ctx, k.concur.As(call.Caller))
				return render.Batch[link]{Rows: linksOf(ids)}, err
			})
		if err != nil {
			return listLinksOut{}, view.ListError(err)
		}
		listing.Total = new(len(ids))
		if len(ids) == 0 {
			listing.Note = "No cash advance is linked to this report. set_report_cash_advances links one that was issued."
		}
		return listLinksOut{CashAdvances: rows, Listing: listing}, nil
	})
}

func (r reportOf) read(ctx context.Context, session *concur.Session) ([]concur.CashAdvanceID, error) {
	on, err := session.On(ctx, r.User, concur.RoleTraveler)
	if err != nil {
		return nil, err
	}
	ids, err := session.ReportCashAdvances(ctx, on, r.ReportID)
	return ids, view.AdviseReading(err)
}

func linksOf(ids []concur.CashAdvanceID) []link {
	links := make([]link, len(ids))
	for i, id := range ids {
		links[i] = link{id}
	}
	return links
}
