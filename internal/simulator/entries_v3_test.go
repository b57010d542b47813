package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const entriesV3 = "/api/v3.0/expense/entries"

func TestAnEntryIsMadeFromItsRequest(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.newReport(rita, "Entries")
	lisbon := s.state.locations[0]
	body := s.entryBody(r, "DINNR", "84.20",
		`"VendorDescription": "Tasca do Rio"`, `"Description": "Team dinner"`, `"Comment": "Two guests"`, `"LocationID": "`+lisbon.v3ID+`"`,
		`"TaxReceiptType": "R"`, `"IsBillable": true`, `"Custom16": "PO-1"`, `"Custom3": "CC-310"`)
	answer := s.do(rita, http.MethodPost, entriesV3, body)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var made createdV3
	answer.into(t, &made)
	assert.Equal(t, InProcessURL+entriesV3+"/"+made.ID, made.URI)
	require.Len(t, r.expenses, 1)
	assert.Equal(t, made.ID, r.expenses[0].v3ID)

	var entry map[string]any
	s.get(rita, entriesV3+"/"+url.PathEscape(made.ID)).into(t, &entry)
	for name, want := range map[string]any{
		"ReportID": r.id, "ReportOwnerID": rita, "ExpenseTypeCode": "DINNR", "ExpenseTypeName": "Dinner", "SpendCategoryCode": "MEALS",
		"SpendCategoryName": "Meals & Entertainment", "PaymentTypeName": "Cash", "TransactionDate": "2026-03-02T00:00:00",
		"TransactionCurrencyCode": "EUR", "TransactionAmount": 84.2, "ExchangeRate": 1.0, "PostedAmount": 84.2, "ApprovedAmount": 84.2,
		"VendorDescription": "Tasca do Rio", "LocationName": "Lisbon", "LocationCountry": "PT", "Description": "Team dinner", "Comment": "",
		"HasComments": true, "IsBillable": true, "IsPersonal": false, "HasImage": false, "IsImageRequired": true, "HasExceptions": true,
		"TaxReceiptType": "R", "AllocationType": "N", "Journey": nil, "CompanyCardTransactionID": nil,
		"ExpenseID": r.expenses[0].id, "Custom1": nil,
		"Custom16": map[string]any{"Type": "Text", "Value": "PO-1", "Code": nil, "ListItemID": nil},
	} {
		assert.Equal(t, want, entry[name], name)
	}
	assert.Equal(t, "CC-310", entry["Custom3"].(map[string]any)["Code"])
	assert.Contains(t, entry, "OrgUnit6")
	assert.Contains(t, entry, "Custom40")
}

func TestTheRateOfAnEntry(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, currency, further, rate, posted string }{
		{"from the table", "GBP", `"IsPersonal": false`, "1.1702", "117.02"},
		{"of an unknown currency", "NZD", `"IsPersonal": false`, "1", "100"},
		{"from the request", "GBP", `"ExchangeRate": 1.25`, "1.25", "125"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.newReport(rita, "Rates")
			body := strings.Replace(s.entryBody(r, "TAXIX", "100", c.further), `"EUR"`, `"`+c.currency+`"`, 1)
			require.Equal(t, http.StatusOK, s.do(rita, http.MethodPost, entriesV3, body).status)
			assert.Equal(t, []string{c.rate, c.posted}, []string{r.expenses[0].rate.String(), r.expenses[0].posted.String()})
		})
	}
}

func TestAnEntryIsRefusedForItsMistakes(t *testing.T) {
	t.Parallel()
	without := func(member string) func(string) string {
		return func(body string) string { return strings.Replace(body, `"`+member+`"`, `"Not`+member+`"`, 1) }
	}
	with := func(member string) func(string) string {
		return func(body string) string { return strings.TrimSuffix(body, "}") + ", " + member + "}" }
	}
	cases := map[string]func(string) string{
		"no report":                         without("ReportID"),
		"no expense type":                   without("ExpenseTypeCode"),
		"no date":                           without("TransactionDate"),
		"no payment type":                   without("PaymentTypeID"),
		"no amount":                         without("TransactionAmount"),
		"no currency":                       without("TransactionCurrencyCode"),
		"an unknown report":                 with(`"ReportID": "0123456789ABCDEF0123"`),
		"an unknown expense type":           with(`"ExpenseTypeCode": "YACHT"`),
		"an expense type of another policy": with(`"ExpenseTypeCode": "GASXX"`),
		"a heading":                         with(`"ExpenseTypeCode": "TRAVL"`),
		"the undefined type":                with(`"ExpenseTypeCode": "UNDEF"`),
		"a v4 payment type":                 with(`"PaymentTypeID": "CASH"`),
		"an amount of zero":                 with(`"TransactionAmount": 0.00`),
		"an amount that is no number":       with(`"TransactionAmount": "lots"`),
		"a currency by name":                with(`"TransactionCurrencyCode": "Euro"`),
		"a day that is none":                with(`"TransactionDate": "2026-02-30"`),
		"an unknown location":               with(`"LocationID": "gWqnone$s"`),
		"a vendor list item":                with(`"VendorListItemID": "gWt$s"`),
		"a vendor that is too long":         with(`"VendorDescription": "` + strings.Repeat("x", 65) + `"`),
		"a purpose that is too long":        with(`"Description": "` + strings.Repeat("x", 65) + `"`),
		"a comment that is too long":        with(`"Comment": "` + strings.Repeat("x", 501) + `"`),
		"an unknown receipt type":           with(`"TaxReceiptType": "X"`),
		"a rate of zero":                    with(`"ExchangeRate": 0`),
		"a journey of a taxi": with(
			`"Journey": {"StartLocation": "A", "EndLocation": "B", "UnitOfMeasure": "K", "BusinessDistance": 3}`,
		),
		"a custom field of nobody":       with(`"Custom40": "x"`),
		"a custom field that is no text": with(`"Custom16": 7`),
		"an unknown list item":           with(`"Custom3": "CC-000"`),
		"no JSON":                        func(string) string { return "<Entry/>" },
	}
	for name, spoil := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.newReport(rita, "Mistakes")
			answer := s.do(rita, http.MethodPost, entriesV3, spoil(s.entryBody(r, "TAXIX", "12")))
			assert.Equal(t, http.StatusBadRequest, answer.status, answer.body)
			assert.Contains(t, answer.body, `"Message"`)
			assert.Empty(t, r.expenses)
		})
	}
}

func TestWhoMayCreateAnEntry(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.newReport(rita, "Who")
	body := s.entryBody(r, "TAXIX", "12")
	assert.Equal(t, 403, s.do(luca, http.MethodPost, entriesV3, body).status)
	assert.Equal(t, 403, s.do(ada, http.MethodPost, entriesV3, body).status, "an administrator names the owner")
	assert.Equal(t, 400, s.do(ada, http.MethodPost, entriesV3+"?user=ALL", body).status)
	assert.Equal(t, 200, s.do(ada, http.MethodPost, entriesV3+"?user="+rita, body).status)
	assert.Equal(t, 403, s.do(office, http.MethodPost, entriesV3, body).status)
}

func TestAnEntryIsUpdatedInPart(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.newReport(rita, "Update")
	e := s.addEntry(rita, r, "TAXIX", "20", `"VendorDescription": "Bolt"`, `"Custom16": "PO-1"`)
	path := entriesV3 + "/" + e.v3ID
	put := func(body string) int { return s.do(rita, http.MethodPut, path, body).status }
	s.clock.forward(time.Minute)
	require.Equal(t, 204, put(`{"TransactionAmount": 21.5, "Description": "To the airport", "Custom16": ""}`))
	assert.Equal(
		t,
		[]string{"21.5", "21.5", "To the airport", "Bolt", ""},
		[]string{e.amount.String(), e.posted.String(), e.purpose, e.vendor, e.custom["custom16"]},
	)
	assert.Equal(t, s.clock.now(), e.modified)
	require.Equal(t, 204, put(`{}`))
	require.Equal(t, 204, put(`{"TransactionCurrencyCode": "GBP"}`))
	assert.Equal(t, []string{"GBP", "1", "21.5"}, []string{e.currency, e.rate.String(), e.posted.String()}, "the rate is not recomputed")
	require.Equal(t, 204, put(`{"ExchangeRate": 1.1702, "ReportID": "`+r.id+`"}`))
	assert.Equal(t, "25.16", e.posted.String())

	before := *e
	assert.Equal(t, 400, put(`{"TransactionAmount": 7, "TaxReceiptType": "X"}`))
	assert.Equal(t, 400, put(`{"TransactionAmount": 7, "Custom16": "PO-2", "Custom3": "CC-000"}`))
	assert.Equal(t, 400, put(`{"ReportID": "0123456789ABCDEF0123"}`))
	assert.Equal(t, before, *e, "a refusal changes nothing")
	assert.Equal(t, 404, s.do(rita, http.MethodPut, entriesV3+"/gWnone$s", `{}`).status)
	assert.Equal(t, 403, s.do(luca, http.MethodPut, path, `{}`).status)
	assert.Equal(t, 204, s.do(ada, http.MethodPut, path+"?user="+rita, `{}`).status)
}

func TestWhatACardDeliversCannotBeChanged(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	r.returnToOwner(true)
	e := r.expenses[0]
	require.True(t, e.cardMatched)
	for body, want := range map[string]int{
		`{"TransactionAmount": 1}`: 400, `{"VendorDescription": "Other"}`: 400, `{"ExchangeRate": 2}`: 400, `{"Description": "Flight"}`: 204,
	} {
		assert.Equal(t, want, s.do(rita, http.MethodPut, entriesV3+"/"+e.v3ID, body).status, body)
	}
}

func TestListItemsOfAnEntryAreNamedByCodeOrV3ID(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	item := s.state.customField("custom3").items[0]
	for reference, want := range map[string]int{item.code: 200, item.v3ID: 200, item.id: 400} {
		r := s.newReport(rita, "Items")
		body := s.entryBody(r, "TAXIX", "12", `"Custom3": "`+reference+`"`)
		assert.Equal(t, want, s.do(rita, http.MethodPost, entriesV3, body).status, reference)
	}
}

func TestWhatAnEntryShowsOfItsExceptionsDependsOnWhoLooks(t *testing.T) {
	t.Parallel()
	for caller, want := range map[string][]bool{rita: {true, false, false}, tom: {true, true, false}, ada: {true, true, true}} {
		t.Run(caller, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.newReport(rita, "Views")
			for _, visibility := range []string{"ALL", "APPROVER_PROCESSOR", "PROCESSOR"} {
				e := s.addEntry(rita, r, "TAXIX", "12")
				e.exceptions = []*exception{{code: "NOTE", visibility: visibility}}
			}
			require.Equal(t, "204", s.submit(rita, rita, r).outcome(t))
			path := entriesV3 + "?reportID=" + r.id
			if caller == ada {
				path += "&user=" + rita
			}
			rows, _ := walk[struct{ HasExceptions bool }](t, s, caller, path)
			got := make([]bool, len(rows))
			for i, row := range rows {
				got[i] = row.HasExceptions
			}
			assert.Equal(t, want, got)
		})
	}
}

func TestARefusalLeavesTheIDsOfTheCompanyAlone(t *testing.T) {
	t.Parallel()
	calm, bumpy := newScene(t), newScene(t)
	assert.Equal(t, 404, bumpy.get(rita, entriesV3+"/gWnone$s").status)
	assert.Equal(t, calm.newReport(rita, "Next").id, bumpy.newReport(rita, "Next").id)
}

func TestTheEntriesOfEverybodyAreListedInPages(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	type row struct{ ID, ExpenseID, ReportID string }
	rows, pages := walk[row](t, s, ada, entriesV3+"?user=ALL&limit=100")
	assert.Equal(t, 4, pages)
	seen := map[string]bool{}
	for _, entry := range rows {
		r, e := s.state.entry(entry.ID)
		require.NotNil(t, e)
		assert.Equal(t, []string{e.id, r.id}, []string{entry.ExpenseID, entry.ReportID})
		seen[entry.ID] = true
	}
	assert.Len(t, seen, 400)
	own, _ := walk[row](t, s, rita, entriesV3)
	for _, entry := range own {
		assert.Equal(t, s.id(rita), s.state.report(entry.ReportID).ownerID)
	}
	assert.NotEmpty(t, own)
}

func TestEachFilterOfEntriesNarrowsTheList(t *testing.T) {
	t.Parallel()
	st := sample(t)
	paid := st.reports[8]
	cases := map[string]func(*report, *expense) bool{
		"paymentTypeID=" + st.paymentType("1022").v3ID: func(_ *report, e *expense) bool { return e.paymentTypeID == "1022" },
		"batchID=" + paid.batchID:                      func(r *report, _ *expense) bool { return r == paid },
		"isBillable=true":                              func(_ *report, e *expense) bool { return e.billable },
		"hasAttendees=true":                            func(_ *report, e *expense) bool { return e.attendeeCount() > 0 },
		"attendeeTypeCode=SYSEMP":                      func(_ *report, e *expense) bool { return e.attendeeCount() > 0 },
		"attendeeTypeCode=BUSGUEST": func(_ *report, e *expense) bool {
			return e.hasGuest(func(g *guest) bool { return g.kind.code == "BUSGUEST" })
		},
		"attendeeID=" + st.attendees[1].v3ID: func(_ *report, e *expense) bool {
			return e.hasGuest(func(g *guest) bool { return g.last == "Prado" })
		},
		"expenseTypeCode=HOTEL": func(_ *report, e *expense) bool { return e.typeID == "HOTEL" },
	}
	for query, matches := range cases {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			rows, _ := walk[struct{ ID string }](t, s, ada, entriesV3+"?user=ALL&"+strings.ReplaceAll(query, "$", "%24"))
			var want, got []string
			for _, r := range st.reports {
				for _, e := range r.expenses {
					if matches(r, e) {
						want = append(want, e.v3ID)
					}
				}
			}
			for _, row := range rows {
				got = append(got, row.ID)
			}
			require.NotEmpty(t, want)
			assert.Equal(t, want, got)
		})
	}
	s := newScene(t)
	taxed, _ := walk[struct{ HasVAT bool }](t, s, ada, entriesV3+"?user=ALL&hasVAT=true")
	assert.NotEmpty(t, taxed)
	for _, entry := range taxed {
		assert.True(t, entry.HasVAT)
	}
	assert.Equal(t, 400, s.get(ada, entriesV3+"?isBillable=maybe").status)
}
