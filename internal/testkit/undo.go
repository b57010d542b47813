package testkit

import (
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
)

// Undo is how the result of a write says that it can be undone.
type Undo struct {
	Tool      string `json:"tool"`
	Arguments Args   `json:"arguments"`
	Note      string `json:"note"`
}

// Undoing calls a tool and gives how what it did can be undone, which its result must say.
func (k *Kit) Undoing(tool string, arguments Args) Undo {
	k.t.Helper()
	var result struct {
		Undo *Undo `json:"undo"`
	}
	k.Call(tool, arguments).Into(&result)
	require.NotNil(k.t, result.Undo, "%s says how it can be undone", tool)
	return *result.Undo
}

// TakeBack makes the call that undoes something as it was given.
func (k *Kit) TakeBack(undo Undo) Result {
	k.t.Helper()
	require.NotEmpty(k.t, undo.Tool, undo.Note)
	return k.Call(undo.Tool, undo.Arguments)
}

// Look has a tool look whether a write with these arguments happened that was sent now.
func (k *Kit) Look(tool string, arguments Args) tools.Seen {
	k.t.Helper()
	sent := tools.Sent{At: k.Client.As(principal).Now()}
	seen, err := k.tool(tool).Look(k.t.Context(), &tools.Call{Caller: principal, Tool: tool}, encode(k.t, arguments), sent)
	require.NoError(k.t, err, tool)
	return seen
}

// LookAfterwards is Look for somebody else than the call, long after the write.
func (k *Kit) LookAfterwards(tool string, arguments Args, at time.Time) tools.Seen {
	k.t.Helper()
	seen, err := k.tool(tool).LookAfterwards(k.t.Context(), &tools.Call{Caller: principal, Tool: tool}, encode(k.t, arguments), at)
	require.NoError(k.t, err, tool)
	return seen
}

func (k *Kit) tool(name string) tools.Tool {
	k.t.Helper()
	at := slices.IndexFunc(k.Tools, func(t tools.Tool) bool { return t.Name == name })
	require.GreaterOrEqual(k.t, at, 0, "there is no tool "+name)
	require.True(k.t, k.Tools[at].Looks(), name)
	return k.Tools[at]
}

// DryRun calls a tool as a dry run and gives the operation that would be sent, with its
// headers.
func (k *Kit) DryRun(tool string, arguments Args) (operation string, headers map[string]string) {
	k.t.Helper()
	var result struct {
		DryRun    bool `json:"dry_run"`
		WouldSend struct {
			Operation string            `json:"operation"`
			Headers   map[string]string `json:"headers"`
		} `json:"would_send"`
	}
	k.Call(tool, With(arguments, Args{"dry_run": true})).Into(&result)
	require.True(k.t, result.DryRun, "%s passes on that it was stopped", tool)
	return result.WouldSend.Operation, result.WouldSend.Headers
}
