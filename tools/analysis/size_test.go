package analysis_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// TestAResultFitsIntoAContext asks for as many groups, in as many words, as there are.
func TestAResultFitsIntoAContext(t *testing.T) {
	t.Parallel()
	const most = 25_000
	everything := args{
		"users": "ALL", "limit": 100, "from": "2001-01-01",
		"group_by": []string{"expense_type", "category", "person", "vendor", "month", "policy", "currency"},
	}
	kit := newKit(t, testkit.As(testkit.Ada))
	result := kit.Call("summarize_spend", wholeYear(everything))
	assert.Less(t, len(result.Structured), most)
	assert.Less(t, len(result.Text), most)
	var got spend
	result.Into(&got)
	assert.NotNil(t, got.Others)
}

func TestTheLargestGroupsOfAllMonthsAreShown(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	amounts := func(limit int) []float64 {
		var found []float64
		for _, g := range ask(t, kit, args{"users": "ALL", "limit": limit, "group_by": []string{"month", "vendor"}}).Groups {
			most := 0.0
			for _, amount := range g.Amounts {
				value, err := amount.Value.Float64()
				require.NoError(t, err)
				most = max(most, value)
			}
			found = append(found, most)
		}
		slices.Sort(found)
		return found
	}
	all := amounts(100)
	assert.Equal(t, all[len(all)-3:], amounts(3))
}
