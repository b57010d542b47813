package simulator

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const spotCheck = `{"exceptionCode": "AUDIT01", "exceptionVisibility": "PROCESSOR"}`

func TestTheCompanyAddsAndRemovesExceptions(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Porto plant visit")
	e := r.expenses[0]
	item := r.expenses[1].itemizations[0]
	part := e.shares()[0]
	for name, path := range map[string]string{
		"on a report": short(r), "on an expense": short(r) + "/expenses/" + e.id, "on an itemization": short(r) + "/expenses/" + item.id,
		"on an allocation": short(r) + "/expenses/" + e.id + "/allocations/" + part.id,
	} {
		path += "/exceptions"
		before := len(codesOf(t, s.get(office, path)))
		answer := s.do(office, http.MethodPut, path, spotCheck)
		require.Equal(t, "200", answer.outcome(t), name)
		assert.Empty(t, answer.body)
		assert.Contains(t, codesOf(t, s.get(office, path)), "AUDIT01", name)
		require.Equal(t, "200", s.do(office, http.MethodPut, path, spotCheck).outcome(t), name)
		assert.Len(t, codesOf(t, s.get(office, path)), before+1, "the second one takes the place of the first")
		require.Equal(t, "204", s.do(office, http.MethodDelete, path+"/AUDIT01", "").outcome(t), name)
		assert.Len(t, codesOf(t, s.get(office, path)), before, name)
	}
}

func TestAnAddedExceptionIsSeenByWhomItIsFor(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	require.Equal(t, "200", s.do(office, http.MethodPut, short(r)+"/exceptions", spotCheck).outcome(t))
	assert.NotContains(t, codesOf(t, s.get(rita, s.path(rita, "TRAVELER", r)+"/exceptions")), "AUDIT01")
	assert.Contains(t, codesOf(t, s.get(office, short(r)+"/exceptions")), "AUDIT01")
	open := s.report("Lisbon home office")
	require.Equal(t, "200", s.do(office, http.MethodPut, short(open)+"/exceptions",
		`{"exceptionCode": "PREAPPR", "exceptionVisibility": "ALL"}`).outcome(t))
	submit := "/expensereports/v4/users/" + s.id(rita) + "/reports/" + open.id + "/submit"
	assert.Equal(t, "400 error.submit.rptXctMaxThreshold", s.do(rita, http.MethodPatch, submit, "").outcome(t), "it blocks")
}

func TestExceptionsAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		login, method, below, body, want string
	}{
		"by a person":           {rita, http.MethodPut, "/exceptions", spotCheck, "401"},
		"a removal by a person": {rita, http.MethodDelete, "/exceptions/AUDIT01", "", "401"},
		"of an unknown code":    {office, http.MethodPut, "/exceptions", `{"exceptionCode": "NOSUCH", "exceptionVisibility": "ALL"}`, "400"},
		"of a code not in use":  {office, http.MethodPut, "/exceptions", `{"exceptionCode": "OLDRULE", "exceptionVisibility": "ALL"}`, "400"},
		"of a long code": {
			office, http.MethodPut, "/exceptions", `{"exceptionCode": "AUDIT0123", "exceptionVisibility": "ALL"}`, "400",
		},
		"for nobody":               {office, http.MethodPut, "/exceptions", `{"exceptionCode": "AUDIT01"}`, "400"},
		"without a body":           {office, http.MethodPut, "/exceptions", "", "400"},
		"that is not there":        {office, http.MethodDelete, "/exceptions/BUDGET", "", "400"},
		"that follows from a rule": {office, http.MethodDelete, "/expenses/{1}/exceptions/NORCPT", "", "400"},
		"on an unknown expense":    {office, http.MethodPut, "/expenses/0123456789ABCDEF0123456789ABCDEF/exceptions", spotCheck, "404"},
		"on an unknown allocation": {
			office, http.MethodPut, "/expenses/{1}/allocations/0123456789ABCDEF0123456789ABCDEF/exceptions", spotCheck, "404",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Porto plant visit")
			path := short(r) + strings.ReplaceAll(c.below, "{1}", r.expenses[1].id)
			assert.Equal(t, c.want, s.do(c.login, c.method, path, c.body).outcome(t))
		})
	}
	s := newScene(t)
	own := s.report("Porto plant visit")
	own.exceptions = append(own.exceptions, &exception{code: "AUDIT01", visibility: visibleToAll})
	assert.Equal(t, "400", s.do(office, http.MethodDelete, short(own)+"/exceptions/AUDIT01", "").outcome(t), "the API did not add it")
}

func TestExceptionsAreAddedUntilTheReportIsPaid(t *testing.T) {
	t.Parallel()
	for state, want := range map[string][2]string{
		"A_NOTF": {"200", "204"}, "A_RESU recalled": {"200", "204"}, "A_PEND": {"200", "204"}, "A_ACCO": {"200", "204"},
		"P_PROC": {"200", "204"}, "P_PAID": {"400", "400"}, "P_PAYC": {"400", "400"},
	} {
		s := newScene(t)
		path := short(s.bring(state)) + "/exceptions"
		assert.Equal(t, want[0], s.do(office, http.MethodPut, path, spotCheck).outcome(t), state)
		assert.Equal(t, want[1], s.do(office, http.MethodDelete, path+"/AUDIT01", "").outcome(t), state)
	}
}
