package reports

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type updateSubmittedIn struct {
	ReportID        concur.ReportID     `json:"report_id"`
	Name            *string             `json:"name,omitempty" max:"40"`
	BusinessPurpose *string             `json:"business_purpose,omitempty" max:"64"`
	Comment         *string             `json:"comment,omitempty" max:"2000"`
	CustomFields    concur.CustomFields `json:"custom_fields,omitempty" jsonschema:"id or label to value"`
	PaperReceipts   *bool               `json:"paper_receipts_received,omitempty"`
	User            concur.Ref          `json:"user,omitempty" jsonschema:"owner, to read it back: UUID, login, e-mail or name"`
}

func (k kit) updateSubmittedReport() tools.Tool {
	def := define("update_submitted_report", "Change a submitted report", tools.Change)
	def.Description = "Changes header fields of a report that is submitted or approved, until it is paid: then Concur answers 400. " +
		"Company connection only. Unsubmitted reports are update_report's. What is left out stays; an empty string clears."
	def.Operations = []string{"update_submitted_report"}
	def.Supporting = append([]string{
		"get_report", "get_report_form_fields", "identity_search_users", "identity_get_user",
	}, view.ListOperations()...)
	return tools.New(def, k.runUpdateSubmitted)
}

func (k kit) runUpdateSubmitted(ctx context.Context, call *tools.Call, in updateSubmittedIn) (view.WrittenReport, error) {
	if err := in.check(); err != nil {
		return view.WrittenReport{}, err
	}
	session := k.concur.As(call.Caller)
	on, err := session.OnOwner(ctx, in.User, "update_submitted_report")
	if err != nil {
		return view.WrittenReport{}, err
	}
	patch, err := in.patch(ctx, session)
	if err != nil {
		return view.WrittenReport{}, err
	}
	// It is read as its owner, or where nobody is named as whoever of the person of the
	// user connection may see it.
	change := headerChange{id: in.ReportID, patch: patch.Header(), read: func(ctx context.Context) (concur.Report, error) {
		return concur.ReadAs(on, "", func(on concur.Subject) (concur.Report, error) { return session.GetReport(ctx, on, in.ReportID) })
	}}
	if err := change.settle(ctx, session.UpdateSubmittedReport(ctx, in.ReportID, patch)); err != nil {
		return view.WrittenReport{}, view.Advise(err, "Correct what Concur names. A report that is paid cannot be changed any more, and neither "+
			"can one that is reopened; get_report shows its payment status.")
	}
	result := change.result(ctx)
	if result.Report == nil && in.User == "" {
		result.Note += " Name its owner in user to have it read."
	}
	return result, nil
}

// patch is the change that is sent. Custom fields are looked up in the form of the
// report.
func (in updateSubmittedIn) patch(ctx context.Context, session *concur.Session) (concur.SubmittedReportPatch, error) {
	patch := concur.SubmittedReportPatch{
		Name: in.Name, BusinessPurpose: (*concur.Clearable)(in.BusinessPurpose), Comment: in.Comment,
		PaperReceiptsReceived: in.PaperReceipts,
	}
	data, err := session.CustomForV4(ctx, in.CustomFields, session.FormOfReport(in.ReportID, ""))
	for _, field := range data {
		patch.CustomData = append(patch.CustomData, concur.CustomDatumPatch{ID: field.ID, Value: concur.Clearable(field.Value)})
	}
	return patch, view.CustomError(err)
}

func (in updateSubmittedIn) check() error {
	if in.Name == nil && in.BusinessPurpose == nil && in.Comment == nil && len(in.CustomFields) == 0 && in.PaperReceipts == nil {
		return tools.Argumentf("", "nothing is to be changed").WithHint("Give at least one field of the report.")
	}
	if err := checkText("name", in.Name); err != nil {
		return err
	}
	if err := checkText("comment", in.Comment); err != nil {
		return err
	}
	return view.CheckCustom(in.CustomFields)
}
