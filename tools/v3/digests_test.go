package v3_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type digests struct {
	Reports []row `json:"reports"`
	listing
}

func digestsOf(kit *testkit.Kit, arguments args) digests {
	var found digests
	kit.Call("v3_list_report_digests", arguments).Into(&found)
	return found
}

func TestDigestsAreFoundAsReportsAre(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	for _, arguments := range []args{
		{"limit": 200},
		{"approval_status": "submitted", "submitted_before": "2026-03-15", "limit": 200},
		{"expense_type": "Train", "limit": 200},
		{"payment_status": "paid", "limit": 200},
		{"approver": testkit.Tom, "has_images": true, "limit": 200},
	} {
		var reports struct{ Reports []row }
		kit.Call("list_reports", arguments).Into(&reports)
		found := digestsOf(kit, arguments)
		require.NotEmpty(t, found.Reports)
		require.Len(t, found.Reports, len(reports.Reports), "%v", arguments)
		for i, r := range found.Reports {
			same := reports.Reports[i]
			assert.Equal(t, []string{same.ReportID, same.Name, same.Code}, []string{r.ReportID, r.Name, r.Code})
			assert.Equal(t, same.Total, r.Total)
		}
	}
}

func TestDigestsAreFoundByCostObject(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	all, some := digestsOf(kit, args{"limit": 200}), digestsOf(kit, args{"cost_object": "CC-210", "limit": 200})
	assert.NotEmpty(t, some.Reports)
	assert.Less(t, len(some.Reports), len(all.Reports))
	assert.Contains(t, kit.Sent("list_report_digests").Query, "costObject=CC-210")
	none := digestsOf(kit, args{"cost_object": "CC-999"})
	assert.Empty(t, none.Reports)
	assert.Contains(t, none.Note, "Only your own")
	everybodys := digestsOf(newKit(t, testkit.As(testkit.Ada)), args{"user": "all", "limit": 200})
	assert.Greater(t, len(everybodys.Reports), len(all.Reports))
}

func TestOneDigestIsReadByItsID(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, submittedReport)
	one := digestsOf(kit, args{"id": id})
	require.Len(t, one.Reports, 1)
	assert.Equal(t, submittedReport, one.Reports[0].Name)
	assert.Equal(t, []string{"get_report_digest"}, kit.Operations())
	assert.Len(t, digestsOf(newKit(t, testkit.As(testkit.Ada)), args{"id": id, "user": testkit.Rita}).Reports, 1)

	kit.Sim.ResetJournal()
	failure := kit.Call("v3_list_report_digests", args{"id": id, "currency": "EUR"}).Failure()
	assert.Contains(t, failure["message"], "nothing is left to filter")
	assert.Empty(t, kit.Sim.Journal())
	failure = kit.Call("v3_list_report_digests", args{"id": "0123456789ABCDEF0123"}).Failure()
	assert.Equal(t, "404", failure["http_status"])
}
