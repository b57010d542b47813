package allocations_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

// Expenses of Rita's, as expense takes them.
const (
	openReport      = "Porto plant visit" // 0: half allocated, 1: a hotel that is not, 2: 60 and 40 percent
	submittedReport = "Munich calibration audit"
)

// share is what the tests look at in an allocation.
type share struct {
	AllocationID string      `json:"allocation_id"`
	ExpenseID    string      `json:"expense_id"`
	Percentage   json.Number `json:"percentage"`
	Amount       *struct {
		Value    json.Number
		Currency string
	} `json:"amount"`
	AccountCode  string `json:"account_code"`
	System       bool   `json:"system"`
	CustomFields []struct{ ID, Label, Value, Text, Code string }
	Verified     bool   `json:"verified"`
	Note         string `json:"note"`
	Emptied      []struct{ ID, Value string }
}

// custom gives a custom field of a share by its id.
func (s share) custom(id string) (value, label, text string) {
	for _, f := range s.CustomFields {
		if f.ID == id {
			return f.Value, f.Label, f.Text
		}
	}
	return "", "", ""
}

// UnmarshalJSON reads custom_fields, whose members are in small letters.
func (s *share) UnmarshalJSON(data []byte) error {
	type plain share
	var fields struct {
		CustomFields []struct{ ID, Label, Value, Text, Code string } `json:"custom_fields"`
	}
	if err := json.Unmarshal(data, (*plain)(s)); err != nil {
		return err
	}
	err := json.Unmarshal(data, &fields)
	s.CustomFields = fields.CustomFields
	return err
}

type listing struct {
	Allocations []share `json:"allocations"`
	ListItems   []struct {
		ID, Label, Text, Code string
	} `json:"list_items"`
	Note      string   `json:"note"`
	Untrusted []string `json:"untrusted_text"`
}

func TestAllocationsAreListedWithTheirTexts(t *testing.T) {
	t.Parallel()
	dinner := testkit.Expense(t, openReport, 2)
	kit := testkit.New(t)
	var list listing
	kit.Call("list_expense_allocations", dinner).Into(&list)
	assert.Equal(t, []string{"list_allocations", "list_entries", "list_allocations_v3"}, kit.Operations())
	require.Len(t, list.Allocations, 2)
	first := list.Allocations[0]
	assert.Equal(
		t, []any{json.Number("60"), dinner["expense_id"], "660310", false},
		[]any{first.Percentage, first.ExpenseID, first.AccountCode, first.System},
	)
	assert.Equal(t, "EUR", first.Amount.Currency)
	value, label, text := first.custom("custom3")
	assert.Regexp(t, "^[0-9A-F]{32}$", value)
	assert.Equal(t, []string{"Cost Center", "Field Sales EMEA"}, []string{label, text})
	value, _, _ = first.custom("custom16")
	assert.Equal(t, "PO-7781", value)
	assert.Contains(t, list.Untrusted, "allocations[].custom_fields[].text")
	assert.Empty(t, list.Note)

	kit.Sim.ResetJournal()
	kit.Call("list_expense_allocations", dinner).Into(&list)
	assert.Equal(t, []string{"list_allocations"}, kit.Operations(), "the texts are known by now")
	var one share
	kit.Call("get_expense_allocation", args{"report_id": dinner["report_id"], "allocation_id": first.AllocationID}).Into(&one)
	assert.Equal(t, first, one)
}

func TestWhatNobodyAllocatedIsMarked(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var list listing
	kit.Call("list_expense_allocations", testkit.Expense(t, openReport, 0)).Into(&list)
	require.Len(t, list.Allocations, 2)
	assert.Equal(t, []bool{false, true}, []bool{list.Allocations[0].System, list.Allocations[1].System})
	hotel := testkit.Expense(t, openReport, 1)
	kit.Sim.ResetJournal()
	kit.Call("list_expense_allocations", hotel).Into(&list)
	assert.Equal(t, []string{"list_allocations"}, kit.Operations(), "there is no list item to be named")
	for _, a := range list.Allocations {
		assert.True(t, a.System)
		assert.NotEqual(t, hotel["expense_id"], a.ExpenseID, "it is a part of the hotel")
	}
}

func TestListItemsThatCannotBeToldApartAreListed(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var list listing
	kit.Call("list_expense_allocations", testkit.Expense(t, submittedReport, 3)).Into(&list)
	require.Len(t, list.Allocations, 2)
	for _, a := range list.Allocations {
		_, _, text := a.custom("custom3")
		assert.Empty(t, text)
	}
	codes := []string{}
	for _, item := range list.ListItems {
		codes = append(codes, item.Code)
	}
	assert.Equal(t, []string{"CC-210", "CC-310"}, codes)
	assert.Contains(t, list.Note, "does not say")
	assert.Contains(t, list.Untrusted, "list_items[].text")
}

func TestWithoutV3TheListIsShownAllTheSame(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "list_allocations_v3", Kind: simulator.ServerError, Status: 403})
	var list listing
	kit.Call("list_expense_allocations", testkit.Expense(t, openReport, 2)).Into(&list)
	assert.Len(t, list.Allocations, 2)
	assert.Contains(t, list.Note, "could not be read")
}

func TestEachConnectionListsAllocationsInItsWay(t *testing.T) {
	t.Parallel()
	open, submitted := testkit.Expense(t, openReport, 2), testkit.Expense(t, submittedReport, 3)
	for _, c := range []struct {
		name    string
		options []testkit.Option
		ask     args
		want    []string
	}{
		{
			"the company alone",
			[]testkit.Option{testkit.CompanyOnly()},
			testkit.With(open, args{"user": testkit.Rita}),
			[]string{"identity_search_users", "list_allocations"},
		},
		{
			"a proxy",
			[]testkit.Option{testkit.As(testkit.Ada)},
			testkit.With(open, args{"user": testkit.Rita}),
			[]string{"identity_search_users", "list_allocations"},
		},
		{
			"an approver",
			[]testkit.Option{testkit.As(testkit.Tom)},
			testkit.With(submitted, args{"role": "manager"}),
			[]string{"list_allocations"},
		},
		{
			"an approver who does not say so",
			[]testkit.Option{testkit.As(testkit.Tom)},
			submitted,
			[]string{"list_allocations", "list_allocations"},
		},
		{
			"oneself, named",
			[]testkit.Option{testkit.WithCompany()},
			testkit.With(open, args{"user": testkit.Rita}),
			[]string{"identity_search_users", "list_allocations", "list_entries", "list_allocations_v3"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			var list listing
			kit.Call("list_expense_allocations", c.ask).Into(&list)
			assert.Len(t, list.Allocations, 2)
			assert.Equal(t, c.want, kit.Operations())
			assert.Empty(t, list.Note)
		})
	}
}
