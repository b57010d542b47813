package catalog_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// FuzzArguments puts any arguments to every tool, on a Concur that answers. Nothing may
// make a tool crash, or write: there is no call that may. What a failure says is fit for
// an agent, and the controls of a call are the same however often they are taken off.
func FuzzArguments(f *testing.F) {
	kit := testkit.New(f, testkit.WithCompany())
	at := map[string]int{}
	for i, tool := range kit.Tools {
		at[tool.Name] = i
	}
	for name, i := range at {
		f.Add(i, []byte(testkit.ExampleOf(f, name).Arguments))
	}
	for _, hostile := range []string{
		``, `null`, `[]`, `{`, `{"dry_run":1}`, `{"confirm_token":"\u0000"}`, `{"report_id":"../../x?user=ALL#"}`,
		`{"report_id":{"report_id":[]}}`, `{"idempotency_key":"k","idempotency_key":"l"}`, "{\"name\":\"\xff\"}", `{"cursor":"e30","limit":-1}`,
	} {
		f.Add(at["create_report"], []byte(hostile))
		f.Add(at["get_report"], []byte(hostile))
	}
	f.Fuzz(func(t *testing.T, which int, arguments []byte) {
		if which < 0 || which >= len(kit.Tools) {
			t.Skip()
		}
		tool := kit.Tools[which]
		controls, rest, err := tool.Split(arguments)
		if err != nil {
			requireProblem(t, err)
			return
		}
		none, same, err := tool.Split(rest)
		require.NoError(t, err)
		require.Equal(t, tools.Controls{}, none)
		require.True(t, bytes.Equal(rest, same))
		require.False(t, !tool.Effect.Writes() && controls != (tools.Controls{}))
		if _, err := tool.Run(t.Context(), &tools.Call{Caller: "local", Tool: tool.Name}, rest); err != nil && !tool.Effect.Writes() {
			requireProblem(t, err)
		}
		require.Empty(t, kit.Sim.Writes(), "%s wrote something", tool.Name)
		kit.Sim.ResetJournal()
	})
}

func requireProblem(t *testing.T, err error) {
	t.Helper()
	require.NotEmpty(t, err.Error())
	require.NotContains(t, err.Error(), "Bearer")
}
