package itemizations_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestCustomFieldsOfAPartAreNamedAsTheFormNamesThem(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	hotel, _ := hotelOf(t, kit, sentBackReport)
	var made part
	kit.Call("create_expense_itemization", testkit.With(hotel, args{
		"expense_type": "Parking", "amount": 3, "custom_fields": args{"Cost Center": "finance", "project": "PO-1"},
	})).Into(&made)
	assert.True(t, made.Verified, made.Note)
	assert.Len(t, made.CustomFields, 2)
	var inV4 part
	for _, p := range partsOf(kit, hotel).Itemizations {
		if p.V3ID == made.V3ID {
			inV4 = p
		}
	}
	for name, id := range map[string]string{"v4": inV4.ExpenseID, "v3": made.V3ID} {
		var changed part
		kit.Call("update_expense_itemization", testkit.With(hotel, args{
			"itemization_id": id, "custom_fields": args{"cost center": "Field Sales EMEA", "Project": "of " + name},
		})).Into(&changed)
		assert.True(t, changed.Verified, changed.Note)
		assert.Equal(t, "of "+name, changed.CustomFields[0].Value)
	}
	kit.Sim.ResetJournal()
	for tool, more := range map[string]args{
		"create_expense_itemization": {"expense_type": "Parking", "amount": 3},
		"update_expense_itemization": {"itemization_id": made.V3ID},
	} {
		asked := testkit.With(hotel, testkit.With(more, args{"custom_fields": args{"Cost Center": "Moon base"}}))
		assert.Contains(t, kit.Call(tool, asked).Failure()["message"], "no value of Cost Center")
		asked = testkit.With(hotel, testkit.With(more, args{"custom_fields": args{"custom41": "x"}}))
		assert.Contains(t, kit.Call(tool, asked).Failure()["message"], "custom41")
	}
	assert.Empty(t, kit.Sim.Writes())
}
