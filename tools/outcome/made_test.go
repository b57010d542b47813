package outcome_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// TestAReportThatWasFoundIsNamed looks at what an agent is told whose first answer was lost:
// nothing else tells it which report is its own.
func TestAReportThatWasFoundIsNamed(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	id, seen := (&outcome.Creations{}).Made([]concur.V3Report{
		{ID: "7A90C4E15B2D4F6883AC", Name: "Lisbon", CreateDate: "2026-11-20T09:00:01"},
		{ID: "178B383124F93414BA10", Name: "Porto", CreateDate: "2026-11-20T09:00:01"},
	}, "Lisbon", tools.Sent{At: at})
	assert.EqualValues(t, "7A90C4E15B2D4F6883AC", id)
	assert.Equal(t, tools.Done, seen.Verdict)
	assert.Contains(t, seen.Found, "7A90C4E15B2D4F6883AC")
}
