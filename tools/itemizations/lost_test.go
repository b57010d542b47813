package itemizations_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestALostAnswerIsLookedAfterAndNothingRepeated(t *testing.T) {
	t.Parallel()
	hotel, parts := hotelOf(t, testkit.New(t), openReport)
	id := args{"itemization_id": parts[0].ExpenseID}
	for _, c := range []struct {
		name, tool, operation string
		kind                  simulator.FaultKind
		args                  args
		outcome               string // empty: it was done
	}{
		{
			"a creation that was done", "create_expense_itemization", "create_itemization", simulator.CommitThenDrop,
			args{"expense_type": "Parking", "amount": 3},
			"unknown",
		},
		{
			"a creation that was not", "create_expense_itemization", "create_itemization", simulator.ResetBefore,
			args{"expense_type": "Parking", "amount": 3},
			"unknown",
		},
		{
			"a change that was done", "update_expense_itemization", "update_itemization", simulator.CommitThenDrop,
			testkit.With(id, args{"amount": 7}), "",
		},
		{
			"a change that was not", "update_expense_itemization", "update_itemization", simulator.ResetBefore, testkit.With(id, args{"amount": 7}),
			"nothing_changed",
		},
		{
			"a comment", "update_expense_itemization", "update_itemization", simulator.CommitThenDrop,
			testkit.With(id, args{"comment": "x"}), "unknown",
		},
		{
			"a change that shows in part", "update_expense_itemization", "update_itemization", simulator.ResetBefore,
			testkit.With(id, args{"amount": 7, "is_personal": false}), "unknown",
		},
		{"a removal that was done", "delete_expense_itemization", "delete_itemization", simulator.CommitThenDrop, id, ""},
		{"a removal that was not", "delete_expense_itemization", "delete_itemization", simulator.ResetBefore, id, "nothing_changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Kind: c.kind})
			result := kit.Call(c.tool, testkit.With(hotel, c.args))
			assert.Equal(t, 1, kit.Attempts(c.operation))
			if c.outcome == "" {
				var done part
				result.Into(&done)
				assert.True(t, done.Verified)
				assert.NotNil(t, done.Remaining)
				return
			}
			failure := result.Failure()
			assert.Equal(t, c.outcome, failure["changed"])
			if c.operation == "create_itemization" {
				assert.Contains(t, failure["next_step"], "list_expense_itemizations")
			}
		})
	}
}

func TestAWriteThatCannotBeReadBackSaysSo(t *testing.T) {
	t.Parallel()
	hotel, parts := hotelOf(t, testkit.New(t), openReport)
	for tool, more := range map[string]args{
		"create_expense_itemization": {"expense_type": "Parking", "amount": 3},
		"update_expense_itemization": {"itemization_id": parts[0].ExpenseID, "amount": 3},
		"delete_expense_itemization": {"itemization_id": parts[0].ExpenseID},
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			partsOf(kit, hotel) // so that the ids are known
			kit.Sim.AddFault(simulator.Fault{Operation: "list_itemizations", Kind: simulator.ServerError, Status: 400})
			var done part
			kit.Call(tool, testkit.With(hotel, more)).Into(&done)
			assert.False(t, done.Verified)
			assert.Contains(t, done.Note, "could not be read back")
			assert.Nil(t, done.Remaining, "nobody knows")
			assert.Len(t, kit.Writes(), 1)
		})
	}
}

func TestAnswersThatAreNoneAreReported(t *testing.T) {
	t.Parallel()
	hotel := testkit.ExpenseOfType(t, openReport, "Hotel")
	for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.HTMLPage, simulator.EmptyBody, simulator.Garbage} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			kit.Sim.AddFault(simulator.Fault{Operation: "create_itemization", Kind: kind, Bytes: 100, Status: 200})
			failure := kit.Call("create_expense_itemization", testkit.With(hotel, args{"expense_type": "Parking", "amount": 3})).Failure()
			assert.Equal(t, "unknown", failure["changed"], "it may have been made")
			assert.Contains(t, failure["next_step"], "list_expense_itemizations")
			kit.Sim.AddFault(simulator.Fault{Operation: "get_itemizations", Kind: kind, Bytes: 100, Status: 200})
			assert.Equal(t, "nothing_changed", kit.Call("list_expense_itemizations", hotel).Failure()["changed"])
		})
	}
}
