package mcpserver_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// TestWhatAStateNamesIsWhatIsLookedAt has a client name another report in the state than in
// the call. The question is about the one that would be deleted, and so are the rules.
func TestWhatAStateNamesIsWhatIsLookedAt(t *testing.T) {
	t.Parallel()
	const other = "Porto plant visit"
	k := asking(t)
	k.Server = mcpserver.New(mcpserver.Options{
		Tools: k.Tools, Version: "test", Logger: slog.New(slog.DiscardHandler), Writes: k.Guard, Errands: &errands{},
		Caller: func(context.Context) caller.Caller { return caller.Caller{Principal: caller.Local} },
	})
	session := rounds(t, k)
	_, state := asked(t, deleteIt(t, session, nil))
	argument, err := json.Marshal(mcpserver.Argument{Name: "report_id", Value: testkit.ReportID(t, other)})
	require.NoError(t, err)
	swapped := state + "/" + base64.RawURLEncoding.EncodeToString(argument)
	message, _ := asked(t, bring(t, session, "delete_report", deleting(t, nil), "accept", swapped))
	assert.Contains(t, message, "“"+other+"”")
	assert.NotContains(t, message, doomed)
	deletions(t, k, 0)
}
