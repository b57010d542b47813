package reports

import (
	"context"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listReportsIn struct {
	reportFilter
	tools.Page
}

// reportFilter are the filters of list_reports; they identify a cursor.
type reportFilter struct {
	ApprovalStatus  []view.ApprovalStatus `json:"approval_status,omitempty" jsonschema:"not submitted, sent back, submitted (= not yet approved), approved, or a code"`
	PaymentStatus   []view.PaymentStatus  `json:"payment_status,omitempty" jsonschema:"not paid, processing, paid, on hold, or a code"`
	SubmittedAfter  tools.Date            `json:"submitted_after,omitzero"`
	SubmittedBefore tools.Date            `json:"submitted_before,omitzero"`
	ModifiedAfter   tools.Date            `json:"modified_after,omitzero"`
	ModifiedBefore  tools.Date            `json:"modified_before,omitzero"`
	CreatedAfter    tools.Date            `json:"created_after,omitzero"`
	CreatedBefore   tools.Date            `json:"created_before,omitzero"`
	PaidAfter       tools.Date            `json:"paid_after,omitzero"`
	PaidBefore      tools.Date            `json:"paid_before,omitzero"`
	ProcessedAfter  tools.Date            `json:"processed_after,omitzero"`
	ProcessedBefore tools.Date            `json:"processed_before,omitzero"`
	HasAttendees    *bool                 `json:"has_attendees,omitempty"`
	HasImages       *bool                 `json:"has_images,omitempty"`
	IsTestUser      *bool                 `json:"is_test_user,omitempty"`
	Currency        concur.Currency       `json:"currency,omitempty"`
	Country         concur.Country        `json:"country,omitempty"`
	ExpenseType     concur.Ref            `json:"expense_type,omitempty"`
	PaymentType     concur.Ref            `json:"payment_type,omitempty"`
	Vendor          string                `json:"vendor,omitempty" max:"64"`
	Reimbursement   reimbursement         `json:"reimbursement_method,omitempty"`
	Approver        concur.Ref            `json:"approver,omitempty"`
	BatchID         concur.Ref            `json:"batch_id,omitempty"`
	User            concur.Ref            `json:"user,omitempty" jsonschema:"owner, or ALL (administrators)"`
}

// reimbursement is how employees are paid (Expense Reports v3 > reimbursementMethod).
type reimbursement string

// Values lists the methods.
func (reimbursement) Values() []string { return []string{"ADPPAYR", "APCHECK", "CNQRPAY", "PMTSERV"} }

type reportList struct {
	Reports render.Rows `json:"reports"`
	render.Listing
}

func (k kit) listReports() tools.Tool {
	def := define("list_reports", "List expense reports", tools.Read)
	def.Description = "Finds reports, your own unless `user` says otherwise. Dates are UTC days: _after from that day on, _before up to the day before it. Types and people by name or id. User token."
	def.Operations = []string{"list_reports"}
	def.Supporting = []string{
		"identity_search_users", "identity_get_user", "expense_config_list_policies", "expense_config_list_expense_types",
		"expense_config_list_payment_types", "list_expense_group_configurations",
	}
	return tools.New(def, k.runListReports)
}

func (k kit) runListReports(ctx context.Context, call *tools.Call, in listReportsIn) (reportList, error) {
	ask, err := view.Ask("list_reports", in.Page, in.reportFilter)
	if err != nil {
		return reportList{}, err
	}
	filter, err := in.filter()
	if err != nil {
		return reportList{}, err
	}
	session := k.concur.As(call.Caller)
	if filter.ExpenseTypeCode, err = expenseTypeCode(ctx, session, in.ExpenseType); err != nil {
		return reportList{}, err
	}
	if filter.PaymentTypeID, err = paymentTypeID(ctx, session, in.PaymentType); err != nil {
		return reportList{}, err
	}
	read := 0
	rows, listing, err := render.Paged(ctx, ask, view.ReportSummary(),
		func(ctx context.Context, offset string, _ int) (render.Batch[view.ReportRow], error) {
			page, err := session.ListReports(ctx, filter, offset)
			if err != nil {
				return render.Batch[view.ReportRow]{}, err
			}
			read += len(page.Reports)
			call.Progress(ctx, read, 0, fmt.Sprintf("%d reports read", read))
			return render.Batch[view.ReportRow]{Rows: view.OfReports(page.Reports), Next: page.Next}, nil
		})
	if err != nil {
		return reportList{}, view.ListError(err)
	}
	if rows.Len() == 0 {
		listing.Note = in.whyEmpty()
	}
	return reportList{Reports: rows, Listing: listing}, nil
}

// filter turns the arguments into Concur's, as far as no look-up is needed.
func (f reportFilter) filter() (concur.ReportFilter, error) {
	spans := []struct {
		name          string
		after, before tools.Date
	}{
		{"submitted", f.SubmittedAfter, f.SubmittedBefore},
		{"modified", f.ModifiedAfter, f.ModifiedBefore},
		{"created", f.CreatedAfter, f.CreatedBefore},
		{"paid", f.PaidAfter, f.PaidBefore},
		{"processed", f.ProcessedAfter, f.ProcessedBefore},
	}
	for _, s := range spans {
		if !s.after.IsZero() && !s.before.IsZero() && !s.after.Time().Before(s.before.Time()) {
			return concur.ReportFilter{}, tools.Argumentf(s.name+"_after", "%s is not before %s_before, %s", s.after, s.name, s.before).
				WithHint("The first day of the span goes into %s_after, the day after its last into %s_before.", s.name, s.name)
		}
	}
	user := f.User
	if strings.EqualFold(string(user), string(concur.Everybody)) {
		user = concur.Everybody
	}
	return concur.ReportFilter{
		User: user, Approver: f.Approver,
		ApprovalStatusCodes: view.ApprovalCodes(f.ApprovalStatus), PaymentStatusCodes: view.PaymentCodes(f.PaymentStatus),
		Submitted: days(f.SubmittedAfter, f.SubmittedBefore), Created: days(f.CreatedAfter, f.CreatedBefore),
		Modified: days(f.ModifiedAfter, f.ModifiedBefore), Paid: days(f.PaidAfter, f.PaidBefore),
		Processed:    days(f.ProcessedAfter, f.ProcessedBefore),
		HasAttendees: f.HasAttendees, HasImages: f.HasImages, IsTestUser: f.IsTestUser,
		Currency: f.Currency, Country: f.Country, Vendor: f.Vendor,
		ReimbursementMethod: string(f.Reimbursement), BatchID: string(f.BatchID),
	}, nil
}

func days(after, before tools.Date) concur.Days {
	return concur.Days{From: after.Time(), Before: before.Time()}
}

// whyEmpty says what an empty list may come from.
func (f reportFilter) whyEmpty() string {
	whose := "Only your own reports were looked at; an administrator can name another owner, or ALL, in `user`."
	if f.User != "" {
		whose = "Only reports of the owner named in `user` were looked at."
	}
	if strings.EqualFold(string(f.User), string(concur.Everybody)) {
		whose = "The reports of everybody this connection may see were looked at."
	}
	return "No report fits. " + whose + " Otherwise leave filters out one by one, or widen the dates."
}

// expenseTypeCode finds the code of an expense type by code or name among all
// policies of the person of the connection.
func expenseTypeCode(ctx context.Context, session *concur.Session, ref concur.Ref) (string, error) {
	if ref == "" {
		return "", nil
	}
	found, err := session.FindAnyExpenseType(ctx, ref)
	return found.ID, err
}

// paymentTypeID finds the v3 id of a payment type by that id, by its v4 code or
// by name.
func paymentTypeID(ctx context.Context, session *concur.Session, ref concur.Ref) (string, error) {
	if ref == "" {
		return "", nil
	}
	found, err := session.FindEntryPaymentType(ctx, "", ref)
	return found.ID, err
}
