package mcpserver_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestACallAfterAnErrandTellsOfIt(t *testing.T) {
	t.Parallel()
	const note = "Signed in to Concur as Ann."
	say := json.RawMessage(`{"text":"x"}`)
	for _, c := range []struct {
		name   string
		effect tools.Effect
		wrong  error
		failed bool
		says   string
		notes  []string
	}{
		{"one that reads goes on", tools.Read, nil, false, `{"said":"x"}`, []string{note}},
		{"one that writes has to be repeated", tools.Create, nil, true, note, nil},
		{"one whose note cannot be kept does not run", tools.Read, errors.New("store"), true, "could not", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := &errands{settled: true, wrong: c.wrong, done: mcpserver.Done{Note: note, Confirm: true}}
			local := dial(t, e.optionsFor(c.effect))
			answer, err := local.Call(t.Context(), "say", say)
			require.NoError(t, err)
			assert.Equal(t, c.failed, answer.Failed)
			assert.Contains(t, answer.Text, c.says)
			assert.Equal(t, c.notes, answer.Notes)
			assert.Zero(t, e.begun, "nobody is asked again")
			if c.wrong == nil {
				answer, err = local.Call(t.Context(), "say", say)
				require.NoError(t, err)
				assert.False(t, answer.Failed)
				assert.Empty(t, answer.Notes, "it is told once")
			}
		})
	}
}
