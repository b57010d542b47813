package view

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// ReportRow is a report as a list shows it.
type ReportRow struct {
	ReportID       concur.ReportID `json:"report_id"`
	Name           render.Text     `json:"name"`
	Owner          render.Text     `json:"owner,omitempty"`
	OwnerLogin     string          `json:"owner_login,omitempty"`
	Total          *render.Money   `json:"total,omitempty"`
	Claimed        *render.Money   `json:"claimed,omitempty"`
	Approved       *render.Money   `json:"approved,omitempty"`
	Personal       *render.Money   `json:"personal,omitempty"`
	DueEmployee    *render.Money   `json:"due_employee,omitempty"`
	DueCompanyCard *render.Money   `json:"due_company_card,omitempty"`
	ApprovalStatus render.Text     `json:"approval_status"`
	ApprovalCode   string          `json:"approval_status_code"`
	PaymentStatus  render.Text     `json:"payment_status,omitempty"`
	PaymentCode    string          `json:"payment_status_code,omitempty"`
	Submitted      string          `json:"submitted,omitempty"`
	Created        string          `json:"created,omitempty"`
	Modified       string          `json:"modified,omitempty"`
	Processing     string          `json:"processing_payment,omitempty"`
	Paid           string          `json:"paid,omitempty"`
	ReportDate     string          `json:"report_date,omitempty"`
	Approver       render.Text     `json:"approver,omitempty"`
	ApproverLogin  string          `json:"approver_login,omitempty"`
	Country        string          `json:"country_code,omitempty"`
	Subdivision    string          `json:"country_subdivision_code,omitempty"`
	LastComment    render.Text     `json:"last_comment,omitempty"`
	Ledger         render.Text     `json:"ledger,omitempty"`
	HasExceptions  *bool           `json:"has_exceptions,omitempty"`
	EverSentBack   *bool           `json:"ever_sent_back,omitempty"`
	ReceiptsIn     *bool           `json:"paper_receipts_received,omitempty"`
}

// ReportSummary names the fields that a row of a list of reports has unless
// others are asked for.
func ReportSummary() []string {
	return []string{
		"report_id", "name", "owner", "total", "approval_status", "approval_status_code",
		"submitted", "created", "approver",
	}
}

// OfReports shows the rows of the v3 list of reports.
func OfReports(reports []concur.V3Report) []ReportRow {
	rows := make([]ReportRow, len(reports))
	for i, r := range reports {
		rows[i] = ofV3Report(r)
	}
	return rows
}

func ofV3Report(r concur.V3Report) ReportRow {
	money := func(value concur.Decimal) *render.Money {
		return Money(&concur.Amount{Value: value, Currency: r.CurrencyCode})
	}
	return ReportRow{
		ReportID: r.ID, Name: render.Text(r.Name), Owner: render.Text(r.OwnerName), OwnerLogin: r.OwnerLoginID,
		Total: money(r.Total), Claimed: money(r.TotalClaimedAmount), Approved: money(r.TotalApprovedAmount),
		Personal: money(r.PersonalAmount), DueEmployee: money(r.AmountDueEmployee), DueCompanyCard: money(r.AmountDueCompanyCard),
		ApprovalStatus: render.Text(r.ApprovalStatusName), ApprovalCode: r.ApprovalStatusCode,
		PaymentStatus: render.Text(r.PaymentStatusName), PaymentCode: r.PaymentStatusCode,
		Submitted: Instant(r.SubmitDate), Created: Instant(r.CreateDate), Modified: Instant(r.LastModifiedDate),
		Processing: Instant(r.ProcessingPaymentDate), Paid: Instant(r.PaidDate), ReportDate: Day(r.UserDefinedDate),
		Approver: render.Text(r.ApproverName), ApproverLogin: r.ApproverLoginID,
		Country: r.Country, Subdivision: r.CountrySubdivision,
		LastComment: render.Text(r.LastComment), Ledger: render.Text(r.LedgerName),
		HasExceptions: &r.HasException, EverSentBack: &r.EverSentBack, ReceiptsIn: &r.ReceiptsReceived,
	}
}

// OfDigests shows the rows of the v3 list of digests, which lacks some fields.
func OfDigests(digests ...concur.ReportDigest) []ReportRow {
	rows := make([]ReportRow, len(digests))
	for i, d := range digests {
		rows[i] = ReportRow{
			ReportID: d.ID, Name: render.Text(d.Name), Owner: render.Text(d.OwnerName), OwnerLogin: d.OwnerLoginID,
			Total:          Money(&concur.Amount{Value: d.Total, Currency: d.CurrencyCode}),
			ApprovalStatus: render.Text(d.ApprovalStatusName), ApprovalCode: d.ApprovalStatusCode,
			PaymentStatus: render.Text(d.PaymentStatusName), PaymentCode: d.PaymentStatusCode,
			Submitted: Instant(d.SubmitDate), Created: Instant(d.CreateDate), Modified: Instant(d.ReportHeaderLastModifiedDate),
			Processing: Instant(d.ProcessingPaymentDate), Paid: Instant(d.PaidDate), ReportDate: Day(d.UserDefinedDate),
			Approver: render.Text(d.ApproverName), ApproverLogin: d.ApproverLoginID,
			Country: d.Country, Subdivision: d.CountrySubdivision, LastComment: render.Text(d.LastComment),
		}
	}
	return rows
}

// QueuedReport is a report that waits for an approver.
type QueuedReport struct {
	ReportID      concur.ReportID `json:"report_id"`
	Number        string          `json:"number,omitempty"`
	Name          render.Text     `json:"name"`
	Owner         render.Text     `json:"owner,omitempty"`
	OwnerID       concur.UserID   `json:"owner_id,omitempty"`
	Claimed       *render.Money   `json:"claimed,omitempty"`
	DueEmployee   *render.Money   `json:"due_employee,omitempty"`
	Approved      *render.Money   `json:"approved,omitempty"`
	Submitted     string          `json:"submitted,omitempty"`
	ReportDate    string          `json:"report_date,omitempty"`
	HasExceptions bool            `json:"has_exceptions"`
	// ApproverID is who has to approve: somebody else in a delegated queue.
	ApproverID concur.UserID `json:"approver_id,omitempty"`
	Type       string        `json:"type,omitempty"`
}

// QueueSummary names the fields that a row of the approval queue has unless
// others are asked for.
func QueueSummary() []string {
	return []string{"report_id", "name", "owner", "owner_id", "claimed", "submitted", "has_exceptions", "approver_id"}
}

// OfQueue shows the rows of an approval queue.
func OfQueue(queue []concur.QueuedReport) []QueuedReport {
	rows := make([]QueuedReport, len(queue))
	for i, r := range queue {
		rows[i] = QueuedReport{
			ReportID: r.ID, Number: r.Number, Name: render.Text(r.Name),
			Owner: render.Text(fullName(r.FirstName, r.LastName)), OwnerID: r.Employee.UUID,
			Claimed: Money(r.ClaimedAmount), DueEmployee: Money(r.AmountDueEmployee), Approved: Money(r.ApprovedAmount),
			Submitted: r.SubmitDate, ReportDate: Day(r.ReportDate), HasExceptions: r.HasExceptions,
			ApproverID: r.Approver.UUID, Type: r.ReportType,
		}
	}
	return rows
}

func fullName(first, last string) string {
	if first == "" || last == "" {
		return first + last
	}
	return first + " " + last
}
