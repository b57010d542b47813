package tools_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
)

func TestWhatDoesNotShowLongAfterwardsMayHaveBeenChangedSince(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)
	call := &tools.Call{Tool: "tool", Key: "taxi"}
	looking := func(effect tools.Effect, verdict tools.Verdict) tools.Seen {
		tool := tools.NewWrite[struct{}, struct{}](tools.Definition{Name: "tool", Effect: effect}, nil,
			func(_ context.Context, _ *tools.Call, _ struct{}, sent tools.Sent) (tools.Seen, error) {
				assert.Equal(t, tools.Sent{At: at, Late: true, Call: call.IdempotencyID()}, sent)
				return tools.Seen{Verdict: verdict, Found: "The name is another one."}, nil
			})
		seen, err := tool.LookAfterwards(t.Context(), call, []byte("{}"), at)
		require.NoError(t, err)
		return seen
	}
	for _, effect := range tools.Effects() {
		seen := looking(effect, tools.NotDone)
		assert.Equal(t, effect == tools.Change, seen.Verdict == tools.Unknown, effect)
		assert.Contains(t, seen.Found, "another one.", effect)
		if effect == tools.Create {
			assert.Contains(t, seen.Found, "not there now", "it may have been deleted")
		}
		assert.Equal(t, tools.Done, looking(effect, tools.Done).Verdict, effect)
	}
}
