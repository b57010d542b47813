package itemizations_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
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
			"",
		},
		{
			"a creation that was not", "create_expense_itemization", "create_itemization", simulator.ResetBefore,
			args{"expense_type": "Parking", "amount": 3},
			"unknown",
		},
		{
			"a creation of which Concur says that it failed", "create_expense_itemization", "create_itemization", simulator.ServerError,
			args{"expense_type": "Parking", "amount": 3},
			"nothing_changed",
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
			"the first comment", "update_expense_itemization", "update_itemization", simulator.CommitThenDrop,
			testkit.With(id, args{"comment": "x"}), "",
		},
		{
			"a change of which a part was so before", "update_expense_itemization", "update_itemization", simulator.ResetBefore,
			testkit.With(id, args{"amount": 7, "is_personal": false}), "nothing_changed",
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
			assert.Equal(t, c.outcome, result.Failure()["changed"])
		})
	}
}

func TestASecondCommentIsNotKnownFromTheFirst(t *testing.T) {
	t.Parallel()
	hotel, parts := hotelOf(t, testkit.New(t), openReport)
	kit := testkit.New(t)
	comment := testkit.With(hotel, args{"itemization_id": parts[0].ExpenseID, "comment": "x"})
	var first part
	kit.Call("update_expense_itemization", comment).Into(&first)
	assert.True(t, first.Verified)
	second := testkit.With(comment, args{"comment": "y"})
	assert.Equal(t, tools.Unknown, kit.Look("update_expense_itemization", second).Verdict)
	var alone, along part
	kit.Call("update_expense_itemization", second).Into(&alone)
	assert.False(t, alone.Verified)
	assert.Contains(t, alone.Note, "list_comments")
	kit.Call("update_expense_itemization", testkit.With(comment, args{"amount": 7})).Into(&along)
	assert.True(t, along.Verified, "the amount was read back")
	assert.Contains(t, along.Note, "not checked")

	kit.Sim.AddFault(simulator.Fault{Operation: "update_itemization", Kind: simulator.CommitThenDrop})
	failure := kit.Call("update_expense_itemization", testkit.With(comment, args{"comment": "z"})).Failure()
	assert.Equal(t, "unknown", failure["changed"])
	assert.Contains(t, failure["message"], "comments before")
}

func TestTwoPartsThatLookAlikeAreKeptApart(t *testing.T) {
	t.Parallel()
	hotel := testkit.ExpenseOfType(t, openReport, "Hotel")
	kit := testkit.New(t)
	fee := testkit.With(hotel, args{"expense_type": "Parking", "amount": 3})
	var first, second part
	kit.Call("create_expense_itemization", fee).Into(&first)
	again := testkit.With(fee, args{"idempotency_key": "the second night"})
	kit.Sim.AddFault(simulator.Fault{Operation: "create_itemization", Nth: 1, Kind: simulator.ServerError})
	assert.Equal(t, "nothing_changed", kit.Call("create_expense_itemization", again).Failure()["changed"], "the first is not the second")
	kit.Sim.AddFault(simulator.Fault{Operation: "create_itemization", Nth: 1, Kind: simulator.CommitThenDrop})
	kit.Call("create_expense_itemization", testkit.With(fee, args{"idempotency_key": "once more"})).Into(&second)
	assert.NotEqual(t, first.V3ID, second.V3ID)
	assert.Contains(t, second.Note, "answer was lost")
}

func TestALookAfterACrashKnowsWhatBecameOfAPart(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	hotel, parts := hotelOf(t, kit, openReport)
	fee := testkit.With(hotel, args{"expense_type": "Parking", "amount": 3})
	assert.Equal(t, tools.NotDone, kit.Look("create_expense_itemization", fee).Verdict)
	var made part
	kit.As(testkit.Rita).Call("create_expense_itemization", fee).Into(&made)
	assert.Equal(t, tools.Done, kit.Look("create_expense_itemization", fee).Verdict)

	for _, id := range []string{parts[0].ExpenseID, made.V3ID} {
		named := testkit.With(hotel, args{"itemization_id": id})
		change := testkit.With(named, args{"amount": 7, "description": "Night"})
		assert.Equal(t, tools.NotDone, kit.Look("update_expense_itemization", change).Verdict)
		kit.Call("update_expense_itemization", testkit.With(named, args{"amount": 7})).Into(&part{})
		assert.Equal(t, tools.Unknown, kit.Look("update_expense_itemization", change).Verdict)
		kit.Call("update_expense_itemization", change).Into(&part{})
		assert.Equal(t, tools.Done, kit.Look("update_expense_itemization", change).Verdict)
		assert.Equal(t, tools.NotDone, kit.Look("delete_expense_itemization", named).Verdict)
		kit.Call("delete_expense_itemization", named).Into(&part{})
		assert.Equal(t, tools.Done, kit.Look("delete_expense_itemization", named).Verdict)
	}
}

func TestAWriteThatCannotBeReadBackSaysSo(t *testing.T) {
	t.Parallel()
	hotel, parts := hotelOf(t, testkit.New(t), openReport)
	operations := map[string]string{
		"create_expense_itemization": "create_itemization", "update_expense_itemization": "update_itemization",
		"delete_expense_itemization": "delete_itemization",
	}
	for tool, more := range map[string]args{
		"create_expense_itemization": {"expense_type": "Parking", "amount": 3},
		"update_expense_itemization": {"itemization_id": parts[0].ExpenseID, "amount": 3},
		"delete_expense_itemization": {"itemization_id": parts[0].ExpenseID},
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			partsOf(kit, hotel) // so that the ids are known
			kit.Sim.AddFault(simulator.Fault{
				Operation: "list_itemizations", After: operations[tool], Kind: simulator.ServerError, Status: 400,
			})
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
	for kind, exists := range map[simulator.FaultKind]bool{
		simulator.Malformed: true, simulator.HTMLPage: false, simulator.EmptyBody: true, simulator.Garbage: true,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			kit.Sim.AddFault(simulator.Fault{Operation: "create_itemization", Kind: kind, Bytes: 100, Status: 200})
			result := kit.Call("create_expense_itemization", testkit.With(hotel, args{"expense_type": "Parking", "amount": 3}))
			if exists {
				var made part
				result.Into(&made)
				assert.True(t, made.Verified)
				assert.Contains(t, made.Note, "answer was lost")
			} else {
				assert.Equal(t, "unknown", result.Failure()["changed"], "a page for people says nothing of what is behind it")
			}
			kit.Sim.AddFault(simulator.Fault{Operation: "get_itemizations", Kind: kind, Bytes: 100, Status: 200})
			assert.Equal(t, "nothing_changed", kit.Call("list_expense_itemizations", hotel).Failure()["changed"])
		})
	}
}
