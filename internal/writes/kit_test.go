package writes_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/limits"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

// now is some time after the sample reports were made.
var now = time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)

// Reports of the sample company.
const (
	readyReport   = "Lisbon home office"       // Rita's, nothing in the way of submitting it
	pendingReport = "Munich calibration audit" // Rita's, waits for Tom
	lucasReport   = "Milan service week"       // Luca's, waits for Rita
)

func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	return testkit.New(t, append([]testkit.Option{testkit.On(now)}, options...)...)
}

// asking is a server that asks about what cannot be taken back.
func asking() testkit.Option {
	return testkit.Under(approve.Policy{Confirm: approve.Irreversible})
}

func rules(t *testing.T, text string) testkit.Option {
	t.Helper()
	parsed, err := limits.Parse([]byte(text))
	require.NoError(t, err)
	return testkit.Limited(parsed)
}

// question is the preview that a client gets which cannot ask.
type question struct {
	Changed      string `json:"changed"`
	Confirmation struct {
		Question string `json:"question"`
		Token    string `json:"confirm_token"`
	} `json:"confirmation"`
}

func asked(kit *testkit.Kit, tool string, arguments args) question {
	var q question
	kit.Call(tool, arguments).Into(&q)
	return q
}

// written is what all results of writes have.
type written struct {
	ReportID string `json:"report_id"`
	Verified bool   `json:"verified"`
	WriteID  string `json:"write_id"`
	Undo     struct {
		Tool      string          `json:"tool"`
		Arguments json.RawMessage `json:"arguments"`
		Note      string          `json:"note"`
	} `json:"undo"`
}

func wrote(kit *testkit.Kit, tool string, arguments args) written {
	var w written
	kit.Call(tool, arguments).Into(&w)
	return w
}

func records(t *testing.T, kit *testkit.Kit) []journal.Record {
	t.Helper()
	var all []journal.Record
	require.NoError(t, kit.Journal.Records(t.Context(), journal.Filter{}, func(r journal.Record) error {
		all = append(all, r)
		return nil
	}))
	return all
}
