package concur

import (
	"context"
	"path"
)

// Expense Reports v4: report headers.

// Report is a report header (Expense Reports v4 > schema ReportDetails). Members
// may be missing: forms hide fields, and older tenants lack newer ones.
type Report struct {
	ID                     ReportID      `json:"reportId"`
	Number                 string        `json:"reportNumber"`
	Name                   string        `json:"name"`
	BusinessPurpose        string        `json:"businessPurpose"`
	UserID                 UserID        `json:"userId"`
	ApprovalStatusID       string        `json:"approvalStatusId"`
	ApprovalStatus         string        `json:"approvalStatus"`
	PaymentStatusID        string        `json:"paymentStatusId"`
	PaymentStatus          string        `json:"paymentStatus"`
	ReportDate             string        `json:"reportDate"`
	StartDate              string        `json:"startDate"`
	EndDate                string        `json:"endDate"`
	CreationDate           string        `json:"creationDate"`
	SubmitDate             string        `json:"submitDate"`
	PolicyID               PolicyID      `json:"policyId"`
	Policy                 string        `json:"policy"`
	CurrencyCode           string        `json:"currencyCode"`
	CountryCode            string        `json:"countryCode"`
	CountrySubDivisionCode string        `json:"countrySubDivisionCode"`
	ReportTotal            *Amount       `json:"reportTotal"`
	ClaimedAmount          *Amount       `json:"claimedAmount"`
	ApprovedAmount         *Amount       `json:"approvedAmount"`
	AmountNotApproved      *Amount       `json:"amountNotApproved"`
	PersonalAmount         *Amount       `json:"personalAmount"`
	AmountDueEmployee      *Amount       `json:"amountDueEmployee"`
	AmountDueCompany       *Amount       `json:"amountDueCompany"`
	AmountDueCompanyCard   *Amount       `json:"amountDueCompanyCard"`
	AmountCompanyPaid      *Amount       `json:"amountCompanyPaid"`
	PaymentConfirmedAmount *Amount       `json:"paymentConfirmedAmount"`
	IsSubmitted            bool          `json:"isSubmitted"`
	IsSentBack             bool          `json:"isSentBack"`
	IsReportEverSentBack   bool          `json:"isReportEverSentBack"`
	IsReopened             bool          `json:"isReopened"`
	CanRecall              bool          `json:"canRecall"`
	CanAddExpense          bool          `json:"canAddExpense"`
	IsReceiptImageRequired bool          `json:"isReceiptImageRequired"`
	ImageStatus            string        `json:"imageStatus"`
	ReportType             string        `json:"reportType"`
	CustomData             []CustomDatum `json:"customData"`
}

// CustomDatum is a custom field or org unit with its value, at most 48 characters.
type CustomDatum struct {
	ID    string `json:"id"`
	Value string `json:"value"`
}

// GetReport reads one report header.
func (s *Session) GetReport(ctx context.Context, on Subject, id ReportID) (Report, error) {
	r := on.request("get_report")
	r.path = map[string]string{"reportId": string(id)}
	var report Report
	err := s.do(ctx, r, &report)
	return report, err
}

// NewReport is the body of CreateReport (schema NewReport).
type NewReport struct {
	Name                   string        `json:"name"`
	PolicyID               PolicyID      `json:"policyId"`
	BusinessPurpose        string        `json:"businessPurpose,omitempty"`
	Comment                string        `json:"comment,omitempty"`
	ReportDate             string        `json:"reportDate,omitempty"`
	StartDate              string        `json:"startDate,omitempty"`
	EndDate                string        `json:"endDate,omitempty"`
	CountryCode            string        `json:"countryCode,omitempty"`
	CountrySubDivisionCode string        `json:"countrySubDivisionCode,omitempty"`
	CustomData             []CustomDatum `json:"customData,omitempty"`
}

// CreateReport opens an unsubmitted report. Concur answers with an address of
// which only the last segment, the id, is used. The idempotency id belongs to
// this one call; Concur gives the first report again for a repeated one.
func (s *Session) CreateReport(ctx context.Context, on Subject, report NewReport, idempotencyID string) (ReportID, error) {
	r := on.request("create_report")
	r.body = report
	r.headers = map[string]string{"idempotency-id": idempotencyID}
	var created struct {
		URI string `json:"uri"`
	}
	if err := s.do(ctx, r, &created); err != nil {
		return "", err
	}
	return ParseReportID(path.Base(created.URI))
}
