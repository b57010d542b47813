package reports_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAWriteThatIsStoppedIsNotSent(t *testing.T) {
	t.Parallel()
	for tool, arguments := range map[string]args{
		"create_report": {"name": "Anew"}, "update_report": {"name": "Anew"}, submitted: {"name": "Anew"}, "delete_report": {},
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, testkit.WithCompany())
			if tool != "create_report" {
				arguments["report_id"] = testkit.ReportID(t, openReport)
			}
			operation, _ := kit.DryRun(tool, arguments)
			assert.Equal(t, tool, operation)
			assert.Empty(t, kit.Writes())
		})
	}
}

func TestAKeyIsWhatConcurKnowsACreationBy(t *testing.T) {
	t.Parallel()
	id := func(key any) string {
		_, headers := newKit(t).DryRun("create_report", testkit.With(args{"name": "Anew"}, args{"idempotency_key": key}))
		return headers["idempotency-id"]
	}
	first, again, other := id("trip-7"), id("trip-7"), id("trip-8")
	assert.Equal(t, first, again)
	assert.NotEqual(t, first, other)
	first, again = id(nil), id(nil)
	assert.NotEmpty(t, first)
	assert.NotEqual(t, first, again, "without a key each call is another")
}
