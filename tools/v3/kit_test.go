package v3_test

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
	openReport      = "Porto plant visit"        // not submitted
	submittedReport = "Munich calibration audit" // waits for Tom
	paidReport      = "Stockholm pilot"
)

type args = testkit.Args

func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	return testkit.New(t, append([]testkit.Option{testkit.On(now)}, options...)...)
}

type money struct {
	Value    json.Number `json:"value"`
	Currency string      `json:"currency"`
}

type field struct{ ID, Value, Code string }

// row is what the tests look at in a report.
type row struct {
	ReportID     string  `json:"report_id"`
	Name         string  `json:"name"`
	OwnerLogin   string  `json:"owner_login"`
	Total        *money  `json:"total"`
	Code         string  `json:"approval_status_code"`
	ReportDate   string  `json:"report_date"`
	LastComment  string  `json:"last_comment"`
	PolicyID     string  `json:"policy_id"`
	CustomFields []field `json:"custom_fields"`
}

type written struct {
	ReportID string `json:"report_id"`
	Verified bool   `json:"verified"`
	Note     string `json:"note"`
	Report   *row   `json:"report"`
}

type listing struct {
	Total      *int   `json:"total"`
	NextCursor string `json:"next_cursor"`
	Note       string `json:"note"`
}
