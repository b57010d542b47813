package faults_test

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// overtaken is a write that was cut off, and what others make of it before anybody looks.
type overtaken struct {
	name, tool string
	arguments  testkit.Args
	options    []testkit.Option
	// by is who does it, if it is not the caller; then is what, given what was made.
	by   string
	then string
	with func(made map[string]any) testkit.Args
	// undone is what is found where it was never sent.
	undone tools.Verdict
}

// overtakenWrites are of all tools that say of a write that it was not done, as far as
// others can change afterwards what they make.
func overtakenWrites(t *testing.T) []overtaken {
	t.Helper()
	open, hotel := testkit.ReportID(t, "Porto plant visit"), testkit.ExpenseOfType(t, "Porto plant visit", "Hotel")
	lucas, pending := testkit.ReportID(t, "Milan service week"), testkit.ReportID(t, "Munich calibration audit")
	named := func(key, from string, more testkit.Args) func(map[string]any) testkit.Args {
		return func(made map[string]any) testkit.Args { return testkit.With(testkit.Args{key: made[from]}, more) }
	}
	the := func(arguments testkit.Args) func(map[string]any) testkit.Args {
		return func(map[string]any) testkit.Args { return arguments }
	}
	comment := testkit.Args{"report_id": open, "comment": "Was it two nights?"}
	audit := testkit.Args{"report_id": open, "exception_code": "AUDIT01"}
	company := []testkit.Option{testkit.CompanyOnly()}
	dinner := testkit.Args{
		"report_id": open, "expense_type": "Dinner", "transaction_date": "2026-03-19", "amount": 84.2, "currency": "EUR", "vendor": "Tasca",
	}
	parking := testkit.With(hotel, testkit.Args{"expense_type": "Parking", "amount": 3})
	taxi := testkit.Args{"transaction_date": "2026-03-19", "transaction_amount": 23.4, "currency_code": "EUR"}
	return []overtaken{
		{
			"a report is renamed", "create_report",
			testkit.Args{"name": "Trip"},
			nil, "", "update_report",
			named("report_id", "report_id", testkit.Args{"name": "Trip to Porto"}), tools.NotDone,
		},
		{
			"a report of v3 is renamed", "v3_create_report",
			testkit.Args{"name": "Trip"},
			nil, "", "update_report",
			named("report_id", "report_id", testkit.Args{"name": "Trip to Porto"}), tools.NotDone,
		},
		{
			"an expense gets another amount", "create_report_expense", dinner, nil, "", "update_report_expense",
			named("expense_id", "expense_id", testkit.Args{"report_id": open, "amount": 48.2}), tools.NotDone,
		},
		{
			"an expense gets another vendor", "create_report_expense", dinner, nil, "", "update_report_expense",
			named("expense_id", "expense_id", testkit.Args{"report_id": open, "vendor": "Osteria"}), tools.NotDone,
		},
		{
			"an itemization gets another amount", "create_expense_itemization", parking, nil, "", "update_expense_itemization",
			named("itemization_id", "v3_id", testkit.With(hotel, testkit.Args{"amount": 2})), tools.NotDone,
		},
		{
			"a quick expense gets another amount", "v3_create_quick_expense", taxi, nil, "", "v3_update_quick_expense",
			named("id", "id", testkit.Args{"transaction_amount": 24.3, "currency_code": "EUR"}), tools.NotDone,
		},
		{
			"an attendee gets another name", "create_attendee",
			testkit.Args{"type": "BUSGUEST", "first_name": "Pedro", "last_name": "Nunes"},
			nil, "", "update_attendee",
			named("attendee_id", "v3_id", testkit.Args{"last_name": "Nunes Silva"}), tools.Unknown,
		},
		{
			"a comment gets another text", "add_comment", comment, nil, "", "update_latest_comment",
			the(testkit.With(comment, testkit.Args{"comment": "Was it three?"})), tools.NotDone,
		},
		{
			"a comment is followed by another", "add_comment", comment, nil, "", "add_comment",
			the(testkit.With(comment, testkit.Args{"comment": "And with whom?"})), tools.NotDone,
		},
		{
			"an exception gets another audience", "add_exception", audit, company, "", "add_exception",
			the(testkit.With(audit, testkit.Args{"visibility": "PROCESSOR"})), tools.NotDone,
		},
		{"an exception comes again", "remove_exception", audit, company, "", "add_exception", the(audit), tools.Unknown},
		{
			"a submitted report is recalled", "submit_report",
			testkit.Args{"report_id": testkit.ReportID(t, "Lisbon home office")},
			nil, "",
			"recall_report", named("report_id", "report_id", nil), tools.NotDone,
		},
		{
			"a recalled report is submitted", "recall_report",
			testkit.Args{"report_id": pending},
			nil, "",
			"submit_report", named("report_id", "report_id", nil), tools.NotDone,
		},
		{
			"an approved report is recalled", "approve_report",
			testkit.Args{"report_id": lucas},
			nil, testkit.Luca,
			"recall_report", named("report_id", "report_id", nil), tools.NotDone,
		},
		{
			"a report that was sent back is submitted", "send_back_report",
			testkit.Args{"report_id": lucas, "comment": "Why?"},
			nil, testkit.Luca,
			"submit_report", named("report_id", "report_id", nil), tools.NotDone,
		},
	}
}

// TestWhatWasDoneAndIsOtherwiseSinceIsNotCalledUndone has a process killed before the answer
// of a write, others go on with what it made, and the next process look.
func TestWhatWasDoneAndIsOtherwiseSinceIsNotCalledUndone(t *testing.T) {
	t.Parallel()
	for _, c := range overtakenWrites(t) {
		for _, sent := range []bool{true, false} {
			name := c.name
			if !sent {
				name += ", but it was never made"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				at := time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)
				clock := at.Add(-time.Hour)
				killed := testkit.New(t, append([]testkit.Option{testkit.WithSimulator(simulator.Options{
					QuickExpensesV3: true, Now: func() time.Time { return clock },
				})}, c.options...)...)
				if c.tool == "remove_exception" {
					killed.Call(c.then, c.with(nil)).Into(&struct{}{})
				}
				clock = at
				if sent {
					made := map[string]any{}
					killed.Call(c.tool, c.arguments).Into(&made)
					clock = at.Add(20 * time.Minute)
					others := killed
					if c.by != "" {
						others = killed.As(c.by)
					}
					others.Call(c.then, c.with(made)).Into(&struct{}{})
				}
				clock = at.Add(time.Hour)
				seen := killed.As(testkit.Rita).LookAfterwards(c.tool, c.arguments, at)
				require.NotEmpty(t, seen.Found)
				if sent {
					assert.Equal(t, tools.Unknown, seen.Verdict, seen.Found)
				} else {
					assert.Equal(t, c.undone, seen.Verdict, seen.Found)
				}
			})
		}
	}
}

// TestAScanIsKnownAgainAfterwards has the end of a write not recorded, and the next process
// look. Nothing but the id that a scan was sent with tells it from others.
func TestAScanIsKnownAgainAfterwards(t *testing.T) {
	t.Parallel()
	for _, controls := range []testkit.Args{{}, {"idempotency_key": "scan"}} {
		at := time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)
		store, clock := newStore(), at
		store.kind.Store(journal.KindEnded)
		killed := testkit.New(t, testkit.Keeping(store), testkit.WithSimulator(simulator.Options{Now: func() time.Time { return clock }}))
		scan := testkit.Args{"file_content": base64.StdEncoding.EncodeToString([]byte("%PDF-1.4\n%%EOF\n"))}
		killed.Call("upload_image_only_receipt", testkit.With(scan, controls)).Into(&struct{}{})

		store.kind.Store("")
		clock = at.Add(time.Hour)
		next := killed.As(testkit.Rita)
		found, err := next.Journal.Resolve(t.Context(), lookOf(next))
		require.NoError(t, err)
		require.Len(t, found, 1)
		assert.Equal(t, journal.Done, found[0].Outcome, found[0].Found)
	}
}
