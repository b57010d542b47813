package view

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// Report is a report header in full.
type Report struct {
	ReportID         concur.ReportID `json:"report_id"`
	Number           string          `json:"number,omitempty"`
	Name             render.Text     `json:"name"`
	BusinessPurpose  render.Text     `json:"business_purpose,omitempty"`
	OwnerID          concur.UserID   `json:"owner_id,omitempty"`
	ApprovalStatus   render.Text     `json:"approval_status"`
	ApprovalCode     string          `json:"approval_status_code"`
	PaymentStatus    render.Text     `json:"payment_status,omitempty"`
	PaymentCode      string          `json:"payment_status_code,omitempty"`
	Policy           render.Text     `json:"policy,omitempty"`
	PolicyID         concur.PolicyID `json:"policy_id,omitempty"`
	Currency         string          `json:"currency,omitempty"`
	Total            *render.Money   `json:"total,omitempty"`
	Claimed          *render.Money   `json:"claimed,omitempty"`
	Approved         *render.Money   `json:"approved,omitempty"`
	NotApproved      *render.Money   `json:"not_approved,omitempty"`
	Personal         *render.Money   `json:"personal,omitempty"`
	DueEmployee      *render.Money   `json:"due_employee,omitempty"`
	DueCompany       *render.Money   `json:"due_company,omitempty"`
	DueCompanyCard   *render.Money   `json:"due_company_card,omitempty"`
	PaidByCompany    *render.Money   `json:"paid_by_company,omitempty"`
	PaymentConfirmed *render.Money   `json:"payment_confirmed,omitempty"`
	ReportDate       string          `json:"report_date,omitempty"`
	StartDate        string          `json:"start_date,omitempty"`
	EndDate          string          `json:"end_date,omitempty"`
	Country          string          `json:"country_code,omitempty"`
	Subdivision      string          `json:"country_subdivision_code,omitempty"`
	Created          string          `json:"created,omitempty"`
	Submitted        string          `json:"submitted,omitempty"`
	CanAddExpense    bool            `json:"can_add_expense"`
	CanRecall        bool            `json:"can_recall"`
	SentBack         bool            `json:"sent_back,omitempty"`
	EverSentBack     bool            `json:"ever_sent_back,omitempty"`
	Reopened         bool            `json:"reopened,omitempty"`
	ReceiptsRequired bool            `json:"receipts_required,omitempty"`
	ReceiptImages    string          `json:"receipt_images,omitempty"`
	PaperReceiptsIn  bool            `json:"paper_receipts_received,omitempty"`
	CustomFields     []CustomField   `json:"custom_fields,omitempty"`
}

// CustomField is a custom field or org unit that has a value.
type CustomField struct {
	ID    string      `json:"id"`
	Value render.Text `json:"value"`
}

// OfReport shows a report header. Amounts of zero that say nothing are left out.
func OfReport(r concur.Report) Report {
	return Report{
		ReportID: r.ID, Number: r.Number, Name: render.Text(r.Name), BusinessPurpose: render.Text(r.BusinessPurpose),
		OwnerID: r.UserID, ApprovalStatus: render.Text(r.ApprovalStatus), ApprovalCode: r.ApprovalStatusID,
		PaymentStatus: render.Text(r.PaymentStatus), PaymentCode: r.PaymentStatusID,
		Policy: render.Text(r.Policy), PolicyID: r.PolicyID, Currency: r.CurrencyCode,
		Total: Money(r.ReportTotal), Claimed: Money(r.ClaimedAmount), Approved: Money(r.ApprovedAmount),
		NotApproved: unlessZero(r.AmountNotApproved), Personal: unlessZero(r.PersonalAmount),
		DueEmployee: unlessZero(r.AmountDueEmployee), DueCompany: unlessZero(r.AmountDueCompany),
		DueCompanyCard: unlessZero(r.AmountDueCompanyCard), PaidByCompany: unlessZero(r.AmountCompanyPaid),
		PaymentConfirmed: unlessZero(r.PaymentConfirmedAmount),
		ReportDate:       r.ReportDate, StartDate: r.StartDate, EndDate: r.EndDate,
		Country: r.CountryCode, Subdivision: r.CountrySubDivisionCode,
		Created: r.CreationDate, Submitted: r.SubmitDate,
		CanAddExpense: r.CanAddExpense, CanRecall: r.CanRecall, SentBack: r.IsSentBack,
		EverSentBack: r.IsReportEverSentBack, Reopened: r.IsReopened,
		ReceiptsRequired: r.IsReceiptImageRequired, ReceiptImages: r.ImageStatus,
		PaperReceiptsIn: r.PaperReceiptsReceived,
		CustomFields:    ofCustomData(r.CustomData),
	}
}

func ofCustomData(data []concur.CustomDatum) []CustomField {
	var fields []CustomField
	for _, d := range data {
		if d.Value != "" {
			fields = append(fields, CustomField{ID: d.ID, Value: render.Text(d.Value)})
		}
	}
	return fields
}

func unlessZero(a *concur.Amount) *render.Money {
	if a == nil || a.Value.IsZero() {
		return nil
	}
	return Money(a)
}
