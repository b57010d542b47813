package expenses_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAnExpenseThatIsOnAnotherReportIsNotCalledDeleted(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	taxi := testkit.ExpenseOfType(t, openReport, "Taxi")
	kit.Sim.AddFault(simulator.Fault{Operation: "delete_expense", Kind: simulator.ResetBefore})
	elsewhere := testkit.With(taxi, args{"report_id": testkit.ReportID(t, "Lisbon home office")})
	failure := kit.Call("delete_report_expense", elsewhere).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Empty(t, kit.Writes())
}
