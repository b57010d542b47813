package concur

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const twoGroups = 2

// grouped is a session that has the two groups of the exchanges to go by.
func grouped(t *testing.T, more ...string) *Session {
	t.Helper()
	pages := []string{"list_expense_group_configurations/first_page", "list_expense_group_configurations/last_page"}
	return playing(t, auth.User, append(pages, more...)...)
}

func TestGroupsAreReadToTheEndAndKept(t *testing.T) {
	t.Parallel()
	session := grouped(t)
	for range 2 {
		groups, err := session.V3Groups(t.Context())
		require.NoError(t, err)
		require.Len(t, groups, twoGroups)
		assert.Equal(t, V3PaymentType{ID: "gWurh2Kd0s8TqLmB4vXpZ1c$pYw", Name: "Cash", IsDefault: true}, groups[0].PaymentTypes[0])
		assert.Equal(t, "US Expense Policy", groups[1].Policies[0].Name)
	}
}

func TestAListThatNeverEndsIsGivenUp(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	calls := 0
	w.mock.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
		calls++
		return httpmock.NewStringResponse(http.StatusOK, `{"Items":[],"NextPage":"https://evil.example.com/?offset=x"}`), nil
	})
	_, err := w.session.V3Groups(t.Context())
	require.ErrorIs(t, err, errEndless)
	assert.Equal(t, mostPages, calls)
}

func TestAnExpenseTypeIsFoundInAllPolicies(t *testing.T) {
	t.Parallel()
	session := grouped(t)
	for ref, code := range map[Ref]string{
		"MILEG": "MILEG", "mileg": "MILEG", "personal car mileage": "MILEG", "DINNR": "DINNR", "dinus": "DINUS",
	} {
		found, err := session.FindEntryType(t.Context(), Subject{}, reportID, ref)
		require.NoError(t, err, ref)
		assert.Equal(t, code, found.Code)
		assert.Equal(t, code == "MILEG", found.IsMileage())
	}
	_, err := session.FindEntryType(t.Context(), Subject{}, reportID, "Yacht")
	var none *LookupError
	require.ErrorAs(t, err, &none)
	assert.False(t, none.Ambiguous)
	assert.Contains(t, none.NextStep(), "Personal Car Mileage (MILEG)")
}

func TestThePolicyOfTheReportDecidesBetweenTypesOfOneName(t *testing.T) {
	t.Parallel()
	for policy, want := range map[string]string{"US Expense Policy": "DINUS", "EMEA Expense Policy": "DINNR", "": ""} {
		w := newWire(t, auth.User)
		groups := V3Group{Policies: []V3Policy{
			{Name: "EMEA Expense Policy", ExpenseTypes: []V3ExpenseType{{Code: "DINNR", Name: "Dinner"}}},
			{Name: "US Expense Policy", ExpenseTypes: []V3ExpenseType{{Code: "DINUS", Name: "Dinner"}}},
		}}
		remember(w.session, "groups v3\x00", []V3Group{groups})
		w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, `{"policy":"`+policy+`"}`))
		found, err := w.session.FindEntryType(t.Context(), Subject{}, reportID, "Dinner")
		if want == "" {
			var several *LookupError
			require.ErrorAs(t, err, &several)
			assert.Equal(t, []string{"Dinner (DINNR)", "Dinner (DINUS)"}, several.Candidates)
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, want, found.Code)
	}
}

func TestAPaymentTypeIsFoundByIdNameOrCode(t *testing.T) {
	t.Parallel()
	session := grouped(t)
	for ref, name := range map[Ref]string{"": "Cash", "cash": "Cash", "Company Card": "Company Card", "gWurCard$s1": "Company Card"} {
		found, err := session.FindEntryPaymentType(t.Context(), "", ref)
		require.NoError(t, err, ref)
		assert.Equal(t, name, found.Name)
	}
	_, err := session.FindEntryPaymentType(t.Context(), "", "something long")
	var none *LookupError
	require.ErrorAs(t, err, &none, "no code is that long, so no codes are asked for")

	remember(session, "payment types\x00", []PaymentType{{ID: "1021", Name: "Company Card"}, {ID: "XX", Name: "Not in v3"}})
	found, err := session.FindEntryPaymentType(t.Context(), "", "1021")
	require.NoError(t, err)
	assert.Equal(t, "gWurCard$s1", found.ID)
	for _, code := range []Ref{"XX", "YY"} {
		_, err = session.FindEntryPaymentType(t.Context(), "", code)
		require.ErrorAs(t, err, &none, code)
	}
}

func TestWithoutADefaultTheOnlyPaymentTypeIsIt(t *testing.T) {
	t.Parallel()
	only, err := defaultPayment([]V3PaymentType{{ID: "a", Name: "A"}})
	require.NoError(t, err)
	assert.Equal(t, "a", only.ID)
	_, err = defaultPayment([]V3PaymentType{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}})
	var none *LookupError
	require.ErrorAs(t, err, &none)
	assert.Equal(t, []string{"A", "B"}, none.Candidates)
}

func TestALocationIsFoundByNameOrTakenById(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "location_v3_list/porto", "location_v3_list/portland")
	for ref, want := range map[Ref]string{"gWqWgPorto$s01": "gWqWgPorto$s01", "gWqWg2EhzT4mKc9": "gWqWg2EhzT4mKc9"} {
		id, err := session.FindLocation(t.Context(), ref)
		require.NoError(t, err)
		assert.Equal(t, want, id, "nothing is sent for an id")
	}
	for _, ref := range []Ref{"porto", "Porto"} {
		id, err := session.FindLocation(t.Context(), ref)
		require.NoError(t, err)
		assert.Equal(t, "gWqWgPorto$s01", id, "the one with just that name, asked for once")
	}
	_, err := session.FindLocation(t.Context(), "Portland")
	var several *LookupError
	require.ErrorAs(t, err, &several)
	assert.True(t, several.Ambiguous)
	assert.Equal(t, []string{"Portland, US-ME (gWqWgMaine$s01)", "Portland, US-OR (gWqWgOregon$p2)"}, several.Candidates)
}

func TestALocationIsFoundByItsCityWhereNoNameFits(t *testing.T) {
	t.Parallel()
	session := newWire(t, auth.User).session
	remember(session, "location\x00lisbon", []Location{
		{ID: "a", Name: "Lisbon Area", City: "Lisbon", Country: "PT"}, {ID: "b", Name: "Lisbon North"},
	})
	id, err := session.FindLocation(t.Context(), "Lisbon")
	require.NoError(t, err)
	assert.Equal(t, "a", id)
}
