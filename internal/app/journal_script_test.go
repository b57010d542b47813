package app_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
	"github.com/concur-mcp/concur-mcp/tools"
)

// onJournal does something with the journal of a store an hour ago: what is left open is
// surely over by now.
func onJournal(ts *testscript.TestScript, store string, do func(context.Context, *journal.Journal)) {
	ctx := context.Background()
	opened, err := stores.Open(ctx, stores.Options{Address: store})
	ts.Check(err)
	defer func() { ts.Check(opened.Close()) }()
	ago := func() time.Time { return time.Now().Add(-time.Hour) }
	do(ctx, journal.New(journal.Settings{Store: opened, Now: ago}))
}

// cutOff leaves a deletion of a report in the journal as a killed process does: cutoff
// STORE WRITE REPORT.
func cutOff(ts *testscript.TestScript, _ bool, args []string) {
	onJournal(ts, args[0], func(ctx context.Context, j *journal.Journal) {
		_, err := j.Begin(ctx, begun(ts, args[1], "delete_report", tools.Delete, map[string]string{"report_id": args[2]}))
		ts.Check(err)
	})
}

// wroteReport records a creation of a report from its beginning to its end: wrote STORE
// WRITE NAME, and PRINCIPAL if it was a caller of serve.
func wroteReport(ts *testscript.TestScript, _ bool, args []string) {
	onJournal(ts, args[0], func(ctx context.Context, j *journal.Journal) {
		b := begun(ts, args[1], "create_report", tools.Create, map[string]string{"name": args[2]})
		b.Target = &journal.Target{Kind: "report", Name: args[2]}
		if len(args) > 3 {
			b.Principal = args[3]
		}
		open, err := j.Begin(ctx, b)
		ts.Check(err)
		ts.Check(open.End(ctx, journal.Ended{
			Outcome: journal.Done, Status: 201, CorrelationID: "c-1", Verified: true,
			Undo: &tools.Undo{Tool: "delete_report", Arguments: map[string]string{"report_id": "R1", "comment": args[2]}},
		}))
	})
}

// unknownReport records a creation of a report of which nobody can tell whether it
// happened: unknown STORE WRITE NAME.
func unknownReport(ts *testscript.TestScript, _ bool, args []string) {
	onJournal(ts, args[0], func(ctx context.Context, j *journal.Journal) {
		open, err := j.Begin(ctx, begun(ts, args[1], "create_report", tools.Create, map[string]string{"name": args[2]}))
		ts.Check(err)
		ts.Check(open.End(ctx, journal.Ended{Outcome: journal.Unknown, Note: "No answer came."}))
	})
}

func begun(ts *testscript.TestScript, id, tool string, effect tools.Effect, arguments map[string]string) journal.Begun {
	encoded, err := json.Marshal(arguments)
	ts.Check(err)
	return journal.Begun{
		ID: id, Principal: "local", Company: true, Tool: tool, Effect: effect, Method: "POST", Path: "/expensereports/v4/reports",
		Arguments: encoded,
	}
}

// settled waits until a write is not open any more: settled STORE WRITE. The test's own
// deadline ends the wait.
func settled(ts *testscript.TestScript, _ bool, args []string) {
	for open := true; open; time.Sleep(20 * time.Millisecond) {
		onJournal(ts, args[0], func(ctx context.Context, j *journal.Journal) {
			writes, err := j.OpenWrites(ctx)
			ts.Check(err)
			open = len(writes) > 0
		})
	}
}

// alter copies a file with some text of it replaced: alter FROM TO OLD NEW.
func alter(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[2]) {
		ts.Fatalf("%s has no %q", args[0], args[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Replace(text, args[2], args[3], 1)), 0o600))
}
