package reports_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAReportThatWasNeverThereIsNotCalledDeleted(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "delete_report", Kind: simulator.ResetBefore})
	failure := kit.Call("delete_report", args{"report_id": "178B383124F93414BA11"}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Empty(t, kit.Writes())
}
