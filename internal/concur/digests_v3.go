package concur

import (
	"context"
	"maps"
	"strconv"
)

// Report Digests v3: reports in short. Their page was removed in 2016; they are
// reported to answer still.

// ReportDigest is a report in short (Report Digests v3 > schema ReportDigest).
type ReportDigest struct {
	ID                           ReportID `json:"ID"`
	Name                         string   `json:"Name"`
	OwnerName                    string   `json:"OwnerName"`
	OwnerLoginID                 string   `json:"OwnerLoginID"`
	ApproverName                 string   `json:"ApproverName"`
	ApproverLoginID              string   `json:"ApproverLoginID"`
	ApprovalStatusCode           string   `json:"ApprovalStatusCode"`
	ApprovalStatusName           string   `json:"ApprovalStatusName"`
	PaymentStatusCode            string   `json:"PaymentStatusCode"`
	PaymentStatusName            string   `json:"PaymentStatusName"`
	CurrencyCode                 string   `json:"CurrencyCode"`
	Total                        Decimal  `json:"Total"`
	Country                      string   `json:"Country"`
	CountrySubdivision           string   `json:"CountrySubdivision"`
	UserDefinedDate              string   `json:"UserDefinedDate"`
	CreateDate                   string   `json:"CreateDate"`
	SubmitDate                   string   `json:"SubmitDate"`
	ReportHeaderLastModifiedDate string   `json:"ReportHeaderLastModifiedDate"`
	ProcessingPaymentDate        string   `json:"ProcessingPaymentDate"`
	PaidDate                     string   `json:"PaidDate"`
	LastComment                  string   `json:"LastComment"`
}

// DigestPage is a page of ListReportDigests.
type DigestPage struct {
	Digests []ReportDigest
	// Next is the offset of the page after it; empty on the last one.
	Next string
}

// ListReportDigests gives a page of the reports that a filter lets through and that
// use a cost object, which is the code of a list item; empty stands for all.
func (s *Session) ListReportDigests(ctx context.Context, filter ReportFilter, costObject, offset string) (DigestPage, error) {
	q, err := s.reportQuery(ctx, filter)
	if err != nil {
		return DigestPage{}, err
	}
	q.Set("limit", strconv.Itoa(reportsAtOnce))
	maps.Copy(q, query("costObject", costObject, "offset", offset))
	var page v3Page[ReportDigest]
	if err := s.do(ctx, request{operation: "list_report_digests", query: q}, &page); err != nil {
		return DigestPage{}, err
	}
	next, err := s.following("list_report_digests", page.offset(), offset)
	var kept []ReportDigest
	for _, d := range page.Items {
		if filter.has(d.ApprovalStatusCode, d.PaymentStatusCode) {
			kept = append(kept, d)
		}
	}
	return DigestPage{Digests: kept, Next: next}, err
}

// GetReportDigest reads one report of an owner in short.
func (s *Session) GetReportDigest(ctx context.Context, owner Ref, id ReportID) (ReportDigest, error) {
	login, err := s.OwnerLogin(ctx, owner)
	if err != nil {
		return ReportDigest{}, err
	}
	var digest ReportDigest
	err = s.do(ctx, request{operation: "get_report_digest", path: map[string]string{"id": string(id)}, query: query("user", login)}, &digest)
	return digest, err
}
