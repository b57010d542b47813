package simulator

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func codesOf(t *testing.T, answer received) []string {
	t.Helper()
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var rows []reportException
	answer.into(t, &rows)
	codes := []string{}
	for _, row := range rows {
		codes = append(codes, row.ExceptionCode)
	}
	return codes
}

func TestExceptionsFollowFromTheExpense(t *testing.T) {
	t.Parallel()
	now := newClock().now()
	receipt := func(e *expense) { e.imageID = "AB" }
	cases := []struct {
		name     string
		change   func(*expense)
		code     string
		blocking bool
	}{
		{"just below the receipt limit", func(e *expense) { e.posted = dec("24.99") }, "", false},
		{"at the receipt limit", func(e *expense) { e.posted = dec("25") }, missingReceipt, true},
		{"above the receipt limit with a receipt", func(e *expense) { e.posted = dec("26"); receipt(e) }, "", false},
		{"above the receipt limit but private", func(e *expense) { e.posted = dec("26"); e.personal = true }, "", false},
		{"above the receipt limit but mileage", func(e *expense) { e.posted = dec("26"); e.typeID = "MILEG" }, "", false},
		{"at the meal limit", func(e *expense) { e.posted = dec("55"); receipt(e) }, "", false},
		{"above the meal limit", func(e *expense) { e.posted = dec("55.01"); receipt(e) }, overLimit, false},
		{"ninety days old", func(e *expense) { e.date = dayOf(now).AddDate(0, 0, -90) }, "", false},
		{"older than ninety days", func(e *expense) { e.date = dayOf(now).AddDate(0, 0, -91) }, olderThan90, false},
		{"tomorrow", func(e *expense) { e.date = dayOf(now).AddDate(0, 0, 1) }, inTheFuture, true},
		{"itemized in full", func(e *expense) { e.itemizations = []*expense{{amount: dec("4")}, {amount: dec("6")}} }, "", false},
		{"itemized in part", func(e *expense) { e.itemizations = []*expense{{amount: dec("4")}} }, itemDifference, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			st := sample(t)
			e := &expense{typeID: "DINNR", paymentTypeID: "CASH", amount: dec("10"), posted: dec("10"), date: dayOf(now)}
			c.change(e)
			r := &report{policyID: st.policies[0].id, currency: "EUR", expenses: []*expense{e}}
			found := st.findings(r, now, officeView)
			if c.code == "" {
				assert.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			assert.Equal(t, c.code, found[0].code)
			assert.Equal(t, c.blocking, found[0].blocking)
		})
	}
}

func TestTheSecondOfTwoEqualExpensesIsSuspect(t *testing.T) {
	t.Parallel()
	st, now := sample(t), newClock().now()
	taxi := func() *expense {
		return &expense{typeID: "TAXIX", vendor: "Bolt", amount: dec("10"), posted: dec("10"), currency: "EUR", date: dayOf(now)}
	}
	first, second := taxi(), taxi()
	second.vendor = "BOLT"
	r := &report{policyID: st.policies[0].id, expenses: []*expense{first, second}}
	found := st.findings(r, now, officeView)
	require.Len(t, found, 1)
	assert.Equal(t, enteredTwice, found[0].code)
	assert.Same(t, second, found[0].on)
	second.amount = dec("10.01")
	assert.Empty(t, st.findings(r, now, officeView))
}

func TestEachRoleSeesItsExceptions(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Boston field calls") // Daniel's, with Grace
	r.expenses = r.expenses[:1]
	e := r.expenses[0]
	e.exceptions = []*exception{{code: "NEAR", visibility: visibleToApprovers}, {code: "OPEN", visibility: visibleToAll}}
	assert.Equal(t, []string{"OPEN"}, codesOf(t, s.get(daniel, s.path(daniel, "TRAVELER", r)+"/exceptions")))
	assert.Equal(t, []string{"NEAR", "OPEN"}, codesOf(t, s.get(grace, s.path(grace, "MANAGER", r)+"/exceptions")))
	assert.Equal(t, []string{"AUDIT01", "NEAR", "OPEN"}, codesOf(t, s.get(office, short(r)+"/exceptions")))
	assert.Equal(t, []string{"AUDIT01"}, codesOf(t, s.get(office, short(r)+"/exceptions?excludeExpenses=true")))
	assert.Equal(t, []string{"NEAR", "OPEN"}, codesOf(t, s.get(office, short(r)+"/expenses/"+e.id+"/exceptions")))
	assert.Equal(t, "400", s.get(office, short(r)+"/exceptions?excludeExpenses=maybe").outcome(t))
}

func TestExceptionsOfItemizationsNameTheirExpense(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	hotel := r.expenses[1]
	require.NotEmpty(t, hotel.itemizations)
	item := hotel.itemizations[0]
	item.exceptions = []*exception{{code: "RATE", visibility: visibleToAll}}
	base := s.path(rita, "TRAVELER", r) + "/expenses/"
	var rows []reportException
	s.get(rita, base+hotel.id+"/exceptions").into(t, &rows)
	require.Len(t, rows, 1)
	assert.Equal(t, item.id, *rows[0].ExpenseID)
	assert.Equal(t, hotel.id, *rows[0].ParentExpenseID)
	assert.Nil(t, rows[0].AllocationID)
	assert.Equal(t, []string{"RATE"}, codesOf(t, s.get(rita, base+item.id+"/exceptions")))
	assert.Empty(t, codesOf(t, s.get(rita, base+hotel.id+"/exceptions?excludeItemizations=true")))
}

func TestAReceiptTakesTheBlockingExceptionAway(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.newReport(rita, "Braga day trip")
	e := s.addEntry(rita, r, "CARRT", "142.50")
	exceptions := s.path(rita, "TRAVELER", r) + "/exceptions"
	submit := fmt.Sprintf("/expensereports/v4/users/%s/reports/%s/submit", s.id(rita), r.id)
	assert.Equal(t, []string{missingReceipt}, codesOf(t, s.get(rita, exceptions)))
	assert.Equal(t, "400 error.submit.entryXctMaxThreshold", s.do(rita, http.MethodPatch, submit, "").outcome(t))
	assert.Equal(t, notSubmitted, r.approvalStatus, "a refused submit changes nothing")

	attached := s.do(rita, http.MethodPost, "/api/image/v1.0/expenseentry/"+e.v3ID, "%PDF-1.4\n%%EOF\n", "Content-Type", "application/pdf")
	require.Equal(t, http.StatusCreated, attached.status, attached.body)
	assert.Empty(t, codesOf(t, s.get(rita, exceptions)))
	assert.Equal(t, "204", s.do(rita, http.MethodPatch, submit, "").outcome(t))
	assert.Equal(t, "A_PEND", r.approvalStatus)
	assert.Equal(t, s.id(tom), r.approverID)
}
