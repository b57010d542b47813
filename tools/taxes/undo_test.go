package taxes_test

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

func readTax(t *testing.T, kit *testkit.Kit, of args) row {
	t.Helper()
	var list listing
	kit.Call("list_expense_taxes", of).Into(&list)
	require.Len(t, list.Taxes, 1)
	return list.Taxes[0]
}

func TestAChangeOfATaxIsTakenBack(t *testing.T) {
	t.Parallel()
	of := testkit.Expense(t, pending, 0)
	for _, c := range []struct {
		name   string
		change args
	}{
		{"amounts", args{"tax_amount": "12.50", "reclaim_amount": 0}},
		{"codes", args{"tax_code": "ES21", "reclaim_code": ""}},
		{"a custom field that had no value", args{"custom_fields": args{"custom16": "checked"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, testkit.CompanyOnly())
			before := readTax(t, kit, of)
			undo := kit.Undoing("update_expense_tax", testkit.With(testkit.With(of, args{"tax_id": "IVA"}), c.change))
			assert.Equal(t, "update_expense_tax", undo.Tool)
			assert.Contains(t, undo.Note, "A_EXTV")
			assert.Len(t, undo.Arguments, len(c.change)+3, "only what was changed")
			require.NotEqual(t, before, readTax(t, kit, of))
			var back row
			kit.TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			assert.Equal(t, before, readTax(t, kit, of))
		})
	}
}

// unset has a Concur of which no tax has an amount until one is sent.
func unset() testkit.Option {
	var changed atomic.Bool
	amount := regexp.MustCompile(`"(taxTransactionAmount|reclaimTransactionAmount)":\s*[\d.]+`)
	return testkit.Through(func(next http.RoundTripper) http.RoundTripper {
		return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			answer, err := next.RoundTrip(r)
			if err != nil || r.Method == http.MethodPatch {
				changed.Store(true)
				return answer, err
			}
			body, err := io.ReadAll(answer.Body)
			if !changed.Load() {
				body = amount.ReplaceAll(body, []byte(`"$1": null`))
			}
			answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			return answer, err
		})
	})
}

func TestAnAmountThatWasNotSetIsNotBroughtBack(t *testing.T) {
	t.Parallel()
	of := testkit.With(testkit.Expense(t, pending, 0), args{"tax_id": "IVA", "tax_amount": "12.50"})
	alone := testkit.New(t, testkit.CompanyOnly(), unset()).Undoing("update_expense_tax", of)
	assert.Empty(t, alone.Tool)
	assert.Contains(t, alone.Note, "not set before")
	kit := testkit.New(t, testkit.CompanyOnly(), unset())
	with := kit.Undoing("update_expense_tax", testkit.With(of, args{"tax_code": "ES21"}))
	assert.Contains(t, with.Note, "tax_amount was not set")
	var back row
	kit.TakeBack(with).Into(&back)
	assert.True(t, back.Verified, back.Note)
	assert.Equal(t, "ES10", back.TaxCode)
}

func TestATaxThatCannotBeReadBeforeCannotBeTakenBack(t *testing.T) {
	t.Parallel()
	of := testkit.Expense(t, pending, 0)
	kit := testkit.New(t, testkit.CompanyOnly())
	kit.Sim.AddFault(simulator.Fault{Operation: "get_expense_taxes", Nth: 1, Kind: simulator.Malformed})
	undo := kit.Undoing("update_expense_tax", testkit.With(of, args{"tax_id": taxOf(t, of).TaxID, "tax_code": "ES21"}))
	assert.Empty(t, undo.Tool)
	assert.Contains(t, undo.Note, "could not be read before")
}

func TestAfterACrashTheTaxIsLookedAt(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.CompanyOnly())
	change := testkit.With(testkit.Expense(t, pending, 0), args{"tax_id": "IVA", "tax_code": "ES21", "tax_amount": "12.50"})
	seen := kit.Look("update_expense_tax", change)
	assert.Equal(t, tools.NotDone, seen.Verdict, seen.Found)
	assert.Empty(t, kit.Writes(), "it only reads")
	kit.Call("update_expense_tax", change)
	seen = kit.Look("update_expense_tax", change)
	assert.Equal(t, tools.Done, seen.Verdict, seen.Found)
	seen = kit.Look("update_expense_tax", testkit.With(change, args{"reclaim_code": "R1"}))
	assert.Equal(t, tools.Unknown, seen.Verdict, "a part may have been so before")
	seen = kit.Look("update_expense_tax", testkit.With(change, args{"tax_id": "8091A2B3C4D5E6F708192A3B4C5D6E7F"}))
	assert.Equal(t, tools.Unknown, seen.Verdict, "a tax that is not there")
}

func TestAWriteThatIsStoppedIsNotSent(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.CompanyOnly())
	operation, _ := kit.DryRun("update_expense_tax", testkit.With(testkit.Expense(t, pending, 0), args{"tax_id": "IVA", "tax_code": "X"}))
	assert.Equal(t, "update_expense_tax", operation)
	assert.Empty(t, kit.Writes())
}
