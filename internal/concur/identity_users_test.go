package concur

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestEverybodyComesPageByPage(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.Company, "identity_list_users/page_1", "identity_list_users/page_2")
	attributes := []string{"userName", "entitlements"}
	first, err := session.ListUsers(t.Context(), attributes, "")
	require.NoError(t, err)
	assert.Equal(t, 2, first.Total)
	tomBerg := first.People[0]
	assert.Equal(t, "tom.berg@example.com", tomBerg.Email())
	assert.Equal(t, "E-2041", tomBerg.Employment.EmployeeNumber)
	assert.Equal(t, UserID(rita), tomBerg.Employment.Manager.ID)
	assert.Equal(t, []string{"Expense"}, tomBerg.Entitlements)
	last, err := session.ListUsers(t.Context(), attributes, first.Next)
	require.NoError(t, err)
	assert.Empty(t, last.Next)
	nobody, err := playing(t, auth.Company, "identity_list_users/nobody_at_all").ListUsers(t.Context(), nil, "")
	require.NoError(t, err)
	assert.Empty(t, nobody.People)
}

// TestWhoMayNotListIsTriedWithANewTokenOnce renews the token after a 401, which Identity
// gives to who is no administrator too.
func TestWhoMayNotListIsTriedWithANewTokenOnce(t *testing.T) {
	t.Parallel()
	const refused = "identity_list_users/not_an_administrator"
	_, err := playing(t, auth.User, refused, refused).ListUsers(t.Context(), nil, "")
	assert.Equal(t, says("Not authorized"), refusalOf(t, err).Error())
	assert.True(t, IsForbidden(err))
}

func TestASearchGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	found, err := playing(t, auth.Company, "identity_search_users/next_page").SearchUsers(t.Context(), "active eq true",
		"eyJjcmVhdGVkLWlkIjoiMTAxIiwic3RhcnRJbmRleCI6MTAxfQ==")
	require.NoError(t, err)
	assert.Equal(t, 101, found.Total)
	assert.Empty(t, found.Next)
}

func TestAUserIsReadWithTheAttributesThatAreNamed(t *testing.T) {
	t.Parallel()
	found, err := playing(t, auth.Company, "identity_get_user/with_attributes").GetUser(t.Context(), tom, []string{"entitlements"})
	require.NoError(t, err)
	assert.Equal(t, []string{"Expense", "Travel"}, found.Entitlements)
	assert.Nil(t, found.Active, "what was not asked for is not known")
}

func TestAPersonIsFoundByFullName(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.Company, "identity_search_users/by_full_name")
	for _, ref := range []Ref{"Tom van Berg", "tom VAN berg"} { // asked for once
		found, err := session.FindUser(t.Context(), ref)
		require.NoError(t, err)
		assert.Equal(t, UserID(tom), found.ID)
	}
	_, err := playing(t, auth.Company, "identity_search_users/two_with_a_name").FindUser(t.Context(), "Berg, Tom")
	var several *LookupError
	require.ErrorAs(t, err, &several)
	assert.True(t, several.Ambiguous)
	assert.Contains(t, several.Candidates[1], "tom.berg2@example.com (")
}

func TestFiltersAreWrittenInTheSearchLanguage(t *testing.T) {
	t.Parallel()
	yes := true
	for want, filter := range map[string]UserFilter{
		"":                        {},
		`userName co "an\"n"`:     {Login: `an"n`},
		`emails.value co "@exam"`: {Email: "@exam"},
		"active eq true":          {Active: &yes},
		`(name.givenName co "Li" or name.familyName co "Li" or nickName co "Li") and ` +
			`(name.givenName co "Ann" or name.familyName co "Ann" or nickName co "Ann") and active eq true`: {Name: " Li, Ann ", Active: &yes},
	} {
		assert.Equal(t, want, filter.SCIM())
	}
	assert.Empty(t, byFullName("tom"), "a single word is no full name")
}
