package simulator

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// allocated is what the tests read of an allocation of v4.
type allocatedWire struct {
	AllocationID       string
	ExpenseID          string
	Percentage         json.Number
	IsSystemAllocation bool
	AccountCode        string
	AllocationAmount   struct {
		Value        decimal.Decimal
		CurrencyCode string
	}
	CustomData []customDatum
}

func (s *scene) allocationsOf(t *testing.T, r *report, e *expense) []allocatedWire {
	t.Helper()
	var rows []allocatedWire
	s.get(rita, s.path(rita, "TRAVELER", r)+"/expenses/"+e.id+"/allocations").into(t, &rows)
	return rows
}

func TestSharesAddUpToTheExpense(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	for _, name := range []string{"Porto plant visit", "Munich calibration audit", "Sensor+Test fair", "London key account"} {
		r := s.report(name)
		for _, e := range r.expenses {
			rows := s.allocationsOf(t, r, e)
			var percent, amount decimal.Decimal
			for _, row := range rows {
				percent = percent.Add(decimal.RequireFromString(row.Percentage.String()))
				amount = amount.Add(row.AllocationAmount.Value)
				assert.Equal(t, r.currency, row.AllocationAmount.CurrencyCode)
				assert.NotEmpty(t, row.AccountCode)
			}
			parts := max(1, len(e.itemizations))
			assert.True(t, percent.Equal(decimal.NewFromInt(int64(100*parts))), "%s of %s", percent, name)
			assert.True(t, amount.Sub(e.posted).Abs().LessThan(dec("0.05")), "%s of %s", amount, e.posted)
		}
	}
}

func TestAnExpenseTellsHowFarItIsAllocated(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Porto plant visit")
	for i, want := range []string{"PARTIALLY_ALLOCATED", "NOT_ALLOCATED", "FULLY_ALLOCATED"} {
		var v4 struct{ AllocationState string }
		s.get(rita, s.path(rita, "TRAVELER", r)+"/expenses/"+r.expenses[i].id).into(t, &v4)
		assert.Equal(t, want, v4.AllocationState)
		var v3 struct{ AllocationType string }
		s.get(rita, entriesV3+"/"+url.PathEscape(r.expenses[i].v3ID)).into(t, &v3)
		assert.Equal(t, want[:1], v3.AllocationType)
	}
	partly := s.allocationsOf(t, r, r.expenses[0])
	require.Len(t, partly, 2)
	assert.Equal(t, []any{"50.00000000", false, "50.00000000", true},
		[]any{partly[0].Percentage.String(), partly[0].IsSystemAllocation, partly[1].Percentage.String(), partly[1].IsSystemAllocation})
	again := s.allocationsOf(t, r, r.expenses[0])
	assert.Equal(t, partly, again, "what nobody allocated keeps its id")

	london := s.report("London key account")
	hotel := london.expenses[1]
	rows := s.allocationsOf(t, london, hotel)
	require.Len(t, rows, len(hotel.itemizations))
	assert.Equal(t, hotel.itemizations[0].id, rows[0].ExpenseID, "it is allocated through its itemizations")
	assert.Equal(t, "PARTIALLY_ALLOCATED", hotel.allocationState())
}

func TestV3NamesWhatV4GivesIDsOf(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Porto plant visit")
	dinner := r.expenses[2]
	path := "/api/v3.0/expense/allocations"
	rows, _ := walk[map[string]any](t, s, rita, path+"?reportID="+r.id+"&entryID="+url.PathEscape(dinner.v3ID))
	require.Len(t, rows, 2)
	assert.Equal(t, "60.00000000", rows[0]["Percentage"])
	assert.Equal(t, dinner.v3ID, rows[0]["EntryID"])
	cost, isObject := rows[0]["Custom3"].(map[string]any)
	require.True(t, isObject)
	assert.Equal(
		t, []any{"List", "Field Sales EMEA", "CC-110", "Cost Center"}, []any{cost["Type"], cost["Value"], cost["Code"], cost["Label"]},
	)
	assert.NotContains(t, rows[0], "OrgUnit1")
	assert.Contains(t, rows[0], "Custom20")
	assert.NotContains(t, rows[0], "Custom21")

	var one map[string]any
	s.get(rita, path+"/"+url.PathEscape(dinner.allocations[1].v3ID)).into(t, &one)
	assert.Equal(t, rows[1], one)
	hidden, _ := walk[allocationV3](t, s, rita, path+"?reportID="+r.id+"&itemizationID="+url.PathEscape(r.expenses[1].itemizations[0].v3ID))
	require.Len(t, hidden, 1)
	assert.True(t, hidden[0].IsHidden)
	assert.Equal(t, 404, s.get(rita, path+"/gWmX").status)
	assert.Equal(t, 403, s.get(luca, path+"/"+url.PathEscape(dinner.allocations[0].v3ID)).status)
	assert.Equal(t, 403, s.get(luca, path+"?reportID="+r.id).status)
	assert.Equal(t, 400, s.get(rita, path+"?entryID=gWidX").status)
	assert.Equal(t, 403, s.get(office, path).status)
}

func TestWhoReadsAllocations(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	e := r.expenses[3]
	list, one := "/expenses/"+e.id+"/allocations", "/allocations/"+e.allocations[0].id
	assert.Equal(t, 200, s.get(tom, s.path(tom, "MANAGER", r)+list).status)
	assert.Equal(t, "403", s.get(tom, s.path(tom, "MANAGER", r)+one).outcome(t), "MANAGER is not documented for one")
	assert.Equal(t, 200, s.get(office, s.path(rita, "TRAVELER", r)+one).status)
	assert.Equal(t, 200, s.get(ada, s.path(rita, "PROXY", r)+one).status)
	assert.Equal(t, "403", s.get(luca, s.path(rita, "TRAVELER", r)+one).outcome(t))
	assert.Equal(t, "404", s.get(rita, s.path(rita, "TRAVELER", r)+"/allocations/"+e.id).outcome(t))
	assert.Equal(t, "400", s.get(rita, s.path(rita, "TRAVELER", r)+"/allocations/x").outcome(t))
	assert.Equal(t, "404", s.get(rita, s.path(rita, "TRAVELER", r)+"/expenses/00000000000000000000000000000000/allocations").outcome(t))
}

func TestAnAllocationIsChanged(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Porto plant visit")
	dinner, train := r.expenses[2], r.expenses[0]
	cost := s.state.customField("custom3").item("CC-900").id
	system := s.allocationsOf(t, r, train)[1].AllocationID
	good := `{"allocation": {"customData": [{"id": "custom03", "value": "` + cost + `"}]}, "expenseIds": ["` + dinner.id + `"]}`
	for _, c := range []struct{ name, login, role, id, body, want string }{
		{"the owner", rita, "TRAVELER", dinner.allocations[0].id, good, "204"},
		{"a proxy", ada, "PROXY", dinner.allocations[0].id, good, "204"},
		{"the company", office, "TRAVELER", dinner.allocations[0].id, good, "204"},
		{"a stranger", luca, "TRAVELER", dinner.allocations[0].id, good, "403"},
		{"one of the system", rita, "TRAVELER", system, good, "403"},
		{"one that is not there", rita, "TRAVELER", dinner.id, good, "404"},
		{"no expense", rita, "TRAVELER", dinner.allocations[0].id, `{"allocation": {"customData": []}}`, "400"},
		{"no allocation", rita, "TRAVELER", dinner.allocations[0].id, `{"expenseIds": ["` + dinner.id + `"]}`, "400"},
		{
			"another expense", rita, "TRAVELER", dinner.allocations[0].id,
			`{"allocation": {"customData": []}, "expenseIds": ["` + train.id + `"]}`, "404",
		},
		{
			"a field that the form lacks", rita, "TRAVELER", dinner.allocations[0].id,
			`{"allocation": {"customData": [{"id": "custom5", "value": "x"}]}, "expenseIds": ["` + dinner.id + `"]}`, "400",
		},
		{
			"a code in place of an id", rita, "TRAVELER", dinner.allocations[0].id,
			`{"allocation": {"customData": [{"id": "custom3", "value": "CC-900"}]}, "expenseIds": ["` + dinner.id + `"]}`, "400",
		},
	} {
		assert.Equal(t, c.want, s.do(c.login, http.MethodPatch, s.path(rita, c.role, r)+"/allocations/"+c.id, c.body).outcome(t), c.name)
	}
	assert.Equal(t, cost, dinner.allocations[0].custom["custom3"])
	assert.Equal(t, "PO-7781", dinner.allocations[0].custom["custom16"], "what is not named stays")
	path := s.path(rita, "TRAVELER", r) + "/allocations/" + dinner.allocations[0].id
	r.reopened = true
	assert.Equal(t, "403", s.do(rita, http.MethodPatch, path, good).outcome(t))
	r.reopened, r.approvalStatus = false, "A_PEND"
	assert.Equal(t, "403", s.do(rita, http.MethodPatch, path, good).outcome(t))
	r.approvalStatus = notSubmitted
	s.state.policyOf(r).allocationFormID = ""
	assert.Equal(t, "404", s.do(rita, http.MethodPatch, path, good).outcome(t))
}

func TestAllocationsHaveExceptions(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Sensor+Test fair")
	e := r.expenses[0]
	rest := "/expenses/" + e.id + "/allocations/" + e.allocations[2].id + "/exceptions"
	assert.Equal(t, []string{"COSTCTR"}, codesOf(t, s.get(rita, s.path(rita, "TRAVELER", r)+rest)))
	assert.Equal(t, []string{"COSTCTR"}, codesOf(t, s.get(office, short(r)+rest)))
	assert.Empty(t, codesOf(t, s.get(office, short(r)+"/expenses/"+e.id+"/allocations/"+e.allocations[0].id+"/exceptions")))
	elsewhere := "/expenses/" + r.expenses[1].id + "/allocations/" + e.allocations[2].id + "/exceptions"
	assert.Equal(t, "404", s.get(rita, s.path(rita, "TRAVELER", r)+elsewhere).outcome(t))
	var rows []reportException
	s.get(rita, s.path(rita, "TRAVELER", r)+"/expenses/"+e.id+"/exceptions").into(t, &rows)
	require.Len(t, rows, 1)
	assert.Equal(t, []string{e.allocations[2].id, e.id}, []string{*rows[0].AllocationID, *rows[0].ExpenseID})
	assert.Nil(t, rows[0].ParentExpenseID)

	london := s.report("London key account")
	item := london.expenses[1].itemizations[0]
	item.allocations[0].exceptions = []*exception{{code: "SPLIT", visibility: visibleToAll}}
	s.get(rita, s.path(rita, "TRAVELER", london)+"/expenses/"+item.id+"/allocations/"+item.allocations[0].id+"/exceptions").into(t, &rows)
	require.Len(t, rows, 1)
	assert.Equal(t, london.expenses[1].id, *rows[0].ParentExpenseID)
}
