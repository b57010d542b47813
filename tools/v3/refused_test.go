package v3_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestBadArgumentsAreRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	const id, entryID = "7A90C4E15B2D4F6883AC", "gWidFO7ik$sX"
	for _, c := range []struct {
		name, tool string
		arguments  args
		about      string
	}{
		{"a report id of another form", "v3_get_report", args{"id": "123"}, "id"},
		{"everybody's one report", "v3_get_report", args{"id": id, "user": "all"}, "user"},
		{"no name", "v3_create_report", args{"purpose": "x"}, "name"},
		{"a name that is too long", "v3_create_report", args{"name": strings.Repeat("x", 41)}, "name"},
		{"a purpose that is too long", "v3_create_report", args{"name": "x", "purpose": strings.Repeat("x", 501)}, "purpose"},
		{"a day that does not exist", "v3_create_report", args{"name": "x", "user_defined_date": "2026-02-30"}, "user_defined_date"},
		{"a custom field by its label", "v3_create_report", args{"name": "x", "custom_fields": args{"Cost centre": "x"}}, "custom_fields"},
		{"a custom field that reports lack", "v3_create_report", args{"name": "x", "custom_fields": args{"custom21": "x"}}, "custom21"},
		{"a value that is too long", "v3_create_report", args{"name": "x", "custom_fields": args{"custom1": strings.Repeat("x", 49)}}, "custom1"},
		{"a report for everybody", "v3_create_report", args{"name": "x", "user": "ALL"}, "user"},
		{"a change of nothing", "v3_update_report", args{"id": id}, "nothing"},
		{"a name of blanks", "v3_update_report", args{"id": id, "name": " "}, "name"},
		{"an empty comment", "v3_update_report", args{"id": id, "comment": ""}, "comment"},
		{"a change for everybody", "v3_update_report", args{"id": id, "name": "x", "user": "ALL"}, "user"},
		{"a flag in words", "v3_list_entries", args{"is_billable": "maybe"}, "is_billable"},
		{"a limit beyond the largest", "v3_list_entries", args{"limit": 201}, "limit"},
		{"a field that entries lack", "v3_list_entries", args{"fields": []string{"price"}}, "posted_amount"},
		{"a cursor of another list", "v3_list_entries", args{"cursor": "abc"}, "cursor"},
		{"everybody's one entry", "v3_get_entry", args{"id": entryID, "user": "ALL"}, "user"},
		{"an entry id that leads elsewhere", "v3_delete_entry", args{"id": "../../reports"}, "id"},
		{"everybody's one group", "v3_get_group_configuration", args{"id": "EMEA", "user": "ALL"}, "user"},
		{"a status that is none", "v3_list_report_digests", args{"approval_status": "done"}, "approval_status"},
		{
			"a span that ends before it begins", "v3_list_report_digests",
			args{"created_after": "2026-02-01", "created_before": "2026-01-01"},
			"created_after",
		},
		{"everybody's one digest", "v3_list_report_digests", args{"id": id, "user": "ALL"}, "user"},
		{"a field that details lack", "v2_get_report_details", args{"report_id": id, "fields": []string{"price"}}, "accounting"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := kit.For(t)
			failure := kit.Call(c.tool, c.arguments).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Contains(t, failure["message"], c.about)
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}

func TestGarbageFromConcurIsReportedAsSuch(t *testing.T) {
	t.Parallel()
	id := testkit.ReportID(t, openReport)
	healthy := newKit(t)
	entryID := list(healthy, args{"report_id": id, "limit": 1}).Entries[0].ID
	var known groups
	healthy.Call("v3_list_group_configurations", nil).Into(&known)
	for tool, c := range map[string]struct {
		operation string
		arguments args
	}{
		"v3_get_report":                {"get_report_v3", args{"id": id}},
		"v3_list_entries":              {"list_entries", args{"report_id": id}},
		"v3_get_entry":                 {"get_entry", args{"id": entryID}},
		"v3_list_group_configurations": {"list_expense_group_configurations", nil},
		"v3_get_group_configuration":   {"get_expense_group_configuration", args{"id": known.Groups[0].ID}},
		"v3_list_report_digests":       {"list_report_digests", args{}},
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.Truncated, simulator.HTMLPage, simulator.EmptyBody} {
				kit.Sim.ClearFaults()
				kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Kind: kind, Status: 200})
				failure := kit.Call(tool, c.arguments).Failure()
				assert.Equal(t, "nothing_changed", failure["changed"], kind)
				assert.Equal(t, c.operation, failure["operation"], kind)
				assert.NotContains(t, failure["message"], "<h1>", kind)
			}
		})
	}
}
