package identity_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

const (
	ritaID    = "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f604"
	companyID = "4b1f7c52-0d3a-4c68-9e57-a2d8c4b61f90"
	// enterprise is the schema of what SCIM adds for companies.
	enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
)

type users struct {
	Users []struct {
		UserID       string   `json:"user_id"`
		Name         string   `json:"name"`
		Login        string   `json:"login"`
		GivenName    string   `json:"given_name"`
		Entitlements []string `json:"entitlements"`
		Inactive     bool     `json:"inactive"`
	} `json:"users"`
	Total *int   `json:"total"`
	Next  string `json:"next_cursor"`
	Note  string `json:"note"`
}

func (u users) names() []string {
	var names []string
	for _, one := range u.Users {
		names = append(names, one.Name)
	}
	return names
}

func TestPrincipalsArePeopleAndTheCompany(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options []testkit.Option
		id      string
		want    map[string]any
	}{
		"oneself":                {nil, ritaID, map[string]any{"kind": "person", "login": testkit.Rita, "currency": "EUR"}},
		"somebody, by a company": {[]testkit.Option{testkit.CompanyOnly()}, ritaID, map[string]any{"name": "Rita Alves"}},
		"the company":            {nil, companyID, map[string]any{"kind": "company", "domain": "haldenreyes.example"}},
		"with the company beside": {
			[]testkit.Option{testkit.WithCompany(), testkit.As(testkit.Luca)}, ritaID, map[string]any{"name": "Rita Alves"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			var found map[string]any
			kit.Call("get_principal", args{"principal_id": c.id}).Into(&found)
			for member, value := range c.want {
				assert.Equal(t, value, found[member])
			}
			assert.NotContains(t, found, "email", "the login says it")
			assert.Equal(t, []string{"profile_get_principal"}, kit.Operations())
		})
	}
	failure := testkit.New(t, testkit.As(testkit.Luca)).Call("get_principal", args{"principal_id": ritaID}).Failure()
	assert.Equal(t, "403", failure["http_status"])
}

func TestEverybodyIsListedForWhoMaySee(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]testkit.Option{
		"the company":              {testkit.CompanyOnly()},
		"a person and the company": {testkit.WithCompany()},
		"an administrator":         {testkit.As(testkit.Ada)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, options...)
			query, seen := args{"limit": 5}, map[string]bool{}
			for page := 0; page == 0 || query["cursor"] != ""; page++ {
				require.Less(t, page, 5)
				var found users
				kit.Call("list_users", query).Into(&found)
				assert.Equal(t, 12, *found.Total)
				for _, user := range found.Users {
					assert.Contains(t, user.Login, "@")
					assert.False(t, seen[user.UserID])
					seen[user.UserID] = true
				}
				query["cursor"] = found.Next
			}
			assert.Len(t, seen, 12)
		})
	}
	failure := testkit.New(t).Call("list_users", nil).Failure()
	assert.Contains(t, failure["message"], "may not read other users")
}

func TestAttributesAreWhatConcurSends(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	var found users
	kit.Call("list_users", args{"attributes": []string{"entitlements"}, "limit": 1}).Into(&found)
	assert.Equal(t, []string{"Expense", "Request"}, found.Users[0].Entitlements)
	assert.Empty(t, found.Users[0].Login)
	for _, who := range []string{ritaID, testkit.Rita, "Rita Alves", "alves, rita"} {
		kit.Call("list_users", args{"user": who, "attributes": []string{"name", enterprise}}).Into(&found)
		require.Len(t, found.Users, 1)
		assert.Equal(t, "Rita", found.Users[0].GivenName)
	}
	assert.Contains(t, kit.Operations(), "identity_get_user")
}

func TestPeopleAreSearched(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args args
		want []string
	}{
		"by a part of a name":       {args{"name": "ferr"}, []string{"Luca Ferri"}},
		"by words in any order":     {args{"name": "alves rit"}, []string{"Rita Alves"}},
		"by login":                  {args{"user_name": "tom.b"}, []string{"Tom Berg"}},
		"by e-mail":                 {args{"email": testkit.Ada}, []string{"Ada Novak"}},
		"by a raw filter":           {args{"filter": `name.familyName eq "Berg"`}, []string{"Tom Berg"}},
		"by a raw filter and more":  {args{"filter": `userName sw "luca" or userName sw "rita"`, "name": "alves"}, []string{"Rita Alves"}},
		"by what nobody has":        {args{"name": "zz", "active": true}, nil},
		"by being gone":             {args{"active": false}, nil},
		"by quotes and parentheses": {args{"name": `o"b)`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, testkit.WithCompany())
			var found users
			kit.Call("search_users", c.args).Into(&found)
			assert.Equal(t, c.want, found.names())
			assert.Equal(t, len(c.want), *found.Total)
			assert.Equal(t, c.want == nil, found.Note != "")
			assert.Equal(t, []string{"identity_search_users"}, kit.Operations())
		})
	}
	failure := testkit.New(t, testkit.CompanyOnly()).Call("search_users", args{"filter": "favouriteColour eq"}).Failure()
	assert.Contains(t, failure["message"], "favouriteColour")
	failure = testkit.New(t).Call("search_users", args{"name": "tom"}).Failure()
	assert.Contains(t, failure["next_step"], "scopes")
}

// TestAPersonIsNamedByFullName goes through a tool that takes a user.
func TestAPersonIsNamedByFullName(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	var found struct{ Policies []struct{ Name string } }
	kit.Call("list_policies", args{"user": "marcus reyes"}).Into(&found)
	assert.Len(t, found.Policies, 2)
	failure := kit.Call("list_policies", args{"user": "marcus"}).Failure()
	assert.Contains(t, failure["message"], "full name")
	assert.Contains(t, failure["next_step"], "search_users")
}

func TestWhoMadeOneADelegate(t *testing.T) {
	t.Parallel()
	type delegators struct {
		Delegators []struct {
			Login      string `json:"login"`
			CanPrepare bool   `json:"can_prepare"`
			CanApprove bool   `json:"can_approve"`
		} `json:"delegators"`
		Note string `json:"note"`
	}
	var ofRita, ofTom delegators
	kit := testkit.New(t)
	kit.Call("list_delegators", nil).Into(&ofRita)
	require.Len(t, ofRita.Delegators, 1)
	assert.Equal(t, testkit.Tom, ofRita.Delegators[0].Login)
	assert.True(t, ofRita.Delegators[0].CanApprove)
	assert.False(t, ofRita.Delegators[0].CanPrepare)
	kit.As(testkit.Tom).Call("list_delegators", args{"include_inactive": true}).Into(&ofTom)
	assert.Contains(t, ofTom.Note, "Nobody made this person a delegate")
	assert.Contains(t, testkit.New(t, testkit.CompanyOnly()).Call("list_delegators", nil).Failure()["message"], "user connection")
}

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	for name, c := range map[string]struct {
		tool string
		args args
	}{
		"a principal without an id":      {"get_principal", nil},
		"a principal by login":           {"get_principal", args{"principal_id": testkit.Rita}},
		"an attribute with a comma":      {"list_users", args{"attributes": []string{"id,emails"}}},
		"a user on two lines":            {"list_users", args{"user": "a\nb"}},
		"a cursor of another search":     {"search_users", args{"cursor": "abc"}},
		"active that is neither":         {"search_users", args{"active": "maybe"}},
		"a field that is none":           {"search_users", args{"fields": []string{"password"}}},
		"delegators of somebody else":    {"list_delegators", args{"user": testkit.Tom}},
		"a limit that is too large":      {"list_users", args{"limit": 1000}},
		"a filter longer than a message": {"search_users", args{"filter": string(make([]byte, 2001))}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := kit.For(t)
			failure := kit.Call(c.tool, c.args).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.NotEmpty(t, failure["next_step"])
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}

func TestPeopleThatCannotBeReadAreReported(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	for _, c := range []struct {
		tool, operation string
		args            args
	}{
		{"get_principal", "profile_get_principal", args{"principal_id": ritaID}},
		{"list_users", "identity_list_users", nil},
		{"list_users", "identity_get_user", args{"user": ritaID}},
		{"search_users", "identity_search_users", args{"name": "a"}},
		{"list_delegators", "get_delegators_v1", nil},
	} {
		for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.HTMLPage, simulator.EmptyBody, simulator.Garbage} {
			kit.Sim.ClearFaults()
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Kind: kind, Status: 200, Bytes: 50})
			failure := kit.Call(c.tool, c.args).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"], "%s: %s", c.operation, kind)
		}
	}
}
