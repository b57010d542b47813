package approvals_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAStepThatIsStoppedIsNotTaken(t *testing.T) {
	t.Parallel()
	for tool, c := range map[string]struct {
		report    string
		arguments args
	}{
		"submit_report": {readyReport, args{}}, "recall_report": {pendingReport, args{}}, "approve_report": {lucasReport, args{}},
		"send_back_report": {lucasReport, args{"comment": "x"}},
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			operation, _ := kit.DryRun(tool, testkit.With(c.arguments, args{"report_id": testkit.ReportID(t, c.report)}))
			assert.Equal(t, tool, operation)
			assert.Empty(t, kit.Writes())
		})
	}
}
