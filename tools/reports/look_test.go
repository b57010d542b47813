package reports_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// clock is a clock that a test sets.
type clock struct{ at time.Time }

func (c *clock) kit(t *testing.T) *testkit.Kit {
	t.Helper()
	return newKit(t, testkit.WithSimulator(simulator.Options{Now: func() time.Time { return c.at }}))
}

func TestACreationIsFoundByNameAndTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		earlier []time.Duration // before the creation that is lost, a report of the same name was made
		purpose string          // of those
		fault   simulator.FaultKind
		changed string // of the failure; empty where the call works out
		says    string
	}{
		{"one that was made", nil, "", simulator.CommitThenDrop, "", "answer was lost"},
		{"one of the same name days ago", []time.Duration{48 * time.Hour}, "", simulator.CommitThenDrop, "", "answer was lost"},
		{"only one of days ago", []time.Duration{48 * time.Hour}, "", simulator.ServerError, "nothing_changed", "no report"},
		{"one of the same name minutes ago", []time.Duration{3 * time.Minute}, "", simulator.CommitThenDrop, "unknown", "More than one"},
		{"only one of minutes ago", []time.Duration{3 * time.Minute}, "", simulator.ServerError, "unknown", "may have been there before"},
		{"two that could be it", []time.Duration{time.Second}, "", simulator.CommitThenDrop, "unknown", "More than one"},
		{"one of another purpose", []time.Duration{time.Second}, "Other", simulator.ServerError, "unknown", "business_purpose"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := &clock{at: now.Add(-72 * time.Hour)}
			kit := clock.kit(t)
			asked := args{"name": "Anew", "business_purpose": "Fair"}
			var earlier []string
			for _, before := range c.earlier {
				clock.at = now.Add(-before)
				var made written
				// The same caller would be asked whether a second one is meant.
				kit.As(testkit.Rita).Call("create_report", testkit.With(asked, args{"business_purpose": c.purpose + "Fair"})).Into(&made)
				earlier = append(earlier, made.ReportID)
			}
			clock.at = now
			kit.Sim.ResetJournal()
			kit.Sim.AddFault(simulator.Fault{Operation: "create_report", Kind: c.fault})
			result := kit.Call("create_report", asked)
			assert.Equal(t, 1, kit.Attempts("create_report"), "it is never repeated")
			if c.changed == "" {
				var done written
				result.Into(&done)
				assert.True(t, done.Verified, done.Note)
				assert.Contains(t, done.Note, c.says)
				assert.NotContains(t, earlier, done.ReportID)
				return
			}
			failure := result.Failure()
			assert.Equal(t, c.changed, failure["changed"])
			assert.Contains(t, failure["message"], c.says)
			if c.changed == "unknown" {
				assert.Contains(t, failure["message"], earlier[0], "it names what could be it")
			}
		})
	}
}

func TestAfterACrashTheReportsAreLookedAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool string
		asked      args
		want       tools.Verdict
	}{
		{"a creation", "create_report", args{"name": "Anew", "comment": "x", "policy": "EMEA Expense Policy"}, tools.Done},
		{"a change", "update_report", args{"name": "Anew", "business_purpose": "Anew", "comment": "x"}, tools.Done},
		{"a comment", "update_report", args{"comment": "x"}, tools.Done},
		{"a change of a submitted report", submitted, args{"name": "Anew", "custom_fields": args{"custom16": "PO-1"}}, tools.Done},
		{"a deletion", "delete_report", args{}, tools.Done},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := &clock{at: now}
			kit := newKit(t, testkit.WithSimulator(simulator.Options{Now: func() time.Time { return clock.at }}), testkit.WithCompany())
			if c.tool != "create_report" {
				c.asked["report_id"] = testkit.ReportID(t, openReport)
			}
			seen := kit.Look(c.tool, c.asked)
			if c.tool == "create_report" {
				assert.Equal(t, tools.Unknown, seen.Verdict, "it may still be on its way")
			} else {
				assert.Equal(t, tools.NotDone, seen.Verdict, seen.Found)
			}
			assert.NotEmpty(t, seen.Found)
			assert.Empty(t, kit.Writes(), "it only reads")
			kit.As(testkit.Rita).Call(c.tool, c.asked)
			seen = kit.Look(c.tool, c.asked)
			assert.Equal(t, c.want, seen.Verdict, seen.Found)
			assert.NotEmpty(t, seen.Found)
		})
	}
}

func TestWhatIsNotThereAfterMinutesDoesNotCome(t *testing.T) {
	t.Parallel()
	clock := &clock{at: now}
	kit := clock.kit(t)
	for _, tool := range kit.Tools {
		if tool.Name != "create_report" {
			continue
		}
		clock.at = now.Add(3 * time.Minute)
		seen, err := tool.Look(t.Context(), &tools.Call{Caller: "local"}, []byte(`{"name": "Anew"}`), tools.Sent{At: now})
		require.NoError(t, err)
		assert.Equal(t, tools.NotDone, seen.Verdict)
	}
}

func TestAChangeOfWhichAPartIsThereProvesNothingAfterACrash(t *testing.T) {
	t.Parallel()
	seen := newKit(t).Look("update_report", args{
		"report_id": testkit.ReportID(t, openReport), "name": openReport, "business_purpose": "Anew",
	})
	assert.Equal(t, tools.Unknown, seen.Verdict)
	assert.Contains(t, seen.Found, "business_purpose")
}
