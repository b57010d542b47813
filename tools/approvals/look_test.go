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
		look   func(concur.Report, tools.Sent) tools.Seen
		report concur.Report
		late   bool
		want   tools.Verdict
	}{
		{"submitted then", whetherSubmitted, concur.Report{ApprovalStatusID: "A_PEND", SubmitDate: then}, false, tools.Done},
		{"submitted, nobody knows when", whetherSubmitted, concur.Report{ApprovalStatusID: "A_ACCO"}, false, tools.Done},
		{"submitted days before", whetherSubmitted, concur.Report{ApprovalStatusID: "A_PEND", SubmitDate: before}, false, tools.Unknown},
		{"not submitted", whetherSubmitted, concur.Report{ApprovalStatusID: "A_NOTF"}, false, tools.NotDone},
		{"sent back before", whetherSubmitted, concur.Report{ApprovalStatusID: "A_RESU", IsSentBack: true}, false, tools.NotDone},
		{"sent back perhaps since", whetherSubmitted, concur.Report{ApprovalStatusID: "A_RESU", IsSentBack: true}, true, tools.Unknown},
		{"recalled perhaps since", whetherSubmitted, concur.Report{ApprovalStatusID: "A_RESU"}, true, tools.Unknown},
		{"never submitted", whetherSubmitted, concur.Report{ApprovalStatusID: "A_NOTF"}, true, tools.NotDone},
		{"no status to submit", whetherSubmitted, concur.Report{}, false, tools.Unknown},
		{"recalled", whetherRecalled, concur.Report{ApprovalStatusID: "A_RESU"}, false, tools.Done},
		{"sent back", whetherRecalled, concur.Report{ApprovalStatusID: "A_RESU", IsSentBack: true}, false, tools.Unknown},
		{"still submitted", whetherRecalled, concur.Report{ApprovalStatusID: "A_PEND", SubmitDate: before}, false, tools.NotDone},
		{"submitted again", whetherRecalled, concur.Report{ApprovalStatusID: "A_PEND", SubmitDate: after}, true, tools.Unknown},
		{"still submitted, long after", whetherRecalled, concur.Report{ApprovalStatusID: "A_PEND", SubmitDate: before}, true, tools.NotDone},
		{"submitted, nobody knows when, long after", whetherRecalled, concur.Report{ApprovalStatusID: "A_PEND"}, true, tools.Unknown},
		{"submitted, nobody knows when, at once", whetherRecalled, concur.Report{ApprovalStatusID: "A_PEND"}, false, tools.NotDone},
		{"no status to recall", whetherRecalled, concur.Report{}, false, tools.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			seen := c.look(c.report, tools.Sent{At: at, Late: c.late})
			assert.Equal(t, c.want, seen.Verdict, seen.Found)
			assert.NotEmpty(t, seen.Found)
		})
	}
}
