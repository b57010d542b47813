package expenses_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestADryRunSendsNothingAndSaysWhatItWould(t *testing.T) {
	t.Parallel()
	lunch := testkit.ExpenseOfType(t, openReport, "Lunch")
	for _, c := range []struct {
		tool, operation string
		options         []testkit.Option
		args            args
	}{
		{"create_report_expense", "create_entry", nil, dinner(testkit.ReportID(t, openReport))},
		{"update_report_expense", "update_entry", nil, testkit.With(lunch, args{"vendor": "A"})},
		{
			"update_report_expense", "update_expense_submitted",
			[]testkit.Option{testkit.WithCompany()},
			testkit.With(lunch, args{"is_rejected": true}),
		},
		{"delete_report_expense", "delete_expense", nil, lunch},
	} {
		t.Run(c.operation, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			var shown struct {
				DryRun bool `json:"dry_run"`
				Would  struct {
					Operation string `json:"operation"`
				} `json:"would_send"`
			}
			kit.Call(c.tool, testkit.With(c.args, args{"dry_run": true})).Into(&shown)
			assert.True(t, shown.DryRun)
			assert.Equal(t, c.operation, shown.Would.Operation)
			assert.Empty(t, kit.Writes())
		})
	}
}
