package concur

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Expense Reports v3: the only documented list of reports. Its ids are good in v4.

// V3Report is a row of the list (Expense Reports v3 > schema Report).
type V3Report struct {
	ID                    ReportID `json:"ID"`
	Name                  string   `json:"Name"`
	OwnerName             string   `json:"OwnerName"`
	OwnerLoginID          string   `json:"OwnerLoginID"`
	ApproverName          string   `json:"ApproverName"`
	ApproverLoginID       string   `json:"ApproverLoginID"`
	ApprovalStatusCode    string   `json:"ApprovalStatusCode"`
	ApprovalStatusName    string   `json:"ApprovalStatusName"`
	PaymentStatusCode     string   `json:"PaymentStatusCode"`
	PaymentStatusName     string   `json:"PaymentStatusName"`
	PolicyID              string   `json:"PolicyID"` // the protected id of v3
	CurrencyCode          string   `json:"CurrencyCode"`
	Total                 Decimal  `json:"Total"`
	TotalClaimedAmount    Decimal  `json:"TotalClaimedAmount"`
	TotalApprovedAmount   Decimal  `json:"TotalApprovedAmount"`
	PersonalAmount        Decimal  `json:"PersonalAmount"`
	AmountDueEmployee     Decimal  `json:"AmountDueEmployee"`
	AmountDueCompanyCard  Decimal  `json:"AmountDueCompanyCard"`
	Country               string   `json:"Country"`
	CountrySubdivision    string   `json:"CountrySubdivision"`
	UserDefinedDate       string   `json:"UserDefinedDate"`
	CreateDate            string   `json:"CreateDate"`
	SubmitDate            string   `json:"SubmitDate"`
	LastModifiedDate      string   `json:"LastModifiedDate"`
	ProcessingPaymentDate string   `json:"ProcessingPaymentDate"`
	PaidDate              string   `json:"PaidDate"`
	LastComment           string   `json:"LastComment"`
	LedgerName            string   `json:"LedgerName"`
	ReceiptsReceived      bool     `json:"ReceiptsReceived"`
	EverSentBack          bool     `json:"EverSentBack"`
	HasException          bool     `json:"HasException"`
}

// Days is a span of calendar days in UTC: from the beginning of From to before
// the beginning of Before. A zero end is open.
type Days struct{ From, Before time.Time }

// ReportFilter says which reports are wanted; a zero member does not filter.
type ReportFilter struct {
	// User is the owner: empty for the person of the connection, ALL for
	// everybody. Others than the own reports need an administrator.
	User Ref
	// Approver is who has to approve now.
	Approver                                      Ref
	ApprovalStatusCodes, PaymentStatusCodes       []string
	Submitted, Created, Modified, Paid, Processed Days
	// Transacted wants an expense of those days on the report.
	Transacted                          Days
	HasAttendees, HasImages, IsTestUser *bool
	Currency                            Currency
	Country                             Country
	ExpenseTypeCode                     string
	PaymentTypeID                       string // the protected id of v3
	Vendor                              string
	ReimbursementMethod                 string
	BatchID                             string
}

// ReportPage is a page of ListReports.
type ReportPage struct {
	Reports []V3Report
	// Next is the offset of the page after it; empty on the last one.
	Next string
}

// reportsAtOnce is the longest page of v3 lists. Every page has this length: a
// place inside of one is only good together with it.
const reportsAtOnce = 100

// ListReports gives a page of the reports that a filter lets through, beginning
// at an offset that an earlier page named.
func (s *Session) ListReports(ctx context.Context, filter ReportFilter, offset string) (ReportPage, error) {
	q, err := s.reportQuery(ctx, filter)
	if err != nil {
		return ReportPage{}, err
	}
	q.Set("limit", strconv.Itoa(reportsAtOnce))
	if offset != "" {
		q.Set("offset", offset)
	}
	var page v3Page[V3Report]
	if err := s.do(ctx, request{operation: "list_reports", query: q}, &page); err != nil {
		return ReportPage{}, err
	}
	next, err := s.following("list_reports", page.offset(), offset)
	return ReportPage{Reports: filter.exactly(page.Items), Next: next}, err
}

func (s *Session) reportQuery(ctx context.Context, f ReportFilter) (url.Values, error) {
	owner, err := s.OwnerLogin(ctx, f.User)
	if err != nil {
		return nil, err
	}
	approver, err := s.v3Login(ctx, f.Approver)
	if err != nil {
		return nil, err
	}
	q := query(
		"user", owner, "approverLoginID", approver,
		"approvalStatusCode", strings.Join(f.ApprovalStatusCodes, ","), "paymentStatusCode", strings.Join(f.PaymentStatusCodes, ","),
		"currencyCode", string(f.Currency), "countryCode", string(f.Country),
		"expenseTypeCode", f.ExpenseTypeCode, "paymentType", f.PaymentTypeID, "vendorName", f.Vendor,
		"reimbursementMethod", f.ReimbursementMethod, "batchID", f.BatchID,
		"hasAttendees", flag(f.HasAttendees), "hasImages", flag(f.HasImages), "isTestUser", flag(f.IsTestUser),
	)
	f.Submitted.set(q, "submitDate")
	f.Created.set(q, "createDate")
	f.Modified.set(q, "modifiedDate")
	f.Paid.set(q, "paidDate")
	f.Processed.set(q, "processingPaymentDate")
	f.Transacted.set(q, "entryTransactionDate")
	return q, nil
}

// set writes both ends. Concur's are exclusive ("after", "before"), so the span
// begins after the last millisecond of the day before From, which is right
// whether Concur compares times or days.
func (d Days) set(q url.Values, name string) {
	const milliseconds = "2006-01-02T15:04:05.000"
	if !d.From.IsZero() {
		q.Set(name+"After", d.From.Add(-time.Millisecond).Format(milliseconds))
	}
	if !d.Before.IsZero() {
		q.Set(name+"Before", d.Before.Format(time.DateOnly))
	}
}

// exactly drops what a tenant let through although its status was not asked for:
// the comma-separated list of codes is new, and older tenants may take one only
// (inferred).
func (f ReportFilter) exactly(reports []V3Report) []V3Report {
	var kept []V3Report
	for _, r := range reports {
		if f.has(r.ApprovalStatusCode, r.PaymentStatusCode) {
			kept = append(kept, r)
		}
	}
	return kept
}

// has reports whether the status codes of a report are among those asked for.
func (f ReportFilter) has(approval, payment string) bool {
	wanted := func(code string, codes []string) bool {
		same := func(c string) bool { return strings.EqualFold(c, code) }
		return len(codes) == 0 || slices.ContainsFunc(codes, same)
	}
	return wanted(approval, f.ApprovalStatusCodes) && wanted(payment, f.PaymentStatusCodes)
}

func flag(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}
