package analysis_test

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

// money is an amount as results have it.
type money struct {
	Value    json.Number
	Currency string
}

type sum struct {
	Expenses, Reports int
	Amounts           []money
}

type group struct {
	ExpenseType string `json:"expense_type"`
	Category    string
	Person      string
	Login       string
	Vendor      string
	Month       string
	Policy      string
	Currency    string
	sum
}

type spend struct {
	Groups   []group
	Others   *sum
	Personal *sum
	sum
	Complete bool
	NotSeen  []string `json:"not_seen"`
	Note     string
}

// newKit is a kit on the twentieth of November.
func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	day := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	return testkit.New(t, append([]testkit.Option{testkit.On(day)}, options...)...)
}

// wholeYear asks for everything that was submitted in the year before.
func wholeYear(more args) args {
	asked := args{"group_by": "expense_type", "from": "2025-11-21", "to": "2026-11-20"}
	maps.Copy(asked, more)
	return asked
}

func ask(t *testing.T, kit *testkit.Kit, more args) spend {
	t.Helper()
	var got spend
	kit.Call("summarize_spend", wholeYear(more)).Into(&got)
	return got
}

// claimedIn adds up what reports say that they claim, by currency.
func claimedIn(t *testing.T, kit *testkit.Kit, more args) map[string]float64 {
	t.Helper()
	asked := args{"submitted_after": "2025-11-21", "limit": 200, "fields": []string{"claimed"}}
	maps.Copy(asked, more)
	var listed struct{ Reports []struct{ Claimed money } }
	kit.Call("list_reports", asked).Into(&listed)
	require.NotEmpty(t, listed.Reports)
	claimed := map[string]float64{}
	for _, report := range listed.Reports {
		value, err := report.Claimed.Value.Float64()
		require.NoError(t, err)
		claimed[report.Claimed.Currency] += value
	}
	return claimed
}

func assertComesTo(t *testing.T, want map[string]float64, got sum) {
	t.Helper()
	require.Len(t, got.Amounts, len(want))
	for _, amount := range got.Amounts {
		value, err := amount.Value.Float64()
		require.NoError(t, err)
		assert.InDelta(t, want[amount.Currency], value, 0.004, amount.Currency)
	}
}

// TestTheSumIsWhatTheReportsClaim holds the sums to figures of Concur that are made
// elsewhere: what reports claim is what is spent, personal expenses left out.
func TestTheSumIsWhatTheReportsClaim(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	for _, by := range []string{"expense_type", "category", "person", "vendor", "month", "policy", "currency"} {
		t.Run("by "+by, func(t *testing.T) {
			t.Parallel()
			kit := kit.For(t)
			everybody := args{"users": "ALL", "group_by": by}
			got := ask(t, kit, everybody)
			assert.True(t, got.Complete, got.NotSeen)
			assertComesTo(t, claimedIn(t, kit, args{"user": "ALL"}), got.sum)
			expenses := 0
			for _, g := range got.Groups {
				expenses += g.Expenses
			}
			if got.Others != nil {
				expenses += got.Others.Expenses
			}
			assert.GreaterOrEqual(t, expenses, got.Expenses, "an itemized expense may be in several groups")
			assert.NotEmpty(t, got.Groups)
		})
	}
}

func TestOneselfNeedsNobodyElse(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	got := ask(t, kit, args{"group_by": []string{"person", "month"}})
	assertComesTo(t, claimedIn(t, kit, nil), got.sum)
	for i, g := range got.Groups {
		assert.Equal(t, "Rita Alves", g.Person)
		assert.Equal(t, testkit.Rita, g.Login)
		assert.Regexp(t, `^202[56]-\d\d$`, g.Month)
		if i > 0 {
			assert.Less(t, got.Groups[i-1].Month, g.Month, "months come in their order")
		}
	}
}

// TestTheQuestionAboutATeam is "Meals & Entertainment submitted this quarter across
// the sales team" in one call.
func TestTheQuestionAboutATeam(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada), testkit.WithCompany())
	team := []string{testkit.Rita, testkit.Luca, "sofie.janssen@haldenreyes.example"}
	got := ask(t, kit, args{
		"group_by": []string{"person"}, "category": "meals & entertainment", "from": "2026-10-01", "to": "2026-12-31", "users": team,
	})
	require.NotEmpty(t, got.Groups)
	assert.True(t, got.Complete)
	byType := ask(t, kit, args{
		"group_by": []string{"category"}, "from": "2026-10-01", "to": "2026-12-31", "users": team,
	})
	for _, g := range byType.Groups {
		if g.Category == "Meals & Entertainment" {
			assert.Equal(t, g.Amounts, got.Amounts, "the filter and the group agree")
			assert.Equal(t, g.Expenses, got.Expenses)
		}
	}
}

func TestPoliciesAreNamedOncePerPerson(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	named := ask(t, kit, args{"users": "ALL", "group_by": []string{"policy", "person"}})
	people := map[string]bool{}
	for _, g := range named.Groups {
		people[g.Login] = true
		assert.Contains(t, g.Policy, " ", "a name, and no id")
	}
	assert.Equal(t, len(people), kit.Attempts("list_expense_group_configurations"))

	kit = newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "list_expense_group_configurations", Kind: simulator.ServerError, Status: 403})
	byID := ask(t, kit, args{"group_by": "policy"})
	require.NotEmpty(t, byID.Groups)
	assert.NotContains(t, byID.Groups[0].Policy, " ", "its id in place of the name")
	assert.True(t, byID.Complete)
}

func TestPersonalExpensesAreCountedApart(t *testing.T) {
	t.Parallel()
	got := ask(t, newKit(t, testkit.As(testkit.Ada)), args{"users": "ALL"})
	require.NotNil(t, got.Personal)
	assert.Positive(t, got.Personal.Expenses)
	assert.NotEmpty(t, got.Personal.Amounts)
}

func TestWhatIsBeyondTheLimitIsPutTogether(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	all, few := ask(t, kit, nil), ask(t, kit, args{"limit": 2})
	require.Greater(t, len(all.Groups), 2)
	assert.Equal(t, all.Groups[:2], few.Groups)
	assert.Equal(t, all.sum, few.sum)
	require.NotNil(t, few.Others)
	assert.Nil(t, all.Others)
}

func TestTheDateThatCountsCanBeChosen(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	transactions := ask(t, kit, args{"date_of": "transaction", "group_by": "month", "from": "2026-11-02", "to": "2026-11-05"})
	require.Len(t, transactions.Groups, 1)
	assert.Equal(t, "2026-11", transactions.Groups[0].Month)
	created := ask(t, kit, args{"date_of": "created"})
	assert.Greater(t, created.Reports, ask(t, kit, nil).Reports, "not submitted ones count too")
	paid := ask(t, kit, args{"date_of": "paid"})
	assert.Less(t, paid.Reports, created.Reports)
	waiting := ask(t, kit, args{"approval_status": "submitted"})
	assert.Less(t, waiting.Reports, created.Reports)
}

func TestItSaysWhatItCouldNotSee(t *testing.T) {
	t.Parallel()
	t.Run("a person who is not known", func(t *testing.T) {
		t.Parallel()
		kit := newKit(t, testkit.As(testkit.Ada), testkit.WithCompany())
		got := ask(t, kit, args{"users": []string{testkit.Rita, "nobody@haldenreyes.example"}})
		assert.False(t, got.Complete)
		require.Len(t, got.NotSeen, 1)
		assert.Contains(t, got.NotSeen[0], "nobody@haldenreyes.example")
		assert.NotZero(t, got.Expenses)
	})
	t.Run("a report that does not come", func(t *testing.T) {
		t.Parallel()
		kit := newKit(t)
		whole := ask(t, kit, nil)
		kit.Sim.AddFault(simulator.Fault{Operation: "list_entries", Kind: simulator.Malformed, Nth: 1})
		got := ask(t, kit, nil)
		assert.False(t, got.Complete)
		require.Len(t, got.NotSeen, 1)
		assert.Equal(t, whole.Reports-1, got.Reports)
	})
	t.Run("others, without the right to", func(t *testing.T) {
		t.Parallel()
		failure := newKit(t).Call("summarize_spend", wholeYear(args{"users": "ALL"})).Failure()
		assert.Contains(t, failure["http_status"], "403")
		assert.Equal(t, "nothing_changed", failure["changed"])
	})
	t.Run("nothing at all", func(t *testing.T) {
		t.Parallel()
		kit := newKit(t)
		got := ask(t, kit, args{"from": "2001-01-01", "to": "2001-01-31"})
		assert.Contains(t, got.Note, "Widen the dates")
		assert.Empty(t, got.Groups)
		got = ask(t, kit, args{"category": "Yachts"})
		assert.Contains(t, got.Note, "no such expense")
	})
}

func TestArgumentsThatMakeNoSenseSendNothing(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	for name, c := range map[string]struct {
		more args
		want string
	}{
		"the end before the beginning": {args{"to": "2020-01-01"}, "is before from"},
		"no dimension":                 {args{"group_by": []string{}}, "group_by"},
		"an unknown dimension":         {args{"group_by": "mood"}, "is not one of"},
		"everybody and somebody":       {args{"users": []string{"ALL", testkit.Rita}}, "ALL"},
		"too many groups":              {args{"limit": 1000}, "between 1 and"},
		"an unknown status":            {args{"approval_status": "happy"}, "not a status"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := kit.For(t)
			failure := kit.Call("summarize_spend", wholeYear(c.more)).Failure()
			assert.Contains(t, failure["message"], c.want)
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}
