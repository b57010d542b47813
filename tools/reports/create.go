package reports

import (
	"context"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
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
		"identity_get_user", "list_reports", "get_report_form_fields", "get_report_comments", "get_report_comments_company",
	}, view.ListOperations()...)
	return tools.NewWrite(def, k.runCreateReport, k.lookCreateReport)
}

func (k kit) runCreateReport(ctx context.Context, call *tools.Call, in createReportIn) (outcome.WrittenReport, error) {
	c, err := k.creationOf(ctx, call, in)
	if err != nil {
		return outcome.WrittenReport{}, err
	}
	leave, err := k.creations.Take(ctx, call.Caller, string(in.User), in.Name)
	if err != nil {
		return outcome.WrittenReport{}, err
	}
	defer leave()
	c.sent = tools.Sent{At: c.session.Now()}
	id, err := c.session.CreateReport(ctx, c.on, c.report, call.IdempotencyID())
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (seen tools.Seen, err error) {
		id, seen, err = c.look(ctx)
		return seen, err
	})
	if err != nil {
		return outcome.WrittenReport{}, outcome.LookWith(outcome.Undecided(err), "list_reports (created_after: today, UTC)")
	}
	k.creations.Keep(string(id), call, c.sent.At)
	call.Undo("delete_report", deleteReportIn{ReportID: id, User: in.User}, "")
	return c.change(id).result(ctx, found), nil
}

func (k kit) lookCreateReport(ctx context.Context, call *tools.Call, in createReportIn, sent tools.Sent) (tools.Seen, error) {
	c, err := k.creationOf(ctx, call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	c.sent = sent
	_, seen, err := c.look(ctx)
	return sent.Settled(seen, c.session.Now()), err
}

// creation is a report that is to be made.
type creation struct {
	session *concur.Session
	on      concur.Subject
	owner   concur.Ref
	report  concur.NewReport
	sent    tools.Sent
	// creations tells it from the others that this process makes.
	creations *outcome.Creations
}

// creationOf finds out what is meant.
func (k kit) creationOf(ctx context.Context, call *tools.Call, in createReportIn) (creation, error) {
	c := creation{session: k.concur.As(call.Caller), owner: in.User, creations: k.creations}
	var err error
	if c.report, err = in.report(); err != nil {
		return c, err
	}
	if c.on, err = c.session.OnOwner(ctx, in.User, "create_report"); err != nil {
		return c, err
	}
	policy, err := c.session.FindPolicy(ctx, c.on.User, in.Policy)
	if err != nil {
		return c, err
	}
	c.report.PolicyID = policy.ID
	c.report.CustomData, err = c.session.CustomForV4(ctx, in.CustomFields, c.session.FormOfPolicy(c.on.User, policy.ID))
	return c, view.CustomError(err)
}

// change is the change that would make a report what the new one should be.
func (c creation) change(id concur.ReportID) headerChange {
	return headerChange{session: c.session, on: c.on, id: id, patch: asPatch(c.report), sent: c.sent}
}

// look finds the report by its owner, name and time of creation, and compares the rest.
// The list is another API than the one that creates, and no page says how soon it shows a
// new report: what it does not show may be there all the same (outcome.Undecided).
func (c creation) look(ctx context.Context) (concur.ReportID, tools.Seen, error) {
	reports, err := c.session.ReportsSince(ctx, c.owner, c.sent.At)
	if err != nil {
		return "", tools.Seen{Verdict: tools.Unknown}, err
	}
	id, seen := c.creations.Made(reports, c.report.Name, c.sent)
	if id == "" {
		return "", seen, nil
	}
	made, err := c.change(id).read(ctx)
	if err != nil {
		return "", tools.Seen{Verdict: tools.Unknown}, err
	}
	if _, differs := compare(asPatch(c.report), made); len(differs) > 0 {
		return "", outcome.MadeOther(id, differs), nil
	}
	return id, seen, nil
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
		Name: &n.Name, Comment: textOf(n.Comment), PolicyID: &n.PolicyID, BusinessPurpose: given(n.BusinessPurpose),
		ReportDate: given(n.ReportDate), StartDate: given(n.StartDate), EndDate: given(n.EndDate),
		CountryCode: given(n.CountryCode), CountrySubDivisionCode: given(n.CountrySubDivisionCode),
	}
	for _, field := range n.CustomData {
		patch.CustomData = append(patch.CustomData, concur.CustomDatumPatch{ID: field.ID, Value: concur.Clearable(field.Value)})
	}
	return patch
}

func textOf(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
