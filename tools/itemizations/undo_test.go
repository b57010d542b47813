package itemizations_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// shown are the parts of a hotel, without what no call brings back.
func shown(kit *testkit.Kit, hotel args) []part {
	parts := partsOf(kit, hotel).Itemizations
	for i := range parts {
		parts[i].ExpenseID, parts[i].V3ID = "", ""
	}
	return parts
}

func TestWritesOnPartsAreTakenBack(t *testing.T) {
	t.Parallel()
	hotel, parts := hotelOf(t, testkit.New(t), openReport)
	last := args{"itemization_id": parts[len(parts)-1].ExpenseID}
	for _, c := range []struct {
		name, tool, note string
		args             args
	}{
		{"a new part", "create_expense_itemization", "", args{"expense_type": "Parking", "amount": 3, "custom_fields": args{"custom16": "PO"}}},
		{
			"a change of everything", "update_expense_itemization", "", testkit.With(last, args{
				"expense_type": "Parking", "transaction_date": "2026-03-01", "amount": "7.25", "description": "Night", "is_personal": true,
				"is_billable": true, "custom_fields": args{"custom16": "PO"},
			}),
		},
		{"a change with a comment", "update_expense_itemization", "comment stays", testkit.With(last, args{"amount": 7, "comment": "x"})},
		{"a removal", "delete_expense_itemization", "its ids", last},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			before := shown(kit, hotel)
			undo := kit.Undoing(c.tool, testkit.With(hotel, c.args))
			assert.Contains(t, undo.Note, c.note)
			assert.NotEqual(t, before, shown(kit, hotel))
			kit.TakeBack(undo)
			assert.Equal(t, before, shown(kit, hotel))
		})
	}
}

func TestACommentIsNotTakenBack(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	hotel, parts := hotelOf(t, kit, openReport)
	undo := kit.Undoing("update_expense_itemization", testkit.With(hotel, args{"itemization_id": parts[0].ExpenseID, "comment": "x"}))
	assert.Empty(t, undo.Tool)
	assert.Contains(t, undo.Note, "delete_latest_comment")
}
