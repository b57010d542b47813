package concur

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const (
	halfID = AllocationID("44D5E6F708192A3B4C5D6E7F80910A1B")
	half3  = EntryID("gWmudeHM8AuFq3Lz$sKt7bVn1XcPd5Jm0Ryw")
	sales  = "C2D3E4F5061728394A5B6C7D8E9FA0B1"
)

func TestAllocationsAreListed(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_allocations/half", "list_allocations/as_approver", "list_allocations/report_not_accessible")
	allocations, err := session.Allocations(t.Context(), Subject{}, reportID, dinnerID)
	require.NoError(t, err)
	require.Len(t, allocations, 2)
	a := allocations[0]
	assert.Equal(t, []any{string(halfID), dinnerID, "50", "42.1", "630100", true, false}, []any{
		a.ID, a.ExpenseID, a.Percentage.String(), a.Amount.Value.String(), a.AccountCode, a.IsPercentEdited, a.IsSystem,
	})
	assert.Equal(t, CustomDatum{ID: "custom9", Value: sales}, a.CustomData[0])
	assert.True(t, allocations[1].IsSystem)

	none, err := session.Allocations(t.Context(), Subject{Role: RoleManager}, reportID, dinnerID)
	require.NoError(t, err)
	assert.Empty(t, none)
	_, err = session.Allocations(t.Context(), Subject{}, reportID, dinnerID)
	assert.True(t, IsForbidden(err))
}

func TestAnAllocationIsRead(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.Company, "get_allocation/half", "get_allocation/not_found")
	a, err := session.GetAllocation(t.Context(), Subject{User: rita}, reportID, halfID)
	require.NoError(t, err)
	assert.Equal(t, dinnerID, a.ExpenseID)
	_, err = session.GetAllocation(t.Context(), Subject{User: rita}, reportID, halfID)
	assert.True(t, IsNotFound(err))
}

func TestCustomFieldsOfAnAllocationAreSet(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "update_allocation/cost_center", "update_allocation/cleared", "update_allocation/system_allocation")
	other := []CustomDatumPatch{{ID: "custom9", Value: "D3E4F5061728394A5B6C7D8E9FA0B1C2"}}
	require.NoError(t, session.UpdateAllocation(t.Context(), Subject{}, reportID, halfID, dinnerID, other))
	require.NoError(t, session.UpdateAllocation(t.Context(), Subject{}, reportID, halfID, dinnerID, []CustomDatumPatch{{ID: "custom9"}}))
	err := session.UpdateAllocation(t.Context(), Subject{}, reportID, halfID, dinnerID, other)
	assert.True(t, IsForbidden(err))
}

func TestV3TellsWhatListItemsAreCalled(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_allocations/half", "list_allocations_v3/half")
	allocations, err := session.Allocations(t.Context(), Subject{}, reportID, dinnerID)
	require.NoError(t, err)
	told, err := session.V3AllocationsOf(t.Context(), reportID, dinnerEntry)
	require.NoError(t, err)
	_, known := session.ListText(CustomDatum{ID: "custom9", Value: sales})
	require.False(t, known)
	session.LearnAllocationTexts(allocations, told)
	text, known := session.ListText(CustomDatum{ID: "custom9", Value: sales})
	require.True(t, known)
	assert.Equal(t, LabelledValue{CustomValue{"Sales EMEA", "S-EMEA", "gWtq7VbnM2kLp0x"}, "List", "Cost center"}, text)
}

func TestTextsAreNotGuessed(t *testing.T) {
	t.Parallel()
	allocation := func(percent int, custom ...CustomDatum) Allocation {
		return Allocation{Percentage: Whole(percent), AccountCode: "630100", CustomData: custom}
	}
	cost := func(id string) CustomDatum { return CustomDatum{ID: "custom9", Value: id} }
	plain := func(text string) CustomDatum { return CustomDatum{ID: "custom1", Value: text} }
	const sales, lab = sales, "D3E4F5061728394A5B6C7D8E9FA0B1C2"
	told := func(percent int, text, plain string) V3Allocation {
		custom := map[string]LabelledValue{"custom9": {CustomValue: CustomValue{Value: text, Code: text}}}
		if plain != "" {
			custom["custom1"] = LabelledValue{CustomValue: CustomValue{Value: plain}}
		}
		return V3Allocation{Percentage: Whole(percent), AccountCode: "630100", Custom: custom}
	}
	for name, c := range map[string]struct {
		v4   []Allocation
		v3   []V3Allocation
		want string
	}{
		"different percentages": {
			[]Allocation{allocation(60, cost(sales)), allocation(40, cost(lab))},
			[]V3Allocation{told(40, "Lab", ""), told(60, "Sales", "")},
			"Sales",
		},
		"the same percentage": {
			[]Allocation{allocation(50, cost(sales)), allocation(50, cost(lab))}, []V3Allocation{told(50, "Lab", ""), told(50, "Sales", "")}, "",
		},
		"told apart by plain text": {
			[]Allocation{allocation(50, cost(sales), plain("A")), allocation(50, cost(lab), plain(""))},
			[]V3Allocation{told(50, "Lab", ""), told(50, "Sales", "A")},
			"Sales",
		},
		"one that v3 lacks": {
			[]Allocation{allocation(50, cost(sales)), allocation(50, cost(lab))}, []V3Allocation{told(50, "Lab", "")}, "",
		},
		"another plain text": {[]Allocation{allocation(100, cost(sales), plain("A"))}, []V3Allocation{told(100, "Sales", "B")}, ""},
		"another account": {
			[]Allocation{{Percentage: Whole(100), CustomData: []CustomDatum{cost(sales)}}}, []V3Allocation{told(100, "Sales", "")}, "",
		},
	} {
		session := newWire(t).session
		session.LearnAllocationTexts(c.v4, c.v3)
		text, _ := session.ListText(cost(sales))
		assert.Equal(t, c.want, text.Value, name)
	}
}

func TestAllocationsOfV3AreRead(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_allocations_v3/hidden", "list_allocations_v3/scope_missing", "get_allocation_v3/half",
		"get_allocation_v3/not_found")
	hidden, err := session.V3AllocationsOf(t.Context(), reportID, dinnerEntry)
	require.NoError(t, err)
	require.Len(t, hidden, 1)
	assert.True(t, hidden[0].IsHidden)
	assert.Equal(t, "100", hidden[0].Percentage.String(), "it is written as a string")
	_, err = session.V3AllocationsOf(t.Context(), reportID, dinnerEntry)
	assert.True(t, IsForbidden(err))
	one, err := session.GetV3Allocation(t.Context(), half3)
	require.NoError(t, err)
	assert.Equal(t, "630100", one.AccountCode)
	assert.Equal(t, dinnerEntry, one.EntryID)
	_, err = session.GetV3Allocation(t.Context(), half3)
	assert.True(t, IsNotFound(err))
	var a V3Allocation
	require.Error(t, json.Unmarshal([]byte(`[]`), &a))
}
