package v3_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
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

type args = map[string]any

func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	clock := testkit.WithSimulator(simulator.Options{Now: func() time.Time { return now }})
	return testkit.New(t, append([]testkit.Option{clock}, options...)...)
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

// idOf gives the id of one of Rita's reports. The sample company has the same ids each
// time it is made.
func idOf(t *testing.T, name string) string {
	t.Helper()
	var found struct{ Reports []row }
	newKit(t).Call("list_reports", args{"limit": 200}).Into(&found)
	for _, r := range found.Reports {
		if r.Name == name {
			return r.ReportID
		}
	}
	require.Failf(t, "no such report", "%s", name)
	return ""
}

// sent is the last request of an operation.
func sent(t *testing.T, kit *testkit.Kit, operation string) simulator.Entry {
	t.Helper()
	var last simulator.Entry
	for _, entry := range kit.Sim.Journal() {
		if entry.Operation == operation {
			last = entry
		}
	}
	require.Equal(t, operation, last.Operation)
	return last
}
