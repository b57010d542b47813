package simulator

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func (s *scene) submit(login, owner string, r *report) received {
	s.t.Helper()
	return s.do(login, http.MethodPatch, fmt.Sprintf("/expensereports/v4/users/%s/reports/%s/submit", s.id(owner), r.id), "")
}

func TestWhatKeepsAReportFromBeingSubmitted(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		spoil  func(*report)
		expect string
	}{
		{"nothing", func(*report) {}, "204"},
		{"no expenses", func(r *report) { r.expenses = nil }, "400 error.submit.no_entries"},
		{
			"a business meal without a purpose",
			func(r *report) { r.expenses[0].typeID, r.expenses[0].purpose = "BUSML", " " },
			"400 error.submit.missing_reqd_fields",
		},
		{"no report date", func(r *report) { r.reportDate = time.Time{} }, "400 error.submit.missing_reqd_fields"},
		{"an undefined expense type", func(r *report) { r.expenses[0].typeID = undefinedType }, "400 error.submit.undefined_expense_type"},
		{"a hotel in one piece", func(r *report) { r.expenses[0].typeID = "HOTEL" }, "400 error.submit.missingKids"},
		{
			"itemizations that do not add up",
			func(r *report) { r.expenses[0].itemizations = []*expense{{typeID: "TAXIX", amount: dec("1")}} },
			"400 error.submit.itemDiff",
		},
		{
			"a blocking exception of the header",
			func(r *report) { r.exceptions = []*exception{{code: "STOP", blocking: true}} },
			"400 error.submit.rptXctMaxThreshold",
		},
		{
			"an exception of the header that does not block",
			func(r *report) { r.exceptions = []*exception{{code: "NOTE"}} },
			"204",
		},
		{
			"a blocking exception of an expense",
			func(r *report) { r.expenses[0].exceptions = []*exception{{code: "STOP", blocking: true}} },
			"400 error.submit.entryXctMaxThreshold",
		},
		{"a missing receipt", func(r *report) { r.expenses[0].posted = dec("25") }, "400 error.submit.entryXctMaxThreshold"},
		{"a reopened report", func(r *report) { r.reopened = true }, "403"},
		{
			"several mistakes, of which the first counts",
			func(r *report) {
				r.expenses[0].typeID, r.exceptions = undefinedType, []*exception{{code: "STOP", blocking: true}}
			},
			"400 error.submit.undefined_expense_type",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.newReport(rita, "Checks")
			s.addEntry(rita, r, "TAXIX", "12")
			c.spoil(r)
			assert.Equal(t, c.expect, s.submit(rita, rita, r).outcome(t))
			assert.Equal(t, c.expect != "204", r.unsubmitted())
		})
	}
}

func TestWhoMaySubmit(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, caller, owner, expect string }{
		{"the owner", luca, luca, "204"},
		{"the company", office, luca, "204"},
		{"a delegate who may submit", sofie, luca, "204"},
		{"a delegate who may only prepare", sofie, rita, "400 error.submit.cannotSubmitAsDelegate"},
		{"the holder of the proxy role", ada, rita, "204"},
		{"the manager", rita, luca, "403"},
		{"a colleague", aino, luca, "403"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.newReport(c.owner, "Taxi")
			s.addEntry(c.owner, r, "TAXIX", "12")
			assert.Equal(t, c.expect, s.submit(c.caller, c.owner, r).outcome(t))
			if c.expect == "204" && c.caller != office {
				assert.Equal(t, s.id(c.caller), r.submitterID)
			}
		})
	}
	s := newScene(t)
	assert.Equal(t, "403", s.submit(luca, rita, s.bring(notSubmitted)).outcome(t), "somebody else in the path")
}

func TestAReportOfSomebodyWithoutAManagerSkipsApproval(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.newReport(ingrid, "Taxi")
	s.addEntry(ingrid, r, "TAXIX", "12")
	require.Equal(t, "204", s.submit(ingrid, ingrid, r).outcome(t))
	assert.Equal(t, "A_ACCO", r.approvalStatus)
}
