package lists_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

type lists struct {
	Lists []struct {
		ListID     string `json:"list_id"`
		Name       string `json:"name"`
		Category   string `json:"category"`
		CategoryID string `json:"category_id"`
		Levels     int    `json:"levels"`
	} `json:"lists"`
	Total *int   `json:"total"`
	Next  string `json:"next_cursor"`
	Note  string `json:"note"`
}

func (l lists) names() []string {
	var names []string
	for _, one := range l.Lists {
		names = append(names, one.Name)
	}
	return names
}

type items struct {
	Items []struct {
		ItemID      string `json:"item_id"`
		Code        string `json:"code"`
		Text        string `json:"text"`
		HasChildren bool   `json:"has_children"`
		Deleted     bool   `json:"deleted"`
	} `json:"items"`
	Total *int   `json:"total"`
	Next  string `json:"next_cursor"`
	Note  string `json:"note"`
}

func (i items) codes() []string {
	var codes []string
	for _, one := range i.Items {
		codes = append(codes, one.Code)
	}
	return codes
}

func search(kit *testkit.Kit, a args) items {
	var found items
	kit.Call("search_list_items", a).Into(&found)
	return found
}

// idOf is the id of the only item that a search finds.
func idOf(t *testing.T, kit *testkit.Kit, a args) string {
	t.Helper()
	found := search(kit, a)
	require.Len(t, found.Items, 1)
	return found.Items[0].ItemID
}

func TestListsAreFoundByNameCategoryAndID(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var all, vendors lists
	kit.Call("list_lists", args{"fields": []string{"all"}}).Into(&all)
	require.Len(t, all.Lists, 5, "deleted ones are left out")
	assert.Equal(t, 5, *all.Total)
	kit.Call("list_lists", args{"category": "vendor", "fields": []string{"all"}}).Into(&vendors)
	assert.Equal(t, []string{"Preferred Vendors"}, vendors.names())
	normal := all.Lists[slices.Index(all.names(), "Cost Center Hierarchy")]
	assert.Equal(t, 2, normal.Levels)
	for name, c := range map[string]struct {
		args      args
		want      []string
		operation string
	}{
		"part of a name":            {args{"name": "ACCOUNT"}, []string{"Client Accounts", "Key Accounts"}, "list_list"},
		"part of a name and a type": {args{"name": "e", "category": "Vendor"}, []string{"Preferred Vendors"}, "list_list"},
		"an id":                     {args{"name": normal.ListID}, []string{"Cost Center Hierarchy"}, "list_get"},
		"a category by id":          {args{"category": vendors.Lists[0].CategoryID}, []string{"Preferred Vendors"}, "list_list_by_category"},
		"a name in a category by id": {
			args{"category": normal.CategoryID, "name": "cost"}, []string{"Cost Center", "Cost Center Hierarchy"}, "list_list_by_category",
		},
		"a deleted one in a category": {args{"category": normal.CategoryID, "name": "orders"}, nil, "list_list_by_category"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit, found := testkit.New(t), lists{}
			kit.Call("list_lists", c.args).Into(&found)
			assert.Equal(t, c.want, found.names())
			assert.Equal(t, len(c.want), *found.Total)
			assert.Equal(t, []string{c.operation}, kit.Operations())
			assert.Equal(t, len(c.want) == 0, found.Note != "")
		})
	}
}

func TestListsAreReadByWhoeverIsConnected(t *testing.T) {
	t.Parallel()
	for _, option := range []testkit.Option{testkit.WithCompany(), testkit.CompanyOnly()} {
		var found lists
		testkit.New(t, option).Call("list_lists", args{"name": "no such"}).Into(&found)
		assert.Contains(t, found.Note, "shorter name")
	}
}

func TestItemsAreSearchedLevelByLevel(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	const tree = "Cost Center Hierarchy"
	emea := idOf(t, kit, args{"list": tree, "search": "emea"})
	for _, c := range []struct {
		name string
		args args
		want []string
	}{
		{"the first level", args{"list": tree}, []string{"AMER", "APAC", "CORP", "EMEA"}},
		{"below a code", args{"list": tree, "parent_item": "corp", "search": "LEGAL"}, []string{"CORP-LEGAL"}},
		{"below a text", args{"list": tree, "parent_item": "corporate", "search": "TAX"}, []string{"CORP-TAX"}},
		{"below an id", args{"list": "cost center hierarchy", "parent_item": emea, "search": "LIS03"}, []string{"EMEA-LIS03"}},
		{"below an id in whatever list", args{"list": "any", "parent_item": emea, "search": "lisbon repair"}, []string{"EMEA-LIS04"}},
		{"one by its id", args{"list": tree, "item_id": emea}, []string{"EMEA"}},
		{"one by its id in whatever list", args{"list": "ANY", "item_id": emea}, []string{"EMEA"}},
		{"what custom fields are set to", args{"list": "Cost Center", "search": "finance"}, []string{"CC-900"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			search(kit, c.args)
			kit.Sim.ResetJournal()
			found := search(kit, c.args)
			assert.Equal(t, c.want, found.codes())
			assert.Equal(t, len(c.want), *found.Total)
			assert.Len(t, kit.Operations(), 1, "names are known by now")
		})
	}
}

// TestTheFormOfAReportNamesItsList goes from a form field to what it can be set to.
func TestTheFormOfAReportNamesItsList(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var found lists
	kit.Call("list_lists", args{"name": "Cost Center", "limit": 1}).Into(&found)
	require.NotEmpty(t, found.Next)
	assert.Equal(t, []string{"CC-110"}, search(kit, args{"list": found.Lists[0].ListID, "search": "emea"}).codes())
}

func TestAllPagesAreReadWithACursor(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	query := args{"list": "Cost Center Hierarchy", "parent_item": "EMEA", "limit": 60}
	seen := map[string]bool{}
	for page := 0; page == 0 || query["cursor"] != ""; page++ {
		require.Less(t, page, 5)
		found := search(kit, query)
		assert.Equal(t, 130, *found.Total)
		for _, code := range found.codes() {
			assert.False(t, seen[code], "%s comes twice", code)
			seen[code] = true
		}
		query["cursor"] = found.Next
	}
	assert.Len(t, seen, 130)
}

func TestWhatIsNotThereIsExplained(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	leaf := idOf(t, kit, args{"list": "Client Accounts", "search": "prado"})
	for want, a := range map[string]args{
		"first level":       {"list": "Client Accounts", "search": "mars"},
		"No item below":     {"list": "Cost Center Hierarchy", "parent_item": "CORP", "search": "mars"},
		"nothing below":     {"list": "Client Accounts", "parent_item": leaf},
		"No item of the fi": {"list": "Client Accounts", "search": "Zephyr"},
	} {
		assert.Contains(t, search(kit, a).Note, want)
	}
	for want, a := range map[string]args{
		"no list":                    {"list": "Moon Bases"},
		"no item of the list":        {"list": "Cost Center Hierarchy", "parent_item": "Moon"},
		"several with the name":      {"list": "Client Accounts", "parent_item": "northwind logistics"},
		"item of the list \"" + leaf: {"list": "Cost Center", "item_id": leaf},
		"does not exist":             {"list": "any", "item_id": "00000000-0000-4000-8000-000000000000"},
		"is not in the list":         {"list": "Cost Center", "parent_item": leaf},
	} {
		failure := kit.Call("search_list_items", a).Failure()
		assert.Contains(t, failure["message"], want)
		assert.Equal(t, "nothing_changed", failure["changed"])
	}
	failure := kit.Call("search_list_items", args{"list": "Client Accounts", "parent_item": "northwind logistics"}).Failure()
	assert.Contains(t, failure["message"], "C1017")
}

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	const id = "00000000-0000-4000-8000-000000000000"
	for name, c := range map[string]struct {
		tool string
		args args
	}{
		"no list":                       {"search_list_items", args{"search": "x"}},
		"any list and no id":            {"search_list_items", args{"list": "any", "search": "x"}},
		"any list and a parent by name": {"search_list_items", args{"list": "any", "parent_item": "EMEA"}},
		"an item and a search":          {"search_list_items", args{"list": "a", "item_id": id, "search": "x"}},
		"an item and a parent":          {"search_list_items", args{"list": "a", "item_id": id, "parent_item": "x"}},
		"an item id that is none":       {"search_list_items", args{"list": "a", "item_id": "CC-110"}},
		"a search that is too long":     {"search_list_items", args{"list": "a", "search": string(make([]byte, 65))}},
		"a limit of nothing":            {"search_list_items", args{"list": "a", "limit": 0}},
		"a cursor of something else":    {"list_lists", args{"cursor": "abc"}},
		"a field that is none":          {"list_lists", args{"fields": []string{"colour"}}},
		"a category on two lines":       {"list_lists", args{"category": "a\nb"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failure := kit.Call(c.tool, c.args).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.NotEmpty(t, failure["next_step"])
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}

func TestAnswersThatCannotBeReadAreReported(t *testing.T) {
	t.Parallel()
	const costCenters = "309e711a-6f76-453a-1f67-7ddbef4f411e"
	kit := testkit.New(t)
	for _, c := range []struct {
		tool, operation string
		args            args
	}{{"list_lists", "list_list", nil}, {"search_list_items", "list_item_list", args{"list": costCenters}}} {
		for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.HTMLPage, simulator.EmptyBody, simulator.Garbage} {
			kit.Sim.ClearFaults()
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Kind: kind, Status: http.StatusOK, Bytes: 50})
			failure := kit.Call(c.tool, c.args).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"], "%s: %s", c.tool, kind)
		}
	}
}
