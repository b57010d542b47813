package concur

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func unmarshal(body string, out any) error { return json.Unmarshal([]byte(body), out) }

func TestAnEntryIsRead(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "get_entry/dinner")
	e, err := session.GetEntry(t.Context(), "", dinnerEntry)
	require.NoError(t, err)
	assert.Equal(t, dinnerEntry, e.ID)
	assert.Equal(t, dinnerID, e.ExpenseID)
	assert.Equal(t, "2024-03-26", e.Date())
	assert.Equal(t, "84.2", e.TransactionAmount.String())
	assert.Equal(t, map[string]CustomValue{"custom9": {Value: "CC-410"}}, e.Custom, "fields without a value are left out")
	assert.Empty(t, e.VendorListItemName)
	assert.Nil(t, e.Journey)

	id, err := session.ExpenseOf(t.Context(), "", ExpenseRef{V3: dinnerEntry})
	require.NoError(t, err, "the pair is known and nothing is sent")
	assert.Equal(t, dinnerID, id)
	entry, err := session.EntryOf(t.Context(), "", reportID, ExpenseRef{V4: dinnerID})
	require.NoError(t, err)
	assert.Equal(t, dinnerEntry, entry)
}

func TestAnEntryOfSomebodyElseIsAskedForByLogin(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "identity_get_user/tom", "get_entry/of_somebody_else", "get_entry/of_somebody_else")
	for range 2 {
		_, err := session.GetEntry(t.Context(), tom, dinnerEntry)
		require.NoError(t, err, "the login is asked for once")
	}
}

func TestAnErrorWithStatus200IsAnError(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "get_entry/error_with_status_200").GetEntry(t.Context(), "", dinnerEntry)
	var refused *Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, "Invalid entry ID", refused.Message)
	assert.Equal(t, "9E0C77C1-AAAA-4B6B-8C1B-000000000001", refused.ID)
}

func TestEntriesAreListedToTheEnd(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_entries/first_page", "list_entries/last_page")
	entries, err := session.EntriesOf(t.Context(), "", reportID)
	require.NoError(t, err)
	require.Len(t, entries, 2)
	assert.Equal(t, "DINNR", entries[0].ExpenseTypeCode)
	assert.Equal(t, "TAXIX", entries[1].ExpenseTypeCode)
	entry, err := session.EntryOf(t.Context(), "", reportID, ExpenseRef{V4: entries[1].ExpenseID})
	require.NoError(t, err)
	assert.Equal(t, entries[1].ID, entry)
}

func TestAnEntryIsFoundInTheListOfItsReport(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_entries/first_page", "list_entries/last_page")
	entry, err := session.EntryOf(t.Context(), "", reportID, ExpenseRef{V4: dinnerID})
	require.NoError(t, err)
	assert.Equal(t, dinnerEntry, entry)

	session = playing(t, auth.User, "list_entries/first_page", "list_entries/last_page")
	_, err = session.EntryOf(t.Context(), "", reportID, ExpenseRef{V4: "00000000000000000000000000000000"})
	var none *LookupError
	require.ErrorAs(t, err, &none)
	assert.Contains(t, err.Error(), string(reportID))
}

func TestAnEntryIsMade(t *testing.T) {
	t.Parallel()
	amount, err := ParseAmount("84.20", "EUR")
	require.NoError(t, err)
	vendor, purpose := "Tasca do Rio", "Team dinner"
	cash := EntryWrite{
		ReportID: reportID, ExpenseTypeCode: "DINNR", PaymentTypeID: "gWurh2Kd0s8TqLmB4vXpZ1c$pYw", TransactionDate: "2024-03-26",
		TransactionCurrencyCode: "EUR", TransactionAmount: &amount, VendorDescription: &vendor, LocationID: "gWqWg2EhzT4mKc9$sVbN1xLp7QdRj0Yw",
		Description: &purpose, TaxReceiptType: "R", Custom: []CustomDatum{{ID: "custom9", Value: "CC-410"}},
	}
	mileage := EntryWrite{
		ReportID: reportID, ExpenseTypeCode: "MILEG", TransactionDate: "2024-03-25",
		Journey: &Journey{StartLocation: "Porto", EndLocation: "Lisbon", BusinessDistance: Whole(313), UnitOfMeasure: "K"},
	}
	for name, entry := range map[string]EntryWrite{"create_entry/cash": cash, "create_entry/mileage": mileage} {
		id, err := playing(t, auth.User, name).CreateEntry(t.Context(), "", entry)
		require.NoError(t, err, name)
		assert.Equal(t, dinnerEntry, id)
	}

	_, err = playing(t, auth.User, "create_entry/report_was_in_a_workflow").CreateEntry(t.Context(), "", cash)
	var failed *Error
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, Refused, failed.Fault)
	assert.False(t, failed.MayHaveHappened())

	_, err = playing(t, auth.User, "create_entry/without_an_id").CreateEntry(t.Context(), "", cash)
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, Unreadable, failed.Fault)
	assert.True(t, failed.MayHaveHappened(), "it was made, and nobody knows its id")
}

func TestAnEntryIsChanged(t *testing.T) {
	t.Parallel()
	purpose, yes := "Team dinner", true
	session := playing(t, auth.User, "update_entry/a_purpose_and_a_custom_field", "update_entry/answered_with_200")
	require.NoError(t, session.UpdateEntry(t.Context(), "", dinnerEntry, EntryWrite{
		Description: &purpose, Custom: []CustomDatum{{ID: "custom9", Value: "CC-412"}},
	}))
	require.NoError(t, session.UpdateEntry(t.Context(), "", dinnerEntry, EntryWrite{IsPersonal: &yes}))
}

func TestABodyHasOnlyWhatIsGiven(t *testing.T) {
	t.Parallel()
	empty := ""
	for want, entry := range map[string]EntryWrite{
		`{}`:                               {},
		`{"VendorDescription":""}`:         {VendorDescription: &empty},
		`{"Custom40":"","OrgUnit6":"<&>"}`: {Custom: []CustomDatum{{ID: "custom40"}, {ID: "orgUnit6", Value: "<&>"}}},
		`{"Comment":"x","Custom1":"y"}`:    {Comment: "x", Custom: []CustomDatum{{ID: "custom1", Value: "y"}}},
	} {
		body, err := marshalJSON(entry)
		require.NoError(t, err)
		assert.JSONEq(t, want, string(body))
	}
}

func TestIdsOfEntriesThatCannotBeOnesAreDropped(t *testing.T) {
	t.Parallel()
	for _, id := range badIDs() {
		body, err := json.Marshal(map[string]any{"ID": id, "ExpenseID": id, "Custom41": map[string]string{"Value": "x"}, "Custom1": "text"})
		require.NoError(t, err)
		var e Entry
		require.NoError(t, json.Unmarshal(body, &e))
		assert.Empty(t, e.ID)
		assert.Empty(t, e.ExpenseID)
		assert.Empty(t, e.Custom)
	}
	var e Entry
	require.NoError(t, unmarshal(`{"ID":"gWid$s1","ExpenseID":"f0a1b2c3-d4e5-4607-98a9-bacbdcedfe0f"}`, &e))
	assert.Equal(t, dinnerID, e.ExpenseID)
	require.Error(t, unmarshal(`[]`, &e))
	require.Error(t, unmarshal(`{"TransactionAmount":1e99}`, &e))
}

func TestAnEntryWithoutAV4IdCannotBeCrossed(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, `{"ID":"gWid$s1","ExpenseID":null}`))
	_, err := w.session.ExpenseOf(t.Context(), "", ExpenseRef{V3: "gWid$s1"})
	var none *LookupError
	require.ErrorAs(t, err, &none)
}

func TestRatesOfExchange(t *testing.T) {
	t.Parallel()
	for _, good := range []json.Number{"1", "1.0825", "0.00000000000001", "1.00000000000000"} {
		_, err := ParseExchangeRate(good)
		require.NoError(t, err, good)
	}
	for _, bad := range []json.Number{"", "0", "0E-8", "-1", "1e99", "1e12", "1.000000000000001", "x"} {
		_, err := ParseExchangeRate(bad)
		require.Error(t, err, bad)
	}
}

func TestACustomValueIsRecognisedInEachForm(t *testing.T) {
	t.Parallel()
	value := CustomValue{Value: "Sales EMEA", Code: "S-EMEA", ListItemID: "gWtq"}
	for _, text := range []string{"Sales EMEA", "S-EMEA", "gWtq"} {
		assert.True(t, value.Is(text), text)
	}
	assert.False(t, value.Is("Sales"))
	assert.False(t, value.Is(""))
	assert.True(t, CustomValue{}.Is(""), "cleared")
	assert.False(t, CustomValue{Value: "x"}.Is(""))
}
