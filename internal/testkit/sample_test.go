package testkit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestTheIDsOfTheSampleCompanyAreThoseOfEachKit(t *testing.T) {
	t.Parallel()
	const name = "Porto plant visit"
	kit := testkit.New(t, testkit.On(time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)))
	var list struct {
		Expenses []struct {
			ExpenseID   string `json:"expense_id"`
			ExpenseType string `json:"expense_type"`
		} `json:"expenses"`
	}
	kit.Call("list_report_expenses", testkit.Args{"report_id": testkit.ReportID(t, name)}).Into(&list)
	require.NotEmpty(t, list.Expenses)
	for place, e := range list.Expenses {
		assert.Equal(t, e.ExpenseID, testkit.Expense(t, name, place)["expense_id"], place)
		assert.Equal(t, e.ExpenseType, testkit.Report(t, name).Expenses[place].Type)
	}
	first := list.Expenses[0]
	assert.Equal(t, testkit.Expense(t, name, 0), testkit.ExpenseOfType(t, name, first.ExpenseType))
}

func TestArgumentsAreMerged(t *testing.T) {
	t.Parallel()
	base := testkit.Args{"a": 1, "b": 2}
	assert.Equal(t, testkit.Args{"a": 1, "c": 3}, testkit.With(base, testkit.Args{"b": nil, "c": 3}))
	assert.Len(t, base, 2, "it stays as it is")
}

func TestTheJournalTellsWhatWasSent(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	kit.Call("create_report", testkit.Args{"name": "Journal"})
	assert.Equal(t, 1, kit.Attempts("create_report"))
	assert.Equal(t, []string{"create_report"}, kit.Writes())
	assert.Contains(t, string(kit.Sent("create_report").RequestBody), "Journal")
	assert.Zero(t, kit.Attempts("delete_report"))
}
