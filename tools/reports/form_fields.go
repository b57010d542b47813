package reports

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type reportFormIn struct {
	ReportID concur.ReportID `json:"report_id"`
	tools.Page
}

type formOut struct {
	Fields render.Rows `json:"fields"`
	render.Listing
}

func (k kit) getReportFormFields() tools.Tool {
	def := define("get_report_form_fields", "Get the fields of a report's form", tools.Read)
	def.Description = "Shows which fields the form of a report has: labels, ids for custom_fields, types, which are required, and the lists " +
		"they choose from (search_list_items)."
	def.Operations = []string{"get_report_form_fields"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in reportFormIn) (formOut, error) {
		ask, err := view.Ask("get_report_form_fields", in.Page, in.ReportID)
		if err != nil {
			return formOut{}, err
		}
		form, err := k.concur.As(call.Caller).ReportForm(ctx, in.ReportID, "")
		if err != nil {
			return formOut{}, view.AdviseReading(err)
		}
		rows, listing, err := render.Whole(view.OfForm(form), ask, view.FormSummary())
		if rows.Len() == 0 && err == nil {
			listing.Note = "Concur shows no field of this form to this connection."
		}
		return formOut{rows, listing}, view.ListError(err)
	})
}
