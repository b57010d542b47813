package approvals

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestTheStatusTellsWhatBecameOfAStep(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)
	const before, then, after = "2026-03-18T09:00:00Z", "2026-03-20T10:00:01Z", "2026-03-20T12:00:00Z"
	for _, c := range []struct {
		name   string
		look   func(concur.Report, tools.Sent, time.Time) tools.Seen
		report concur.Report
		later  time.Duration // when it is looked
		want   tools.Verdict
	}{
		{"submitted then", whetherSubmitted, concur.Report{ApprovalStatusID: "A_PEND", SubmitDate: then}, 0, tools.Done},
		{"submitted, nobody knows when", whetherSubmitted, concur.Report{ApprovalStatusID: "A_ACCO"}, 0, tools.Done},
		{"submitted days before", whetherSubmitted, concur.Report{ApprovalStatusID: "A_PEND", SubmitDate: before}, 0, tools.Unknown},
		{"not submitted", whetherSubmitted, concur.Report{ApprovalStatusID: "A_NOTF"}, time.Hour, tools.NotDone},
		{"sent back before", whetherSubmitted, concur.Report{ApprovalStatusID: "A_RESU", IsSentBack: true}, time.Second, tools.NotDone},
		{"sent back perhaps since", whetherSubmitted, concur.Report{ApprovalStatusID: "A_RESU", IsSentBack: true}, time.Hour, tools.Unknown},
		{"no status to submit", whetherSubmitted, concur.Report{}, 0, tools.Unknown},
		{"recalled", whetherRecalled, concur.Report{ApprovalStatusID: "A_RESU"}, 0, tools.Done},
		{"sent back", whetherRecalled, concur.Report{ApprovalStatusID: "A_RESU", IsSentBack: true}, 0, tools.Unknown},
		{"still submitted", whetherRecalled, concur.Report{ApprovalStatusID: "A_PEND", SubmitDate: before}, 0, tools.NotDone},
		{"submitted again", whetherRecalled, concur.Report{ApprovalStatusID: "A_PEND", SubmitDate: after}, 3 * time.Hour, tools.Unknown},
		{"no status to recall", whetherRecalled, concur.Report{}, 0, tools.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			seen := c.look(c.report, tools.Sent{At: at}, at.Add(c.later))
			assert.Equal(t, c.want, seen.Verdict, seen.Found)
			assert.NotEmpty(t, seen.Found)
		})
	}
}
