package app

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/tools"
)

// demoProgram is a program on the simulator.
func demoProgram(t *testing.T) *program {
	t.Helper()
	settings := &config.Config{Demo: true, UpstreamTimeout: time.Second, Selection: config.Selection{Profile: "all"}}
	p, err := assembleFor(t.Context(), settings, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, p.close(t.Context())) })
	return p
}

func TestALookIsThatOfTheToolAndOfTheOneWhoseWriteItWas(t *testing.T) {
	t.Parallel()
	p := demoProgram(t)
	crashing := tools.NewWrite[struct{}, struct{}](tools.Definition{Name: "crash", Effect: tools.Change}, nil,
		func(context.Context, *tools.Call, struct{}, tools.Sent) (tools.Seen, error) { panic("at the look") })
	p.all = append(p.all, crashing)
	reports, err := p.client.As(caller.Local).ListReports(t.Context(), concur.ReportFilter{}, "")
	require.NoError(t, err)
	require.NotEmpty(t, reports.Reports)
	report := string(reports.Reports[0].ID)
	for _, c := range []struct {
		name string
		open journal.Begun
		seen tools.Verdict
		told string
		err  string
	}{
		{"it looks in Concur", deleting(caller.Local, report), tools.NotDone, "", ""},
		{"it has no more rights than that one", deleting("token/nobody", report), "", "", "needs a user connection"},
		{"arguments that fit no more", deleting(caller.Local, "no id"), tools.Unknown, "no id", ""},
		{
			"a name that stands for nothing any more",
			journal.Begun{Principal: caller.Local, Tool: "create_report", Arguments: []byte(`{"name": "X", "policy": "Gone"}`)},
			tools.Unknown, "Gone", "",
		},
		{
			"a report that was deleted since",
			journal.Begun{
				Principal: caller.Local, Tool: "update_report",
				Arguments: []byte(`{"report_id": "0123456789ABCDEF0123", "business_purpose": "x"}`),
			},
			tools.Unknown, "cannot be read any more", "",
		},
		{"a tool that is there no more", journal.Begun{Principal: caller.Local, Tool: "fly"}, tools.Unknown, "no tool of this name", ""},
		{"a crash ends nothing", journal.Begun{Principal: caller.Local, Tool: "crash", Arguments: []byte("{}")}, "", "", "panicked"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			seen, err := p.look(t.Context(), journal.OpenWrite{Begun: c.open, At: time.Now()})
			if c.err != "" {
				require.Error(t, err)
				assert.Regexp(t, c.err, err.Error())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.seen, seen.Verdict)
			assert.Contains(t, seen.Found, c.told)
		})
	}
}

func deleting(principal, report string) journal.Begun {
	return journal.Begun{Principal: principal, Tool: "delete_report", Arguments: []byte(`{"report_id": "` + report + `"}`)}
}

func TestAClientIsAnsweredBeforeTheStoreIsRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := demoProgram(t)
		ago := func() time.Time { return time.Now().Add(-time.Hour) }
		killed := journal.New(journal.Settings{Store: p.store, Now: ago})
		open, err := killed.Begin(t.Context(), deleting(caller.Local, "0123456789ABCDEF0123"))
		require.NoError(t, err)
		stop := p.watchWrites(t.Context(), settling)
		synctest.Wait()
		assert.Empty(t, p.notices(t.Context(), caller.Local))
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		notices := p.notices(t.Context(), caller.Local)
		require.Len(t, notices, 1)
		assert.Contains(t, notices[0], open.ID())
		stop()
	})
}
