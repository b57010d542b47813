package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// More people of the sample company, by login; office stands for its own token.
const (
	ingrid = "ingrid.halden@haldenreyes.example"
	marcus = "marcus.reyes@haldenreyes.example"
	tom    = "tom.berg@haldenreyes.example"
	rita   = "rita.alves@haldenreyes.example"
	luca   = "luca.ferri@haldenreyes.example"
	sofie  = "sofie.janssen@haldenreyes.example"
	aino   = "aino.laine@haldenreyes.example"
	grace  = "grace.whitfield@haldenreyes.example"
	daniel = "daniel.okafor@haldenreyes.example"
	ada    = "ada.novak@haldenreyes.example"
	elena  = "elena.petrov@haldenreyes.example"
	office = ""
)

// scene is a simulator with its state at hand.
type scene struct {
	*Simulator
	t       *testing.T
	clock   *clock
	bearers map[string]string
}

func newScene(t *testing.T) *scene {
	t.Helper()
	c := newClock()
	return &scene{Simulator: newSimulator(t, c.options(Options{Seed: 1})), t: t, clock: c, bearers: map[string]string{}}
}

// do sends a request as somebody.
func (s *scene) do(login, method, path, body string, headers ...string) received {
	s.t.Helper()
	if s.bearers[login] == "" {
		if login == office {
			s.bearers[login] = companyAccess(s.t, s.Simulator)
		} else {
			s.bearers[login] = access(s.t, s.Simulator, login)
		}
	}
	return send(s.t, s.Simulator, method, path, s.bearers[login], body, append([]string{"Accept", "application/json"}, headers...)...)
}

func (s *scene) get(login, path string) received {
	s.t.Helper()
	return s.do(login, http.MethodGet, path, "")
}

// report finds a sample report by its name.
func (s *scene) report(name string) *report {
	s.t.Helper()
	at := slices.IndexFunc(s.state.reports, func(r *report) bool { return r.name == name })
	require.GreaterOrEqual(s.t, at, 0, name)
	return s.state.reports[at]
}

func (s *scene) id(login string) string { return s.state.personByLogin(login).id }

// reports is the v4 path of a user's reports in a role.
func (s *scene) reports(user, role string) string {
	return fmt.Sprintf("/expensereports/v4/users/%s/context/%s/reports", s.id(user), role)
}

func (s *scene) path(user, role string, r *report) string { return s.reports(user, role) + "/" + r.id }

func short(r *report) string { return "/expensereports/v4/reports/" + r.id }

// outcome is the status of an answer with its errorId, if it has one.
func (r received) outcome(t *testing.T) string {
	t.Helper()
	var refused struct{ ErrorID string }
	if r.status >= http.StatusBadRequest {
		r.into(t, &refused)
	}
	if refused.ErrorID == "" {
		return fmt.Sprint(r.status)
	}
	return fmt.Sprint(r.status, " ", refused.ErrorID)
}

func TestWhoMayReadAReportInWhichRole(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name               string
		caller, user, role string
		report             string
		want               int
	}{
		{"the owner as traveler", rita, rita, "TRAVELER", "Munich calibration audit", 200},
		{"the company as the owner", office, rita, "TRAVELER", "Munich calibration audit", 200},
		{"the company as somebody else", office, luca, "TRAVELER", "Munich calibration audit", 403},
		{"somebody else as the owner", luca, rita, "TRAVELER", "Munich calibration audit", 403},
		{"somebody else as themselves", luca, luca, "TRAVELER", "Munich calibration audit", 403},
		{"the owner as a proxy", rita, rita, "PROXY", "Munich calibration audit", 403},
		{"the holder of the proxy role", ada, rita, "PROXY", "Munich calibration audit", 200},
		{"a delegate who may view", sofie, rita, "PROXY", "Munich calibration audit", 200},
		{"a stranger as proxy", daniel, rita, "PROXY", "Munich calibration audit", 403},
		{"the current approver", tom, tom, "MANAGER", "Munich calibration audit", 200},
		{"an approver who is none of this report", grace, grace, "MANAGER", "Munich calibration audit", 403},
		{"a past approver", tom, tom, "MANAGER", "Stockholm pilot", 200},
		{"a delegate of the approver by the delegator's id", rita, tom, "MANAGER", "Vienna administration", 200},
		{"a delegate of the approver by the own id", rita, rita, "MANAGER", "Vienna administration", 200},
		{"the approver of a report that was never submitted", tom, tom, "MANAGER", "Porto plant visit", 403},
		{"a processor", elena, elena, "PROCESSOR", "Munich calibration audit", 200},
		{"somebody who is no processor", tom, tom, "PROCESSOR", "Munich calibration audit", 403},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			got := s.get(c.caller, s.path(c.user, c.role, s.report(c.report)))
			assert.Equal(t, c.want, got.status, got.body)
		})
	}
}

func TestAReportOrAPersonThatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	assert.Equal(t, "404", s.get(rita, s.reports(rita, "TRAVELER")+"/0123456789ABCDEF0123").outcome(t))
	nobody := "/expensereports/v4/users/00000000-0000-4000-8000-000000000000/context/TRAVELER/reports/"
	assert.Equal(t, "404", s.get(office, nobody+s.report("Munich calibration audit").id).outcome(t))
}

func TestWhoMayNameAnotherUserInV3(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, caller, user string
		want               int
	}{
		{"oneself", luca, luca, 200},
		{"oneself in capitals", luca, "LUCA.FERRI@HALDENREYES.EXAMPLE", 200},
		{"another as a traveler", luca, sofie, 403},
		{"everybody as a traveler", luca, "ALL", 403},
		{"another as an approver", rita, luca, 403},
		{"another as an administrator", ada, luca, 200},
		{"everybody as an administrator", ada, "ALL", 200},
		{"nobody as an administrator", ada, "who@haldenreyes.example", 400},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			got := s.get(c.caller, "/api/v3.0/expense/reports?user="+c.user)
			assert.Equal(t, c.want, got.status, got.body)
		})
	}
}

func TestWhoMayReadAnEntryInV3(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, caller, query string
		want                int
	}{
		{"the owner", luca, "", 200},
		{"the current approver", rita, "", 200},
		{"the approver of somebody else", grace, "", 403},
		{"a colleague", sofie, "", 403},
		{"an administrator who does not name the owner", ada, "", 403},
		{"an administrator who names the owner", ada, "user=" + luca, 200},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Milan service week")
			one := s.get(c.caller, "/api/v3.0/expense/entries/"+r.expenses[0].v3ID+"?"+c.query)
			assert.Equal(t, c.want, one.status, one.body)
			list := s.get(c.caller, "/api/v3.0/expense/entries?reportID="+r.id+"&"+c.query)
			assert.Equal(t, c.want, list.status, list.body)
		})
	}
	s := newScene(t)
	entry := s.report("Milan service week").expenses[0].v3ID
	assert.Equal(t, 400, s.get(ada, "/api/v3.0/expense/entries/"+entry+"?user=ALL").status, "ALL is for lists")
	assert.Equal(t, 404, s.get(luca, "/api/v3.0/expense/entries/gWnone$s1").status)
	assert.Equal(t, 404, s.get(luca, "/api/v3.0/expense/entries?reportID=0123456789ABCDEF0123").status)
}
