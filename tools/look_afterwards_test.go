package tools_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/tools"
)

func TestAChangeThatDoesNotShowLongAfterwardsIsUnknown(t *testing.T) {
	t.Parallel()
	for _, effect := range tools.Effects() {
		tool := tools.Tool{Definition: tools.Definition{Effect: effect}}
		seen := tool.Afterwards(tools.Seen{Verdict: tools.NotDone, Found: "The name is another one."})
		assert.Equal(t, effect == tools.Change, seen.Verdict == tools.Unknown, effect)
		assert.Equal(t, tools.Done, tool.Afterwards(tools.Seen{Verdict: tools.Done}).Verdict, effect)
	}
}
