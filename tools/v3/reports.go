package v3

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
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
	def.Supporting = append(people(), "get_report_v3", "list_expense_group_configurations")
	return tools.New(def, func(ctx context.Context, call *tools.Call, in createReportIn) (writtenReport, error) {
		write, err := in.checked()
		if err != nil {
			return writtenReport{}, err
		}
		session := k.concur.As(call.Caller)
		if in.PolicyID != "" {
			policy, err := session.FindV3Policy(ctx, in.User, in.PolicyID)
			if err != nil {
				return writtenReport{}, err
			}
			write.PolicyID = policy.ID
		}
		id, err := session.CreateV3Report(ctx, in.User, write)
		if err != nil {
			return writtenReport{}, view.LookWith(advise(err), "list_reports")
		}
		read, err := session.GetV3Report(ctx, in.User, id)
		return readBack(id, write, read, err), nil
	})
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
	def.Supporting = append(people(), "get_report_v3")
	return tools.New(def, func(ctx context.Context, call *tools.Call, in updateReportIn) (writtenReport, error) {
		write, err := in.checked()
		if err != nil {
			return writtenReport{}, err
		}
		session := k.concur.As(call.Caller)
		err = tools.Settle(ctx, session.UpdateV3Report(ctx, in.User, in.ID, write), func(ctx context.Context) (bool, error) {
			read, err := session.GetV3Report(ctx, in.User, in.ID)
			if err != nil {
				return false, err
			}
			return proven(write, read)
		})
		if err != nil {
			return writtenReport{}, advise(err)
		}
		read, err := session.GetV3Report(ctx, in.User, in.ID)
		return readBack(in.ID, write, read, err), nil
	})
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
	if in.Name == nil && in.Comment == nil && in.Purpose == nil && in.UserDefinedDate.IsZero() && len(in.CustomFields) == 0 {
		return write, tools.Argumentf("", "nothing is to be changed").WithHint("Give at least one field besides id and user.")
	}
	return write, somebody(in.User)
}
