package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// partWire is what the tests read of an itemization.
type partWire struct{ ID, EntryID, ReportID, ReportOwnerID, AllocationType string }

const itemizationsPath = "/api/v3.0/expense/itemizations"

// partBody is a complete request for a part of an expense.
func partBody(e *expense, typeID, amount string, further ...string) string {
	return fmt.Sprintf(`{"EntryID": %q, "ExpenseTypeCode": %q, "TransactionDate": "2026-02-26", "TransactionAmount": %s%s}`,
		e.v3ID, typeID, amount, strings.Join(append([]string{""}, further...), ", "))
}

func TestItemizationsAreListedAndRead(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Porto plant visit")
	hotel := r.expenses[1]
	rows, _ := walk[partWire](t, s, rita, itemizationsPath+"?reportID="+r.id+"&entryID="+url.PathEscape(hotel.v3ID))
	require.Len(t, rows, len(hotel.itemizations))
	for i, item := range hotel.itemizations {
		assert.Equal(
			t, []string{item.v3ID, hotel.v3ID, r.id, rita}, []string{rows[i].ID, rows[i].EntryID, rows[i].ReportID, rows[i].ReportOwnerID},
		)
		assert.Equal(t, "N", rows[i].AllocationType)
	}
	rooms, _ := walk[partWire](t, s, rita, itemizationsPath+"?reportID="+r.id+"&expenseTypeCode=ROOMX")
	assert.Len(t, rooms, 2)
	none, _ := walk[partWire](t, s, rita, itemizationsPath+"?reportID="+r.id+"&entryID="+url.PathEscape(r.expenses[0].v3ID))
	assert.Empty(t, none)

	var members map[string]any
	s.get(rita, itemizationsPath+"/"+url.PathEscape(hotel.itemizations[0].v3ID)).into(t, &members)
	assert.NotContains(t, members, "ExpenseID", "v3 does not tell the v4 id")
	assert.Contains(t, members, "Custom40")
	assert.Equal(t, "ROOMX", members["ExpenseTypeCode"])
}

func TestWhoSeesItemizations(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	open, submitted := s.report("Porto plant visit"), s.report("Munich calibration audit")
	one := func(r *report) string {
		return itemizationsPath + "/" + url.PathEscape(r.expenses[1].itemizations[0].v3ID)
	}
	for _, c := range []struct {
		name, login, path string
		want              int
	}{
		{"the owner", rita, one(open), 200},
		{"a stranger", luca, one(open), 403},
		{"an administrator who names the owner", ada, one(open) + "?user=" + rita, 200},
		{"an administrator who names nobody", ada, one(open), 403},
		{"an approver before it is submitted", tom, one(open), 403},
		{"the current approver", tom, one(submitted), 200},
		{"the current approver, by report", tom, itemizationsPath + "?reportID=" + submitted.id, 200},
		{"ALL on a single one", ada, one(open) + "?user=ALL", 400},
		{"an entry that is not there", rita, itemizationsPath + "?entryID=gWidX", 400},
		{"an itemization that is not there", rita, itemizationsPath + "/gWidX", 404},
		{"a report that is not there", rita, itemizationsPath + "?reportID=0123456789ABCDEF0123", 404},
		{"the company", office, one(open), 403},
	} {
		assert.Equal(t, c.want, s.get(c.login, c.path).status, c.name)
	}
}

func TestAHotelIsItemizedUntilItAddsUp(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.newReport(rita, "Braga overnight")
	hotel := s.addEntry(rita, r, "HOTEL", "24.00")
	assert.Equal(t, "400 error.submit.missingKids", s.submit(rita, rita, r).outcome(t))
	answer := s.do(rita, http.MethodPost, itemizationsPath, partBody(hotel, "ROOMX", "20", `"Description": "Night"`, `"Custom16": "PO-1"`))
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var made createdV3
	answer.into(t, &made)
	require.Len(t, hotel.itemizations, 1)
	room := hotel.itemizations[0]
	assert.Equal(t, room.v3ID, made.ID)
	assert.Equal(t, InProcessURL+itemizationsPath+"/"+room.v3ID, made.URI)
	assert.Equal(t, []string{"Night", "PO-1", hotel.currency, hotel.paymentTypeID, "20"},
		[]string{room.purpose, room.custom["custom16"], room.currency, room.paymentTypeID, room.posted.String()})
	assert.Equal(t, "400 error.submit.itemDiff", s.submit(rita, rita, r).outcome(t))
	assert.Equal(t, []string{itemDifference}, codesOf(t, s.get(rita, s.path(rita, "TRAVELER", r)+"/exceptions")))

	require.Equal(t, 200, s.do(rita, http.MethodPost, itemizationsPath, partBody(hotel, "LODTX", "5")).status)
	tax := hotel.itemizations[1]
	changed := s.do(
		rita, http.MethodPut, itemizationsPath+"/"+url.PathEscape(tax.v3ID),
		`{"TransactionAmount": 4, "Comment": "City tax", "IsBillable": true}`,
	)
	require.Equal(t, 200, changed.status, changed.body)
	assert.Empty(t, changed.body)
	assert.Equal(t, []any{"4", true, 1}, []any{tax.posted.String(), tax.billable, len(tax.comments)})
	assert.Equal(t, "204", s.submit(rita, rita, r).outcome(t))
	assert.Equal(t, 400, s.do(rita, http.MethodDelete, itemizationsPath+"/"+url.PathEscape(tax.v3ID), "").status, "it is submitted")
}

func TestItemizationsThatAreRefusedChangeNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, login, method, body string
		want                      int
	}{
		{"no entry", rita, http.MethodPost, `{"ExpenseTypeCode": "ROOMX", "TransactionDate": "2026-02-26", "TransactionAmount": 3}`, 400},
		{"no type", rita, http.MethodPost, `{"EntryID": "ENTRY", "TransactionDate": "2026-02-26", "TransactionAmount": 3}`, 400},
		{"no date", rita, http.MethodPost, `{"EntryID": "ENTRY", "ExpenseTypeCode": "ROOMX", "TransactionAmount": 3}`, 400},
		{"no amount", rita, http.MethodPost, `{"EntryID": "ENTRY", "ExpenseTypeCode": "ROOMX", "TransactionDate": "2026-02-26"}`, 400},
		{
			"an unknown entry", rita, http.MethodPost,
			`{"EntryID": "X", "ExpenseTypeCode": "ROOMX", "TransactionDate": "2026-02-26", "TransactionAmount": 3}`, 400,
		},
		{
			"somebody else", luca, http.MethodPost,
			`{"EntryID": "ENTRY", "ExpenseTypeCode": "ROOMX", "TransactionDate": "2026-02-26", "TransactionAmount": 3}`, 403,
		},
		{"a heading", rita, http.MethodPut, `{"ExpenseTypeCode": "TRAVL"}`, 400},
		{"mileage", rita, http.MethodPut, `{"ExpenseTypeCode": "MILEG"}`, 400},
		{"a date that is none", rita, http.MethodPut, `{"TransactionDate": "soon"}`, 400},
		{"nothing", rita, http.MethodPut, `{"TransactionAmount": 0}`, 400},
		{"another entry", rita, http.MethodPut, `{"EntryID": "X"}`, 400},
		{"a long text", rita, http.MethodPut, `{"Description": "` + strings.Repeat("x", 65) + `"}`, 400},
		{"a long comment", rita, http.MethodPut, `{"Comment": "` + strings.Repeat("x", 501) + `"}`, 400},
		{"a field that the form lacks", rita, http.MethodPut, `{"Custom5": "x"}`, 400},
		{"a custom field that is no text", rita, http.MethodPut, `{"Custom16": 7}`, 400},
		{"a body that is none", rita, http.MethodPut, `[`, 400},
		{"somebody else's change", luca, http.MethodPut, `{"Description": "x"}`, 403},
		{"somebody else's removal", luca, http.MethodDelete, "", 403},
		{"the company", office, http.MethodDelete, "", 403},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			hotel := s.report("Porto plant visit").expenses[1]
			item, count := *hotel.itemizations[0], len(hotel.itemizations)
			path := itemizationsPath
			if c.method != http.MethodPost {
				path += "/" + url.PathEscape(item.v3ID)
			}
			answer := s.do(c.login, c.method, path, strings.ReplaceAll(c.body, "ENTRY", hotel.v3ID))
			assert.Equal(t, c.want, answer.status, answer.body)
			assert.Len(t, hotel.itemizations, count)
			assert.Equal(t, item, *hotel.itemizations[0])
		})
	}
}

func TestASentBackReportIsItemized(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	hotel := s.report("Paris onsite").expenses[1]
	require.Empty(t, hotel.itemizations)
	require.Equal(t, 200, s.do(rita, http.MethodPost, itemizationsPath, partBody(hotel, "ROOMX", "100")).status)
	path := itemizationsPath + "/" + url.PathEscape(hotel.itemizations[0].v3ID)
	require.Equal(t, 204, s.do(rita, http.MethodDelete, path, "").status)
	assert.Empty(t, hotel.itemizations)
	assert.Equal(t, 404, s.do(rita, http.MethodDelete, path, "").status)
	drive := s.newReport(rita, "Drive")
	require.Equal(t, 200, s.do(rita, http.MethodPost, entriesV3, `{"ReportID": "`+drive.id+`", "ExpenseTypeCode": "MILEG",
		"TransactionDate": "2026-02-25", "Journey": {
		"StartLocation": "A", "EndLocation": "B", "BusinessDistance": 9, "UnitOfMeasure": "K"}}`).status)
	assert.Equal(t, 400, s.do(rita, http.MethodPost, itemizationsPath, partBody(drive.expenses[0], "PARKG", "1")).status)
}
