package payments_test

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

// rewriting changes what is read on its way back.
func rewriting(change func(body string) string) testkit.Option {
	return testkit.Through(func(next http.RoundTripper) http.RoundTripper {
		return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			answer, err := next.RoundTrip(r)
			if err != nil || r.Method != http.MethodGet {
				return answer, err
			}
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				return nil, err
			}
			changed := []byte(change(string(body)))
			answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(changed)), int64(len(changed))
			return answer, nil
		})
	})
}

func TestANameThatAnOpenAndAClosedBatchShareClosesNeither(t *testing.T) {
	t.Parallel()
	var shared atomic.Value
	shared.Store("EMEA corporate card")
	s := newScene(t, rewriting(func(body string) string {
		return strings.ReplaceAll(body, "EMEA corporate card", shared.Load().(string))
	}))
	closed := s.open(t)
	s.close(closed.BatchID)
	s.minutes.Add(1)
	shared.Store(closed.Name) // What is open now has the name of what was closed.
	s.Sim.ResetJournal()
	failure := s.Call("close_payment_batch", args{"batch_id": closed.Name}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["message"], closed.BatchID)
	assert.Empty(t, s.Sim.Writes())
	assert.True(t, s.close(closed.BatchID).Verified, "its id says which is meant")
}

func TestABatchThatIsInNoListIsNotTakenForClosed(t *testing.T) {
	t.Parallel()
	var s *scene
	s = newScene(t, rewriting(func(body string) string {
		begin, end := strings.Index(body, "<BatchSummary>"), strings.LastIndex(body, "</BatchSummary>")
		if s == nil || len(s.Sim.Writes()) == 0 || begin < 0 {
			return body
		}
		return body[:begin] + body[end+len("</BatchSummary>"):]
	}))
	queued := s.close(s.open(t).BatchID)
	assert.False(t, queued.Verified)
	assert.Contains(t, queued.Note, "queued it")
	assert.Len(t, s.Sim.Writes(), 1)
}
