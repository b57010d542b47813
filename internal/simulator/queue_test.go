package simulator

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// queueOf is Rita's queue as somebody reads it.
func (s *scene) queueOf(caller, query string) []reportToApproveWire {
	s.t.Helper()
	answer := s.get(caller, "/expensereports/v4/users/"+s.id(rita)+"/context/MANAGER/reportsToApprove?"+query)
	require.Equal(s.t, 200, answer.status, answer.body)
	var rows []reportToApproveWire
	answer.into(s.t, &rows)
	return rows
}

type reportToApproveWire struct {
	Name, ReportDate, SubmitDate string
	EmployeeLastName             string
	Approver                     employee
	ClaimedAmount                struct{ Value float64 }
	HasExceptions                bool
}

func names(rows []reportToApproveWire) []string {
	var all []string
	for _, row := range rows {
		all = append(all, row.Name)
	}
	return all
}

func TestTheQueueHoldsWhatWaitsForTheApprover(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	own := []string{"Milan service week", "Vienna spare parts", "Amsterdam customer day", "Helsinki cold trial"}
	rows := s.queueOf(rita, "")
	assert.ElementsMatch(t, own, names(rows))
	for _, row := range rows {
		assert.Equal(t, s.id(rita), row.Approver.EmployeeUUID)
	}
	delegated := names(s.queueOf(rita, "includeDelegateApprovals=true"))
	assert.Subset(t, delegated, own)
	assert.Contains(t, delegated, "Vienna administration")
	assert.NotContains(t, delegated, "Munich calibration audit", "her own reports are not hers to approve")
	assert.ElementsMatch(t, own, names(s.queueOf(office, "includeDelegateApprovals=false")))
}

func TestTheQueueIsSorted(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	orders := map[string]func(a, b reportToApproveWire) bool{
		"":                                func(a, b reportToApproveWire) bool { return a.ReportDate >= b.ReportDate },
		"order=asc":                       func(a, b reportToApproveWire) bool { return a.ReportDate <= b.ReportDate },
		"sort=name&order=asc":             func(a, b reportToApproveWire) bool { return a.Name <= b.Name },
		"sort=submitDate":                 func(a, b reportToApproveWire) bool { return a.SubmitDate >= b.SubmitDate },
		"sort=claimedAmount&order=asc":    func(a, b reportToApproveWire) bool { return a.ClaimedAmount.Value <= b.ClaimedAmount.Value },
		"sort=employeeLastName&order=asc": func(a, b reportToApproveWire) bool { return a.EmployeeLastName <= b.EmployeeLastName },
	}
	for query, before := range orders {
		rows := s.queueOf(rita, query)
		require.Len(t, rows, 4)
		for i := range rows[1:] {
			assert.True(t, before(rows[i], rows[i+1]), "%s: %s before %s", query, rows[i].Name, rows[i+1].Name)
		}
	}
}

func TestWhoMaySeeAQueue(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, caller, approver, query, expect string }{
		{"somebody who is no approver", luca, luca, "", "403"},
		{"another approver", grace, rita, "", "403"},
		{"a delegate", rita, tom, "", "200"},
		{"the company", office, tom, "", "200"},
		{"an unknown order", rita, rita, "order=up", "400"},
		{"an unknown sort", rita, rita, "sort=colour", "400"},
		{"an unknown switch", rita, rita, "includeDelegateApprovals=yes", "400"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			path := "/expensereports/v4/users/" + s.id(c.approver) + "/context/MANAGER/reportsToApprove?" + c.query
			assert.Equal(t, c.expect, s.get(c.caller, path).outcome(t))
		})
	}
}
