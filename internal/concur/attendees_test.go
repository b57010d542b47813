package concur

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const (
	inesID  = AttendeeID("5A6B7C8D9EAF40B1C2D3E4F506172839")
	leoID   = AttendeeID("6B7C8D9EAFB041C2D3E4F5061728394A")
	inesV3  = V3AttendeeID("gWj3IHRYiHZq1Lm8$sTx5Vb0Kc3Nd7Zp$pQ")
	leoV3   = V3AttendeeID("gWj3IHRYiHZr2Mn9$sUy6Wc1Ld4Oe8Aq$pR")
	guestID = "gWjYOjq2Ls9Vb4Kc7Xm" // the v3 id of the type of business guests
)

func TestAttendeesOfAnExpenseAreRead(t *testing.T) {
	t.Parallel()
	list, err := playing(t, auth.User, "get_expense_attendees/two_with_different_shares").
		GetExpenseAttendees(t.Context(), Subject{}, reportID, dinnerID)
	require.NoError(t, err)
	assert.Equal(t, 1, list.NoShows)
	require.Len(t, list.List, 2)
	board := list.List[1]
	assert.Equal(t, leoID, board.ID)
	assert.Equal(t, "54.2", board.Share().String())
	assert.Equal(t, 2, board.Count)
	assert.True(t, board.AmountEdited)
	require.NotNil(t, board.Traveling)
	assert.True(t, *board.Traveling)
	assert.Equal(t, []CustomDatum{{ID: "custom1", Value: "Board"}}, board.CustomData)
	assert.Nil(t, list.List[0].Traveling)

	byCompany, err := playing(t, auth.Company, "get_expense_attendees_company/two").
		GetExpenseAttendees(t.Context(), Subject{}, reportID, dinnerID)
	require.NoError(t, err)
	assert.Len(t, byCompany.List, 2)
	_, err = playing(t, auth.User, "get_expense_attendees/not_found").GetExpenseAttendees(t.Context(), Subject{}, reportID, dinnerID)
	assert.True(t, IsNotFound(err))
	_, err = playing(t, auth.Company, "get_expense_attendees_company/no_company_token", "get_expense_attendees_company/no_company_token").
		GetExpenseAttendees(t.Context(), Subject{}, reportID, dinnerID)
	assert.True(t, IsForbidden(err), "a token that is not taken is renewed once")
}

func TestAListOfAttendeesIsWrittenAsItWasRead(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "get_expense_attendees/two_with_different_shares", "set_expense_attendees/set",
		"set_expense_attendees/submitted", "delete_expense_attendees/removed", "delete_expense_attendees/submitted")
	list, err := session.GetExpenseAttendees(t.Context(), Subject{}, reportID, dinnerID)
	require.NoError(t, err)
	require.NoError(t, session.SetExpenseAttendees(t.Context(), Subject{}, reportID, dinnerID, list))
	assert.True(t, IsForbidden(session.SetExpenseAttendees(t.Context(), Subject{}, reportID, dinnerID, list)))
	require.NoError(t, session.DeleteExpenseAttendees(t.Context(), Subject{}, reportID, dinnerID))
	assert.True(t, IsForbidden(session.DeleteExpenseAttendees(t.Context(), Subject{}, reportID, dinnerID)))
}

func TestAttendeesAreListedPageByPage(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_attendees/first_page", "list_attendees/last_page", "list_attendees/by_external_id",
		"list_attendees/of_a_type", "list_attendees/unknown_type", "list_attendees/in_a_circle")
	first, next, err := session.ListAttendees(t.Context(), AttendeeFilter{}, "")
	require.NoError(t, err)
	require.Len(t, first, 2)
	assert.Equal(t, "NOSHOWS", first[0].TypeCode)
	ines := first[1]
	assert.Equal(t, "Ines Prado", ines.Name())
	assert.Equal(t, inesV3, ines.ID)
	assert.Equal(t, map[string]CustomValue{"custom3": {Value: "VIP"}}, ines.Custom)
	assert.Equal(t, "84.2", ines.TotalYTD.String())
	last, end, err := session.ListAttendees(t.Context(), AttendeeFilter{}, next)
	require.NoError(t, err)
	assert.Len(t, last, 1)
	assert.Empty(t, end)
	found, _, err := session.ListAttendees(t.Context(), AttendeeFilter{ExternalID: "crm-20931"}, "")
	require.NoError(t, err)
	assert.Len(t, found, 1)
	_, _, err = session.ListAttendees(t.Context(), AttendeeFilter{TypeID: guestID}, "")
	require.NoError(t, err)
	_, _, err = session.ListAttendees(t.Context(), AttendeeFilter{TypeID: guestID}, "")
	require.ErrorContains(t, err, "AttendeeTypeID is invalid")
	_, _, err = session.ListAttendees(t.Context(), AttendeeFilter{}, next)
	require.ErrorContains(t, err, "leads back")
}

func TestAttendeesAreMadeChangedAndDeleted(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first, last, company, title, external := "Ines", "Prado", "Nordwind GmbH", "CTO", "crm-20931"
	body := AttendeeWrite{
		TypeID: guestID, FirstName: &first, LastName: &last, Company: &company, Title: &title, ExternalID: &external,
	}
	session := playing(t, auth.User, "create_attendee/created", "create_attendee/no_id", "create_attendee/of_no_shows",
		"get_attendee/ines", "get_attendee/gone")
	id, err := session.CreateAttendee(ctx, "", body)
	require.NoError(t, err)
	assert.Equal(t, inesV3, id)
	_, err = session.CreateAttendee(ctx, "", body)
	var unclear *Error
	require.ErrorAs(t, err, &unclear)
	assert.Equal(t, "unknown", unclear.WhatChanged(), "it may have been made")
	_, err = session.CreateAttendee(ctx, "", body)
	require.ErrorContains(t, err, "NOSHOWS")
	read, err := session.GetAttendee(ctx, "", inesV3)
	require.NoError(t, err)
	assert.Equal(t, guestID, read.TypeID)
	_, err = session.GetAttendee(ctx, "", inesV3)
	assert.True(t, IsNotFound(err))

	none, cfo := "", "CFO"
	changes := AttendeeWrite{Company: &none, Title: &cfo, Custom: []CustomDatum{{ID: "custom3", Value: "VIP"}}}
	session = playing(t, auth.User, "update_attendee/changed", "update_attendee/changed_with_200", "update_attendee/employee",
		"delete_attendee/deleted", "delete_attendee/unknown")
	require.NoError(t, session.UpdateAttendee(ctx, "", inesV3, changes))
	require.NoError(t, session.UpdateAttendee(ctx, "", inesV3, changes))
	require.ErrorContains(t, session.UpdateAttendee(ctx, "", inesV3, changes), "Employee")
	require.NoError(t, session.DeleteAttendee(ctx, "", inesV3))
	assert.True(t, IsNotFound(session.DeleteAttendee(ctx, "", inesV3)))
}

func TestAnAttendeeTypeIsFoundByCodeNameAndID(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_attendee_types/two")
	for _, ref := range []Ref{"busguest", "Business Guest", guestID} {
		found, err := session.FindAttendeeType(t.Context(), ref)
		require.NoError(t, err, ref)
		assert.Equal(t, guestID, found.ID, "the list is asked for once")
	}
	_, err := session.FindAttendeeType(t.Context(), "SYSEMP")
	var none *LookupError
	require.ErrorAs(t, err, &none)
	assert.Contains(t, none.NextStep(), "Spouse")
	_, err = playing(t, auth.User, "list_attendee_types/no_scope").FindAttendeeType(t.Context(), "SPOUSE")
	assert.True(t, IsForbidden(err))
}

func TestAttendeesAreNamedWhereTheirShareTellsThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		exchanges []string
		named     map[AttendeeID]string
		others    []string
	}{
		{
			"different shares tell who is who",
			[]string{
				"get_expense_attendees/two_with_different_shares", "get_entry/dinner", "list_entry_attendees/different_shares",
				"get_attendee/leo", "get_attendee/ines",
			},
			map[AttendeeID]string{inesID: "Ines Prado", leoID: "Leo Brandt"},
			nil,
		},
		{
			"equal shares do not",
			[]string{
				"get_expense_attendees/two_with_equal_shares", "get_entry/dinner", "list_entry_attendees/equal_shares",
				"get_attendee/ines", "get_attendee/leo",
			},
			map[AttendeeID]string{},
			[]string{"Ines Prado", "Leo Brandt"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			session := playing(t, auth.User, c.exchanges...)
			list, err := session.GetExpenseAttendees(t.Context(), Subject{}, reportID, dinnerID)
			require.NoError(t, err)
			for range 2 {
				who, err := session.WhoIsOn(t.Context(), Subject{}, reportID, ExpenseRef{V3: dinnerEntry}, list)
				require.NoError(t, err, "the second time nothing is sent")
				named := map[AttendeeID]string{}
				for id, person := range who.Named {
					named[id] = person.Name()
				}
				assert.Equal(t, c.named, named)
				var others []string
				for _, person := range who.Others {
					others = append(others, person.Name())
				}
				assert.Equal(t, c.others, others)
			}
		})
	}
}

func TestALinkWithoutItsAttendeeIsReadByItself(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_entry_attendees/without_the_attendee", "get_entry_attendee/of_ines",
		"list_entry_attendees/without_the_attendee", "get_entry_attendee/gone", "list_entry_attendees/unknown_entry")
	links, err := session.EntryAttendees(t.Context(), "", dinnerEntry)
	require.NoError(t, err)
	require.Len(t, links, 1)
	assert.Equal(t, inesV3, links[0].AttendeeID)
	_, err = session.EntryAttendees(t.Context(), "", dinnerEntry)
	assert.True(t, IsNotFound(err))
	_, err = session.EntryAttendees(t.Context(), "", dinnerEntry)
	require.ErrorContains(t, err, "EntryID is invalid")
}

func TestOnlyWhatIsCertainIsMatched(t *testing.T) {
	t.Parallel()
	share := func(value int, id AttendeeID) ExpenseAttendee {
		return ExpenseAttendee{ID: id, Amount: &Amount{Value: Whole(value)}, Count: 1}
	}
	link := func(value int, id V3AttendeeID) EntryAttendee {
		return EntryAttendee{AttendeeID: id, Amount: Whole(value), Count: 1}
	}
	for _, c := range []struct {
		name  string
		known map[V3AttendeeID]AttendeeID
		list  []ExpenseAttendee
		links []EntryAttendee
		want  map[V3AttendeeID]AttendeeID
	}{
		{
			"shares of their own", nil,
			[]ExpenseAttendee{share(1, "A"), share(2, "B")},
			[]EntryAttendee{link(2, "b"), link(1, "a")},
			map[V3AttendeeID]AttendeeID{"a": "A", "b": "B"},
		},
		{
			"two with the same share", nil,
			[]ExpenseAttendee{share(1, "A"), share(1, "B"), share(2, "C")},
			[]EntryAttendee{link(1, "a"), link(1, "b"), link(2, "c")},
			map[V3AttendeeID]AttendeeID{"c": "C"},
		},
		{
			"two with the same share, one of them known",
			map[V3AttendeeID]AttendeeID{"a": "A"},
			[]ExpenseAttendee{share(1, "A"), share(1, "B")},
			[]EntryAttendee{link(1, "a"), link(1, "b")},
			map[V3AttendeeID]AttendeeID{"a": "A", "b": "B"},
		},
		{
			"lists of different lengths", nil,
			[]ExpenseAttendee{share(1, "A")},
			[]EntryAttendee{link(1, "a"), link(2, "b")},
			map[V3AttendeeID]AttendeeID{},
		},
		{
			"shares that differ", nil,
			[]ExpenseAttendee{share(1, "A")},
			[]EntryAttendee{link(2, "a")},
			map[V3AttendeeID]AttendeeID{},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			session := newWire(t, auth.User).session
			for v3, v4 := range c.known {
				session.cross(v3, v4)
			}
			assert.Equal(t, c.want, session.matched(c.list, c.links))
		})
	}
}

func TestCustomFieldsOfAttendeesHaveLimitsOfTheirOwn(t *testing.T) {
	t.Parallel()
	long := func(n int) string {
		text := ""
		for range n {
			text += "x"
		}
		return text
	}
	data, err := AttendeeCustom(map[string]string{"custom9": "b", "Custom10": " a "})
	require.NoError(t, err)
	assert.Equal(t, []CustomDatum{{ID: "custom10", Value: "a"}, {ID: "custom9", Value: "b"}}, data)
	for name, given := range map[string]map[string]string{
		"a field that is none":   {"custom26": "x"},
		"an org unit":            {"orgUnit1": "x"},
		"a long text":            {"custom1": long(101)},
		"a longer than the last": {"custom21": long(49)},
		"the same twice":         {"custom1": "x", "Custom01": "y"},
	} {
		_, err := AttendeeCustom(given)
		assert.Error(t, err, name)
	}
}

func TestShares(t *testing.T) {
	t.Parallel()
	for text, digits := range map[string]Currency{"10.5": "EUR", "0": "EUR", "-3": "EUR", "10.555": "", "5": "JPY"} {
		_, err := ParseShare(json.Number(text), digits)
		require.NoError(t, err, text)
	}
	for text, digits := range map[string]Currency{"x": "EUR", "10.555": "EUR", "1.5": "JPY", "1e12": "EUR"} {
		_, err := ParseShare(json.Number(text), digits)
		require.Error(t, err, text)
	}
	for _, text := range []string{"-1", "x", "1e12"} {
		_, err := ParseTotal(json.Number(text))
		assert.Error(t, err, text)
	}
}
