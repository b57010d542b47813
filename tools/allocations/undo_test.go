package allocations_test

import (
	"bytes"
	"io"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

func shareOf(kit *testkit.Kit, id args) share {
	var read share
	kit.Call("get_expense_allocation", id).Into(&read)
	return read
}

func TestAChangeOfAnAllocationIsTakenBack(t *testing.T) {
	t.Parallel()
	id := dinnerShare(t)
	for _, c := range []struct {
		name    string
		options []testkit.Option
		more    args
		fields  args
	}{
		{"a text", nil, nil, args{"custom16": "PO-9"}},
		{"a text that is taken out", nil, nil, args{"custom16": ""}},
		{"a list item by its label", nil, nil, args{"cost center": "finance"}},
		{"several, by the proxy", []testkit.Option{testkit.As(testkit.Ada)}, args{"user": testkit.Rita}, args{"custom16": "", "custom3": ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			about := testkit.With(id, c.more)
			kit.Call("list_expense_allocations", testkit.With(testkit.Expense(t, openReport, 2), c.more)) // It tells the labels.
			before := shareOf(kit, about)
			undo := kit.Undoing("update_expense_allocation", testkit.With(about, args{"custom_fields": c.fields}))
			assert.Equal(t, "update_expense_allocation", undo.Tool)
			require.NotEqual(t, before, shareOf(kit, about))
			var back share
			kit.TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			assert.Equal(t, before, shareOf(kit, about))
		})
	}
}

func TestAFieldThatHadNoValueIsEmptiedAgain(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	about := dinnerShare(t)
	kit.Call("update_expense_allocation", testkit.With(about, args{"custom_fields": args{"custom16": ""}}))
	before := shareOf(kit, about)
	undo := kit.Undoing("update_expense_allocation", testkit.With(about, args{"custom_fields": args{"custom16": "PO-9"}}))
	require.NotEqual(t, before, shareOf(kit, about))
	kit.TakeBack(undo)
	assert.Equal(t, before, shareOf(kit, about))
}

// TestFieldsThatConcurEmptiedAreTakenBackToo has a Concur that empties the purchase order
// with any change, until it is told what it is.
func TestFieldsThatConcurEmptiedAreTakenBackToo(t *testing.T) {
	t.Parallel()
	const order = "PO-7781"
	var changes atomic.Int32
	kit := testkit.New(t, testkit.Through(func(next http.RoundTripper) http.RoundTripper {
		return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			answer, err := next.RoundTrip(r)
			if err != nil || r.Method == http.MethodPatch {
				changes.Add(1)
				return answer, err
			}
			body, err := io.ReadAll(answer.Body)
			if changes.Load() == 1 {
				body = bytes.ReplaceAll(body, []byte(`"`+order+`"`), []byte("null"))
			}
			answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			return answer, err
		})
	}))
	about := dinnerShare(t)
	before := shareOf(kit, about)
	undo := kit.Undoing("update_expense_allocation", testkit.With(about, args{"custom_fields": args{"custom3": ""}}))
	require.Contains(t, undo.Arguments["custom_fields"], "custom16")
	var back share
	kit.TakeBack(undo).Into(&back)
	assert.True(t, back.Verified, back.Note)
	assert.Equal(t, before, shareOf(kit, about))
}

func TestAfterACrashTheAllocationIsLookedAt(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	change := testkit.With(dinnerShare(t), args{"custom_fields": args{"custom16": "PO-9", "custom3": ""}})
	seen := kit.Look("update_expense_allocation", change)
	assert.Equal(t, tools.NotDone, seen.Verdict, seen.Found)
	assert.Empty(t, kit.Writes(), "it only reads")
	kit.Call("update_expense_allocation", change)
	seen = kit.Look("update_expense_allocation", change)
	assert.Equal(t, tools.Done, seen.Verdict, seen.Found)
	change["custom_fields"] = args{"custom16": "PO-9", "custom3": "finance"}
	seen = kit.Look("update_expense_allocation", change)
	assert.Equal(t, tools.Unknown, seen.Verdict, "a part may have been so before")
	assert.Contains(t, seen.Found, "custom3")
}

func TestAWriteThatIsStoppedIsNotSent(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	operation, _ := kit.DryRun("update_expense_allocation", testkit.With(dinnerShare(t), args{"custom_fields": args{"custom16": "x"}}))
	assert.Equal(t, "update_allocation", operation)
	assert.Empty(t, kit.Writes())
}
