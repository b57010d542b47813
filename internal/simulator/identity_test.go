package simulator

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const searchPath = "/profile/identity/v4.1/Users/.search"

// search builds the body of a search; further members are given as JSON.
func search(t *testing.T, filter, more string) string {
	t.Helper()
	quoted, err := json.Marshal(filter)
	require.NoError(t, err)
	return `{"schemas": ["` + scimSearchSchema + `"], "filter": ` + string(quoted) + more + `}`
}

func TestUsersAreFoundByFilter(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer, id := companyAccess(t, s), userID(t, s, traveller)
	s.state.personByLogin("quinn.tester@haldenreyes.example").active = false
	all := len(s.state.people)
	const enterprise = scimEnterpriseSchema
	for filter, found := range map[string]int{
		``:                                all,
		`userName eq "` + traveller + `"`: 1,
		`USERNAME EQ "LUCA.FERRI@HALDENREYES.EXAMPLE"`:                       1,
		`emails.value eq "` + traveller + `"`:                                1,
		`id eq "` + id + `"`:                                                 1,
		`id eq ` + id:                                                        1,
		`active eq true`:                                                     all - 1,
		`active eq false`:                                                    1,
		`active eq true and userName eq "` + traveller + `"`:                 1,
		`active eq false and userName eq "` + traveller + `"`:                0,
		`name.familyName sw "fer" or name.familyName ew "ves"`:               2,
		`name.givenName co "uc" and not (active eq false)`:                   1,
		`not active eq true`:                                                 1,
		`active eq false or active eq true and name.familyName eq "Ferri"`:   2,
		`(active eq false or active eq true) and name.familyName eq "Ferri"`: 1,
		`userName ne "` + traveller + `"`:                                    all - 1,
		`externalId pr`:                                                      0,
		`userName pr`:                                                        all,
		`userName eq "a\"b"`:                                                 0,
		enterprise + `:employeeNumber eq "100001"`:                           1,
		enterprise + `:manager.value eq "` + userID(t, s, manager) + `"`:     3,
	} {
		t.Run(filter, func(t *testing.T) {
			t.Parallel()
			var list identityList
			answer := send(t, s, http.MethodPost, searchPath, bearer, search(t, filter, ""))
			answer.into(t, &list)
			assert.Equal(t, http.StatusOK, answer.status)
			assert.Equal(t, found, list.TotalResults)
			assert.Len(t, list.Resources, found)
		})
	}
}

func TestSearchesThatAreRefused(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := companyAccess(t, s)
	for name, test := range map[string]struct{ body, scimType, path string }{
		"unknown attribute":    {search(t, `favouriteColour eq "red"`, ""), "invalidFilter", "filter"},
		"unknown operator":     {search(t, `userName is "red"`, ""), "invalidFilter", "filter"},
		"value without quotes": {search(t, `userName eq red`, ""), "invalidFilter", "filter"},
		"quote left open":      {search(t, `userName eq "red`, ""), "invalidFilter", "filter"},
		"parenthesis open":     {search(t, `(active eq true`, ""), "invalidFilter", "filter"},
		"more than a filter":   {search(t, `active eq true true`, ""), "invalidFilter", "filter"},
		"nothing after and":    {search(t, `active eq true and`, ""), "invalidFilter", "filter"},
		"no value":             {search(t, `active eq`, ""), "invalidFilter", "filter"},
		"no operator":          {search(t, `active`, ""), "invalidFilter", "filter"},
		"no schema":            {`{"filter": "active eq true"}`, "invalidSyntax", "schemas"},
		"schema of the RFC":    {`{"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}`, "invalidSyntax", "schemas"},
		"not JSON":             {`filter`, "invalidSyntax", ""},
		"count of zero":        {search(t, "", `, "count": 0`), "invalidValue", "count"},
		"count too large":      {search(t, "", `, "count": 1001`), "invalidValue", "count"},
		"cursor made up":       {search(t, "", `, "cursor": "!"`), "invalidValue", "cursor"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := send(t, s, http.MethodPost, searchPath, bearer, test.body)
			var got scimError
			answer.into(t, &got)
			assert.Equal(t, http.StatusBadRequest, answer.status)
			assert.Equal(t, test.scimType, got.ScimType)
			assert.Equal(t, "400", got.Status)
			assert.Contains(t, got.Schemas, scimErrorSchema)
			assert.Equal(t, test.path, got.Concur.Messages[0].SchemaPath)
		})
	}
}

func TestSearchResultsCanBePagedThrough(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer, seen, cursor := companyAccess(t, s), map[any]bool{}, ""
	for page := 0; ; page++ {
		require.Less(t, page, 10)
		more := `, "count": 5`
		if cursor != "" {
			more += `, "cursor": "` + cursor + `"`
		}
		var list identityList
		send(t, s, http.MethodPost, searchPath, bearer, search(t, "", more)).into(t, &list)
		assert.Equal(t, len(s.state.people), list.TotalResults)
		assert.Len(t, list.Resources, list.ItemsPerPage)
		for _, user := range list.Resources {
			seen[user["id"]] = true
		}
		if cursor = list.NextCursor; cursor == "" {
			break
		}
		assert.Equal(t, 5, list.ItemsPerPage)
	}
	assert.Len(t, seen, len(s.state.people))
}

func TestAttributesFollowScopesAndWishes(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	path := "/profile/identity/v4.1/Users/" + userID(t, s, traveller)
	all := []string{
		"schemas", "id", "userName", "externalId", "active", "displayName", "name", "preferredLanguage", "timezone", "meta",
		"emails", scimEnterpriseSchema,
	}
	const manager = scimEnterpriseSchema + ":manager"
	for name, test := range map[string]struct {
		scope, query string
		want         []string
	}{
		"all scopes":   {"", "", all},
		"ids only":     {"identity.user.ids.read", "", []string{"schemas", "id", "userName", "externalId"}},
		"an attribute": {"", "?attributes=emails", []string{"schemas", "id", "emails"}},
		"parts of attributes": {
			"", "?attributes=emails.value,name.familyName," + manager,
			[]string{"schemas", "id", "emails", "name", scimEnterpriseSchema},
		},
		"attributes left out":    {"identity.user.ids.read", "?excludedAttributes=externalId,id", []string{"schemas", "id", "userName"}},
		"attribute out of scope": {"identity.user.ids.read", "?attributes=emails", []string{"schemas", "id"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got tokenResponse
			refresh(t, s, CompanyToken, "scope", test.scope).into(t, &got)
			var user map[string]any
			get(t, s, path+test.query, got.AccessToken).into(t, &user)
			var names []string
			for name := range user {
				names = append(names, name)
			}
			assert.ElementsMatch(t, test.want, names)
		})
	}
}

func TestWhoMayReadUsers(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	path := "/profile/identity/v4.1/Users/" + userID(t, s, traveller)
	assert.Equal(t, http.StatusOK, get(t, s, path, companyAccess(t, s)).status)
	assert.Equal(t, http.StatusOK, get(t, s, path, access(t, s, administrator)).status)
	assert.Equal(t, http.StatusUnauthorized, get(t, s, path, access(t, s, traveller)).status, "even oneself")
	refused := send(t, s, http.MethodPost, searchPath, access(t, s, manager), search(t, "", ""))
	assert.Equal(t, http.StatusUnauthorized, refused.status)
	for id, status := range map[string]int{"00000000-0000-4000-8000-000000000000": http.StatusNotFound, "luca": http.StatusBadRequest} {
		assert.Equal(t, status, get(t, s, "/profile/identity/v4.1/Users/"+id, companyAccess(t, s)).status)
	}
	assert.Empty(t, s.Writes(), "a search is a POST that only reads")
}
