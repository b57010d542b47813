package comments_test

import (
	"net/http"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestTheSameTextOfSomebodyElseIsNoOwnComment(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	report := args{"report_id": testkit.ReportID(t, submittedReport), "comment": "ok"}
	kit.As(testkit.Tom).Call("add_comment", report)
	kit.Sim.AddFault(simulator.Fault{Operation: "create_report_comment", Nth: 1, Kind: simulator.ResetBefore})
	assert.Equal(t, "unknown", kit.Call("add_comment", report).Failure()["changed"])
	var done written
	kit.As(testkit.Rita).Call("add_comment", report).Into(&done) // This one would be asked whether it means it.
	require.NotNil(t, done.Written)
	assert.True(t, done.Written.Mine, "and not Tom's, which comes first")
}

// TestACommentThatSomebodyElseDeletedIsNotCalledTheOwn has the proxy delete a comment while
// the connection of the owner breaks.
func TestACommentThatSomebodyElseDeletedIsNotCalledTheOwn(t *testing.T) {
	t.Parallel()
	about := args{"report_id": testkit.ReportID(t, openReport)}
	var proxy *testkit.Kit
	deletes := 0
	kit := newKit(t, testkit.Through(func(next http.RoundTripper) http.RoundTripper {
		return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method != http.MethodDelete {
				return next.RoundTrip(r)
			}
			deletes++
			proxy.Call("delete_latest_comment", args{"report_id": about["report_id"], "user": testkit.Rita})
			return nil, syscall.ECONNRESET
		})
	}))
	proxy = kit.As(testkit.Ada, testkit.Through(func(next http.RoundTripper) http.RoundTripper { return next }))
	proxy.Call("add_comment", args{"report_id": about["report_id"], "comment": "For Rita", "user": testkit.Rita})
	before := comments(kit, about).texts()
	failure := kit.Call("delete_latest_comment", about).Failure()
	assert.Equal(t, "unknown", failure["changed"])
	assert.Contains(t, failure["next_step"], "list_comments")
	assert.Equal(t, 1, deletes, "it is sent once")
	assert.Equal(t, []string{"Waiting for the hotel to send the invoice."}, comments(kit, about).texts())
	assert.Len(t, before, 2)
}
