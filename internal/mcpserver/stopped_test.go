package mcpserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/limits"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// stops are the lines about calls that were stopped, without what is the same in all.
func stops(t *testing.T, log *bytes.Buffer) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for line := range strings.Lines(log.String()) {
		members := map[string]any{}
		require.NoError(t, json.Unmarshal([]byte(line), &members))
		if members["msg"] != "tool call stopped" {
			continue
		}
		assert.Equal(t, "INFO", members["level"])
		assert.Equal(t, caller.Local, members["principal"])
		for _, same := range []string{"time", "level", "msg", "principal"} {
			delete(members, same)
		}
		lines = append(lines, members)
	}
	return lines
}

// logged is the server of a kit with a log.
func logged(k *testkit.Kit, policy approve.Policy) (*mcp.Server, *bytes.Buffer) {
	var log bytes.Buffer
	return mcpserver.New(mcpserver.Options{
		Tools: k.Tools, Version: "test", Logger: slog.New(slog.NewJSONHandler(&log, nil)), Writes: k.Guard, Policy: policy,
		Caller: func(context.Context) caller.Caller { return caller.Caller{Principal: caller.Local, Company: true} },
	}), &log
}

func TestTheOperatorReadsWhatTheirRulesStopped(t *testing.T) {
	t.Parallel()
	rules, err := limits.Parse([]byte(`{"refuse_tools": ["recall_report"], "max_create": {"EUR": "10.00"}}`))
	require.NoError(t, err)
	k := testkit.New(t, testkit.Limited(rules))
	server, log := logged(k, approve.Policy{Confirm: approve.None})
	session := meet(t, server, present("accept"), modernVersion)
	for tool, arguments := range map[string]map[string]any{
		"recall_report": {"report_id": testkit.ReportID(t, doomed)},
		"create_quick_expense": {
			"expense_type_id": "Dinner", "transaction_date": "2026-11-18", "transaction_amount": 4711, "currency": "EUR",
		},
		"get_report": {"report_id": testkit.ReportID(t, doomed)},
	} {
		_, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
		require.NoError(t, err)
	}
	require.NoError(t, session.Close())
	assert.ElementsMatch(t, []map[string]any{
		{"tool": "recall_report", "why": "rule", "rule": "limits.refuse_tools[0]"},
		{"tool": "create_quick_expense", "why": "rule", "rule": "limits.max_create.EUR"},
	}, stops(t, log))
	assert.NotContains(t, log.String(), "4711")
}

func TestTheOperatorReadsWhatPeopleDidNotAgreeTo(t *testing.T) {
	t.Parallel()
	for action, why := range map[string]string{"decline": "declined", "cancel": "dismissed", "accept": ""} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			eachEra(t, func(t *testing.T, version string) {
				t.Helper()
				server, log := logged(asking(t), approve.Policy{})
				session := meet(t, server, present(action), version)
				deleteIt(t, session, nil)
				require.NoError(t, session.Close())
				if why == "" {
					assert.Empty(t, stops(t, log))
					return
				}
				assert.Equal(t, []map[string]any{{"tool": "delete_report", "why": why}}, stops(t, log))
				assert.NotContains(t, log.String(), testkit.ReportID(t, doomed))
			})
		})
	}
}

func TestTheOperatorReadsThatNobodyCouldBeAsked(t *testing.T) {
	t.Parallel()
	server, log := logged(asking(t), approve.Policy{PersonOnly: true})
	session := meet(t, server, &person{}, modernVersion)
	deleteIt(t, session, nil)
	require.NoError(t, session.Close())
	assert.Equal(t, []map[string]any{{"tool": "delete_report", "why": "nobody to ask"}}, stops(t, log))
}

func TestTheOperatorReadsWhichConfirmationsWereNoGood(t *testing.T) {
	t.Parallel()
	var late atomic.Int64
	begin := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return begin.Add(time.Duration(late.Load())) }
	k := asking(t, testkit.WithSimulator(simulator.Options{Now: now}))
	server, log := logged(k, approve.Policy{})
	session := meet(t, server, &person{}, modernVersion)
	_, token := previewOf(t, deleteIt(t, session, nil))
	deleteIt(t, session, map[string]any{"confirm_token": token[:len(token)-4] + "AAAA"})
	late.Store(int64(approve.Lasts))
	deleteIt(t, session, map[string]any{"confirm_token": token})
	require.NoError(t, session.Close())
	assert.Equal(t, []map[string]any{
		{"tool": "delete_report", "why": "confirmation altered"}, {"tool": "delete_report", "why": "confirmation expired"},
	}, stops(t, log))
	assert.NotContains(t, log.String(), token)
}
