package reports

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type createReportIn struct {
	Name            string              `json:"name" max:"40"`
	Policy          concur.Ref          `json:"policy,omitempty" jsonschema:"id or name; the default policy if left out"`
	BusinessPurpose string              `json:"business_purpose,omitempty" max:"64"`
	Comment         string              `json:"comment,omitempty" max:"2000"`
	ReportDate      tools.Date          `json:"report_date,omitzero"`
	StartDate       tools.Date          `json:"start_date,omitzero"`
	EndDate         tools.Date          `json:"end_date,omitzero"`
	Country         concur.Country      `json:"country_code,omitempty"`
	Subdivision     concur.Subdivision  `json:"country_subdivision_code,omitempty"`
	CustomFields    concur.CustomFields `json:"custom_fields,omitempty" jsonschema:"id or label to value"`
	User            concur.Ref          `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
}

func (k kit) createReport() tools.Tool {
	def := define("create_report", "Create an expense report", tools.Create)
	def.Description = "Opens an empty, unsubmitted report and returns it. " +
		"Add expenses with create_report_expense, then submit_report. list_policies names the policies."
	def.Operations = []string{"create_report"}
	def.Supporting = append([]string{
		"get_report", "expense_config_list_policies", "list_expense_group_configurations", "identity_search_users",
		"identity_get_user", "list_reports", "get_report_form_fields",
	}, view.ListOperations()...)
	return tools.New(def, k.runCreateReport)
}

func (k kit) runCreateReport(ctx context.Context, call *tools.Call, in createReportIn) (view.WrittenReport, error) {
	report, err := in.report()
	if err != nil {
		return view.WrittenReport{}, err
	}
	session := k.concur.As(call.Caller)
	on, err := session.OnOwner(ctx, in.User, "create_report")
	if err != nil {
		return view.WrittenReport{}, err
	}
	policy, err := session.FindPolicy(ctx, on.User, in.Policy)
	if err != nil {
		return view.WrittenReport{}, err
	}
	report.PolicyID = policy.ID
	report.CustomData, err = session.CustomForV4(ctx, in.CustomFields, session.FormOfPolicy(on.User, policy.ID))
	if err != nil {
		return view.WrittenReport{}, view.CustomError(err)
	}
	id, err := session.CreateReport(ctx, on, report, rand.Text())
	if err != nil {
		return view.WrittenReport{}, unsure(err)
	}
	created, err := session.GetReport(ctx, on, id)
	missing, _ := untaken(asPatch(report), created)
	result := view.ReadBack(id, created, err, missing...)
	if result.Verified && in.Comment != "" {
		result.Note = allButTheComment
	}
	return result, nil
}

// report checks the arguments; the policy and the custom fields are looked up
// afterwards.
func (in createReportIn) report() (concur.NewReport, error) {
	if err := checkSpan(in.StartDate, in.EndDate); err != nil {
		return concur.NewReport{}, err
	}
	if err := checkPlace(in.Country, in.Subdivision); err != nil {
		return concur.NewReport{}, err
	}
	if err := view.CheckCustom(in.CustomFields); err != nil {
		return concur.NewReport{}, err
	}
	for name, value := range in.CustomFields {
		if strings.TrimSpace(value) == "" {
			return concur.NewReport{}, tools.Argumentf("custom_fields."+name, "is empty").WithHint("Leave it out.")
		}
	}
	return concur.NewReport{
		Name: in.Name, BusinessPurpose: in.BusinessPurpose, Comment: in.Comment,
		ReportDate: in.ReportDate.String(), StartDate: in.StartDate.String(), EndDate: in.EndDate.String(),
		CountryCode: string(in.Country), CountrySubDivisionCode: string(in.Subdivision),
	}, nil
}

// asPatch is the change that would make a report what a new one should be.
func asPatch(n concur.NewReport) concur.ReportPatch {
	given := func(text string) *concur.Clearable {
		if text == "" {
			return nil
		}
		return (*concur.Clearable)(&text)
	}
	patch := concur.ReportPatch{
		Name: &n.Name, PolicyID: &n.PolicyID, BusinessPurpose: given(n.BusinessPurpose),
		ReportDate: given(n.ReportDate), StartDate: given(n.StartDate), EndDate: given(n.EndDate),
		CountryCode: given(n.CountryCode), CountrySubDivisionCode: given(n.CountrySubDivisionCode),
	}
	for _, field := range n.CustomData {
		patch.CustomData = append(patch.CustomData, concur.CustomDatumPatch{ID: field.ID, Value: concur.Clearable(field.Value)})
	}
	return patch
}

// unsureError is a creation of which nobody knows whether it happened.
type unsureError struct{ tools.Problem }

// Unwrap gives the failure.
func (e unsureError) Unwrap() error { return e.Problem }

// NextStep names where to look.
func (e unsureError) NextStep() string {
	return "Do not repeat it yet. Look with list_reports (created_after: today, UTC) whether the report is there; create it again " +
		"only if it is not."
}

// unsure adds to a lost answer where to look for the report.
func unsure(err error) error {
	var problem tools.Problem
	if errors.As(err, &problem) && problem.WhatChanged() == string(tools.OutcomeUnknown) {
		return unsureError{problem}
	}
	return err
}
