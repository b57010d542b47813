package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const advancesV4 = "/cashadvance/v4.1/cashadvances"

func (s *scene) advance(name string) *cashAdvance {
	s.t.Helper()
	for _, a := range s.state.cashAdvances {
		if a.name == name {
			return a
		}
	}
	require.Fail(s.t, "no such cash advance", name)
	return nil
}

func (s *scene) links(r *report) []string {
	s.t.Helper()
	var listed advanceLinks
	s.get(rita, short(r)+"/cashAdvances").into(s.t, &listed)
	ids := []string{}
	for _, one := range listed.CashAdvances {
		ids = append(ids, one.ID)
	}
	return ids
}

func TestACashAdvanceIsAskedForAndIssued(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	body := fmt.Sprintf(
		`{"name": "Trade fair", "userId": %q, "amountRequested": {"currency": "USD", "amount": "250.50"}, "purpose": "Stand"}`, s.id(rita),
	)
	answer := s.do(rita, http.MethodPost, advancesV4, body)
	require.Equal(t, http.StatusCreated, answer.status, answer.body)
	var made struct{ CashAdvanceID string }
	answer.into(t, &made)
	require.Regexp(t, `^[0-9A-F]{32}$`, made.CashAdvanceID)

	var shown printedAdvance
	s.get(rita, advancesV4+"/"+made.CashAdvanceID).into(t, &shown)
	assert.Equal(t, printedAdvance{
		CashAdvanceID: made.CashAdvanceID, Name: "Trade fair", Purpose: "Stand", AmountRequested: advanceAmount{"250.500000", "USD"},
		AvailableBalance: advanceAmount{"0.0", "EUR"}, ExchangeRate: advanceRate{"MULTIPLY", s.state.rate("USD", "EUR").StringFixed(14)},
		PaymentType: advancePayment{"CASH", "Cash"}, ApprovalStatus: codedName{"C_NOTF", "Not Submitted"},
		RequestDate: "2026-03-02 09:30:00.0", LastModifiedDate: "2026-03-02 09:30:00.0", ReimbursementCurrency: "EUR",
	}, shown)

	issued := s.do(administrator, http.MethodPost, advancesV4+"/"+made.CashAdvanceID+"/issue",
		`{"exchangeRate": 0.9, "accountCode": "1170", "comment": "Paid"}`)
	require.Equal(t, http.StatusOK, issued.status, issued.body)
	assert.JSONEq(t, `{"issuedDate": "2026-03-02", "status": {"code": "C_ISSU", "name": "Issued"}}`, issued.body)
	s.get(rita, advancesV4+"/"+dashed(made.CashAdvanceID)).into(t, &shown)
	assert.Equal(t, advanceAmount{"225.450000", "EUR"}, shown.AvailableBalance)
	assert.Equal(t, []string{"C_ISSU", "1170", "Paid", "2026-03-02 09:30:00.0"},
		[]string{shown.ApprovalStatus.Code, shown.AccountCode, shown.Comment, shown.IssuedDate})
}

func TestRefusedCashAdvances(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	body := func(name, user, currency, amount string) string {
		return fmt.Sprintf(`{"name": %q, "userId": %q, "amountRequested": {"currency": %q, "amount": %q}}`, name, user, currency, amount)
	}
	mine := s.id(rita)
	long := `{"comment": "` + strings.Repeat("x", 2001) + `"}`
	waiting, done := advancesV4+"/"+s.advance("Nairobi site survey").id, advancesV4+"/"+s.advance("Sample shipping").id
	for name, c := range map[string]struct {
		login, method, path, body string
		status                    int
		says                      string
	}{
		"without a name":         {rita, http.MethodPost, advancesV4, body("", mine, "EUR", "1"), 400, "name is required"},
		"with a long name":       {rita, http.MethodPost, advancesV4, body(strings.Repeat("x", 41), mine, "EUR", "1"), 400, "40 characters"},
		"with a long amount":     {rita, http.MethodPost, advancesV4, body("x", mine, "EUR", strings.Repeat("1", 24)), 400, "23 characters"},
		"of nothing":             {rita, http.MethodPost, advancesV4, body("x", mine, "EUR", "0"), 400, "not an amount"},
		"in no currency":         {rita, http.MethodPost, advancesV4, body("x", mine, "eur", "1"), 400, "not a currency"},
		"of a number":            {rita, http.MethodPost, advancesV4, `{"amountRequested": {"amount": 1}}`, 400, "not readable"},
		"for nobody":             {rita, http.MethodPost, advancesV4, body("x", "nobody", "EUR", "1"), 400, "names nobody"},
		"for another user":       {luca, http.MethodPost, advancesV4, body("x", mine, "EUR", "1"), 403, "for another user"},
		"of another user":        {luca, http.MethodGet, waiting, "", 403, "may not see"},
		"that is none":           {rita, http.MethodGet, advancesV4 + "/" + strings.Repeat("0", 32), "", 404, "not found"},
		"of no id":               {rita, http.MethodGet, advancesV4 + "/12", "", 400, "cashAdvanceId"},
		"issued by its owner":    {rita, http.MethodPost, waiting + "/issue", "", 403, "may not issue"},
		"issued twice":           {office, http.MethodPost, done + "/issue", "", 400, "already"},
		"issued at a rate of 0":  {office, http.MethodPost, waiting + "/issue", `{"exchangeRate": 0}`, 400, "above zero"},
		"issued with long words": {office, http.MethodPost, waiting + "/issue", long, 400, "2000 characters"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := newScene(t).do(c.login, c.method, c.path, c.body)
			assert.Equal(t, c.status, answer.status, answer.body)
			var refused struct{ Errors []cashAdvanceError }
			answer.into(t, &refused)
			require.Len(t, refused.Errors, 1)
			assert.Contains(t, refused.Errors[0].ErrorMessage, c.says)
		})
	}
}

func TestTheCompanyAsksForAnybody(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	body := fmt.Sprintf(`{"name": "Float", "userId": %q, "amountRequested": {"currency": "EUR", "amount": "10"}}`, s.id(luca))
	assert.Equal(t, http.StatusCreated, s.do(office, http.MethodPost, advancesV4, body).status)
	made := s.advance("Float")
	assert.Equal(t, s.id(luca), made.ownerID)
	assert.Equal(t, http.StatusOK, s.do(office, http.MethodPost, advancesV4+"/"+made.id+"/issue", "").status)
	assert.Equal(t, "10", made.balance.String())
}

func TestLinksAreReplacedAndTakenAway(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Porto plant visit")
	float, shipping := dashed(s.advance("Porto visit float").id), dashed(s.advance("Sample shipping").id)
	require.Equal(t, []string{float}, s.links(r))
	path := short(r) + "/cashAdvances"

	answer := s.do(rita, http.MethodPost, path, `{"cashAdvanceIds": ["`+shipping+`"]}`)
	require.Equal(t, http.StatusCreated, answer.status, answer.body)
	assert.JSONEq(t, `{"uri": "`+InProcessURL+path+`"}`, answer.body)
	assert.Equal(t, []string{shipping}, s.links(r), "replaced, not added to")

	answer = s.do(rita, http.MethodDelete, path+"?cashAdvanceIds="+float+"&cashAdvanceIds="+shipping, "")
	require.Equal(t, http.StatusNoContent, answer.status)
	assert.Empty(t, s.links(r))
}

func TestRefusedLinks(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	porto, pending := s.report("Porto plant visit"), s.report("Munich calibration audit")
	id := func(name string) string { return dashed(s.advance(name).id) }
	set := func(ids ...string) string { return `{"cashAdvanceIds": ["` + strings.Join(ids, `","`) + `"]}` }
	for name, c := range map[string]struct {
		login, method, path, body string
		status                    int
	}{
		"one that is not issued":     {rita, http.MethodPost, short(porto), set(id("Sample shipping"), id("Nairobi site survey")), 400},
		"one of another user":        {rita, http.MethodPost, short(porto), set(id("Workshop tools")), 400},
		"nothing at all":             {rita, http.MethodPost, short(porto), "{}", 400},
		"one in another spelling":    {rita, http.MethodPost, short(porto), set(s.advance("Sample shipping").id), 400},
		"one that is none":           {rita, http.MethodPost, short(porto), set("none"), 400},
		"to a submitted report":      {rita, http.MethodPost, short(pending), set(id("Sample shipping")), 403},
		"to a report of another":     {luca, http.MethodPost, short(porto), set(id("Workshop tools")), 403},
		"to no report":               {rita, http.MethodPost, "/expensereports/v4/reports/00000000000000000000", set(), 404},
		"with a body that is none":   {rita, http.MethodPost, short(porto), "[", 400},
		"taking away nothing":        {rita, http.MethodDelete, short(porto), "", 400},
		"taking away what is no id":  {rita, http.MethodDelete, short(porto), "none", 400},
		"taking away from submitted": {rita, http.MethodDelete, short(pending), id("Sample shipping"), 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, path, body := newScene(t), c.path+"/cashAdvances", c.body
			if c.method == http.MethodDelete && body != "" {
				path, body = path+"?cashAdvanceIds="+body, ""
			}
			answer := s.do(c.login, c.method, path, body)
			assert.Equal(t, c.status, answer.status, answer.body)
			assert.Equal(t, []string{id("Porto visit float")}, s.links(s.report("Porto plant visit")), "nothing is changed")
		})
	}
	assert.Equal(t, http.StatusForbidden, s.get(luca, short(porto)+"/cashAdvances").status)
}
