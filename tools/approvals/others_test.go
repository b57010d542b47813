package approvals_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// TestWhatSomebodyElseDecidedMeanwhileIsNotOurs has another session of the approver decide
// while the answer to ours is lost before Concur did anything.
func TestWhatSomebodyElseDecidedMeanwhileIsNotOurs(t *testing.T) {
	t.Parallel()
	for tool, path := range map[string]string{"send_back_report": "/sendBack", "approve_report": "/approve"} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			id := concur.ReportID(testkit.ReportID(t, lucasReport))
			var other *testkit.Kit
			kit := newKit(t, testkit.Through(func(next http.RoundTripper) http.RoundTripper {
				return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
					if other == nil || !strings.HasSuffix(r.URL.Path, path) {
						return next.RoundTrip(r)
					}
					elsewhere := other
					other = nil
					require.NoError(t, elsewhere.Session.SendBackReport(r.Context(), "", id, concur.Return{Comment: "Theirs"}))
					return nil, errors.New("connection reset by peer")
				})
			}))
			other = kit.As(testkit.Rita)
			failure := kit.Call(tool, args{"report_id": id, "comment": "Ours"}).Failure()
			if tool == "send_back_report" {
				assert.Equal(t, "unknown", failure["changed"])
				assert.Contains(t, failure["message"]+failure["next_step"], "list_comments")
			}
			assert.NotEqual(t, "changed", failure["changed"])
		})
	}
}
