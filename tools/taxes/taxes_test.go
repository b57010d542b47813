package taxes_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

const (
	pending  = "Madrid trade evening" // pending external validation
	reviewed = "Sensor+Test fair"     // in accounting review
	untaxed  = "Lisbon home office"
)

type row struct {
	TaxID         string      `json:"tax_id"`
	Authority     string      `json:"authority"`
	Label         string      `json:"label"`
	TaxCode       string      `json:"tax_code"`
	TaxAmount     json.Number `json:"tax_amount"`
	ReclaimCode   string      `json:"reclaim_code"`
	ReclaimAmount json.Number `json:"reclaim_amount"`
	CustomFields  []struct {
		ID    string `json:"id"`
		Value string `json:"value"`
	} `json:"custom_fields"`
	Verified bool   `json:"verified"`
	Note     string `json:"note"`
}

type listing struct {
	Taxes []row  `json:"taxes"`
	Note  string `json:"note"`
}

func taxOf(t *testing.T, of args) row {
	t.Helper()
	var list listing
	testkit.New(t, testkit.CompanyOnly()).Call("list_expense_taxes", of).Into(&list)
	require.Len(t, list.Taxes, 1)
	return list.Taxes[0]
}

func TestTheCompanyListsTaxes(t *testing.T) {
	t.Parallel()
	of := testkit.Expense(t, pending, 0)
	kit := testkit.New(t, testkit.WithCompany())
	var list listing
	kit.Call("list_expense_taxes", of).Into(&list)
	assert.Equal(t, []string{"get_expense_taxes"}, kit.Operations())
	require.Len(t, list.Taxes, 1)
	tax := list.Taxes[0]
	assert.Equal(t, []string{"Spain VAT", "IVA", "ES10", "R50"}, []string{tax.Authority, tax.Label, tax.TaxCode, tax.ReclaimCode})
	assert.Regexp(t, `^\d+\.\d+$`, tax.TaxAmount)
	assert.Empty(t, list.Note)
	kit.Call("list_expense_taxes", testkit.Expense(t, untaxed, 0)).Into(&list)
	assert.Empty(t, list.Taxes)
	assert.Contains(t, list.Note, "no tax")
}

func TestAPersonAloneHasNoTaxes(t *testing.T) {
	t.Parallel()
	of := testkit.Expense(t, pending, 0)
	for tool, more := range map[string]args{"list_expense_taxes": nil, "update_expense_tax": {"tax_id": "IVA", "tax_code": "X"}} {
		kit := testkit.New(t)
		failure := kit.Call(tool, testkit.With(of, more)).Failure()
		assert.Contains(t, failure["message"], "company connection")
		assert.Empty(t, kit.Operations())
	}
}

func TestATaxIsChangedByIdAuthorityOrLabel(t *testing.T) {
	t.Parallel()
	of := testkit.Expense(t, pending, 0)
	id := taxOf(t, of).TaxID
	for name, ref := range map[string]string{"id": id, "authority": "spain vat", "label": "IVA"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, testkit.CompanyOnly())
			var changed row
			kit.Call("update_expense_tax", testkit.With(of, args{
				"tax_id": ref, "tax_amount": "12.50", "reclaim_amount": 0, "tax_code": "ES21", "reclaim_code": "",
				"custom_fields": args{"custom16": "checked"},
			})).Into(&changed)
			assert.True(t, changed.Verified, changed.Note)
			assert.Equal(t, []string{id, "12.5", "0", "ES21", ""}, []string{
				changed.TaxID, changed.TaxAmount.String(), changed.ReclaimAmount.String(), changed.TaxCode, changed.ReclaimCode,
			})
			assert.Equal(t, "checked", changed.CustomFields[0].Value)
			want := []string{"get_expense_taxes", "update_expense_tax", "get_expense_taxes"}
			if name != "id" {
				want = append([]string{"get_expense_taxes"}, want...)
			}
			assert.Equal(t, want, kit.Operations())
			var body map[string]any
			require.NoError(t, json.Unmarshal(kit.Sim.Writes()[0].RequestBody, &body))
			assert.Nil(t, body["reclaimCode"], "an empty code is cleared")
			assert.Len(t, body, 5)
		})
	}
}

func TestTaxesThatAreRefused(t *testing.T) {
	t.Parallel()
	of, done := testkit.Expense(t, pending, 0), testkit.Expense(t, reviewed, 1)
	for _, c := range []struct {
		name          string
		args          args
		message, next string
	}{
		{"elsewhere in the workflow", testkit.With(done, args{"tax_id": "MwSt", "tax_code": "X"}), "not pending external validation", "A_EXTV"},
		{"a tax above the expense", testkit.With(of, args{"tax_id": "IVA", "tax_amount": 100000}), "above the expense", "Correct"},
		{"a tax that is not there", testkit.With(of, args{"tax_id": "MwSt", "tax_code": "X"}), "no tax of the expense", "Spain VAT"},
		{"an id that is not there", testkit.With(of, args{"tax_id": "8091A2B3C4D5E6F708192A3B4C5D6E7F", "tax_code": "X"}), "not found", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, testkit.CompanyOnly())
			failure := kit.Call("update_expense_tax", c.args).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Contains(t, failure["next_step"], c.next)
			assert.Equal(t, "nothing_changed", failure["changed"])
		})
	}
}

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.CompanyOnly())
	of := args{"report_id": "7A90C4E15B2D4F6883AC", "expense_id": "F0A1B2C3D4E5460798A9BACBDCEDFE0F", "tax_id": "VAT"}
	for _, c := range []struct {
		name, tool string
		args       args
		message    string
	}{
		{"nothing to change", "update_expense_tax", of, "nothing to change"},
		{"no tax", "update_expense_tax", testkit.With(of, args{"tax_id": nil, "tax_code": "X"}), "tax_id: is required"},
		{"an amount that is none", "update_expense_tax", testkit.With(of, args{"tax_amount": "much"}), "tax_amount"},
		{"five decimals", "update_expense_tax", testkit.With(of, args{"reclaim_amount": "0.00001"}), "reclaim_amount"},
		{"more than there is", "update_expense_tax", testkit.With(of, args{"tax_amount": 1e12}), "tax_amount"},
		{"a code of 21 characters", "update_expense_tax", testkit.With(of, args{"tax_code": strings.Repeat("x", 21)}), "21 characters"},
		{"a custom field that is none", "update_expense_tax", testkit.With(of, args{"custom_fields": args{"x": "y"}}), "custom_fields"},
		{"a tax on two lines", "update_expense_tax", testkit.With(of, args{"tax_id": "a\nb", "tax_code": "X"}), "tax_id"},
		{"an expense id that climbs", "list_expense_taxes", testkit.With(of, args{"tax_id": nil, "expense_id": "../x"}), "expense_id"},
		{"a limit of nothing", "list_expense_taxes", testkit.With(of, args{"tax_id": nil, "limit": 0}), "limit"},
		{"a field that is none", "list_expense_taxes", testkit.With(of, args{"user": "rita"}), "unknown argument"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			failure := kit.Call(c.tool, c.args).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.NotEmpty(t, failure["next_step"])
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}

func TestALostChangeIsLookedAfterAndNotRepeated(t *testing.T) {
	t.Parallel()
	of := testkit.Expense(t, pending, 0)
	tax := taxOf(t, of)
	for _, c := range []struct {
		name    string
		kind    simulator.FaultKind
		fields  args
		outcome string // empty: it was done
	}{
		{"done", simulator.CommitThenDrop, args{"tax_code": "ES21"}, ""},
		{"not done", simulator.ResetBefore, args{"tax_code": "ES21"}, "nothing_changed"},
		{"shown in part", simulator.ResetBefore, args{"tax_code": "ES21", "reclaim_code": tax.ReclaimCode}, "nothing_changed"},
		{"an answer that is none", simulator.HTMLPage, args{"tax_code": "ES21"}, "nothing_changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, testkit.CompanyOnly())
			kit.Sim.AddFault(simulator.Fault{Operation: "update_expense_tax", Kind: c.kind, Status: 200})
			result := kit.Call("update_expense_tax", testkit.With(testkit.With(of, args{"tax_id": tax.TaxID}), c.fields))
			assert.Equal(t, 1, kit.Attempts("update_expense_tax"))
			if c.outcome == "" {
				var changed row
				result.Into(&changed)
				assert.True(t, changed.Verified)
				assert.Contains(t, changed.Note, "answer was lost")
				return
			}
			assert.Equal(t, c.outcome, result.Failure()["changed"])
		})
	}
}

func TestAChangeThatCannotBeReadBackSaysSo(t *testing.T) {
	t.Parallel()
	of := testkit.Expense(t, pending, 0)
	kit := testkit.New(t, testkit.CompanyOnly())
	kit.Sim.AddFault(simulator.Fault{Operation: "get_expense_taxes", Kind: simulator.Garbage, Bytes: 10})
	var changed row
	kit.Call("update_expense_tax", testkit.With(of, args{"tax_id": taxOf(t, of).TaxID, "tax_code": "ES21"})).Into(&changed)
	assert.False(t, changed.Verified)
	assert.Contains(t, changed.Note, "could not be read back")
	failure := kit.Call("list_expense_taxes", of).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
}
