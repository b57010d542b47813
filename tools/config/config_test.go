package config_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

const marcus = "marcus.reyes@haldenreyes.example" // has two policies

type policies struct {
	Policies []struct {
		PolicyID string `json:"policy_id"`
		Name     string `json:"name"`
		Default  bool   `json:"default"`
	} `json:"policies"`
	Total *int   `json:"total"`
	Note  string `json:"note"`
}

type expenseTypes struct {
	ExpenseTypes []struct {
		ID       string `json:"expense_type_id"`
		Name     string `json:"name"`
		Category string `json:"category"`
		Under    string `json:"under"`
		Heading  bool   `json:"heading"`
	} `json:"expense_types"`
	Total *int   `json:"total"`
	Note  string `json:"note"`
}

func (e expenseTypes) ids() []string {
	var ids []string
	for _, t := range e.ExpenseTypes {
		ids = append(ids, t.ID)
	}
	return ids
}

type paymentTypes struct {
	PaymentTypes []struct {
		ID      string `json:"payment_type_id"`
		Name    string `json:"name"`
		Default bool   `json:"default"`
	} `json:"payment_types"`
	Note string `json:"note"`
}

func TestPoliciesOfOneselfAndOfOthers(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	var own, other policies
	kit.Call("list_policies", nil).Into(&own)
	require.Len(t, own.Policies, 1)
	assert.Equal(t, "EMEA Expense Policy", own.Policies[0].Name)
	assert.True(t, own.Policies[0].Default)
	assert.Len(t, own.Policies[0].PolicyID, 32)
	assert.Equal(t, 1, *own.Total)

	kit.Call("list_policies", args{"user": marcus}).Into(&other)
	assert.Len(t, other.Policies, 2)
	kit.Sim.ResetJournal()
	kit.Call("list_policies", args{"user": marcus}).Into(&other)
	assert.Empty(t, kit.Operations(), "both look-ups are kept for minutes")
}

func TestTheCompanyNamesThePerson(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.CompanyOnly())
	failure := kit.Call("list_policies", nil).Failure()
	assert.Contains(t, failure["message"], "name the person in `user`")
	assert.Empty(t, kit.Operations())
	var other policies
	kit.Call("list_policies", args{"user": "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f604"}).Into(&other)
	assert.Len(t, other.Policies, 1)
	assert.Equal(t, []string{"expense_config_list_policies"}, kit.Operations(), "a UUID is not looked up")
}

func TestExpenseTypesAreSearchedAndHeadingsLeftOut(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for _, c := range []struct {
		name string
		args args
		has  []string
		not  []string
	}{
		{"all", nil, []string{"DINNR", "TAXIX", "MILEG"}, []string{"TRAVL", "MEALX"}},
		{"headings too", args{"headings": true}, []string{"TRAVL", "MEALX", "DINNR"}, nil},
		{"by name", args{"search": "dinn"}, []string{"DINNR"}, []string{"TAXIX"}},
		{"by code", args{"search": "taxix"}, []string{"TAXIX"}, []string{"DINNR"}},
		{"by category", args{"search": "entertainment"}, []string{"DINNR", "ENTRT"}, []string{"TAXIX"}},
		{"by heading", args{"search": "transportation"}, []string{"TAXIX", "MILEG"}, []string{"DINNR"}},
		{"by several words", args{"search": "CLIENTS meals"}, []string{"ENTRT"}, []string{"DINNR"}},
		{"of a policy by name", args{"policy": "emea expense policy"}, []string{"TRAIN"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var found expenseTypes
			kit.Call("list_expense_types", c.args).Into(&found)
			assert.Subset(t, found.ids(), c.has)
			for _, id := range c.not {
				assert.NotContains(t, found.ids(), id)
			}
			for _, row := range found.ExpenseTypes {
				assert.Equal(t, row.ID == "TRAVL" || row.ID == "MEALX" || row.ID == "TRANS" || row.ID == "OFFCE", row.Heading, row.ID)
			}
		})
	}
}

func TestASearchWithoutAFindSaysWhatToTry(t *testing.T) {
	t.Parallel()
	var found expenseTypes
	testkit.New(t).Call("list_expense_types", args{"search": "yacht"}).Into(&found)
	assert.Empty(t, found.ExpenseTypes)
	assert.Contains(t, found.Note, "list_policies")
}

func TestAPolicyThatNobodyHasIsAnsweredWithTheOnesThereAre(t *testing.T) {
	t.Parallel()
	failure := testkit.New(t).Call("list_expense_types", args{"policy": "Moon Policy"}).Failure()
	assert.Contains(t, failure["message"], "no policy")
	assert.Contains(t, failure["next_step"], "EMEA Expense Policy (")
}

func TestPaymentTypesNameTheDefault(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var found paymentTypes
	kit.Call("list_payment_types", nil).Into(&found)
	require.Len(t, found.PaymentTypes, 4)
	assert.Equal(t, "CASH", found.PaymentTypes[0].ID)
	assert.True(t, found.PaymentTypes[0].Default)
	assert.False(t, found.PaymentTypes[1].Default)

	failure := testkit.New(t, testkit.CompanyOnly()).Call("list_payment_types", nil).Failure()
	assert.Contains(t, failure["message"], "user connection")
}

func TestListsAreNotKeptWhenTheyFail(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "expense_config_list_payment_types", Nth: 1, Kind: simulator.ServerError, Status: 403})
	kit.Call("list_payment_types", nil).Failure()
	var found paymentTypes
	kit.Call("list_payment_types", nil).Into(&found)
	assert.Len(t, found.PaymentTypes, 4)
}

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for name, c := range map[string]struct {
		tool string
		args args
	}{
		"a policy on two lines":        {"list_expense_types", args{"policy": "a\nb"}},
		"an empty policy":              {"list_expense_types", args{"policy": " "}},
		"a user of 101 characters":     {"list_policies", args{"user": string(make([]byte, 101))}},
		"a field that is none":         {"list_payment_types", args{"limit": 500}},
		"a switch that is neither":     {"list_expense_types", args{"headings": "sometimes"}},
		"an argument that nobody knew": {"list_policies", args{"policy": "x"}},
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

func TestAFieldThatIsNoneIsAnsweredWithTheOnesThereAre(t *testing.T) {
	t.Parallel()
	failure := testkit.New(t).Call("list_policies", args{"fields": []string{"colour"}}).Failure()
	assert.Contains(t, failure["message"], "policy_id, name, default")
}
