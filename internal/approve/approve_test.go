package approve_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestReadOnlyRefusesWhateverWrites(t *testing.T) {
	t.Parallel()
	for _, effect := range tools.Effects() {
		t.Run(string(effect), func(t *testing.T) {
			t.Parallel()
			decision := approve.Policy{ReadOnly: true}.Decide(effect)
			assert.Equal(t, effect == tools.Read, decision.Run)
			assert.Equal(t, decision.Run, decision.Reason == "", "a refusal says why, and only a refusal does")
		})
	}
}

func TestWithoutALimitEverythingRuns(t *testing.T) {
	t.Parallel()
	for _, effect := range tools.Effects() {
		assert.Equal(t, approve.Decision{Run: true}, approve.Policy{}.Decide(effect), effect)
	}
}
