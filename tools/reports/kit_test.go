package reports_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// now is when the tests happen: the sample reports were submitted some days before.
var now = time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)

// Reports of Rita in the sample company.
const (
	openReport      = "Porto plant visit"        // not submitted, with one image missing
	submittedReport = "Munich calibration audit" // waits for Tom
	returnedReport  = "Paris onsite"             // sent back by Tom, a hotel not itemized
)

type args = testkit.Args

type money struct {
	Value    json.Number `json:"value"`
	Currency string      `json:"currency"`
}

type field struct{ ID, Value string }

// row is what the tests look at in a report.
type row struct {
	ReportID        string  `json:"report_id"`
	Name            string  `json:"name"`
	Owner           string  `json:"owner"`
	OwnerLogin      string  `json:"owner_login"`
	OwnerID         string  `json:"owner_id"`
	Total           *money  `json:"total"`
	Status          string  `json:"approval_status"`
	Code            string  `json:"approval_status_code"`
	PaymentCode     string  `json:"payment_status_code"`
	Submitted       string  `json:"submitted"`
	Created         string  `json:"created"`
	Approver        string  `json:"approver"`
	ApproverLogin   string  `json:"approver_login"`
	BusinessPurpose string  `json:"business_purpose"`
	Policy          string  `json:"policy"`
	PolicyID        string  `json:"policy_id"`
	ReportDate      string  `json:"report_date"`
	StartDate       string  `json:"start_date"`
	EndDate         string  `json:"end_date"`
	Country         string  `json:"country_code"`
	Subdivision     string  `json:"country_subdivision_code"`
	CustomFields    []field `json:"custom_fields"`
	PaperReceipts   bool    `json:"paper_receipts_received"`
}

type listing struct {
	Reports    []row    `json:"reports"`
	Total      *int     `json:"total"`
	NextCursor string   `json:"next_cursor"`
	Note       string   `json:"note"`
	Untrusted  []string `json:"untrusted_text"`
}

func (l listing) names() []string {
	names := make([]string, len(l.Reports))
	for i, r := range l.Reports {
		names[i] = r.Name
	}
	return names
}

type written struct {
	ReportID string `json:"report_id"`
	Verified bool   `json:"verified"`
	Deleted  string `json:"deleted_report_id"`
	Note     string `json:"note"`
	Report   *row   `json:"report"`
}

func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	return testkit.New(t, append([]testkit.Option{testkit.On(now)}, options...)...)
}

func list(kit *testkit.Kit, arguments args) listing {
	var l listing
	kit.Call("list_reports", arguments).Into(&l)
	return l
}
