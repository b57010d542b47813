package reports

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
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
		"get_report_comments", "get_report_comments_company",
	}, view.ListOperations()...)
	return tools.NewWrite(def, k.runUpdateSubmitted, k.lookUpdateSubmitted)
}

func (k kit) runUpdateSubmitted(ctx context.Context, call *tools.Call, in updateSubmittedIn) (outcome.WrittenReport, error) {
	change, patch, err := k.submittedChangeOf(ctx, call, in)
	if err != nil {
		return outcome.WrittenReport{}, err
	}
	change.undo(call, "update_submitted_report", in.User, change.begin(ctx))
	found, err := tools.Resolve(ctx, change.session.UpdateSubmittedReport(ctx, in.ReportID, patch), change.look)
	if err != nil {
		return outcome.WrittenReport{}, view.Advise(err, "Correct what Concur names. A report that is paid cannot be changed any more, "+
			"and neither can one that is reopened; get_report shows its payment status.")
	}
	change.undoComment(call, in.User)
	result := change.result(ctx, found)
	if result.Report == nil && in.User == "" {
		result.Note += " Name its owner in user to have it read."
	}
	return result, nil
}

func (k kit) lookUpdateSubmitted(ctx context.Context, call *tools.Call, in updateSubmittedIn, sent tools.Sent) (tools.Seen, error) {
	change, _, err := k.submittedChangeOf(ctx, call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	change.sent = sent
	return change.look(ctx)
}

// submittedChangeOf finds out what is meant. The report is read as its owner, or where
// nobody is named as whoever of the person of the user connection may see it.
func (k kit) submittedChangeOf(
	ctx context.Context, call *tools.Call, in updateSubmittedIn,
) (headerChange, concur.SubmittedReportPatch, error) {
	change := headerChange{session: k.concur.As(call.Caller), id: in.ReportID, reads: true}
	err := in.check()
	if err != nil {
		return change, concur.SubmittedReportPatch{}, err
	}
	if change.on, err = change.session.OnOwner(ctx, in.User, "update_submitted_report"); err != nil {
		return change, concur.SubmittedReportPatch{}, err
	}
	patch, err := in.patch(ctx, change.session)
	change.patch = patch.Header()
	return change, patch, err
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
