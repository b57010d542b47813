package config_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type group struct {
	GroupID      string `json:"group_id"`
	Name         string `json:"name"`
	CashAdvances bool   `json:"cash_advances"`
	Policies     []struct {
		Name string `json:"name"`
	} `json:"policies"`
	PaymentTypes  []struct{} `json:"payment_types"`
	AttendeeTypes []struct {
		Code string `json:"code"`
	} `json:"attendee_types"`
}

type groups struct {
	Groups []group `json:"groups"`
	Total  *int    `json:"total"`
}

func TestTheGroupOfAPerson(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options []testkit.Option
		args    args
		want    int
	}{
		"of oneself":                      {nil, nil, 1},
		"of somebody else, by name":       {[]testkit.Option{testkit.WithCompany()}, args{"user": "Marcus Reyes"}, 2},
		"of somebody, by the company":     {[]testkit.Option{testkit.CompanyOnly()}, args{"user": marcus}, 2},
		"of oneself, with some parts":     {nil, args{"include": []string{"policies"}}, 1},
		"with one part that is not in []": {nil, args{"include": "policies"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			var found group
			kit.Call("get_expense_group", c.args).Into(&found)
			assert.Equal(t, "Halden & Reyes", found.Name)
			assert.Len(t, found.Policies, c.want)
			assert.Equal(t, c.args["include"] == nil, len(found.PaymentTypes) > 0)
			assert.Equal(t, c.args["include"] == nil, len(found.AttendeeTypes) > 0)
			assert.Contains(t, kit.Operations(), "expense_config_get_user_group")
		})
	}
}

func TestAGroupOfTheCompanyByItsID(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options []testkit.Option
		want    []string
	}{
		"a person learns the company first": {
			nil, []string{"profile_get_me", "expense_config_list_company_groups", "expense_config_get_company_group"},
		},
		"a person beside the company": {
			[]testkit.Option{testkit.WithCompany()}, []string{"expense_config_list_company_groups", "expense_config_get_company_group"},
		},
		"the company": {
			[]testkit.Option{testkit.CompanyOnly()}, []string{"expense_config_list_company_groups", "expense_config_get_company_group"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			var all groups
			kit.Call("list_expense_groups", nil).Into(&all)
			require.Len(t, all.Groups, 1)
			assert.Empty(t, all.Groups[0].Policies)
			var found group
			kit.Call("get_expense_group", args{"group_id": all.Groups[0].GroupID, "include": []string{"policies", "attendee_types"}}).Into(&found)
			assert.Len(t, found.Policies, 2)
			assert.Empty(t, found.PaymentTypes)
			assert.NotEmpty(t, found.AttendeeTypes)
			assert.Equal(t, c.want, kit.Operations())
			var whole group
			kit.Call("get_expense_group", args{"group_id": all.Groups[0].GroupID}).Into(&whole)
			assert.NotEmpty(t, whole.PaymentTypes)
		})
	}
}

func TestAGroupThatIsNotThere(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	failure := kit.Call("get_expense_group", args{"group_id": "00000000000000000000000000000000"}).Failure()
	assert.Contains(t, failure["message"], "Group not found")
	for name, bad := range map[string]args{
		"another id":         {"group_id": "EMEA"},
		"a group and a user": {"group_id": "00000000000000000000000000000000", "user": "x@example.com"},
		"an unknown part":    {"include": []string{"expense_types"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			assert.Equal(t, "nothing_changed", kit.Call("get_expense_group", bad).Failure()["changed"])
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}

func TestAttendeeTypesOfOneselfAndOfOthers(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	for _, a := range []args{nil, {"user": marcus}} {
		var found struct {
			AttendeeTypes []struct{ Code, Name string } `json:"attendee_types"`
			Total         int                           `json:"total"`
		}
		kit.Call("list_attendee_types", a).Into(&found)
		assert.Contains(t, found.AttendeeTypes, struct{ Code, Name string }{"BUSGUEST", "Business Guest"})
		assert.Len(t, found.AttendeeTypes, found.Total)
	}
	assert.Equal(t, []string{
		"expense_config_list_attendee_types", "identity_search_users", "expense_config_list_attendee_types",
	}, kit.Operations())
	failure := testkit.New(t, testkit.CompanyOnly()).Call("list_attendee_types", nil).Failure()
	assert.Contains(t, failure["message"], "name the person")
}

type locations struct {
	Locations []struct {
		LocationID string `json:"location_id"`
		Name       string `json:"name"`
		IATACode   string `json:"iata_code"`
		UUID       string `json:"uuid"`
	} `json:"locations"`
	Total *int   `json:"total"`
	Next  string `json:"next_cursor"`
	Note  string `json:"note"`
}

func (l locations) names() []string {
	var names []string
	for _, one := range l.Locations {
		names = append(names, one.Name)
	}
	return names
}

func TestLocationsAreFoundByWhatTheyAreCalled(t *testing.T) {
	t.Parallel()
	var lisbon locations
	testkit.New(t).Call("search_locations", args{"city": "lisb", "fields": []string{"all"}}).Into(&lisbon)
	require.Len(t, lisbon.Locations, 1)
	for name, c := range map[string]struct {
		args      args
		want      []string
		operation string
	}{
		"part of a name":          {args{"name": "ISBO"}, []string{"Lisbon"}, "location_v3_list"},
		"a country in small case": {args{"country": "pt"}, []string{"Lisbon", "Porto"}, "location_v3_list"},
		"airports":                {args{"country": "PT", "airport": true}, []string{"Lisbon", "Porto"}, "location_v3_list"},
		"an id":                   {args{"name": lisbon.Locations[0].LocationID}, []string{"Lisbon"}, "location_v3_get"},
		"a UUID":                  {args{"name": lisbon.Locations[0].UUID}, []string{"Lisbon"}, "location_v3_get"},
		"nothing":                 {args{"city": "Atlantis", "subdivision": "PT-99"}, nil, "location_v3_list"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			var found locations
			kit.Call("search_locations", c.args).Into(&found)
			assert.Equal(t, c.want, found.names())
			assert.Equal(t, []string{c.operation}, kit.Operations())
			assert.Equal(t, c.want == nil, found.Note != "")
		})
	}
}

func TestLocationsComePageByPage(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	query, seen := args{"limit": 7}, map[string]bool{}
	for page := 0; page == 0 || query["cursor"] != ""; page++ {
		require.Less(t, page, 10)
		var found locations
		kit.Call("search_locations", query).Into(&found)
		for _, name := range found.names() {
			assert.False(t, seen[name], name)
			seen[name] = true
		}
		query["cursor"] = found.Next
	}
	assert.Greater(t, len(seen), 14)
	assert.Contains(t, testkit.New(t, testkit.CompanyOnly()).Call("search_locations", nil).Failure()["message"], "user connection")
	assert.Contains(t, kit.Call("search_locations", args{"name": "gWqWg2EhNowhere$s01"}).Failure()["message"], "does not exist")
	assert.Contains(t, kit.Call("search_locations", args{"country": "Portugal"}).Failure()["message"], "ISO 3166-1")
}

func TestConfigurationThatCannotBeReadIsReported(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for tool, operation := range map[string]string{
		"list_attendee_types": "expense_config_list_attendee_types", "get_expense_group": "expense_config_get_user_group",
		"list_expense_groups": "expense_config_list_company_groups", "search_locations": "location_v3_list",
	} {
		for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.HTMLPage, simulator.EmptyBody, simulator.Garbage} {
			kit.Sim.ClearFaults()
			kit.Sim.AddFault(simulator.Fault{Operation: operation, Kind: kind, Status: 200, Bytes: 50})
			failure := kit.Call(tool, nil).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"], "%s: %s", tool, kind)
		}
	}
}
