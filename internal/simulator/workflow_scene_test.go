package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// newReport creates an empty report through the API.
func (s *scene) newReport(login, name string) *report {
	s.t.Helper()
	owner := s.state.personByLogin(login)
	body := fmt.Sprintf(`{"name": %q, "policyId": %q}`, name, owner.policies[0])
	answer := s.do(login, http.MethodPost, s.reports(login, "TRAVELER"), body)
	require.Equal(s.t, http.StatusCreated, answer.status, answer.body)
	var made createdURI
	answer.into(s.t, &made)
	r := s.state.report(made.URI[strings.LastIndex(made.URI, "/")+1:])
	require.NotNil(s.t, r, made.URI)
	return r
}

// entryBody is a complete request for an entry paid in cash today.
func (s *scene) entryBody(r *report, typeID, amount string, further ...string) string {
	return fmt.Sprintf(
		`{"ReportID": %q, "ExpenseTypeCode": %q, "PaymentTypeID": %q, "TransactionDate": %q,
			"TransactionCurrencyCode": %q, "TransactionAmount": %s%s}`,
		r.id,
		typeID,
		s.state.paymentType("CASH").v3ID,
		s.clock.now().Format(time.DateOnly),
		r.currency,
		amount,
		strings.Join(append([]string{""}, further...), ", "),
	)
}

// addEntry creates an entry through the API.
func (s *scene) addEntry(login string, r *report, typeID, amount string, further ...string) *expense {
	s.t.Helper()
	answer := s.do(login, http.MethodPost, "/api/v3.0/expense/entries", s.entryBody(r, typeID, amount, further...))
	require.Equal(s.t, http.StatusOK, answer.status, answer.body)
	return r.expenses[len(r.expenses)-1]
}

// bring puts a report of Luca's, which nothing keeps from being submitted, into a
// state.
func (s *scene) bring(state string) *report {
	s.t.Helper()
	r := s.report("Milan service week")
	status, detail, _ := strings.Cut(state, " ")
	at, waiting := stepByStatus(status)
	switch {
	case waiting:
		s.state.enter(r, at, s.ids.hex32())
	case status == notSubmitted:
		r.leaveWorkflow(notSubmitted)
		r.submitted, r.everInWorkflow, r.approverIDs = time.Time{}, false, nil
	case status == returned:
		r.returnToOwner(detail == "sent back")
	default:
		r.approveFinally(s.clock.now())
		r.paymentStatus = status
	}
	return r
}

// action does something to a report as whoever usually does it.
type action struct {
	login, method, body string
	path                func(*scene, *report) string
}

func actions() map[string]action {
	inRole := func(login, role, rest string) func(*scene, *report) string {
		return func(s *scene, r *report) string { return s.path(login, role, r) + rest }
	}
	onShort := func(rest string) func(*scene, *report) string {
		return func(_ *scene, r *report) string { return short(r) + rest }
	}
	return map[string]action{
		"update_report":  {luca, http.MethodPatch, `{"reportSource": "OTHER", "name": "Renamed"}`, inRole(luca, "TRAVELER", "")},
		"delete_report":  {luca, http.MethodDelete, "", onShort("")},
		"delete_expense": {luca, http.MethodDelete, "", func(_ *scene, r *report) string { return short(r) + "/expenses/" + r.expenses[0].id }},
		"update_expense_submitted": {
			office,
			http.MethodPatch,
			`{"expenseSource": "OTHER", "businessPurpose": "Audited"}`,
			func(_ *scene, r *report) string {
				return short(r) + "/expenses/" + r.expenses[0].id
			},
		},
		"update_entry": {luca, http.MethodPut, `{"Description": "Changed"}`, func(_ *scene, r *report) string {
			return "/api/v3.0/expense/entries/" + r.expenses[0].v3ID
		}},
		"create_entry": {luca, http.MethodPost, "", func(*scene, *report) string { return "/api/v3.0/expense/entries" }},
		"submit_report": {luca, http.MethodPatch, "", func(s *scene, r *report) string {
			return fmt.Sprintf("/expensereports/v4/users/%s/reports/%s/submit", s.id(luca), r.id)
		}},
		"recall_report":            {luca, http.MethodPatch, "{}", inRole(luca, "TRAVELER", "/recall")},
		"approve_report":           {rita, http.MethodPatch, `{"comment": "Fine"}`, inRole(rita, "MANAGER", "/approve")},
		"send_back_report":         {rita, http.MethodPatch, `{"comment": "Once more"}`, inRole(rita, "MANAGER", "/sendBack")},
		"approve_report_company":   {office, http.MethodPatch, "", onShort("/approve")},
		"send_back_report_company": {office, http.MethodPatch, `{"comment": "Once more"}`, onShort("/sendBack")},
	}
}

func (s *scene) act(t *testing.T, operation string, r *report) string {
	t.Helper()
	a := actions()[operation]
	if operation == "create_entry" {
		a.body = s.entryBody(r, "TAXIX", "12")
	}
	return s.do(a.login, a.method, a.path(s, r), a.body).outcome(t)
}
