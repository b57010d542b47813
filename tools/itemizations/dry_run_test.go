package itemizations_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestADryRunSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	hotel, parts := hotelOf(t, kit, openReport)
	one := testkit.With(hotel, args{"itemization_id": parts[0].ExpenseID})
	for tool, arguments := range map[string]args{
		"create_expense_itemization": testkit.With(hotel, args{"expense_type": "Parking", "amount": 3}),
		"update_expense_itemization": testkit.With(one, args{"amount": 3}),
		"delete_expense_itemization": one,
	} {
		var shown struct {
			DryRun bool `json:"dry_run"`
		}
		kit.Call(tool, testkit.With(arguments, args{"dry_run": true})).Into(&shown)
		assert.True(t, shown.DryRun, tool)
	}
	assert.Empty(t, kit.Writes())
}
