package approvals_test

import (
	"testing"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// now is when the tests happen: the sample reports were submitted some days before.
var now = time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)

// Reports of the sample company.
const (
	readyReport    = "Lisbon home office"       // Rita's, not submitted, nothing in the way
	blockedReport  = "Porto plant visit"        // Rita's, not submitted, a receipt missing
	pendingReport  = "Munich calibration audit" // Rita's, waits for Tom
	externalReport = "Madrid trade evening"     // Rita's, at the step of the system
	lucasReport    = "Milan service week"       // Luca's, waits for Rita
	rejectedReport = "Vienna spare parts"       // Luca's, waits for Rita, with a rejected expense
	tomsQueue      = "Zurich distributor talks" // Rita's, waits for Tom
	adasReport     = "Vienna administration"    // Ada's, waits for Tom, whose delegate Rita is
)

type args = testkit.Args

type report struct {
	ReportID  string `json:"report_id"`
	Name      string `json:"name"`
	Code      string `json:"approval_status_code"`
	Submitted string `json:"submitted"`
	SentBack  bool   `json:"sent_back"`
	OwnerID   string `json:"owner_id"`
	Approver  string `json:"approver_id"`
	Claimed   *struct{ Currency string }
}

type written struct {
	ReportID string  `json:"report_id"`
	Verified bool    `json:"verified"`
	Note     string  `json:"note"`
	Report   *report `json:"report"`
}

type listing struct {
	Reports    []report `json:"reports"`
	Total      *int     `json:"total"`
	NextCursor string   `json:"next_cursor"`
	Note       string   `json:"note"`
}

func (l listing) names() []string {
	names := make([]string, len(l.Reports))
	for i, r := range l.Reports {
		names[i] = r.Name
	}
	return names
}

func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	return testkit.New(t, append([]testkit.Option{testkit.On(now)}, options...)...)
}

func call(kit *testkit.Kit, tool string, arguments args) written {
	var done written
	kit.Call(tool, arguments).Into(&done)
	return done
}
