package limits_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/limits"
)

func TestReportsAreHeldByTheirPeople(t *testing.T) {
	t.Parallel()
	rules := parsed(t, `{"own_reports_only": true, "no_self_approval": true}`)
	const self, delegators = "who calls, as a person in Concur,", "the list of those whose delegate the caller is"
	for _, c := range []struct {
		name          string
		facts         limits.Facts
		want, missing string
	}{
		{"an expense on an own report", entering(asIs), "", ""},
		{
			"an own report by login ID in another case",
			entering(func(f *limits.Facts) { f.Owner = limits.Person{Login: "RITA@example.com"} }), "", "",
		},
		{
			"an expense on somebody else's", entering(func(f *limits.Facts) { f.Owner = marco }),
			"limits.own_reports_only is true; this is about somebody else's", "",
		},
		{
			"an expense on a report of nobody known", entering(func(f *limits.Facts) { f.Owner = limits.Person{} }),
			"limits.own_reports_only cannot be checked: the owner of the report could not be found", "the owner of the report",
		},
		{
			"a company connection", entering(func(f *limits.Facts) { f.Self = limits.Person{} }),
			"limits.own_reports_only cannot be checked: " + self + " could not be found", self,
		},
		{
			"people who cannot be compared",
			entering(func(f *limits.Facts) { f.Owner, f.Self = limits.Person{ID: rita.ID}, limits.Person{Login: rita.Login} }),
			"limits.own_reports_only cannot be checked: whether the caller is the owner of the report could not be found",
			"whether the caller is the owner of the report",
		},
		{
			"a cash advance for somebody else",
			entering(func(f *limits.Facts) { f.Operation, f.ActingFor = "cash_advance_create", marco }),
			"limits.own_reports_only is true; this is about somebody else's", "",
		},
		{
			"a cash advance for oneself by name",
			entering(func(f *limits.Facts) { f.Operation, f.ActingFor = "cash_advance_create", rita }), "", "",
		},
		{
			"a quick expense that goes with nobody's name", entering(func(f *limits.Facts) {
				f.Operation, f.Report, f.Owner, f.Self = "delete_quick_expense", nil, limits.Person{}, limits.Person{}
			}),
			"limits.own_reports_only cannot be checked: whom this is for could not be found", "whom this is for",
		},
		{
			"an attendee of somebody else's", entering(func(f *limits.Facts) {
				f.Operation, f.Report, f.Owner, f.ActingFor = "delete_attendee", nil, limits.Person{}, marco
			}),
			"limits.own_reports_only is true; this is about somebody else's", "",
		},
		{
			"an attendee of one's own", entering(func(f *limits.Facts) {
				f.Operation, f.Report, f.Owner, f.ActingFor = "delete_attendee", nil, limits.Person{}, rita
			}), "", "",
		},
		{"an approval of somebody else's", approving(asIs), "", ""},
		{
			"an approval of one's own", approving(func(f *limits.Facts) { f.Owner = rita }),
			"limits.no_self_approval is true; this is the caller's own", "",
		},
		{
			"an approval of a delegator's", approving(func(f *limits.Facts) { f.Delegators = []limits.Person{{Login: marco.Login}} }),
			"limits.no_self_approval is true; this is that of somebody whose delegate the caller is", "",
		},
		{
			"an approval in the name of the owner", approving(func(f *limits.Facts) { f.ActingFor = marco }),
			"limits.no_self_approval is true; this is that of somebody whose delegate the caller is", "",
		},
		{
			"delegators who could not be read", approving(func(f *limits.Facts) { f.Delegators = nil }),
			"limits.no_self_approval cannot be checked: " + delegators + " could not be found", delegators,
		},
		{
			"delegators who cannot be compared", approving(func(f *limits.Facts) {
				f.Owner, f.Delegators = limits.Person{ID: marco.ID}, []limits.Person{{Login: "zoe@example.com"}}
			}),
			"limits.no_self_approval cannot be checked: whether this is that of somebody whose delegate the caller is could not be found",
			"whether this is that of somebody whose delegate the caller is",
		},
		{
			"the issue of one's own cash advance",
			approving(func(f *limits.Facts) { f.Operation, f.Report, f.Owner = "cash_advance_issue", nil, rita }),
			"limits.no_self_approval is true; this is the caller's own", "",
		},
		{"a payment batch, which is nobody's", approving(func(f *limits.Facts) { f.Operation, f.Report = "payment_batch_close", nil }), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			refusal := rules.Check(c.facts)
			assert.Equal(t, c.want, said(refusal))
			if refusal != nil {
				assert.Equal(t, c.missing, refusal.Missing)
			}
		})
	}
}
