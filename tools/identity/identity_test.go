package identity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestWhoIsConnected(t *testing.T) {
	t.Parallel()
	person := map[string]any{
		"user_id": "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f604", "kind": "person", "name": "Rita Alves", "login": testkit.Rita,
		"employee_number": "100482", "currency": "EUR", "country": "PT", "company_id": "4b1f7c52-0d3a-4c68-9e57-a2d8c4b61f90",
		"untrusted_text": []any{"name"},
	}
	for _, c := range []struct {
		name    string
		options []testkit.Option
		want    map[string]any
	}{
		{"a person", nil, person},
		{"a person, with the company beside", []testkit.Option{testkit.WithCompany()}, person},
		{"a company alone", []testkit.Option{testkit.CompanyOnly()}, map[string]any{
			"company_id": "4b1f7c52-0d3a-4c68-9e57-a2d8c4b61f90", "kind": "company", "name": "Halden & Reyes Instruments",
			"domain": "haldenreyes.example", "untrusted_text": []any{"name"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			var me map[string]any
			kit.Call("get_current_user", nil).Into(&me)
			assert.Equal(t, c.want, me)
			assert.Equal(t, []string{"profile_get_me"}, kit.Operations())
		})
	}
}

func TestAnUnreadableProfileIsReported(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.HTMLPage, simulator.EmptyBody, simulator.Garbage} {
		kit.Sim.ClearFaults()
		kit.Sim.AddFault(simulator.Fault{Operation: "profile_get_me", Kind: kind, Status: 200, Bytes: 50})
		failure := kit.Call("get_current_user", nil).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], kind)
		assert.NotEmpty(t, failure["message"], kind)
	}
}

func TestItTakesNoArguments(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	failure := kit.Call("get_current_user", map[string]any{"user": testkit.Tom}).Failure()
	assert.Contains(t, failure["message"], "it takes none")
	assert.Empty(t, kit.Sim.Journal())
}
