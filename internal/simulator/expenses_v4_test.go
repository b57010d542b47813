package simulator

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	// documentedSummary are the members of Expenses v4 > ExpenseSummary.
	documentedSummary = `expenseId parentExpenseId expenseType paymentType transactionDate transactionAmount postedAmount claimedAmount
		approvedAmount approverAdjustedAmount exchangeRate businessPurpose location vendor attendeeCount allocationState allocationSetId
		allocationVersion expenseSourceIdentifiers ereceiptImageId receiptImageId imageCertificationStatus ticketNumber travelAllowance
		jptRouteId fuelTypeListItem hasBlockingExceptions hasExceptions hasMissingReceiptDeclaration isAutoCreated isImageRequired
		isPaperReceiptRequired isPersonalExpense canDelete links`
	// documentedDetail are those that ExpenseDetail adds.
	documentedDetail = `customData receiptType taxRateLocation expenseTaxSummary mileage travel merchantTaxId authorizationRequestExpenseId
		budgetAccrualDate isExcludedFromCashAdvanceByUser isExpenseBillable isExpenseRejected isPaperReceiptReceived canAllocate
		xmlReceiptId lastModifiedDate invoiceId governmentInvoiceId`
)

func membersOf(object map[string]any) []string {
	members := []string{}
	for name := range object {
		members = append(members, name)
	}
	return members
}

func TestAnExpenseHasEveryDocumentedMember(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	base := s.path(rita, "TRAVELER", r) + "/expenses"
	var rows []map[string]any
	s.get(rita, base).into(t, &rows)
	require.Len(t, rows, len(r.expenses))
	assert.ElementsMatch(t, strings.Fields(documentedSummary), membersOf(rows[1]))
	hotel := r.expenses[1]
	var detail map[string]any
	s.get(rita, base+"/"+hotel.id).into(t, &detail)
	assert.ElementsMatch(t, strings.Fields(documentedSummary+" "+documentedDetail), membersOf(detail))
	for name, want := range map[string]any{
		"expenseType":     map[string]any{"id": "HOTEL", "name": "Hotel", "code": "LODGING", "isDeleted": false, "listItemId": nil},
		"paymentType":     map[string]any{"id": "1021", "name": "Company Card", "code": "CBCP"},
		"vendor":          map[string]any{"id": nil, "name": nil, "description": hotel.vendor},
		"receiptType":     map[string]any{"id": "R", "status": "Regular Receipt"},
		"taxRateLocation": "FOREIGN",
		"transactionDate": hotel.date.Format("2006-01-02"),
		"receiptImageId":  hotel.imageID,
		"isImageRequired": true,
		"canDelete":       false,
		"mileage":         nil,
		"allocationState": "NOT_ALLOCATED",
		"parentExpenseId": nil,
		"hasExceptions":   false,
	} {
		assert.Equal(t, want, detail[name], name)
	}
	rels := []any{}
	for _, l := range detail["links"].([]any) {
		rels = append(rels, l.(map[string]any)["rel"])
	}
	assert.Equal(t, []any{"self", "itemizations", "comments"}, rels)
}

func TestItemizationsAreExpensesOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	hotel := r.expenses[1]
	base := s.path(rita, "TRAVELER", r) + "/expenses"
	type row struct {
		ExpenseID       string
		ParentExpenseID *string
		Links           []link
	}
	var with, without, items, none []row
	s.get(rita, base).into(t, &without)
	s.get(rita, base+"?includeItemizations=true").into(t, &with)
	s.get(rita, base+"/"+hotel.id+"/itemizations").into(t, &items)
	s.get(rita, base+"/"+r.expenses[0].id+"/itemizations").into(t, &none)
	assert.Len(t, items, 6)
	assert.Len(t, with, len(without)+6)
	assert.Equal(t, hotel.id, *items[0].ParentExpenseID)
	assert.Len(t, items[0].Links, 2, "no link to itemizations of an itemization")
	assert.NotNil(t, none)
	assert.Empty(t, none)
	var detail row
	s.get(rita, base+"/"+items[0].ExpenseID).into(t, &detail)
	assert.Equal(t, hotel.id, *detail.ParentExpenseID)
	assert.Equal(t, "400", s.get(rita, base+"?includeItemizations=1").outcome(t))
	assert.Equal(t, "404", s.get(rita, base+"/"+strings.Repeat("0", 32)).outcome(t))
}

func TestMileageShowsItsDistance(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Milan service week")
	var detail struct {
		Mileage     *struct{ TotalDistance, PersonalDistance int }
		ExpenseType struct{ Code string }
	}
	s.get(rita, s.path(rita, "MANAGER", r)+"/expenses/"+r.expenses[0].id).into(t, &detail)
	require.NotNil(t, detail.Mileage)
	assert.Equal(t, *r.expenses[0].journey.BusinessDistance, detail.Mileage.TotalDistance)
	assert.Equal(t, "PCARMILE", detail.ExpenseType.Code)
}

func TestTheCompanyChangesFewFieldsOfASubmittedExpense(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, body, expect string }{
		{
			"the fields there are",
			`{"expenseSource": "OTHER", "businessPurpose": "Audited", "isExpenseRejected": true, "isPaperReceiptReceived": true,
				"customData": [{"id": "custom16", "value": "PO-9"}]}`,
			"204",
		},
		{"no source", `{"businessPurpose": "Audited"}`, "400"},
		{"an unknown source", `{"expenseSource": "PHONE"}`, "400"},
		{"a field that is not among them", `{"expenseSource": "OTHER", "transactionAmount": {"value": 1, "currencyCode": "EUR"}}`, "400"},
		{"a purpose that is too long", `{"expenseSource": "OTHER", "businessPurpose": "` + strings.Repeat("x", 65) + `"}`, "400"},
		{"a source alone", `{"expenseSource": "TA"}`, "204"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Munich calibration audit")
			e := r.expenses[3]
			before := *e
			got := s.do(office, http.MethodPatch, short(r)+"/expenses/"+e.id, c.body).outcome(t)
			assert.Equal(t, c.expect, got)
			if c.expect != "204" {
				assert.Equal(t, before, *e)
			}
		})
	}
	s := newScene(t)
	r := s.report("Munich calibration audit")
	e := r.expenses[3]
	claimed := s.state.totals(r).claimed
	require.Equal(t, "204", s.do(office, http.MethodPatch, short(r)+"/expenses/"+e.id, cases[0].body).outcome(t))
	assert.Equal(t, []any{"Audited", true, true, "PO-9"}, []any{e.purpose, e.rejected, e.paperReceived, e.custom["custom16"]})
	assert.True(t, s.state.totals(r).approved.Equal(claimed.Sub(e.posted)), "what is rejected is not approved")
	cleared := `{"expenseSource": "OTHER", "customData": null}`
	require.Equal(t, "204", s.do(office, http.MethodPatch, short(r)+"/expenses/"+e.id, cleared).outcome(t))
	assert.Empty(t, e.custom)
	assert.Equal(t, 401, s.do(rita, http.MethodPatch, short(r)+"/expenses/"+e.id, cases[0].body).status)
	r.reopened = true
	assert.Equal(t, "403", s.do(office, http.MethodPatch, short(r)+"/expenses/"+e.id, cases[0].body).outcome(t))
}

func TestAnExpenseGoesWithItsItemizations(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Porto plant visit")
	hotel, before := r.expenses[1], len(r.expenses)
	item := hotel.itemizations[0]
	require.Equal(t, "204", s.do(rita, http.MethodDelete, short(r)+"/expenses/"+item.id, "").outcome(t))
	assert.Equal(
		t,
		[]string{missingReceipt, itemDifference},
		codesOf(t, s.get(rita, s.path(rita, "TRAVELER", r)+"/expenses/"+hotel.id+"/exceptions")),
	)
	require.Equal(t, "204", s.do(rita, http.MethodDelete, short(r)+"/expenses/"+hotel.id, "").outcome(t))
	assert.Len(t, r.expenses, before-1)
	assert.Equal(t, "404", s.do(rita, http.MethodDelete, short(r)+"/expenses/"+hotel.id, "").outcome(t))
	assert.Equal(t, "403", s.do(luca, http.MethodDelete, short(r)+"/expenses/"+r.expenses[0].id, "").outcome(t))
}
