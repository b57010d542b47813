package testkit

import (
	"encoding/json"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
)

// Undo is how a write says that it can be undone.
type Undo struct {
	Tool      string
	Arguments Args
	Note      string
}

// Undoing calls a tool and gives how what it did can be undone, which it must have said.
func (k *Kit) Undoing(tool string, arguments Args) Undo {
	k.t.Helper()
	for _, t := range k.Tools {
		if t.Name != tool {
			continue
		}
		call := &tools.Call{Caller: principal, Tool: tool}
		_, err := t.Run(k.t.Context(), call, encode(k.t, arguments))
		require.NoError(k.t, err, tool)
		said := call.Undoing()
		require.NotNil(k.t, said, "%s says how it can be undone", tool)
		undo := Undo{Tool: said.Tool, Note: said.Note}
		if said.Arguments != nil {
			require.NoError(k.t, json.Unmarshal(encode(k.t, said.Arguments), &undo.Arguments))
		}
		return undo
	}
	require.Fail(k.t, "there is no tool "+tool)
	return Undo{}
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
	for _, t := range k.Tools {
		if t.Name != tool {
			continue
		}
		require.True(k.t, t.Looks(), tool)
		seen, err := t.Look(k.t.Context(), &tools.Call{Caller: principal, Tool: tool}, encode(k.t, arguments), tools.Sent{At: k.Session.Now()})
		require.NoError(k.t, err, tool)
		return seen
	}
	require.Fail(k.t, "there is no tool "+tool)
	return tools.Seen{}
}
