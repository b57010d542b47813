package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type listRow struct {
	ID, Value, Code, ShortCode string
	LevelCount, Level          int
	ParentID                   *string
	IsDeleted                  bool
	Category                   struct{ ID, Type string }
	Lists                      []struct {
		ID          string
		HasChildren bool
	}
}

type pageOfLists struct {
	Content []listRow
	Page    struct{ Number, Size, TotalElements, TotalPages int }
	Links   []struct{ Rel, Href string }
}

func (p pageOfLists) values() []string {
	values := make([]string, len(p.Content))
	for i, row := range p.Content {
		values[i] = row.Value
	}
	return values
}

// listNamed is the id of a list of the sample company.
func listNamed(t *testing.T, s *Simulator, name string) string {
	t.Helper()
	for _, l := range s.state.lists {
		if l.name == name {
			return l.id
		}
	}
	require.Fail(t, "no such list", name)
	return ""
}

func itemCoded(t *testing.T, s *Simulator, code string) string {
	t.Helper()
	for _, n := range s.state.listNodes {
		if n.code() == code {
			return n.id
		}
	}
	require.Fail(t, "no such item", code)
	return ""
}

func TestListsAreFilteredAndSorted(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := companyAccess(t, s)
	for query, want := range map[string][]string{
		"value=client accounts":                                {"Client Accounts"},
		"value=eq:client accounts":                             {"Client Accounts"},
		"value=cp:account&isDeleted=false":                     {"Client Accounts", "Key Accounts"},
		"value=cp:account&sortDirection=desc":                  {"Key Accounts", "Client Accounts"},
		"value=sw:cost":                                        {"Cost Center", "Cost Center Hierarchy"},
		"value=ew:vendors":                                     {"Preferred Vendors"},
		"value=like:vendors":                                   {},
		"value=not:x&category.type=Vendor":                     {"Preferred Vendors"},
		"category.type=not:Normal":                             {"Preferred Vendors"},
		"isDeleted=eq:true":                                    {"Internal Orders 2024"},
		"levelCount=gt:1":                                      {"Cost Center Hierarchy"},
		"levelCount=2&value=cp:cost":                           {"Cost Center Hierarchy"},
		"levelCount=gte:2":                                     {"Cost Center Hierarchy"},
		"levelCount=lt:2&value=sw:cost":                        {"Cost Center"},
		"levelCount=lte:1&value=sw:cost":                       {"Cost Center"},
		"value=sw:cost&sortBy=levelcount&sortDirection=desc":   {"Cost Center Hierarchy", "Cost Center"},
		"value=not:x&levelCount=1&sortBy=listcategory&page=2":  {},
		"value=cp:r&isDeleted=false&sortBy=name&levelCount=2":  {"Cost Center Hierarchy"},
		"category.type=Vendor&isDeleted=false&sortBy=name":     {"Preferred Vendors"},
		"value=cp:orders&isDeleted=false":                      {},
		"value=cp:orders&isDeleted=true&sortBy=listcategory":   {"Internal Orders 2024"},
		"value=cp:o&category.type=eq:Vendor&levelCount=eq:1":   {"Preferred Vendors"},
		"value=ew:hierarchy&levelCount=gt:0&sortDirection=asc": {"Cost Center Hierarchy"},
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			var page pageOfLists
			get(t, s, "/list/v4/lists?"+strings.ReplaceAll(query, " ", "%20"), bearer).into(t, &page)
			assert.Equal(t, want, page.values())
			assert.Equal(t, 100, page.Page.Size)
			assert.Empty(t, page.Links)
		})
	}
}

func TestAListIsReadByIDInEitherSpelling(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	id := listNamed(t, s, "Preferred Vendors")
	for _, spelled := range []string{id, strings.ToUpper(strings.ReplaceAll(id, "-", ""))} {
		var found listRow
		get(t, s, "/list/v4/lists/"+spelled, bearer).into(t, &found)
		assert.Equal(t, id, found.ID)
		assert.Equal(t, "Vendor", found.Category.Type)
		var page pageOfLists
		get(t, s, "/list/v4/categories/"+found.Category.ID+"/lists", bearer).into(t, &page)
		assert.Equal(t, []string{"Preferred Vendors"}, page.values())
	}
}

// TestTheListOfAFormFieldHasItsItems ties forms, custom fields and lists together.
func TestTheListOfAFormFieldHasItsItems(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	field := s.state.customField("custom3")
	var page pageOfLists
	get(t, s, "/list/v4/lists/"+hashID("list", field.id)+"/children", access(t, s, traveller)).into(t, &page)
	require.Len(t, page.Content, len(field.items))
	for _, row := range page.Content {
		assert.Equal(t, row.Value, field.item(row.ID).value)
		assert.Equal(t, row.Code, row.ShortCode)
		assert.Nil(t, row.ParentID)
	}
}

func TestItemsAreFilteredLevelByLevel(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	tree, clients := listNamed(t, s, "Cost Center Hierarchy"), listNamed(t, s, "Client Accounts")
	emea := itemCoded(t, s, "EMEA")
	for path, want := range map[string][]string{
		"/lists/" + tree + "/children?sortBy=shortCode": {
			"Americas", "Asia and Pacific", "Corporate", "Europe, Middle East and Africa",
		},
		"/lists/" + tree + "/children?shortCodeOrValue=emea":                        {"Europe, Middle East and Africa"},
		"/lists/" + tree + "/children?hasChildren=false":                            {},
		"/lists/" + tree + "/items/" + emea + "/children?shortCodeOrValue=eq:lis03": {"Lisbon Calibration Services"},
		"/items/" + emea + "/children?value=cp:lisbon%20field":                      {"Lisbon Field Sales"},
		"/items/" + itemCoded(t, s, "EMEA-LIS03") + "/children":                     {},
		"/lists/" + clients + "/children?shortCode=sw:C101&sortDirection=desc&page=1": {
			"Northwind Logistics", "Northwind Logistics", "Fjord Aluminium", "Eastbrook Hospital Trust",
		},
		"/lists/" + clients + "/children?isDeleted=true": {"Zephyr Optics"},
		"/lists/" + listNamed(t, s, "Key Accounts") + "/children": {
			"Arden Wind Power", "Eastbrook Hospital Trust", "Oriel Pharmaceuticals",
		},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			var page pageOfLists
			get(t, s, "/list/v4"+path, bearer).into(t, &page)
			assert.Equal(t, want, page.values())
		})
	}
}

func TestAnItemKnowsItsPlace(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	var team, region, shared listRow
	get(t, s, "/list/v4/items/"+itemCoded(t, s, "EMEA-LIS03"), bearer).into(t, &team)
	assert.Equal(t, "LIS03", team.ShortCode)
	assert.Equal(t, 2, team.Level)
	require.NotNil(t, team.ParentID)
	get(t, s, "/list/v4/items/"+*team.ParentID, bearer).into(t, &region)
	assert.Equal(t, "EMEA", region.Code)
	require.Len(t, region.Lists, 1)
	assert.True(t, region.Lists[0].HasChildren)
	get(t, s, "/list/v4/items/"+itemCoded(t, s, "C1012"), bearer).into(t, &shared)
	require.Len(t, shared.Lists, 2)
	assert.False(t, shared.Lists[0].HasChildren)
}

func TestPagesOfItemsAreNumbered(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	assert.Greater(t, len(s.state.listNodes), 250)
	path := "/list/v4/items/" + itemCoded(t, s, "EMEA") + "/children?value=cp:e&page="
	seen := map[string]bool{}
	relations := map[string][]string{"1": {"first", "next", "last"}, "2": {"first", "prev", "last"}}
	for number, want := range relations {
		var page pageOfLists
		get(t, s, path+number, bearer).into(t, &page)
		assert.Equal(t, 2, page.Page.TotalPages)
		var found []string
		for _, link := range page.Links {
			found = append(found, link.Rel)
			address, err := url.Parse(link.Href)
			require.NoError(t, err)
			assert.Equal(t, "http", address.Scheme, "as the samples have it")
			assert.Equal(t, "cp:e", address.Query().Get("value"))
		}
		assert.Equal(t, want, found)
		for _, row := range page.Content {
			assert.False(t, seen[row.ID], "an item that comes twice")
			seen[row.ID] = true
		}
		assert.Greater(t, page.Page.TotalElements, 100)
	}
	var behind pageOfLists
	get(t, s, path+"3", bearer).into(t, &behind)
	assert.Empty(t, behind.Content)
	assert.Len(t, seen, behind.Page.TotalElements)
}

func TestListsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	const nobody = "00000000-0000-4000-8000-000000000000"
	tree := "/lists/" + listNamed(t, s, "Cost Center Hierarchy")
	for path, want := range map[string]struct {
		status int
		id     string
	}{
		"/lists?page=0":                                           {http.StatusBadRequest, "request.validation.error"},
		"/lists?page=two":                                         {http.StatusBadRequest, "request.validation.error"},
		"/lists?sortBy=colour":                                    {http.StatusBadRequest, "request.validation.error"},
		"/lists?sortDirection=up":                                 {http.StatusBadRequest, "request.validation.error"},
		"/lists?isDeleted=perhaps":                                {http.StatusBadRequest, "request.validation.error"},
		"/lists?levelCount=about:2":                               {http.StatusBadRequest, "request.validation.error"},
		"/lists?levelCount=many":                                  {http.StatusBadRequest, "request.validation.error"},
		"/lists/" + nobody:                                        {http.StatusNotFound, "list.not.found"},
		"/lists/" + nobody + "/children":                          {http.StatusNotFound, "list.not.found"},
		"/lists/abc":                                              {http.StatusBadRequest, "bad.request"},
		"/categories/" + nobody + "/lists":                        {http.StatusNotFound, "category.not.found"},
		"/items/" + nobody:                                        {http.StatusNotFound, "item.not.found"},
		"/items/" + nobody + "/children":                          {http.StatusNotFound, "item.not.found"},
		tree + "/items/" + nobody + "/children":                   {http.StatusNotFound, "item.not.found"},
		"/lists/" + nobody + "/items/a/children":                  {http.StatusBadRequest, "bad.request"},
		tree + "/children?hasChildren=some":                       {http.StatusBadRequest, "request.validation.error"},
		tree + "/children?sortBy=code&page=-1":                    {http.StatusBadRequest, "request.validation.error"},
		"/lists/" + nobody + "/items/" + nobody + "/children":     {http.StatusNotFound, "list.not.found"},
		"/lists/" + listNamed(t, s, "Internal Orders 2024"):       {http.StatusNotFound, "list.deleted"},
		tree + "/items/" + itemCoded(t, s, "C1001") + "/children": {http.StatusBadRequest, "item.list.id.not.match.parent"},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			answer := get(t, s, "/list/v4"+path, bearer)
			assert.Equal(t, want.status, answer.status, answer.body)
			var body struct {
				Timestamp, HTTPStatus, Path string
				Error                       struct{ ID, Message string }
				ValidationErrors            []struct{ Source, Message string }
			}
			answer.into(t, &body)
			assert.Equal(t, want.id, body.Error.ID)
			assert.NotEmpty(t, body.Error.Message)
			assert.Equal(t, statusText(want.status), body.HTTPStatus)
			assert.Equal(t, "/list/v4"+strings.Split(path, "?")[0], body.Path)
			assert.Equal(t, want.id == "request.validation.error", len(body.ValidationErrors) > 0)
		})
	}
	narrow := tokens(t, s, s.ConnectScoped(traveller, "openid", "spend.list.read")).AccessToken
	assert.Equal(t, http.StatusOK, get(t, s, "/list/v4/lists", narrow).status)
	assert.Equal(t, http.StatusForbidden, get(t, s, "/list/v4"+tree+"/children", narrow).status, "items have a scope of their own")
}
