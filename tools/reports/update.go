package reports

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type updateReportIn struct {
	ReportID        concur.ReportID      `json:"report_id"`
	Name            *string              `json:"name,omitempty" max:"40"`
	Policy          concur.Ref           `json:"policy,omitempty" jsonschema:"id or name"`
	BusinessPurpose *string              `json:"business_purpose,omitempty" max:"64"`
	Comment         *string              `json:"comment,omitempty" max:"2000"`
	ReportDate      clearableDate        `json:"report_date,omitzero"`
	StartDate       clearableDate        `json:"start_date,omitzero"`
	EndDate         clearableDate        `json:"end_date,omitzero"`
	Country         clearableCountry     `json:"country_code,omitzero"`
	Subdivision     clearableSubdivision `json:"country_subdivision_code,omitzero"`
	CustomFields    concur.CustomFields  `json:"custom_fields,omitempty" jsonschema:"id or label to value"`
	CopyDown        *bool                `json:"copy_down,omitempty" jsonschema:"to the expenses too"`
	PaperReceipts   *bool                `json:"paper_receipts_received,omitempty"`
	Source          reportSource         `json:"report_source,omitempty"`
	User            concur.Ref           `json:"user,omitempty" jsonschema:"owner"`
}

// reportSource is where a change comes from (Expense Reports v4 > schema
// UpdateReport).
type reportSource string

// Values lists the sources; API callers send OTHER.
func (reportSource) Values() []string { return []string{"OTHER", "EA", "MOB", "SE", "TR", "UI"} }

func (k kit) updateReport() tools.Tool {
	def := define("update_report", "Change an expense report", tools.Change)
	def.Description = "Changes the header of an unsubmitted or sent-back report. What is left out stays; an empty string clears. " +
		"list_reports gives the id."
	def.Operations = []string{"update_report"}
	def.Supporting = append([]string{
		"get_report", "expense_config_list_policies", "list_expense_group_configurations", "identity_search_users",
		"identity_get_user", "get_report_form_fields", "get_report_comments", "get_report_comments_company",
	}, view.ListOperations()...)
	return tools.NewWrite(def, k.runUpdateReport, k.lookUpdateReport)
}

func (k kit) runUpdateReport(ctx context.Context, call *tools.Call, in updateReportIn) (outcome.WrittenReport, error) {
	change, err := k.changeOf(ctx, call, in)
	if err != nil {
		return outcome.WrittenReport{}, err
	}
	change.undo(call, "update_report", in.User, change.begin(ctx))
	found, err := tools.Resolve(ctx, change.session.UpdateReport(ctx, change.on, in.ReportID, change.patch), change.look)
	if err != nil {
		return outcome.WrittenReport{}, view.Advise(err, "Correct what Concur names. A submitted report is recalled first (recall_report), "+
			"or sent back by its approver; get_report shows its status and owner.")
	}
	change.undoComment(call, in.User)
	return change.result(ctx, found), nil
}

func (k kit) lookUpdateReport(ctx context.Context, call *tools.Call, in updateReportIn, sent tools.Sent) (tools.Seen, error) {
	change, err := k.changeOf(ctx, call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	change.sent = sent
	return change.look(ctx)
}

// changeOf finds out what is meant.
func (k kit) changeOf(ctx context.Context, call *tools.Call, in updateReportIn) (headerChange, error) {
	change := headerChange{session: k.concur.As(call.Caller), id: in.ReportID}
	var err error
	if change.patch, err = in.patch(); err != nil {
		return change, err
	}
	if change.on, err = change.session.OnOwner(ctx, in.User, "update_report"); err != nil {
		return change, err
	}
	if in.Policy != "" {
		policy, err := change.session.FindPolicy(ctx, change.on.User, in.Policy)
		if err != nil {
			return change, err
		}
		change.patch.PolicyID = &policy.ID
	}
	return change, in.custom(ctx, change.session, &change.patch)
}

// custom adds the custom fields to a change, by the form that the report will have.
func (in updateReportIn) custom(ctx context.Context, session *concur.Session, patch *concur.ReportPatch) error {
	var policy concur.PolicyID
	if patch.PolicyID != nil {
		policy = *patch.PolicyID
	}
	data, err := session.CustomForV4(ctx, in.CustomFields, session.FormOfReport(in.ReportID, policy))
	for _, field := range data {
		patch.CustomData = append(patch.CustomData, concur.CustomDatumPatch{ID: field.ID, Value: concur.Clearable(field.Value)})
	}
	return view.CustomError(err)
}

// patch checks the arguments; the policy and the custom fields are looked up
// afterwards.
func (in updateReportIn) patch() (concur.ReportPatch, error) {
	if err := in.check(); err != nil {
		return concur.ReportPatch{}, err
	}
	patch := concur.ReportPatch{
		Source: "OTHER", Name: in.Name, BusinessPurpose: (*concur.Clearable)(in.BusinessPurpose), Comment: in.Comment,
		ReportDate: in.ReportDate.patch(), StartDate: in.StartDate.patch(), EndDate: in.EndDate.patch(),
		CountryCode: in.Country.patch(), CountrySubDivisionCode: in.Subdivision.patch(),
		PaperReceiptsReceived: in.PaperReceipts, CopyDown: in.CopyDown,
	}
	if in.Source != "" {
		patch.Source = string(in.Source)
	}
	return patch, nil
}

func (in updateReportIn) check() error {
	if in.changesNothing() {
		return tools.Argumentf("",
			"nothing is to be changed").WithHint("Give at least one field of the report besides report_source and copy_down.")
	}
	if err := checkText("name", in.Name); err != nil {
		return err
	}
	if err := checkText("comment", in.Comment); err != nil {
		return err
	}
	if err := view.CheckCustom(in.CustomFields); err != nil {
		return err
	}
	if err := checkSpan(in.StartDate.value, in.EndDate.value); err != nil {
		return err
	}
	return checkPlace(in.Country.value, in.Subdivision.value)
}

func (in updateReportIn) changesNothing() bool {
	texts := in.Name == nil && in.BusinessPurpose == nil && in.Comment == nil && in.Policy == ""
	dates := !in.ReportDate.given && !in.StartDate.given && !in.EndDate.given
	places := !in.Country.given && !in.Subdivision.given
	return texts && dates && places && len(in.CustomFields) == 0 && in.PaperReceipts == nil
}
