package cashadvances_test

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// The cash advances of the sample company; its ids are always the same.
const (
	float    = "13A4F8F0AC14848AE8FCD0E33A2075F5" // Rita's, issued, on her report to Porto
	shipping = "5A54845DAEEB9A26F9F60643FF67BB6A" // Rita's, issued
	survey   = "6B45565886E640C28CFFA52F461C2B3F" // Rita's, not issued
	tools    = "72FB4FEA4581A17DDF2AECE3F00A2CEC" // Luca's, issued
)

type args = testkit.Args

type money struct {
	Value    json.Number
	Currency string
}

type advance struct {
	ID           string `json:"cash_advance_id"`
	Name         string
	Comment      string
	StatusCode   string `json:"status_code"`
	Requested    *money
	Balance      *money                       `json:"available_balance"`
	ExchangeRate *struct{ Value json.Number } `json:"exchange_rate"`
	RequestedAt  string                       `json:"requested_at"`
	IssuedAt     string                       `json:"issued_at"`
	Verified     bool
	Note         string
}

type links struct {
	CashAdvances []struct {
		ID string `json:"cash_advance_id"`
	} `json:"cash_advances"`
	Note string
}

type linked struct {
	IDs      []string `json:"cash_advance_ids"`
	Verified bool
	Note     string
}

func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	day := time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)
	return testkit.New(t, append([]testkit.Option{testkit.On(day)}, options...)...)
}

func get(kit *testkit.Kit, id string) advance {
	var found advance
	kit.Call("get_cash_advance", args{"cash_advance_id": id}).Into(&found)
	return found
}

func set(kit *testkit.Kit, arguments args) linked {
	var now linked
	kit.Call("set_report_cash_advances", arguments).Into(&now)
	return now
}

func TestACashAdvanceIsShown(t *testing.T) {
	t.Parallel()
	found := get(newKit(t), "13a4f8f0-ac14-848a-e8fc-d0e33a2075f5")
	assert.Equal(t, float, found.ID, "one id, in whatever spelling it is named")
	assert.Equal(t, &money{"150.00", "EUR"}, found.Requested)
	assert.Equal(t, "C_ISSU", found.StatusCode)
	assert.Regexp(t, `^2026-03-\d\dT\d\d:\d\d:00Z$`, found.RequestedAt)
	assert.NotEmpty(t, found.IssuedAt)
	assert.Nil(t, found.ExchangeRate, "one to one says nothing")

	kit := newKit(t, testkit.As(testkit.Luca))
	failure := kit.Call("get_cash_advance", args{"cash_advance_id": float}).Failure()
	assert.Contains(t, failure["next_step"], "user")
	both := newKit(t, testkit.As(testkit.Luca), testkit.WithCompany())
	var ritas advance
	both.Call("get_cash_advance", args{"cash_advance_id": float, "user": testkit.Rita}).Into(&ritas)
	assert.Equal(t, "Porto visit float", ritas.Name)
}

func TestLinksAreAddedAndRemoved(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, "Porto plant visit")
	for name, options := range map[string][]testkit.Option{
		"by the person": nil, "by the company": {testkit.CompanyOnly()}, "by both": {testkit.WithCompany()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, options...)
			var before links
			kit.Call("list_report_cash_advances", args{"report_id": report}).Into(&before)
			require.Len(t, before.CashAdvances, 1)
			kit.Sim.ResetJournal()
			added := set(kit, args{"report_id": report, "cash_advance_ids": []string{shipping, shipping, float}, "mode": "add"})
			assert.Equal(t, linked{IDs: []string{float, shipping}, Verified: true}, added, "what was there stays")
			assert.Equal(t, []string{"get_report_cash_advances", "set_report_cash_advances", "get_report_cash_advances"}, kit.Operations())
			again := set(kit, args{"report_id": report, "cash_advance_ids": shipping, "mode": "add"})
			assert.True(t, again.Verified)
			assert.Equal(t, 1, kit.Attempts("set_report_cash_advances"), "there was nothing to add")
			removed := set(kit, args{"report_id": report, "cash_advance_ids": []string{float, shipping}, "mode": "remove"})
			assert.Equal(t, linked{IDs: []string{}, Verified: true}, removed)
			again = set(kit, args{"report_id": report, "cash_advance_ids": shipping, "mode": "remove"})
			assert.True(t, again.Verified)
			assert.Equal(t, 1, kit.Attempts("remove_report_cash_advances"), "there was nothing to remove")
			var after links
			kit.Call("list_report_cash_advances", args{"report_id": report}).Into(&after)
			assert.Contains(t, after.Note, "set_report_cash_advances")
		})
	}
}

func TestRefusedLinks(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	porto, pending := testkit.ReportID(t, "Porto plant visit"), testkit.ReportID(t, "Munich calibration audit")
	for name, arguments := range map[string]args{
		"one that is not issued": {"report_id": porto, "cash_advance_ids": []string{survey}, "mode": "add"},
		"one of Luca's":          {"report_id": porto, "cash_advance_ids": []string{tools}, "mode": "add"},
		"a submitted report":     {"report_id": pending, "cash_advance_ids": []string{shipping}, "mode": "add"},
	} {
		failure := kit.Call("set_report_cash_advances", arguments).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], name)
		assert.Contains(t, failure["next_step"], "recall_report", name)
	}
	hidden := kit.As(testkit.Luca).Call("list_report_cash_advances", args{"report_id": porto}).Failure()
	assert.Contains(t, hidden["next_step"], "whose report")
}

func TestLostAnswersAboutLinks(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, "Porto plant visit")
	for name, c := range map[string]struct {
		operation, mode, id string
		fault               simulator.FaultKind
		changed             string // empty where the call works out
	}{
		"added":                 {"set_report_cash_advances", "add", shipping, simulator.CommitThenDrop, ""},
		"not added":             {"set_report_cash_advances", "add", shipping, simulator.ResetBefore, "nothing_changed"},
		"added, told in a page": {"set_report_cash_advances", "add", shipping, simulator.Malformed, ""},
		"removed":               {"remove_report_cash_advances", "remove", float, simulator.CommitThenDrop, ""},
		"not removed":           {"remove_report_cash_advances", "remove", float, simulator.ServerError, "nothing_changed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Nth: 1, Kind: c.fault})
			result := kit.Call("set_report_cash_advances", args{"report_id": report, "cash_advance_ids": c.id, "mode": c.mode})
			assert.Equal(t, 1, kit.Attempts(c.operation), "sent once")
			if c.changed == "" {
				var now linked
				result.Into(&now)
				assert.True(t, now.Verified)
				assert.Contains(t, now.Note, "answer was lost")
				return
			}
			assert.Equal(t, c.changed, result.Failure()["changed"])
		})
	}
}

func TestACashAdvanceIsAskedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options []testkit.Option
		user    string
	}{
		"by the person":             {nil, ""},
		"by the company":            {[]testkit.Option{testkit.CompanyOnly()}, testkit.Rita},
		"by a person for another":   {[]testkit.Option{testkit.As(testkit.Luca), testkit.WithCompany()}, testkit.Rita},
		"by an administrator alone": {[]testkit.Option{testkit.As(testkit.Ada)}, "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f604"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			arguments := args{"name": "Fair", "amount": json.Number("120.10"), "currency": "usd", "comment": "Small notes", "account_code": "1180"}
			if c.user != "" {
				arguments["user"] = c.user
			}
			var made advance
			kit.Call("create_cash_advance", arguments).Into(&made)
			assert.True(t, made.Verified, made.Note)
			assert.Equal(t, &money{"120.10", "USD"}, made.Requested)
			assert.Equal(t, "C_NOTF", made.StatusCode)
			assert.Equal(t, "Small notes", made.Comment)
			var body struct{ AmountRequested struct{ Amount string } }
			for _, sent := range kit.Sim.Writes() {
				require.NoError(t, json.Unmarshal(sent.RequestBody, &body))
			}
			assert.Equal(t, "120.1", body.AmountRequested.Amount, "a text, and exact")
			assert.Equal(t, made.Name, get(newOwner(kit), made.ID).Name)
		})
	}
}

// newOwner is Rita's own session on the same company.
func newOwner(kit *testkit.Kit) *testkit.Kit { return kit.As(testkit.Rita) }

func TestRefusedRequestsForCash(t *testing.T) {
	t.Parallel()
	plain := args{"name": "x", "amount": 1, "currency": "EUR"}
	nobody := newKit(t, testkit.CompanyOnly()).Call("create_cash_advance", plain).Failure()
	assert.Contains(t, nobody["next_step"], "`user`")
	plain["user"] = "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f604"
	other := newKit(t, testkit.As(testkit.Luca)).Call("create_cash_advance", plain).Failure()
	assert.Contains(t, other["message"], "for another user")
	assert.Contains(t, other["next_step"], "company connection")
}

func TestALostAnswerToARequestForCashStaysUnknown(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.FaultKind{
		simulator.CommitThenDrop, simulator.ResetBefore, simulator.ServerError, simulator.EmptyBody, simulator.Malformed,
	} {
		kit := newKit(t)
		kit.Sim.AddFault(simulator.Fault{Operation: "cash_advance_create", Nth: 1, Kind: fault})
		failure := kit.Call("create_cash_advance", args{"name": "x", "amount": 1, "currency": "EUR"}).Failure()
		assert.Equal(t, "unknown", failure["changed"], fault)
		assert.Contains(t, failure["next_step"], "no tool can list", fault)
		assert.Equal(t, 1, kit.Attempts("cash_advance_create"), fault)
	}
	kit := newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "cash_advance_get", Nth: 1, Kind: simulator.Malformed})
	var made advance
	kit.Call("create_cash_advance", args{"name": "x", "amount": 1, "currency": "EUR"}).Into(&made)
	assert.NotEmpty(t, made.ID)
	assert.False(t, made.Verified)
	assert.Contains(t, made.Note, "could not be read back")
}

func TestACashAdvanceIsIssued(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]testkit.Option{
		"by an administrator": {testkit.As(testkit.Ada)}, "by the company": {testkit.CompanyOnly()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, options...)
			var issued advance
			kit.Call("issue_cash_advance", args{
				"cash_advance_id": survey, "exchange_rate": json.Number("0.8765"), "status": "not submitted", "comment": "Paid", "account_code": "1180",
			}).Into(&issued)
			assert.True(t, issued.Verified, issued.Note)
			assert.Equal(t, &money{"525.90", "EUR"}, issued.Balance)
			assert.Equal(t, json.Number("0.8765"), issued.ExchangeRate.Value)
			twice := kit.Call("issue_cash_advance", args{"cash_advance_id": survey}).Failure()
			assert.Contains(t, twice["message"], "already")
			assert.Contains(t, twice["next_step"], "issued once")
			elsewhere := kit.Call("issue_cash_advance", args{"cash_advance_id": survey, "status": "C_NOTF"}).Failure()
			assert.Contains(t, elsewhere["message"], "Issued (C_ISSU)")
			assert.Equal(t, 2, kit.Attempts("cash_advance_issue"), "the last was not sent")
		})
	}
	own := newKit(t).Call("issue_cash_advance", args{"cash_advance_id": survey}).Failure()
	assert.Contains(t, own["next_step"], "company connection", "nobody pays themselves")
}

func TestLostAnswersAboutIssuing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault   simulator.FaultKind
		status  int
		changed string
	}{
		"issued":                     {simulator.CommitThenDrop, 0, ""},
		"issued, and told in a page": {simulator.Malformed, 0, ""},
		"not issued":                 {simulator.ResetBefore, 0, "nothing_changed"},
		"failed":                     {simulator.ServerError, 500, "nothing_changed"},
		"timed out at the gateway":   {simulator.ServerError, 504, "unknown"},
		"timed out at Concur":        {simulator.ServerError, 408, "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, testkit.As(testkit.Ada))
			kit.Sim.AddFault(simulator.Fault{Operation: "cash_advance_issue", Nth: 1, Kind: c.fault, Status: c.status})
			result := kit.Call("issue_cash_advance", args{"cash_advance_id": survey})
			assert.Equal(t, 1, kit.Attempts("cash_advance_issue"), "sent once")
			if c.changed == "" {
				var issued advance
				result.Into(&issued)
				assert.True(t, issued.Verified)
				assert.Contains(t, issued.Note, "answer was lost")
				return
			}
			assert.Equal(t, c.changed, result.Failure()["changed"])
		})
	}
	kit := newKit(t, testkit.As(testkit.Ada))
	kit.Sim.AddFault(simulator.Fault{Operation: "cash_advance_get", Kind: simulator.Malformed})
	var unseen advance
	kit.Call("issue_cash_advance", args{"cash_advance_id": survey}).Into(&unseen)
	assert.Contains(t, unseen.Note, "could not be read back")
}

func TestBadArgumentsOfCashAdvances(t *testing.T) {
	t.Parallel()
	const report = "7A90C4E15B2D4F6883AC"
	kit := newKit(t, testkit.WithCompany())
	for _, c := range []struct {
		tool      string
		arguments args
		names     string
	}{
		{"get_cash_advance", args{"cash_advance_id": "12"}, "cash_advance_id"},
		{"list_report_cash_advances", args{"report_id": "12"}, "report_id"},
		{"list_report_cash_advances", args{"report_id": report, "fields": "name"}, "name"},
		{"set_report_cash_advances", args{"report_id": report, "cash_advance_ids": []string{}, "mode": "add"}, "cash_advance_ids"},
		{"set_report_cash_advances", args{"report_id": report, "cash_advance_ids": []string{"x"}, "mode": "add"}, "cash_advance_ids[0]"},
		{"set_report_cash_advances", args{"report_id": report, "cash_advance_ids": []string{float}, "mode": "replace"}, "mode"},
		{"create_cash_advance", args{"name": "x", "amount": 0, "currency": "EUR"}, "amount"},
		{"create_cash_advance", args{"name": "x", "amount": -5, "currency": "EUR"}, "amount"},
		{"create_cash_advance", args{"name": "x", "amount": 1.234, "currency": "EUR"}, "decimals"},
		{"create_cash_advance", args{"name": "x", "amount": 1, "currency": "euro"}, "currency"},
		{"create_cash_advance", args{"name": "", "amount": 1, "currency": "EUR"}, "name"},
		{"issue_cash_advance", args{"cash_advance_id": survey, "exchange_rate": 0}, "exchange_rate"},
		{"issue_cash_advance", args{}, "cash_advance_id"},
	} {
		failure := kit.Call(c.tool, c.arguments).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], c.tool)
		assert.Contains(t, failure["message"], c.names, c.tool)
	}
	assert.Empty(t, kit.Sim.Journal(), "nothing was sent")
}

func TestLinksThatAreAddedAtOnceAllStay(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	ada := kit.As(testkit.Ada)
	report := testkit.ReportID(t, "Porto plant visit")
	ids := []string{float}
	for i := range 8 {
		var made advance
		kit.Call("create_cash_advance", args{"name": "Fair", "amount": 20 + i, "currency": "EUR"}).Into(&made)
		ada.Call("issue_cash_advance", args{"cash_advance_id": made.ID})
		ids = append(ids, made.ID)
	}
	var calls sync.WaitGroup
	for _, id := range ids[1:] {
		calls.Go(func() {
			kit.Call("set_report_cash_advances", args{"report_id": report, "cash_advance_ids": id, "mode": "add"})
		})
	}
	calls.Wait()
	var all links
	kit.Call("list_report_cash_advances", args{"report_id": report}).Into(&all)
	var linked []string
	for _, link := range all.CashAdvances {
		linked = append(linked, link.ID)
	}
	assert.ElementsMatch(t, ids, linked)
}
