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

// cutOff leaves a creation of a report in the journal as a killed process does: cutoff
// STORE WRITE NAME.
func cutOff(ts *testscript.TestScript, _ bool, args []string) {
	onJournal(ts, args[0], func(ctx context.Context, j *journal.Journal) { begin(ctx, ts, j, args) })
}

// wroteReport is cutOff for one that came to its end.
func wroteReport(ts *testscript.TestScript, _ bool, args []string) {
	onJournal(ts, args[0], func(ctx context.Context, j *journal.Journal) {
		ts.Check(begin(ctx, ts, j, args).End(ctx, journal.Ended{
			Outcome: journal.Done, Status: 201, CorrelationID: "c-1", Verified: true,
			Undo: &tools.Undo{Tool: "delete_report", Arguments: map[string]string{"report_id": "R1", "comment": args[2]}},
		}))
	})
}

func begin(ctx context.Context, ts *testscript.TestScript, j *journal.Journal, args []string) *journal.Open {
	arguments, err := json.Marshal(map[string]string{"name": args[2]})
	ts.Check(err)
	open, err := j.Begin(ctx, journal.Begun{
		ID: args[1], Principal: "local", Company: true, Tool: "create_report", Effect: tools.Create,
		Operation: "report_create", Method: "POST", Path: "/expensereports/v4/users/u/context/TRAVELER/reports",
		Arguments: arguments, Target: &journal.Target{Kind: "report", Name: args[2]},
	})
	ts.Check(err)
	return open
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
