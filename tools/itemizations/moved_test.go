package itemizations_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// TestAnExpenseThatWasMovedIsNotChangedInItsOldReport moves an expense after its ids are
// known: its entry then tells another report.
func TestAnExpenseThatWasMovedIsNotChangedInItsOldReport(t *testing.T) {
	t.Parallel()
	var moved atomic.Bool
	var report atomic.Value
	kit := testkit.New(t, testkit.Through(func(next http.RoundTripper) http.RoundTripper {
		return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			answer, err := next.RoundTrip(r)
			if err != nil || !moved.Load() || !strings.Contains(r.URL.Path, "/expense/entries/") {
				return answer, err
			}
			body, err := io.ReadAll(answer.Body)
			body = bytes.ReplaceAll(body, []byte(report.Load().(string)), []byte("7A90C4E15B2D4F6883AC"))
			answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			return answer, err
		})
	}))
	hotel, parts := hotelOf(t, kit, openReport)
	report.Store(hotel["report_id"])
	kit.Sim.ResetJournal()
	moved.Store(true)
	change := testkit.With(hotel, args{"itemization_id": parts[0].ExpenseID})
	for tool, more := range map[string]args{"update_expense_itemization": {"amount": 7}, "delete_expense_itemization": nil} {
		failure := kit.Call(tool, testkit.With(change, more)).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], tool)
		assert.Contains(t, failure["message"], "expense in report "+hotel["report_id"].(string), tool)
	}
	assert.Empty(t, kit.Writes())
}
