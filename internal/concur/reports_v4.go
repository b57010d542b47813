package concur

import (
	"context"
	"encoding/json"
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
	PaperReceiptsReceived  bool          `json:"isPaperReceiptsReceived"`
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
// this one call; Concur gives the first report again for a repeated one. An
// answer without an id fails as unreadable: the report exists all the same.
func (s *Session) CreateReport(ctx context.Context, on Subject, report NewReport, idempotencyID string) (ReportID, error) {
	r := on.request("create_report")
	r.body = report
	r.headers = map[string]string{"idempotency-id": idempotencyID}
	operation := s.client.operations[r.operation]
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return "", err
	}
	var created struct {
		URI string `json:"uri"`
	}
	if err := json.Unmarshal(answer.body, &created); err != nil && answer.location == "" {
		return "", unreadable(operation, answer, err)
	}
	id, err := ParseReportID(path.Base(firstOf(created.URI, answer.location)))
	if err != nil {
		return "", unreadable(operation, answer, err)
	}
	return id, nil
}

// Clearable is a text of a merge patch (RFC 7386): an empty one clears the
// field, which is written as null.
type Clearable string

// MarshalJSON implements json.Marshaler.
func (c Clearable) MarshalJSON() ([]byte, error) {
	if c == "" {
		return []byte("null"), nil
	}
	return marshalJSON(string(c))
}

// ReportPatch is the body of UpdateReport (schema UpdateReport). Nil members stay
// as they are.
type ReportPatch struct {
	// Source says where the change comes from; OTHER for API callers. The page
	// requires it, the API explorer does not know it.
	Source                 string             `json:"reportSource"`
	Name                   *string            `json:"name,omitempty"`
	PolicyID               *PolicyID          `json:"policyId,omitempty"`
	BusinessPurpose        *Clearable         `json:"businessPurpose,omitempty"`
	Comment                *string            `json:"comment,omitempty"`
	ReportDate             *Clearable         `json:"reportDate,omitempty"`
	StartDate              *Clearable         `json:"startDate,omitempty"`
	EndDate                *Clearable         `json:"endDate,omitempty"`
	CountryCode            *Clearable         `json:"countryCode,omitempty"`
	CountrySubDivisionCode *Clearable         `json:"countrySubDivisionCode,omitempty"`
	CustomData             []CustomDatumPatch `json:"customData,omitempty"`
	PaperReceiptsReceived  *bool              `json:"isPaperReceiptsReceived,omitempty"`
	// CopyDown sends changed fields on to expenses, itemizations and allocations.
	CopyDown *bool `json:"isCopyDownInherited,omitempty"`
}

// CustomDatumPatch sets or clears one custom field. That Concur merges them by
// id, so that others stay, is inferred.
type CustomDatumPatch struct {
	ID    string    `json:"id"`
	Value Clearable `json:"value"`
}

// UpdateReport changes the header of an unsubmitted report.
func (s *Session) UpdateReport(ctx context.Context, on Subject, id ReportID, patch ReportPatch) error {
	r := on.request("update_report")
	r.path = map[string]string{"reportId": string(id)}
	r.body = patch
	if patch.PolicyID != nil {
		defer s.forgetForms(id)
	}
	return s.do(ctx, r, nil)
}

// DeleteReport removes an unsubmitted report with everything in it. The path
// names nobody; the user of the subject only decides which connection is used.
func (s *Session) DeleteReport(ctx context.Context, on Subject, id ReportID) error {
	return s.do(ctx, request{
		operation: "delete_report", about: on.User, path: map[string]string{"reportId": string(id)},
	}, nil)
}
