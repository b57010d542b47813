package concur

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestAPersonIsFoundByLoginOrMail(t *testing.T) {
	t.Parallel()
	for name, exchange := range map[string]string{
		"the only one":                      "identity_search_users/one",
		"of several the one with the login": "identity_search_users/login_and_mail",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			session := playing(t, auth.Company, exchange)
			for range 2 {
				found, err := session.FindUser(t.Context(), "tom.berg@example.com")
				require.NoError(t, err)
				assert.Equal(t, UserID(tom), found.ID, "in lower case, asked for once")
			}
			login, err := session.LoginOf(t.Context(), tom)
			require.NoError(t, err)
			assert.Equal(t, "tom.berg@example.com", login, "a search tells the login too")
		})
	}
}

func TestAUUIDIsTakenAtItsWord(t *testing.T) {
	t.Parallel()
	found, err := playing(t, auth.Company).FindUser(t.Context(), "1E0B6D5C-90AA-4C1F-B0D3-5E6F70819203")
	require.NoError(t, err)
	assert.Equal(t, Person{ID: tom}, found)
}

func TestNobodyAndSeveralAreAnsweredWithWhatThereIs(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "identity_search_users/nobody").FindUser(t.Context(), "tom.berg@example.com")
	var none *LookupError
	require.ErrorAs(t, err, &none)
	assert.False(t, none.Ambiguous)
	assert.NotEmpty(t, none.NextStep())

	_, err = playing(t, auth.User, "identity_search_users/two_with_a_mail").FindUser(t.Context(), "tom.berg@example.com")
	require.ErrorAs(t, err, &none)
	assert.True(t, none.Ambiguous)
	assert.Len(t, none.Candidates, 2)
	assert.Contains(t, none.Candidates[0], "tom.berg2@example.com (aaaaaaaa-")
}

func TestAnIdThatIsNoneIsNotUsed(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "identity_search_users/an_id_that_is_none").FindUser(t.Context(), "tom.berg@example.com")
	var unreadable *Error
	require.ErrorAs(t, err, &unreadable)
	assert.Equal(t, Unreadable, unreadable.Fault)
}

func TestALoginThatIsNotToldIsMissed(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "identity_get_user/without_a_login").LoginOf(t.Context(), tom)
	var none *LookupError
	require.ErrorAs(t, err, &none)
}

func TestASearchWithoutALoginIsNotTakenForOne(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.Company)
	w.mock.RegisterResponder(http.MethodPost, base+"/profile/identity/v4.1/Users/.search",
		httpmock.NewStringResponder(http.StatusOK, `{"Resources":[{"id":"`+tom+`"}]}`))
	w.mock.RegisterResponder(http.MethodGet, base+"/profile/identity/v4.1/Users/"+tom,
		httpmock.NewStringResponder(http.StatusOK, `{"id":"`+tom+`","userName":"tom.berg@example.com"}`))
	found, err := w.session.FindUser(t.Context(), "tom@example.com")
	require.NoError(t, err)
	login, err := w.session.LoginOf(t.Context(), found.ID)
	require.NoError(t, err)
	assert.Equal(t, "tom.berg@example.com", login, "an empty one would stand for whoever asks")
}

func TestOneselfNeedsNoLogin(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User)
	for _, user := range []UserID{"", rita} {
		login, err := session.loginFor(t.Context(), user)
		require.NoError(t, err)
		assert.Empty(t, login)
	}
}

func TestAFilterQuotesWhatPeopleType(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `"a\" or userName pr \\"`, scimString(`a" or userName pr \`))
}

func TestTheProfileOfAPersonAndOfACompany(t *testing.T) {
	t.Parallel()
	me, err := playing(t, auth.User, "profile_get_me/person").Me(t.Context())
	require.NoError(t, err)
	assert.False(t, me.IsCompany())
	assert.Empty(t, me.CompanyName())
	assert.Equal(t, "Rita Alves", me.DisplayName)
	assert.Equal(t, "rita.alves@example.com", me.Login())
	assert.Equal(t, "100482", me.Employee.EmployeeID)

	company, err := playing(t, auth.Company, "profile_get_me/company").Me(t.Context())
	require.NoError(t, err)
	assert.True(t, company.IsCompany())
	assert.Equal(t, "Example Instruments", company.CompanyName())
	assert.Empty(t, company.Login())

	me.Expense.LoginID = ""
	assert.Equal(t, "rita@example.com", me.Login(), "else the first e-mail")
}

func TestAnAccountIsNamedByItsOwnToken(t *testing.T) {
	t.Parallel()
	for exchange, c := range map[string]struct {
		kind auth.Kind
		want string
	}{
		"profile_get_me/person":  {auth.User, "rita.alves@example.com"},
		"profile_get_me/company": {auth.Company, "Example Instruments"},
	} {
		t.Run(exchange, func(t *testing.T) {
			t.Parallel()
			session := playing(t, c.kind, exchange)
			token, err := session.client.connections.Token(t.Context(), session.principal, c.kind)
			require.NoError(t, err)
			name, err := session.client.NameOf(t.Context(), token)
			require.NoError(t, err)
			assert.Equal(t, c.want, name)
		})
	}
}
