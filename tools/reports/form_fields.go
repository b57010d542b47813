package reports

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type reportFormIn struct {
	ReportID concur.ReportID `json:"report_id"`
	tools.Page
}

func (k kit) getReportFormFields() tools.Tool {
	def := define("get_report_form_fields", "Get the fields of a report's form", tools.Read)
	def.Description = "Shows which fields the form of a report has: labels, ids for custom_fields, types, which are required, and the lists " +
		"they choose from (search_list_items)."
	def.Operations = []string{"get_report_form_fields"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in reportFormIn) (view.FormFields, error) {
		ask, err := view.Ask("get_report_form_fields", in.Page, in.ReportID)
		if err != nil {
			return view.FormFields{}, err
		}
		form, err := k.concur.As(call.Caller).ReportForm(ctx, in.ReportID, "")
		if err != nil {
			return view.FormFields{}, view.AdviseReading(err)
		}
		return view.ShowForm(form, ask)
	})
}
