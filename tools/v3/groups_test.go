package v3_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type groupPolicy struct {
	ID, Name     string
	Default      bool
	ExpenseTypes int `json:"expense_types"`
}

type group struct {
	ID       string
	Name     string
	Policies []groupPolicy
}

type groups struct {
	Groups []group
	listing
}

type oneGroup struct {
	group
	ExpenseTypes []struct{ Code, Name, Class, Policy string } `json:"expense_types"`
	listing
}

func TestGroupsAreListedWithTheirPolicies(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	var mine, all groups
	kit.Call("v3_list_group_configurations", nil).Into(&mine)
	require.Len(t, mine.Groups, 1)
	require.Len(t, mine.Groups[0].Policies, 1)
	assert.Equal(t, "EMEA Expense Policy", mine.Groups[0].Policies[0].Name)
	assert.True(t, mine.Groups[0].Policies[0].Default)
	assert.Equal(t, 1, *mine.Total)
	kit.Sim.ResetJournal()
	kit.Call("v3_list_group_configurations", nil).Into(&mine)
	assert.Empty(t, kit.Sim.Journal(), "they are known for minutes")

	newKit(t, testkit.As(testkit.Ada)).Call("v3_list_group_configurations", args{"user": "all"}).Into(&all)
	assert.Greater(t, len(all.Groups[0].Policies), 1)
	failure := kit.Call("v3_list_group_configurations", args{"user": testkit.Luca}).Failure()
	assert.Equal(t, "403", failure["http_status"])
}

func TestAGroupIsReadByIDOrNameWithItsExpenseTypes(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	var listed groups
	var byName, byID oneGroup
	kit.Call("v3_list_group_configurations", nil).Into(&listed)
	kit.Call("v3_get_group_configuration", args{"id": "halden & reyes", "limit": 200}).Into(&byName)
	kit.Sim.ResetJournal()
	kit.Call("v3_get_group_configuration", args{"id": listed.Groups[0].ID, "limit": 200}).Into(&byID)
	assert.Equal(t, byName, byID)
	assert.Equal(t, []string{"get_expense_group_configuration"}, kit.Operations())
	assert.Equal(t, listed.Groups[0], byID.group)
	assert.Len(t, byID.ExpenseTypes, byID.Policies[0].ExpenseTypes)
	assert.Equal(t, "EMEA Expense Policy", byID.ExpenseTypes[0].Policy)

	kit.Sim.ResetJournal()
	failure := kit.Call("v3_get_group_configuration", args{"id": listed.Groups[0].ID, "fields": []string{"price"}}).Failure()
	assert.Contains(t, failure["message"], "code, name, class, policy")
	assert.Empty(t, kit.Sim.Journal(), "nothing was sent")
	failure = kit.Call("v3_get_group_configuration", args{"id": "APAC"}).Failure()
	assert.Contains(t, failure["next_step"], "Halden & Reyes")
	failure = kit.Call("v3_get_group_configuration", args{"id": "gWv5bjNobodyHasIt$s1"}).Failure()
	assert.Equal(t, "404", failure["http_status"])
}
