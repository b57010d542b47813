package view

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// ReportFilter are the filters of the lists of reports; they identify a cursor.
type ReportFilter struct {
	ApprovalStatus  ApprovalStatus  `json:"approval_status,omitempty" jsonschema:"not submitted, sent back, submitted (unapproved), approved, code"`
	PaymentStatus   PaymentStatus   `json:"payment_status,omitempty"`
	SubmittedAfter  day             `json:"submitted_after,omitzero"`
	SubmittedBefore day             `json:"submitted_before,omitzero"`
	ModifiedAfter   day             `json:"modified_after,omitzero"`
	ModifiedBefore  day             `json:"modified_before,omitzero"`
	CreatedAfter    day             `json:"created_after,omitzero"`
	CreatedBefore   day             `json:"created_before,omitzero"`
	PaidAfter       day             `json:"paid_after,omitzero"`
	PaidBefore      day             `json:"paid_before,omitzero"`
	ProcessedAfter  day             `json:"processed_after,omitzero"`
	ProcessedBefore day             `json:"processed_before,omitzero"`
	HasAttendees    *bool           `json:"has_attendees,omitempty"`
	HasImages       *bool           `json:"has_images,omitempty"`
	IsTestUser      *bool           `json:"is_test_user,omitempty"`
	Currency        concur.Currency `json:"currency,omitempty"`
	Country         concur.Country  `json:"country,omitempty"`
	ExpenseType     concur.Ref      `json:"expense_type,omitempty"`
	PaymentType     concur.Ref      `json:"payment_type,omitempty"`
	Vendor          concur.Ref      `json:"vendor,omitempty"`
	Reimbursement   reimbursement   `json:"reimbursement_method,omitempty"`
	Approver        concur.Ref      `json:"approver,omitempty"`
	BatchID         concur.Ref      `json:"batch_id,omitempty"`
	// CostObject is the code of a list item. Only the list of digests takes it (Report
	// Digests v3 > costObject).
	CostObject concur.Ref `json:"cost_object,omitempty"`
	User       concur.Ref `json:"user,omitempty" jsonschema:"or ALL"`
}

// reimbursement is how employees are paid (Expense Reports v3 > reimbursementMethod).
type reimbursement string

// UnmarshalText refuses other methods. They are no enum of the schema, which is
// the largest of all as it is.
func (r *reimbursement) UnmarshalText(text []byte) error {
	methods := []string{"ADPPAYR", "APCHECK", "CNQRPAY", "PMTSERV"}
	method := strings.ToUpper(string(text))
	if !slices.Contains(methods, method) {
		return fmt.Errorf("%.60q is not one of %s", text, strings.Join(methods, ", "))
	}
	*r = reimbursement(method)
	return nil
}

// day is a date that does without a format in the schema, for the same reason.
type day tools.Date

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *day) UnmarshalText(text []byte) error { return (*tools.Date)(d).UnmarshalText(text) }

// MarshalText implements encoding.TextMarshaler.
func (d day) MarshalText() ([]byte, error) { return tools.Date(d).MarshalText() }

// Filter turns the arguments into Concur's, as far as no look-up is needed.
func (f ReportFilter) Filter() (concur.ReportFilter, error) {
	spans := []struct {
		name          string
		after, before day
	}{
		{"submitted", f.SubmittedAfter, f.SubmittedBefore},
		{"modified", f.ModifiedAfter, f.ModifiedBefore},
		{"created", f.CreatedAfter, f.CreatedBefore},
		{"paid", f.PaidAfter, f.PaidBefore},
		{"processed", f.ProcessedAfter, f.ProcessedBefore},
	}
	for _, s := range spans {
		after, before := tools.Date(s.after), tools.Date(s.before)
		if !after.IsZero() && !before.IsZero() && !after.Time().Before(before.Time()) {
			return concur.ReportFilter{}, tools.Argumentf(s.name+"_after", "%s is not before %s_before, %s", after, s.name, before).
				WithHint("The first day of the span goes into %s_after, the day after its last into %s_before.", s.name, s.name)
		}
	}
	user := f.User
	if strings.EqualFold(string(user), string(concur.Everybody)) {
		user = concur.Everybody
	}
	return concur.ReportFilter{
		User: user, Approver: f.Approver,
		ApprovalStatusCodes: f.ApprovalStatus.Codes(), PaymentStatusCodes: f.PaymentStatus.Codes(),
		Submitted: days(f.SubmittedAfter, f.SubmittedBefore), Created: days(f.CreatedAfter, f.CreatedBefore),
		Modified: days(f.ModifiedAfter, f.ModifiedBefore), Paid: days(f.PaidAfter, f.PaidBefore),
		Processed:    days(f.ProcessedAfter, f.ProcessedBefore),
		HasAttendees: f.HasAttendees, HasImages: f.HasImages, IsTestUser: f.IsTestUser,
		Currency: f.Currency, Country: f.Country, Vendor: string(f.Vendor),
		ReimbursementMethod: string(f.Reimbursement), BatchID: string(f.BatchID),
	}, nil
}

func days(after, before day) concur.Days {
	return concur.Days{From: tools.Date(after).Time(), Before: tools.Date(before).Time()}
}

// WhyEmpty says what an empty list may come from.
func (f ReportFilter) WhyEmpty() string {
	whose := "Only your own reports were looked at; an administrator can name another owner, or ALL, in `user`."
	if f.User != "" {
		whose = "Only reports of the owner named in `user` were looked at."
	}
	if strings.EqualFold(string(f.User), string(concur.Everybody)) {
		whose = "The reports of everybody this connection may see were looked at."
	}
	return "No report fits. " + whose + " Otherwise leave filters out one by one, or widen the dates."
}

// LookUp finds the types that are named: of expenses by code or name, of payments
// by v3 id, v4 code or name.
func (f ReportFilter) LookUp(ctx context.Context, session *concur.Session, filter *concur.ReportFilter) error {
	if f.ExpenseType != "" && filter.ExpenseTypeCode == "" {
		found, err := session.FindAnyExpenseType(ctx, f.ExpenseType)
		if err != nil {
			return err
		}
		filter.ExpenseTypeCode = found.ID
	}
	if f.PaymentType != "" && filter.PaymentTypeID == "" {
		found, err := session.FindEntryPaymentType(ctx, "", f.PaymentType)
		if err != nil {
			return err
		}
		filter.PaymentTypeID = found.ID
	}
	return nil
}
