package concur

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const (
	costObjects = ListID("3f1f3b8e-5a57-4f5b-9a0d-6a1d2c3b4e5f")
	salesEMEA   = ListItemID("b7e41c90-35a2-4d6f-a1d2-c3b4a5968778")
)

func TestListsComePageByPage(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_list/page_1", "list_list/page_2")
	first, err := session.Lists(t.Context(), ListSearch{}, 1)
	require.NoError(t, err)
	assert.Equal(t, 2, first.Next, "by the number: the link leads to another host")
	assert.Equal(t, 2, first.Total)
	last, err := session.Lists(t.Context(), ListSearch{}, first.Next)
	require.NoError(t, err)
	assert.Zero(t, last.Next)
	assert.Equal(t, "Cost Objects 2023", last.Rows[0].Name)
}

func TestListsAreFilteredByConcur(t *testing.T) {
	t.Parallel()
	found, err := playing(t, auth.Company, "list_list/by_type").Lists(t.Context(), ListSearch{Name: "Cost", CategoryType: "Normal"}, 0)
	require.NoError(t, err)
	require.Len(t, found.Rows, 2)
	assert.Equal(t, 2, found.Rows[0].Levels)
	assert.Equal(t, "Normal", found.Rows[0].Category.Type)
	of, err := playing(t, auth.Company, "list_list_by_category/with_a_deleted_one").ListsOfCategory(t.Context(), found.Rows[0].Category.ID, 1)
	require.NoError(t, err)
	assert.True(t, of.Rows[1].IsDeleted)
	one, err := playing(t, auth.Company, "list_get/one").GetList(t.Context(), costObjects)
	require.NoError(t, err)
	assert.Equal(t, costObjects, one.ID)
}

func TestAListIsFoundByNameOrTakenByID(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_list/by_name", "list_list/none") // each asked for once
	for _, ref := range []Ref{"cost objects", "cost objects", "3F1F3B8E5A574F5B9A0D6A1D2C3B4E5F", Ref(costObjects)} {
		found, err := session.FindList(t.Context(), ref)
		require.NoError(t, err, ref)
		assert.Equal(t, costObjects, found.ID)
	}
	_, err := session.FindList(t.Context(), "Grants")
	var missing *LookupError
	require.ErrorAs(t, err, &missing)
}

func TestAnItemIsFoundByWhatItIsCalled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		exchanges []string
		parent    string
		ref       Ref
		want      string
	}{
		{"by value", []string{"list_item_list/by_value"}, "", "Sales EMEA", "S-EMEA"},
		{"by code", []string{"list_item_list/by_code"}, "", "s-emea", "S-EMEA"},
		{"by value where Concur minds letter case", []string{"list_item_list/case_minded", "list_item_list/part"}, "", "sales emea", "S-EMEA"},
		{"by id", []string{"list_item_get/one"}, "", Ref(salesEMEA), "S-EMEA"},
		{"by id as custom fields have it", []string{"list_item_get/one"}, "", "B7E41C9035A24D6FA1D2C3B4A5968778", "S-EMEA"},
		{"by long code from the top", []string{
			"list_item_list/no_long_code", "list_item_list/parent_of_code", "list_item_children_in_list/by_code",
		}, "", "EU-10", "EU-10"},
		{"below a parent by its id", []string{"list_item_children_in_list/by_value"}, string(salesEMEA), "Lisbon Sales", "EU-10"},
		{"below a parent by its code", []string{
			"list_item_list/parent_of_code", "list_item_children_in_list/by_value",
		}, "EU", "Lisbon Sales", "EU-10"},
		{"below a parent by the long code", []string{
			"list_item_children_in_list/no_long_code", "list_item_children_in_list/by_code",
		}, string(salesEMEA), "EU-10", "EU-10"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			session := playing(t, auth.User, c.exchanges...)
			for range 2 { // the second time from memory
				found, err := session.FindListItem(t.Context(), string(costObjects), c.parent, c.ref)
				require.NoError(t, err)
				assert.Equal(t, c.want, found.Code)
			}
		})
	}
}

func TestAnItemThatIsNotPlainIsNotGuessed(t *testing.T) {
	t.Parallel()
	find := func(session *Session, list string, ref Ref) error {
		_, err := session.FindListItem(t.Context(), list, "", ref)
		return err
	}
	var unclear *LookupError
	require.ErrorAs(t, find(playing(t, auth.User, "list_item_list/two_alike"), string(costObjects), "Delta"), &unclear)
	assert.True(t, unclear.Ambiguous)
	assert.Equal(t, []string{"Delta (C1017)", "Delta (C1018)"}, unclear.Candidates)
	nothing := playing(t, auth.User, "list_item_list/nothing", "list_item_list/nothing_like_it")
	require.ErrorAs(t, find(nothing, string(costObjects), "Mars"), &unclear)
	assert.False(t, unclear.Ambiguous)
	assert.Contains(t, unclear.NextStep(), "Marseille (MKT)")
	require.ErrorAs(t, find(playing(t, auth.User, "list_item_get/one"), "6f1f3b8e-5a57-4f5b-9a0d-6a1d2c3b4e5f", Ref(salesEMEA)), &unclear,
		"an item of another list")
	require.ErrorContains(t, find(playing(t, auth.User), "Cost Objects", "Delta"), "not the id of a list")
	elsewhere := playing(t, auth.User, "list_item_get/id_in_another_form")
	assert.Equal(t, Unreadable, refusalOf(t, find(elsewhere, string(costObjects), Ref(salesEMEA))).Fault)
}

func TestItemsOfWhateverListAreThoseBelowAnItem(t *testing.T) {
	t.Parallel()
	found, err := playing(t, auth.User, "list_item_children/two_lists").ListItems(t.Context(), ItemSearch{Parent: salesEMEA}, 1)
	require.NoError(t, err)
	require.Len(t, found.Rows, 2)
	assert.Equal(t, salesEMEA, found.Rows[0].ParentID)
	assert.Equal(t, "C1D2E3F40A1B4C2D8E3F405162738495", found.Rows[0].CustomValue())
	assert.False(t, found.Rows[0].HasChildren(""))
	item, err := playing(t, auth.User, "list_item_get/one").ListItem(t.Context(), "", salesEMEA)
	require.NoError(t, err)
	assert.True(t, item.HasChildren(costObjects))
	assert.False(t, item.HasChildren("6f1f3b8e-5a57-4f5b-9a0d-6a1d2c3b4e5f"))
}

func TestListsThatAreRefusedSayWhy(t *testing.T) {
	t.Parallel()
	items := func(search ItemSearch) func(context.Context, *Session) error {
		return func(ctx context.Context, s *Session) error {
			_, err := s.ListItems(ctx, search, 1)
			return err
		}
	}
	for _, c := range []refusedCall{
		{"list_list/bad_filter", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.Lists(ctx, ListSearch{CategoryType: "Colour"}, 1)
			return err
		}, http.StatusBadRequest, "The request is not valid: unknown category"},
		{"list_get/unknown", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.GetList(ctx, costObjects)
			return err
		}, http.StatusNotFound, "The list does not exist"},
		{"list_list_by_category/forbidden", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.ListsOfCategory(ctx, "0a5f7d3c-2b1e-4c6d-8f90-a1b2c3d4e5f6", 1)
			return err
		}, http.StatusForbidden, "Access denied"},
		{"list_item_list/deleted_list", auth.User, items(ItemSearch{List: costObjects}), http.StatusNotFound, "The list is deleted"},
		{"list_item_children/unknown", auth.User, items(ItemSearch{Parent: salesEMEA}), http.StatusNotFound, "The item does not exist"},
		{
			"list_item_children_in_list/of_another_list", auth.User, items(ItemSearch{List: costObjects, Parent: salesEMEA}),
			http.StatusBadRequest, "The item is not in the list",
		},
		{"list_item_get/unknown", auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.ListItem(ctx, costObjects, salesEMEA)
			return err
		}, http.StatusNotFound, "The item does not exist"},
	} {
		t.Run(c.exchange, func(t *testing.T) {
			t.Parallel()
			refused := refusalOf(t, c.call(t.Context(), playing(t, c.kind, c.exchange)))
			assert.Equal(t, c.status, refused.Status)
			assert.Equal(t, says(c.message), refused.Error())
			assert.NotEmpty(t, refused.ID, "Concur's error id")
		})
	}
}
