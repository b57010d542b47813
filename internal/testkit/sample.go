package testkit

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// sample is a simulator that nobody changes. Its ids are those of each kit, so that a
// test that names a report needs no kit to look it up.
var sample = sync.OnceValues(func() (*simulator.Simulator, error) { return simulator.New(simulator.Options{}) })

// Report is a report of the sample company by its name, whoever owns it.
func Report(tb testing.TB, name string) simulator.SampleReport {
	tb.Helper()
	company, err := sample()
	require.NoError(tb, err)
	report, found := company.Report(name)
	require.True(tb, found, "the sample company has no report %q", name)
	return report
}

// ReportID is the id of a report of the sample company.
func ReportID(tb testing.TB, name string) string {
	tb.Helper()
	return Report(tb, name).ID
}

// Expense names an expense of a report of the sample company by its place, as the
// arguments report_id and expense_id.
func Expense(tb testing.TB, report string, place int) Args {
	tb.Helper()
	found := Report(tb, report)
	require.Greater(tb, len(found.Expenses), place, report)
	return Args{"report_id": found.ID, "expense_id": found.Expenses[place].ID}
}

// ExpenseOfType names the first expense of a type, by the name of the type.
func ExpenseOfType(tb testing.TB, report, expenseType string) Args {
	tb.Helper()
	found := Report(tb, report)
	for _, e := range found.Expenses {
		if e.Type == expenseType {
			return Args{"report_id": found.ID, "expense_id": e.ID}
		}
	}
	require.Fail(tb, "no such expense", "%s has no %s", report, expenseType)
	return nil
}
