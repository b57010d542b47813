package concur

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const (
	roomID  = ExpenseID("A1B2C3D4E5F60718293A4B5C6D7E8F90")
	taxPart = EntryID("gWidFO7ikRb3Ny6MzW1cLd$pQo4SxZk0Ue5g")
	room    = EntryID("gWidFO7ikSc4Oz7NaX2dMe$sRp5TyAl1Vf6h")
)

// hotel is the entry that the exchanges itemize.
func hotel() Entry {
	return Entry{ID: dinnerEntry, ExpenseID: dinnerID, ReportID: reportID}
}

func TestItemizationsAreReadInV4(t *testing.T) {
	t.Parallel()
	parts, err := playing(t, auth.User, "get_itemizations/room_and_tax").Itemizations(t.Context(), Subject{}, reportID, dinnerID)
	require.NoError(t, err)
	require.Len(t, parts, 2)
	assert.Equal(t, roomID, parts[0].ID)
	assert.Equal(t, dinnerID, parts[0].ParentID)
	assert.Equal(t, "77.7", parts[0].TransactionAmount.Value.String())
	none, err := playing(t, auth.User, "get_itemizations/not_itemized").Itemizations(t.Context(), Subject{}, reportID, dinnerID)
	require.NoError(t, err)
	assert.Empty(t, none)
	_, err = playing(t, auth.User, "get_itemizations/expense_not_found").Itemizations(t.Context(), Subject{}, reportID, dinnerID)
	assert.True(t, IsNotFound(err))
}

func TestItemizationsAreReadInV3(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_itemizations/first_page", "list_itemizations/last_page")
	parts, err := session.ItemizationsOf(t.Context(), "", reportID, dinnerEntry)
	require.NoError(t, err)
	require.Len(t, parts, 2)
	assert.Equal(t, []EntryID{room, taxPart}, []EntryID{parts[0].ID, parts[1].ID})
	assert.Equal(t, dinnerEntry, parts[0].EntryID)
	_, err = playing(t, auth.User, "list_itemizations/unknown_entry").ItemizationsOf(t.Context(), "", reportID, dinnerEntry)
	require.ErrorContains(t, err, "Invalid entry ID")

	one, err := playing(t, auth.User, "get_itemization/hotel_tax").GetItemization(t.Context(), "", taxPart)
	require.NoError(t, err)
	assert.Equal(t, "2024-03-26", one.Date())
	assert.Equal(t, "City tax", one.Description)
	assert.Equal(t, map[string]CustomValue{"custom9": {Value: "Sales EMEA", Code: "S-EMEA", ListItemID: "gWtq7VbnM2kLp0x"}}, one.Custom)
	_, err = playing(t, auth.User, "get_itemization/error_with_status_200").GetItemization(t.Context(), "", taxPart)
	require.ErrorContains(t, err, "Invalid itemization ID")
	_, err = playing(t, auth.User, "get_itemization/not_found").GetItemization(t.Context(), "", taxPart)
	assert.True(t, IsNotFound(err))
}

func TestAnItemizationIsMade(t *testing.T) {
	t.Parallel()
	amount, err := ParseAmount("6.5", "EUR")
	require.NoError(t, err)
	write := ItemizationWrite{EntryID: dinnerEntry, ExpenseTypeCode: "LODTX", TransactionDate: "2024-03-26", TransactionAmount: &amount}
	id, err := playing(t, auth.User, "create_itemization/hotel_tax").CreateItemization(t.Context(), "", write)
	require.NoError(t, err)
	assert.Equal(t, taxPart, id)

	full, text, no, yes := write, "City tax", false, true
	full.Description, full.Comment, full.IsPersonal, full.IsBillable = &text, "On the bill", &no, &yes
	full.Custom = []CustomDatum{{ID: "custom9", Value: "S-EMEA"}, {ID: "orgUnit1", Value: "EMEA"}}
	_, err = playing(t, auth.User, "create_itemization/in_full").CreateItemization(t.Context(), "", full)
	require.NoError(t, err)

	_, err = playing(t, auth.User, "create_itemization/without_an_id").CreateItemization(t.Context(), "", write)
	var failed *Error
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, Unreadable, failed.Fault)
	assert.True(t, failed.MayHaveHappened(), "it was made, and nobody knows its id")
	_, err = playing(t, auth.User, "create_itemization/refused").CreateItemization(t.Context(), "", write)
	require.ErrorAs(t, err, &failed)
	assert.False(t, failed.MayHaveHappened())
}

func TestAnItemizationIsChangedAndDeleted(t *testing.T) {
	t.Parallel()
	seven, empty := Whole(7), ""
	session := playing(t, auth.User, "update_itemization/amount", "update_itemization/description_cleared", "update_itemization/not_found")
	require.NoError(t, session.UpdateItemization(t.Context(), "", taxPart, ItemizationWrite{TransactionAmount: &seven}))
	require.NoError(t, session.UpdateItemization(t.Context(), "", taxPart, ItemizationWrite{
		Description: &empty, Custom: []CustomDatum{{ID: "custom9"}},
	}))
	assert.True(t, IsNotFound(session.UpdateItemization(t.Context(), "", taxPart, ItemizationWrite{TransactionAmount: &seven})))
	session = playing(t, auth.User, "delete_itemization/done", "delete_itemization/answered_with_200", "delete_itemization/not_found")
	require.NoError(t, session.DeleteItemization(t.Context(), "", taxPart))
	require.NoError(t, session.DeleteItemization(t.Context(), "", taxPart))
	assert.True(t, IsNotFound(session.DeleteItemization(t.Context(), "", taxPart)))
}

func TestAnItemizationIsFoundByEitherId(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_itemizations/room_and_tax", "get_itemizations/room_and_tax")
	id, err := session.FindItemization(t.Context(), Subject{}, hotel(), ExpenseRef{V4: roomID})
	require.NoError(t, err)
	assert.Equal(t, room, id)
	for _, ref := range []ExpenseRef{{V4: roomID}, {V3: taxPart}} {
		_, err = session.FindItemization(t.Context(), Subject{}, hotel(), ref)
		require.NoError(t, err, "both are known now and nothing is sent")
	}
	known, all := session.KnownItemizations([]Expense{{ID: roomID}, {ID: dinnerID}})
	assert.Equal(t, map[ExpenseID]EntryID{roomID: room}, known)
	assert.False(t, all)
}

func TestAnItemizationThatIsNotOfTheExpenseIsNotFound(t *testing.T) {
	t.Parallel()
	var none *LookupError
	_, err := playing(t, auth.User, "list_itemizations/room_and_tax").
		FindItemization(t.Context(), Subject{}, hotel(), ExpenseRef{V3: dinnerEntry})
	require.ErrorAs(t, err, &none)
	_, err = playing(t, auth.User, "list_itemizations/room_and_tax", "get_itemizations/room_and_tax").
		FindItemization(t.Context(), Subject{}, hotel(), ExpenseRef{V4: dinnerID})
	require.ErrorAs(t, err, &none)
	assert.Contains(t, err.Error(), string(dinnerID))
}

func TestItemizationsThatLookAlikeAreNotGuessed(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "list_itemizations/twins", "get_itemizations/room_and_tax").
		FindItemization(t.Context(), Subject{}, hotel(), ExpenseRef{V4: roomID})
	var unpaired *UnpairedError
	require.ErrorAs(t, err, &unpaired)
	assert.Equal(t, []EntryID{room, taxPart}, unpaired.Candidates)
	assert.Contains(t, unpaired.NextStep(), string(taxPart))
	assert.Equal(t, "nothing_changed", unpaired.WhatChanged())

	_, err = playing(t, auth.User, "list_itemizations/tax_alone", "get_itemizations/room_and_tax").
		FindItemization(t.Context(), Subject{}, hotel(), ExpenseRef{V4: roomID})
	require.ErrorAs(t, err, &unpaired)
	assert.Empty(t, unpaired.Candidates)
	assert.Contains(t, unpaired.NextStep(), "list_expense_itemizations")
}

func TestPairsNeedTheSameOfEverything(t *testing.T) {
	t.Parallel()
	part := Itemization{
		ID: room, ExpenseTypeCode: "ROOMX", TransactionDate: "2024-03-26T00:00:00", TransactionAmount: Whole(7), Description: " Night ",
	}
	expense := Expense{
		ID: roomID, ExpenseType: Named{ID: "ROOMX"}, TransactionDate: "2024-03-26", TransactionAmount: &Amount{Value: Whole(7), Currency: "EUR"},
		BusinessPurpose: "Night",
	}
	for name, c := range map[string]struct {
		change func(*Itemization)
		paired bool
	}{
		"all":     {func(*Itemization) {}, true},
		"date":    {func(i *Itemization) { i.TransactionDate = "2024-03-27T00:00:00" }, false},
		"type":    {func(i *Itemization) { i.ExpenseTypeCode = "LODTX" }, false},
		"amount":  {func(i *Itemization) { i.TransactionAmount = Whole(8) }, false},
		"purpose": {func(i *Itemization) { i.Description = "" }, false},
		"private": {func(i *Itemization) { i.IsPersonal = true }, false},
		"no id":   {func(i *Itemization) { i.ID = "" }, false},
	} {
		changed := part
		c.change(&changed)
		pairs := newWire(t).session.PairItemizations([]Expense{expense}, []Itemization{changed})
		assert.Equal(t, c.paired, pairs[roomID] == room, name)
	}
}

func TestIdsOfItemizationsThatCannotBeOnesAreDropped(t *testing.T) {
	t.Parallel()
	var i Itemization
	require.NoError(t, unmarshal(`{"ID":"../x","EntryID":"a?b","TransactionAmount":0E-8}`, &i))
	assert.Empty(t, i.ID)
	assert.Empty(t, i.EntryID)
	assert.True(t, i.TransactionAmount.IsZero())
	require.Error(t, unmarshal(`[]`, &i))
	w := newWire(t, auth.User)
	w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, `{"Items":[{"ID":"gWid?x"}],"NextPage":null}`))
	_, err := w.session.FindItemization(t.Context(), Subject{}, hotel(), ExpenseRef{V3: "gWid$s1"})
	require.Error(t, err)
}
