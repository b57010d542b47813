package allocations_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// TestFieldsThatConcurEmptiedAreNamed has a Concur that takes the fields sent for all there
// are: after a change it shows no purchase order.
func TestFieldsThatConcurEmptiedAreNamed(t *testing.T) {
	t.Parallel()
	const order = "PO-7781"
	var changed atomic.Bool
	kit := testkit.New(t, testkit.Through(func(next http.RoundTripper) http.RoundTripper {
		return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			answer, err := next.RoundTrip(r)
			if err != nil || r.Method == http.MethodPatch {
				changed.Store(true)
				return answer, err
			}
			body, err := io.ReadAll(answer.Body)
			if changed.Load() {
				body = bytes.ReplaceAll(body, []byte(`"`+order+`"`), []byte("null"))
			}
			answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			return answer, err
		})
	}))
	id := dinnerShare(t)
	var list listing
	kit.Call("list_expense_allocations", testkit.Expense(t, openReport, 2)).Into(&list)
	lab, _, _ := list.Allocations[1].custom("custom3")
	var written share
	kit.Call("update_expense_allocation", testkit.With(id, args{"custom_fields": args{"custom3": strings.ToLower(lab)}})).Into(&written)
	assert.False(t, written.Verified)
	assert.Contains(t, written.Note, "set it again")
	assert.Equal(t, []struct{ ID, Value string }{{"custom16", order}}, written.Emptied)
	value, _, _ := written.custom("custom3")
	require.Equal(t, lab, value, "what was sent is there")

	written = share{}
	kit.Call("update_expense_allocation", testkit.With(id, args{"custom_fields": args{"custom3": lab}})).Into(&written)
	assert.True(t, written.Verified, "it is said once: "+written.Note)
}
