package allocations_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = map[string]any

// reportNamed gives the id of a report of Rita's.
func reportNamed(t *testing.T, name string) string {
	t.Helper()
	var list struct {
		Reports []struct {
			ReportID string `json:"report_id"`
			Name     string `json:"name"`
		} `json:"reports"`
	}
	testkit.New(t).Call("list_reports", args{"limit": 200}).Into(&list)
	for _, r := range list.Reports {
		if r.Name == name {
			return r.ReportID
		}
	}
	require.Fail(t, "there is no report "+name)
	return ""
}

// expense names an expense of a report of Rita's by its place.
func expense(t *testing.T, report string, place int) args {
	t.Helper()
	id := reportNamed(t, report)
	var list struct {
		Expenses []struct {
			ExpenseID string `json:"expense_id"`
		} `json:"expenses"`
	}
	testkit.New(t).Call("list_report_expenses", args{"report_id": id}).Into(&list)
	require.Greater(t, len(list.Expenses), place)
	return args{"report_id": id, "expense_id": list.Expenses[place].ExpenseID}
}

// with is a copy of arguments with others in it; nil takes one out.
func with(base, more args) args {
	merged := args{}
	for _, part := range []args{base, more} {
		for name, value := range part {
			if merged[name] = value; value == nil {
				delete(merged, name)
			}
		}
	}
	return merged
}

// attempts counts how often an operation was sent.
func attempts(kit *testkit.Kit, operation string) int {
	n := 0
	for _, name := range kit.Operations() {
		if name == operation {
			n++
		}
	}
	return n
}
