package approvals_test

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type costObjects struct {
	CostObjects []struct {
		Name    string `json:"name"`
		Claimed struct {
			Value    json.Number `json:"value"`
			Currency string      `json:"currency"`
		} `json:"claimed"`
		ApproverID    string `json:"approver_id"`
		FullyApproved bool   `json:"fully_approved"`
		CanApprove    bool   `json:"can_approve"`
		AsDelegate    bool   `json:"as_delegate"`
		Count         int    `json:"expense_count"`
		Expenses      []struct {
			ExpenseID string `json:"expense_id"`
		} `json:"expenses"`
	} `json:"cost_objects"`
	Total *int `json:"total"`
}

func TestAnApproverSeesWhoBearsAReport(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	var queue struct {
		Reports []struct {
			ReportID string `json:"report_id"`
			Claimed  struct{ Value json.Number }
		}
	}
	kit.Call("list_reports_to_approve", nil).Into(&queue)
	require.NotEmpty(t, queue.Reports)
	first := queue.Reports[0]
	for name, c := range map[string]struct {
		options []testkit.Option
		args    map[string]any
		own     bool
	}{
		"oneself": {nil, map[string]any{"report_id": first.ReportID, "fields": []string{"all"}}, true},
		"by the company, in a name": {
			[]testkit.Option{testkit.CompanyOnly()}, map[string]any{"report_id": first.ReportID, "user": testkit.Rita}, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found costObjects
			testkit.New(t, c.options...).Call("get_approval_cost_objects", c.args).Into(&found)
			require.Len(t, found.CostObjects, 2, "a meal is allocated to two of them")
			var claimed decimal.Decimal
			for _, one := range found.CostObjects {
				claimed = claimed.Add(decimal.RequireFromString(one.Claimed.Value.String()))
				assert.Equal(t, "EUR", one.Claimed.Currency)
				assert.True(t, one.CanApprove)
				assert.False(t, one.AsDelegate)
				assert.False(t, one.FullyApproved)
				assert.Equal(t, c.own, len(one.Expenses) == one.Count)
			}
			assert.Equal(t, first.Claimed.Value.String(), claimed.StringFixed(2))
		})
	}
}

func TestCostObjectsThatAreRefused(t *testing.T) {
	t.Parallel()
	const report = "DACDB4F443414EC8F83D"
	failure := testkit.New(t, testkit.As(testkit.Luca)).Call("get_approval_cost_objects", map[string]any{"report_id": report}).Failure()
	assert.Equal(t, "403", failure["http_status"])
	failure = testkit.New(t, testkit.CompanyOnly()).Call("get_approval_cost_objects", map[string]any{"report_id": report}).Failure()
	assert.Contains(t, failure["message"], "name the person in `user`")
	kit := testkit.New(t)
	kit.Call("get_approval_cost_objects", map[string]any{"report_id": "1"}).Failure()
	assert.Empty(t, kit.Sim.Journal())
	for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.HTMLPage, simulator.EmptyBody, simulator.Garbage} {
		kit.Sim.ClearFaults()
		kit.Sim.AddFault(simulator.Fault{Operation: "get_cost_objects_for_approver", Kind: kind, Status: 200, Bytes: 50})
		failure := kit.Call("get_approval_cost_objects", map[string]any{"report_id": report}).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], kind)
	}
}
