package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// documented are the members of Expense Reports v4 > ReportDetails.
const documented = `reportId reportNumber name businessPurpose userId employee submitterId sponsorId approvalStatusId approvalStatus
	paymentStatusId paymentStatus concurAuditStatus reportType reportVersion reportDate startDate endDate creationDate submitDate policyId
	policy ledgerId ledger reportFormId allocationFormId analyticsGroupId hierarchyNodeId taxConfigId cardProgramStatementPeriodId
	currencyCode currency countryCode country countrySubDivisionCode reportTotal claimedAmount approvedAmount amountNotApproved
	personalAmount amountDueEmployee amountDueCompany amountDueCompanyCard amountCompanyPaid paymentConfirmedAmount
	totalAmountPaidEmployee isSubmitted isSentBack isReportEverSentBack isPendingDelegatorReview isReopened canReopen canRecall
	canAddExpense hasReceivedCashAdvanceReturns isFinancialIntegrationEnabled isFundsAndGrantsIntegrationEligible
	isReceiptImageAvailable isReceiptImageRequired isPaperReceiptRequired isPaperReceiptsReceived imageStatus receiptStatus
	receiptContainerId redirectFund defaultFieldAccess customData links`

func TestAReportHasEveryDocumentedMember(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	path := strings.Replace(s.path(rita, "TRAVELER", r), s.id(rita), strings.ToUpper(s.id(rita)), 1)
	var got map[string]any
	s.get(rita, path).into(t, &got)
	members := []string{}
	for name := range got {
		members = append(members, name)
	}
	assert.ElementsMatch(t, strings.Fields(documented), members)
	for name, want := range map[string]any{
		"userId": s.id(rita), "name": "Munich calibration audit", "approvalStatusId": "A_PEND", "paymentStatus": "Not Paid",
		"reportDate": "2026-02-14", "startDate": "2026-02-11", "endDate": "2026-02-14", "currency": "Euro", "country": "GERMANY",
		"countrySubDivisionCode": nil, "submitterId": s.id(rita), "isSubmitted": true, "canRecall": true, "canAddExpense": false,
		"defaultFieldAccess": "RO", "imageStatus": "RECEIVED", "receiptStatus": "NOT_REQUIRED", "isReceiptImageRequired": true,
		"totalAmountPaidEmployee": nil, "redirectFund": nil, "policy": "EMEA Expense Policy",
		"links": []any{map[string]any{"rel": "self", "href": InProcessURL + path, "method": "GET", "isTemplated": false}},
	} {
		assert.Equal(t, want, got[name], name)
	}
	assert.Regexp(t, `^2026-02-14T\d\d:\d\d:\d\dZ$`, got["creationDate"])
	cost := s.state.customField("custom3").item("CC-210").id
	assert.Equal(t, []any{
		map[string]any{"id": "custom3", "value": cost, "isValid": true, "listItemUrl": InProcessURL + "/list/v4/items?id=" + cost},
		map[string]any{"id": "custom16", "value": "PO-7702", "isValid": true, "listItemUrl": nil},
	}, got["customData"])
}

func TestFlagsOfAReportDependOnWhoLooks(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var mine, theirs struct {
		CanRecall          bool
		DefaultFieldAccess string
	}
	r := s.report("Munich calibration audit")
	s.get(rita, s.path(rita, "TRAVELER", r)).into(t, &mine)
	s.get(tom, s.path(tom, "MANAGER", r)).into(t, &theirs)
	assert.True(t, mine.CanRecall)
	assert.False(t, theirs.CanRecall)
	s.get(rita, s.path(rita, "TRAVELER", s.report("Porto plant visit"))).into(t, &mine)
	assert.False(t, mine.CanRecall)
	assert.Equal(t, "RW", mine.DefaultFieldAccess)
}

func TestCanRecallIsAboutTheCaller(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	for caller, want := range map[string]bool{sofie: false, aino: true, ada: true, office: true} {
		var shown struct{ CanRecall bool }
		s.get(caller, s.path(rita, "PROXY", r)).into(t, &shown)
		assert.Equal(t, want, shown.CanRecall, caller)
	}
}

func TestPaymentShowsInAReport(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	type paid struct {
		AmountDueEmployee, PaymentConfirmedAmount struct{ Value json.Number }
		TotalAmountPaidEmployee                   *struct{ Value json.Number }
	}
	var sent, confirmedReport paid
	s.get(rita, s.path(rita, "TRAVELER", s.report("Lisbon quarter drinks"))).into(t, &sent)
	assert.Equal(t, "0E-8", sent.PaymentConfirmedAmount.Value.String())
	require.NotNil(t, sent.TotalAmountPaidEmployee)
	assert.Equal(t, sent.AmountDueEmployee.Value, sent.TotalAmountPaidEmployee.Value)
	s.get(rita, s.path(rita, "TRAVELER", s.report("Stockholm pilot"))).into(t, &confirmedReport)
	assert.Equal(t, confirmedReport.AmountDueEmployee, confirmedReport.PaymentConfirmedAmount)
	assert.NotEqual(t, "0E-8", confirmedReport.PaymentConfirmedAmount.Value.String())
}

func TestANewReportIsMadeFromItsRequest(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	policyID := s.state.policies[0].id
	answer := s.do(rita, http.MethodPost, s.reports(rita, "TRAVELER"), fmt.Sprintf(`{"name": "Lisbon onsite", "policyId": %q,
		"businessPurpose": "Workshop", "comment": "Week 13", "countryCode": "ES", "startDate": "2026-02-25", "endDate": "2026-02-28",
		"customData": [{"id": "custom016", "value": "PO-1"}], "reportSource": "OTHER"}`, dashed(policyID)))
	require.Equal(t, http.StatusCreated, answer.status, answer.body)
	var made createdURI
	answer.into(t, &made)
	r := s.state.reports[len(s.state.reports)-1]
	assert.Equal(t, InProcessURL+s.path(rita, "TRAVELER", r), made.URI)
	assert.Equal(
		t,
		[]any{"Lisbon onsite", "Workshop", "ES", "EUR", notSubmitted, 0, false},
		[]any{r.name, r.purpose, r.country, r.currency, r.approvalStatus, r.version, r.everInWorkflow},
	)
	assert.Equal(t, map[string]string{"custom16": "PO-1"}, r.custom)
	assert.Equal(t, "Week 13", r.comments[0].text)
	assert.Equal(t, dayOf(s.clock.now()), r.reportDate)
}

func TestANewReportIsRefusedForItsMistakes(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, body string
		status     int
		fields     []string
	}{
		{"nothing", ``, 400, []string{"name field.required", "policyId field.required"}},
		{"no policy", `{"name": "A"}`, 400, []string{"policyId field.required"}},
		{"a name of blanks", `{"name": "  ", "policyId": "POLICY"}`, 400, []string{"name field.required"}},
		{"a name that is too long", `{"name": "` + strings.Repeat("é", 41) + `", "policyId": "POLICY"}`, 400, []string{"name field.tooLong"}},
		{"a name that just fits", `{"name": "` + strings.Repeat("é", 40) + `", "policyId": "POLICY"}`, 201, nil},
		{
			"a purpose that is too long",
			`{"name": "A", "policyId": "POLICY", "businessPurpose": "` + strings.Repeat("x", 65) + `"}`,
			400,
			[]string{"businessPurpose field.tooLong"},
		},
		{"a v3 policy id", `{"name": "A", "policyId": "gWmINGEAk7RtqY1bVn0KdP5$sX3wLmJcA2g"}`, 400, []string{"policyId field.invalid"}},
		{"an unknown policy", `{"name": "A", "policyId": "00000000000000000000000000000000"}`, 404, nil},
		{"the policy of others", `{"name": "A", "policyId": "USPOLICY"}`, 404, nil},
		{"a date that is none", `{"name": "A", "policyId": "POLICY", "reportDate": "2026-02-30"}`, 400, []string{"reportDate field.invalid"}},
		{
			"a trip that ends before it begins",
			`{"name": "A", "policyId": "POLICY", "startDate": "2026-02-20", "endDate": "2026-02-19"}`,
			400,
			[]string{"endDate field.invalid"},
		},
		{"a country by name", `{"name": "A", "policyId": "POLICY", "countryCode": "Portugal"}`, 400, []string{"countryCode field.invalid"}},
		{
			"a field that no form has",
			`{"name": "A", "policyId": "POLICY", "customData": [{"id": "custom7", "value": "x"}]}`,
			400,
			[]string{"customData field.invalid"},
		},
		{
			"a list item by its code",
			`{"name": "A", "policyId": "POLICY", "customData": [{"id": "custom3", "value": "CC-110"}]}`,
			400,
			[]string{"customData field.invalid"},
		},
		{"a name that is no text", `{"name": 7, "policyId": "POLICY"}`, 400, []string{"name field.invalid"}},
		{"no JSON", `name=A`, 400, nil},
		{"no object", `["A"]`, 400, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			before := len(s.state.reports)
			body := strings.NewReplacer("USPOLICY", s.state.policies[1].id, "POLICY", s.state.policies[0].id).Replace(c.body)
			answer := s.do(rita, http.MethodPost, s.reports(rita, "TRAVELER"), body)
			assert.Equal(t, c.status, answer.status, answer.body)
			var refused v4Error
			answer.into(t, &refused)
			var fields []string
			for _, v := range refused.ValidationErrors {
				fields = append(fields, v.Source+" "+v.ID)
			}
			assert.Equal(t, c.fields, fields)
			assert.Equal(t, c.status == 201, len(s.state.reports) > before)
		})
	}
}

func TestWhoMayCreateAReport(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, caller, role string
		want               int
	}{
		{"the owner", rita, "TRAVELER", 201},
		{"the company", office, "TRAVELER", 201},
		{"the holder of the proxy role", ada, "PROXY", 201},
		{"a delegate who may prepare", sofie, "PROXY", 201},
		{"a colleague", luca, "PROXY", 403},
		{"a colleague as the owner", luca, "TRAVELER", 403},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			body := fmt.Sprintf(`{"name": "A", "policyId": %q}`, s.state.policies[0].id)
			assert.Equal(t, c.want, s.do(c.caller, http.MethodPost, s.reports(rita, c.role), body).status)
		})
	}
}

func TestAnIdempotencyIDGivesTheSameReportAgain(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	create := func(login, id string) string {
		body := fmt.Sprintf(`{"name": "Once", "policyId": %q}`, s.state.policies[0].id)
		answer := s.do(login, http.MethodPost, s.reports(login, "TRAVELER"), body, "idempotency-id", id)
		require.Equal(t, http.StatusCreated, answer.status, answer.body)
		var made createdURI
		answer.into(t, &made)
		return made.URI
	}
	first := create(rita, "one")
	assert.Equal(t, first, create(rita, "one"))
	assert.NotEqual(t, first, create(rita, "two"))
	assert.NotEqual(t, create(luca, "one"), first)
	without := create(rita, "")
	assert.NotEqual(t, without, create(rita, ""), "no id is no promise")
}

func TestWhoMayDeleteAReport(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ caller, want string }{
		"the owner": {rita, "204"}, "the company": {office, "204"}, "the holder of the proxy role": {ada, "204"},
		"the manager": {tom, "403"}, "a colleague": {luca, "403"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Lisbon home office")
			assert.Equal(t, c.want, s.do(c.caller, http.MethodDelete, short(r), "").outcome(t))
			assert.Equal(t, c.want == "204", s.state.report(r.id) == nil)
		})
	}
	s := newScene(t)
	r := s.report("Lisbon home office")
	require.Equal(t, "204", s.do(rita, http.MethodDelete, short(r), "").outcome(t))
	assert.Equal(t, "404", s.do(rita, http.MethodDelete, short(r), "").outcome(t))
}
