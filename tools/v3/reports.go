package v3

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

func (k kit) reportTools() []tools.Tool {
	return []tools.Tool{k.getReport(), k.createReport(), k.updateReport()}
}

// report is a report as v3 shows it.
type report struct {
	view.ReportRow
	PolicyID     string        `json:"policy_id,omitempty"`
	CustomFields []customField `json:"custom_fields,omitempty"`
}

func ofReport(r concur.V3ReportDetail) report {
	row := view.OfReports([]concur.V3Report{r.V3Report})[0]
	return report{ReportRow: row, PolicyID: r.PolicyID, CustomFields: customFields(r.Custom)}
}

type getReportIn struct {
	ID   concur.ReportID `json:"id"`
	User concur.Ref      `json:"user,omitempty" jsonschema:"owner; administrators only"`
}

func (k kit) getReport() tools.Tool {
	def := define("v3_get_report", "Get a report (v3)", tools.Read)
	def.Description = "Reads a report header through Expense v3. Prefer get_report, which shows more. list_reports gives the id."
	def.Operations, def.Supporting = []string{"get_report_v3"}, people()
	return tools.New(def, func(ctx context.Context, call *tools.Call, in getReportIn) (report, error) {
		if err := somebody(in.User); err != nil {
			return report{}, err
		}
		read, err := k.concur.As(call.Caller).GetV3Report(ctx, in.User, in.ID)
		if err != nil {
			return report{}, view.Advise(err, "Check whose report it is: an administrator names its owner in user; get_report reads it as its "+
				"approver or proxy.")
		}
		return ofReport(read), nil
	})
}

type createReportIn struct {
	Name            string              `json:"name" max:"40"`
	Purpose         string              `json:"purpose,omitempty" max:"500"`
	Comment         string              `json:"comment,omitempty" max:"500"`
	PolicyID        concur.Ref          `json:"policy_id,omitempty"`
	UserDefinedDate tools.Date          `json:"user_defined_date,omitzero"`
	CustomFields    concur.CustomFields `json:"custom_fields,omitempty" jsonschema:"custom1..20, orgUnit1..6 to text or item code"`
	User            concur.Ref          `json:"user,omitempty"`
}

func (k kit) createReport() tools.Tool {
	def := define("v3_create_report", "Create a report (v3)", tools.Create)
	def.Description = "Opens an empty report under the default policy: v3 ignores policy_id, while create_report takes a policy."
	def.Operations = []string{"create_report_v3"}
	def.Supporting = append(people(), "get_report_v3", "list_expense_group_configurations", "list_reports", "get_report")
	return tools.NewWrite(def, k.runCreateReport, k.lookCreateReport)
}

func (k kit) runCreateReport(ctx context.Context, call *tools.Call, in createReportIn) (writtenReport, error) {
	c, err := k.creationOf(ctx, call, in)
	if err != nil {
		return writtenReport{}, err
	}
	leave, err := k.creations.Take(ctx, call.Caller, "report", string(in.User), in.Name)
	if err != nil {
		return writtenReport{}, err
	}
	defer leave()
	c.sent = tools.Sent{At: c.session.Now()}
	id, err := c.session.CreateV3Report(ctx, in.User, c.write)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (seen tools.Seen, err error) {
		id, seen, err = c.made(ctx, k.creations)
		return seen, err
	})
	if err != nil {
		return writtenReport{}, outcome.LookWith(outcome.Undecided(advise(err)), "list_reports")
	}
	k.creations.Keep(string(id), call, c.sent.At)
	call.Undo("delete_report", reportOf{Report: id, User: in.User}, "")
	c.id = id
	return c.result(ctx, found), nil
}

func (k kit) lookCreateReport(ctx context.Context, call *tools.Call, in createReportIn, sent tools.Sent) (tools.Seen, error) {
	c, err := k.creationOf(ctx, call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	c.sent = sent
	_, seen, err := c.made(ctx, k.creations)
	return sent.Settled(seen, c.session.Now()), err
}

// creationOf finds out what is meant.
func (k kit) creationOf(ctx context.Context, call *tools.Call, in createReportIn) (reportWrite, error) {
	write, err := in.checked()
	c := reportWrite{session: k.concur.As(call.Caller), owner: in.User, write: write}
	if err != nil || in.PolicyID == "" {
		return c, err
	}
	policy, err := c.session.FindV3Policy(ctx, in.User, in.PolicyID)
	c.write.PolicyID = policy.ID
	return c, err
}

func (in createReportIn) checked() (concur.V3ReportWrite, error) {
	write := concur.V3ReportWrite{Name: in.Name, Comment: in.Comment, UserDefinedDate: in.UserDefinedDate.String()}
	if in.Purpose != "" {
		write.Purpose = &in.Purpose
	}
	var err error
	write.Custom, err = custom(in.CustomFields)
	if err == nil {
		err = somebody(in.User)
	}
	return write, err
}

type updateReportIn struct {
	ID              concur.ReportID     `json:"id"`
	Name            *string             `json:"name,omitempty" max:"40"`
	Comment         *string             `json:"comment,omitempty" max:"500"`
	Purpose         *string             `json:"purpose,omitempty" max:"500"`
	UserDefinedDate tools.Date          `json:"user_defined_date,omitzero"`
	CustomFields    concur.CustomFields `json:"custom_fields,omitempty" jsonschema:"custom1..20, orgUnit1..6 to text or item code"`
	User            concur.Ref          `json:"user,omitempty"`
}

func (k kit) updateReport() tools.Tool {
	def := define("v3_update_report", "Change a report (v3)", tools.Change)
	def.Description = "Changes the header of an unsubmitted report through Expense v3. What is left out stays. update_report does more."
	def.Operations = []string{"update_report_v3"}
	def.Supporting = append(people(), "get_report_v3", "get_report")
	return tools.NewWrite(def, k.runUpdateReport, k.lookUpdateReport)
}

func (k kit) runUpdateReport(ctx context.Context, call *tools.Call, in updateReportIn) (writtenReport, error) {
	change, err := k.changeOf(call, in)
	if err != nil {
		return writtenReport{}, err
	}
	change.begin(ctx, call)
	found, err := tools.Resolve(ctx, change.session.UpdateV3Report(ctx, in.User, in.ID, change.write), change.look)
	if err != nil {
		return writtenReport{}, advise(err)
	}
	change.undoComment(call)
	return change.result(ctx, found), nil
}

func (k kit) lookUpdateReport(ctx context.Context, call *tools.Call, in updateReportIn, sent tools.Sent) (tools.Seen, error) {
	change, err := k.changeOf(call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	change.sent = sent
	return change.look(ctx)
}

func (k kit) changeOf(call *tools.Call, in updateReportIn) (reportWrite, error) {
	write, err := in.checked()
	return reportWrite{session: k.concur.As(call.Caller), owner: in.User, id: in.ID, write: write}, err
}

func (in updateReportIn) checked() (concur.V3ReportWrite, error) {
	write := concur.V3ReportWrite{Purpose: in.Purpose, UserDefinedDate: in.UserDefinedDate.String()}
	for _, text := range []struct {
		argument string
		from, to *string
	}{{"name", in.Name, &write.Name}, {"comment", in.Comment, &write.Comment}} {
		if text.from == nil {
			continue
		}
		if *text.to = *text.from; isBlank(*text.from) {
			return write, tools.Argumentf(text.argument, "is empty; it cannot be cleared").
				WithHint("Give a text, or leave %s out.", text.argument)
		}
	}
	var err error
	if write.Custom, err = custom(in.CustomFields); err != nil {
		return write, err
	}
	if in.nothing() {
		return write, tools.Argumentf("", "nothing is to be changed").WithHint("Give at least one field besides id and user.")
	}
	return write, somebody(in.User)
}

// nothing reports whether no field is given.
func (in updateReportIn) nothing() bool {
	return in.Name == nil && in.Comment == nil && in.Purpose == nil && in.UserDefinedDate.IsZero() && len(in.CustomFields) == 0
}
