package v3_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// header is a report as v4 shows it, which shows more.
func header(kit *testkit.Kit, id string) (shown struct {
	Name         string  `json:"name"`
	Purpose      string  `json:"business_purpose"`
	ReportDate   string  `json:"report_date"`
	CustomFields []field `json:"custom_fields"`
},
) {
	kit.Call("get_report", args{"report_id": id}).Into(&shown)
	return shown
}

func TestAChangeOfAReportIsTakenBack(t *testing.T) {
	t.Parallel()
	id := testkit.ReportID(t, openReport)
	for name, change := range map[string]args{
		"texts":               {"name": "Anew", "purpose": "Anew", "comment": "stays"},
		"a cleared purpose":   {"purpose": ""},
		"a day":               {"user_defined_date": "2026-03-01"},
		"a list field":        {"custom_fields": args{"custom3": ""}},
		"a field without one": {"custom_fields": args{"custom16": "PO-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			before := header(kit, id)
			undo := kit.Undoing("v3_update_report", testkit.With(change, args{"id": id}))
			assert.Equal(t, "v3_update_report", undo.Tool)
			require.NotEqual(t, before, header(kit, id))
			var back written
			kit.TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			assert.Equal(t, before, header(kit, id))
		})
	}
}

func TestAReportThatWasCreatedIsTakenBack(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	undo := kit.Undoing("v3_create_report", args{"name": "For Rita", "user": testkit.Rita})
	assert.Equal(t, "delete_report", undo.Tool)
	var gone struct{ Verified bool }
	kit.TakeBack(undo).Into(&gone)
	assert.True(t, gone.Verified)
}

func TestWhatV3DoesNotShowIsNotBroughtBack(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, openReport)
	assert.Equal(t, "delete_latest_comment", kit.Undoing("v3_update_report", args{"id": id, "comment": "Anew"}).Tool)
	kit.Sim.AddFault(simulator.Fault{Operation: "get_report", Kind: simulator.HTMLPage, Status: 200})
	undo := kit.Undoing("v3_update_report", args{"id": id, "purpose": "Anew"})
	assert.Empty(t, undo.Tool)
	assert.Contains(t, undo.Note, "v3 shows no purpose")
	undo = kit.Undoing("v3_update_report", args{"id": id, "name": "Anew", "purpose": "Other"})
	assert.Contains(t, undo.Note, "does not bring back the purpose")
	kit.Sim.AddFault(simulator.Fault{Operation: "get_report_v3", Nth: 1, Kind: simulator.HTMLPage, Status: 200})
	assert.Contains(t, kit.Undoing("v3_update_report", args{"id": id, "name": "Again"}).Note, "could not be read")
}

func TestAfterACrashTheReportsAreLookedAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool string
		asked      args
		before     tools.Verdict
	}{
		// It may still be on its way.
		{"a creation", "v3_create_report", args{"name": "Anew", "purpose": "x", "policy_id": "EMEA Expense Policy"}, tools.Unknown},
		{"a change", "v3_update_report", args{"name": "Anew", "custom_fields": args{"custom16": "PO-1"}}, tools.NotDone},
		{"a purpose", "v3_update_report", args{"purpose": "Anew"}, tools.NotDone},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			if c.tool == "v3_update_report" {
				c.asked["id"] = testkit.ReportID(t, openReport)
			}
			assert.Equal(t, c.before, kit.Look(c.tool, c.asked).Verdict)
			assert.Empty(t, kit.Writes(), "it only reads")
			kit.As(testkit.Rita).Call(c.tool, c.asked)
			seen := kit.Look(c.tool, c.asked)
			assert.Equal(t, tools.Done, seen.Verdict, seen.Found)
		})
	}
	kit := newKit(t)
	kit.As(testkit.Rita).Call("v3_create_report", args{"name": "Anew", "purpose": "x"})
	seen := kit.Look("v3_create_report", args{"name": "Anew", "purpose": "y"})
	assert.Equal(t, tools.Unknown, seen.Verdict)
	assert.Contains(t, seen.Found, "purpose")
}

func TestAWriteOfAReportThatIsStoppedIsNotSent(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	operation, _ := kit.DryRun("v3_create_report", args{"name": "Anew"})
	assert.Equal(t, "create_report_v3", operation)
	operation, _ = kit.DryRun("v3_update_report", args{"id": testkit.ReportID(t, openReport), "name": "Anew"})
	assert.Equal(t, "update_report_v3", operation)
	assert.Empty(t, kit.Writes())
}
