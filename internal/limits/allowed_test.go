package limits_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/limits"
)

func TestTypesAndPoliciesAreHeldByAnyOfTheirNames(t *testing.T) {
	t.Parallel()
	rules := parsed(t, `{"expense_types": ["TAXIX", "breakfast"], "policies": ["Travel"]}`)
	other := limits.Named{ID: "P2", Name: "Board"}
	for _, c := range []struct {
		name  string
		facts limits.Facts
		want  string
	}{
		{"a type by its code", entering(asIs), ""},
		{"a type by its name", entering(func(f *limits.Facts) { f.ExpenseType = limits.Named{Code: "BRKFT", Name: "Breakfast"} }), ""},
		{
			"another type", entering(func(f *limits.Facts) { f.ExpenseType = limits.Named{Code: "GIFTS", Name: "Gifts"} }),
			"limits.expense_types allows only TAXIX, breakfast; the expense type is Gifts",
		},
		{
			"another type afterwards",
			entering(func(f *limits.Facts) { f.Operation, f.ExpenseType = "update_entry", limits.Named{Code: "GIFTS"} }),
			"limits.expense_types allows only TAXIX, breakfast; the expense type is GIFTS",
		},
		{"a change of something else", entering(func(f *limits.Facts) { f.Operation, f.ExpenseType = "update_entry", limits.Named{} }), ""},
		{
			"no type where there has to be one", entering(func(f *limits.Facts) { f.ExpenseType = limits.Named{} }),
			"limits.expense_types cannot be checked: the expense type could not be found",
		},
		{
			"a report of another policy", entering(func(f *limits.Facts) { f.Report.Policy = other }),
			"limits.policies allows only Travel; the policy of the report is Board",
		},
		{
			"a report that cannot be read", entering(func(f *limits.Facts) { f.Report = nil }),
			"limits.policies cannot be checked: the policy of the report could not be found",
		},
		{
			"a new report of another policy",
			entering(func(f *limits.Facts) { f.Operation, f.Report, f.Policy = "create_report", nil, other }),
			"limits.policies allows only Travel; the policy is Board",
		},
		{
			"a new report of the default policy, which nobody knows",
			entering(func(f *limits.Facts) { f.Operation, f.Report = "create_report", nil }),
			"limits.policies cannot be checked: the policy could not be found",
		},
		{
			"a report that is moved", entering(func(f *limits.Facts) { f.Operation, f.Policy = "update_report", other }),
			"limits.policies allows only Travel; the policy is Board",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, said(rules.Check(c.facts)))
		})
	}
}
