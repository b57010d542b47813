package requests

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// kit is what the tools of this toolset work with.
type kit struct{ concur *concur.Client }

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	return []tools.Tool{kit{client}.listReportRequests()}
}

type listReportRequestsIn struct {
	ReportID concur.ReportID `json:"report_id"`
	Role     concur.Role     `json:"role,omitempty"`
	User     concur.Ref      `json:"user,omitempty"`
	tools.Page
}

type listReportRequestsOut struct {
	Requests render.Rows `json:"requests"`
	render.Listing
}

// spendRequest is all that Concur tells of a request here.
type spendRequest struct {
	RequestID string `json:"request_id"`
}

func (k kit) listReportRequests() tools.Tool {
	def := tools.Definition{
		Name: "list_report_requests", Title: "List the spend requests of a report", Toolset: "requests", Optional: true, Effect: tools.Read,
	}
	def.Description = "Lists the ids of the travel and spend requests that a report is linked to. list_reports gives report_id."
	def.Operations = []string{"get_request_associations"}
	def.Supporting = []string{"identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listReportRequestsIn) (listReportRequestsOut, error) {
		ask, err := view.Ask(def.Name, in.Page, []string{string(in.ReportID), string(in.Role), string(in.User)})
		if err != nil {
			return listReportRequestsOut{}, err
		}
		session := k.concur.As(call.Caller)
		on, err := session.OnOwner(ctx, in.User, "get_request_associations")
		if err != nil {
			return listReportRequestsOut{}, err
		}
		ids, err := concur.ReadAs(on, in.Role, func(on concur.Subject) ([]string, error) {
			return session.ReportRequests(ctx, on, in.ReportID)
		})
		if err != nil {
			return listReportRequestsOut{}, view.AdviseReading(err)
		}
		rows := make([]spendRequest, len(ids))
		for i, id := range ids {
			rows[i] = spendRequest{id}
		}
		var out listReportRequestsOut
		out.Requests, out.Listing, err = render.Whole(rows, ask, []string{"request_id"})
		if len(rows) == 0 {
			out.Note = "The report is linked to no request. Requests are linked in Concur, when the report is made from one."
		}
		return out, view.ListError(err)
	})
}
