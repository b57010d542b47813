package writes_test

import (
	"encoding/base64"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAKeyOfACallThatMayStillRunIsNotForFree(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	// Nothing is there to be found, and nobody knows whether there will be.
	kit.Sim.AddFault(simulator.Fault{Operation: "create_entry", Nth: 1, Kind: simulator.ServerError, Status: 504})
	taxi := args{
		"report_id": testkit.ReportID(t, readyReport), "expense_type": "Taxi", "transaction_date": "2026-03-18",
		"amount": 12.5, "currency": "EUR", "vendor": "Taxi Tejo", "idempotency_key": "taxi",
	}
	assert.Equal(t, "unknown", kit.Call("create_report_expense", taxi).Failure()["changed"])
	again := kit.Call("create_report_expense", taxi).Failure()
	assert.Equal(t, "unknown", again["changed"], "Concur may still be at it: %v", again)
	assert.NotContains(t, again["next_step"], "new key")
	assert.Equal(t, 1, kit.Attempts("create_entry"))
}

func TestWhatAKeyMadeIsLookedForByItsOwnID(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "image_only_receipt_create", Nth: 1, Kind: simulator.CommitThenDrop})
	kit.Sim.AddFault(simulator.Fault{Operation: "receipt_bulk_status", Kind: simulator.HTMLPage, Status: 200})
	image := base64.StdEncoding.EncodeToString([]byte("%PDF-1.4\n%%EOF\n"))
	arguments := args{"file_content": image, "idempotency_key": "scan"}
	assert.Equal(t, "unknown", kit.Call("upload_image_only_receipt", arguments).Failure()["changed"])
	kit.Sim.ClearFaults()
	again := kit.Call("upload_image_only_receipt", arguments).Failure()
	assert.Equal(t, "changed", again["changed"], "its key gave it an id: %v", again)
	assert.Equal(t, 1, kit.Attempts("image_only_receipt_create"))
}

func TestACreationWithAKeyCountsForOneWithout(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	wrote(kit, "create_report", args{"name": "Oslo", "idempotency_key": "oslo"})
	q := asked(kit, "create_report", args{"name": "Oslo"})
	assert.Contains(t, q.Confirmation.Question,
		" once more.\nCareful: the same was made a moment ago; unless that was undone since, there will be two")
	assert.Equal(t, 1, kit.Attempts("create_report"))
	wrote(kit, "create_report", args{"name": "Oslo", "idempotency_key": "another"})
	assert.Equal(t, 2, kit.Attempts("create_report"), "another key is another report")
}

func TestAKeyOfWhatFailedLeavesNothingToAskAbout(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "create_report", Nth: 1, Kind: simulator.ServerError, Status: 400})
	assert.Equal(t, "nothing_changed", kit.Call("create_report", args{"name": "Oslo", "idempotency_key": "oslo"}).Failure()["changed"])
	assert.NotEmpty(t, wrote(kit, "create_report", args{"name": "Oslo"}).ReportID)
}

func TestLeaveForOneIsNoLeaveForTwo(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.Under(approve.Policy{Confirm: approve.All}))
	one := asked(kit, "create_report", args{"name": "Oslo"}).Confirmation.Token
	other := asked(kit, "create_report", args{"name": "Oslo"}).Confirmation.Token
	wrote(kit, "create_report", args{"name": "Oslo", "confirm_token": one})
	q := asked(kit, "create_report", args{"name": "Oslo", "confirm_token": other})
	assert.Contains(t, q.Confirmation.Question, "there will be two")
	assert.Equal(t, 1, kit.Attempts("create_report"))
	wrote(kit, "create_report", args{"name": "Oslo", "confirm_token": q.Confirmation.Token})
	assert.Equal(t, 2, kit.Attempts("create_report"))
}

func TestAKeyGivesTheFirstResultWhateverBecameOfItsLeave(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.Under(approve.Policy{Confirm: approve.All}))
	arguments := args{"name": "Oslo", "idempotency_key": "oslo"}
	token := asked(kit, "create_report", arguments).Confirmation.Token
	first := kit.Call("create_report", testkit.With(arguments, args{"confirm_token": token}))
	again := kit.Call("create_report", testkit.With(arguments, args{"confirm_token": "20260101." + token[9:]}))
	assert.JSONEq(t, first.Text, again.Text)
	assert.Equal(t, 1, kit.Attempts("create_report"))
}

func TestTheLastOfSeveralIsTheOneThatIsAskedAbout(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]func(*testkit.Kit) args{
		"a person agreed to it": func(kit *testkit.Kit) args {
			return args{"name": "Oslo", "confirm_token": asked(kit, "create_report", args{"name": "Oslo"}).Confirmation.Token}
		},
		"it has a key": func(*testkit.Kit) args { return args{"name": "Oslo", "idempotency_key": "another"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var seconds atomic.Int64
			kit := newKit(t, testkit.WithSimulator(simulator.Options{Now: func() time.Time {
				return now.Add(time.Duration(seconds.Load()) * time.Second)
			}}))
			wrote(kit, "create_report", args{"name": "Oslo"})
			seconds.Add(110)
			wrote(kit, "create_report", second(kit))
			seconds.Add(30)
			q := asked(kit, "create_report", args{"name": "Oslo"})
			assert.Contains(t, q.Confirmation.Question, "the same was made 30s ago")
			assert.Equal(t, 2, kit.Attempts("create_report"))
		})
	}
}

func TestLeaveThatIsNotNeededAnyMoreIsUsedUpAllTheSame(t *testing.T) {
	t.Parallel()
	var minutes atomic.Int64
	kit := newKit(t, testkit.WithSimulator(simulator.Options{Now: func() time.Time {
		return now.Add(time.Duration(minutes.Load()) * time.Minute)
	}}))
	wrote(kit, "create_report", args{"name": "Oslo"})
	again := args{"name": "Oslo", "confirm_token": asked(kit, "create_report", args{"name": "Oslo"}).Confirmation.Token}
	minutes.Add(3) // Nobody asks about it any more.
	wrote(kit, "create_report", again)
	failure := kit.Call("create_report", again).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"], "the call came twice: %v", failure)
	assert.Equal(t, 2, kit.Attempts("create_report"))
}
