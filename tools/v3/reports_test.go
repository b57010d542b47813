package v3_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// marcus files under the US policy, and may file under that of EMEA.
const marcus = "marcus.reyes@haldenreyes.example"

func TestAReportIsReadByItsOwnerAndByAdministrators(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, submittedReport)
	var mine, theirs row
	kit.Call("v3_get_report", args{"id": id}).Into(&mine)
	assert.Equal(t, []string{id, submittedReport, testkit.Rita, "A_PEND"}, []string{mine.ReportID, mine.Name, mine.OwnerLogin, mine.Code})
	assert.Equal(t, []field{
		{ID: "custom16", Value: "PO-7702"}, {ID: "custom3", Value: "Calibration Services", Code: "CC-210"},
	}, mine.CustomFields)
	assert.Equal(t, []string{"get_report_v3"}, kit.Operations())

	ada := newKit(t, testkit.As(testkit.Ada))
	ada.Call("v3_get_report", args{"id": id, "user": testkit.Rita}).Into(&theirs)
	assert.Equal(t, mine, theirs)
	for name, failure := range map[string]map[string]string{
		"without its owner's name": ada.Call("v3_get_report", args{"id": id}).Failure(),
		"as its approver":          newKit(t, testkit.As(testkit.Tom)).Call("v3_get_report", args{"id": id}).Failure(),
	} {
		assert.Equal(t, "403", failure["http_status"], name)
		assert.Contains(t, failure["next_step"], "user", name)
	}
	failure := newKit(t, testkit.CompanyOnly()).Call("v3_get_report", args{"id": id}).Failure()
	assert.Contains(t, failure["message"], "user connection")
}

func TestAReportIsCreatedUnderTheDefaultPolicy(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	var made written
	kit.Call("v3_create_report", args{
		"name": "Braga supplier visit", "purpose": "Supplier audit", "comment": "Two days", "user_defined_date": "2026-03-19",
		"policy_id": "EMEA Expense Policy", "custom_fields": args{"custom3": "CC-210", "custom16": "PO-1"},
	}).Into(&made)
	require.NotNil(t, made.Report)
	assert.True(t, made.Verified, made.Note)
	assert.Equal(t, []string{"Braga supplier visit", "2026-03-19", "Two days", "A_NOTF"},
		[]string{made.Report.Name, made.Report.ReportDate, made.Report.LastComment, made.Report.Code})
	assert.Equal(t, "CC-210", made.Report.CustomFields[1].Code)
	assert.Equal(t, []string{"list_expense_group_configurations", "create_report_v3", "get_report_v3", "get_report"}, kit.Operations(),
		"v4 alone shows the purpose")
	var shown struct {
		Purpose string `json:"business_purpose"`
	}
	kit.Call("get_report", args{"report_id": made.ReportID}).Into(&shown)
	assert.Equal(t, "Supplier audit", shown.Purpose)

	kit.Sim.ResetJournal()
	var plain written
	kit.Call("v3_create_report", args{"name": "Plain"}).Into(&plain)
	assert.Equal(t, []string{"create_report_v3", "get_report_v3"}, kit.Operations())
	assert.True(t, plain.Verified)
	assert.Empty(t, plain.Note)
}

func TestAPolicyThatConcurIgnoresIsTold(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(marcus))
	var made written
	kit.Call("v3_create_report", args{"name": "Lyon fair", "policy_id": "emea expense policy"}).Into(&made)
	assert.False(t, made.Verified)
	assert.Contains(t, made.Note, "policy_id")
	assert.Contains(t, made.Note, "update_report")
	failure := kit.Call("v3_create_report", args{"name": "Lyon fair", "policy_id": "APAC"}).Failure()
	assert.Contains(t, failure["next_step"], "US Expense Policy")
	assert.Len(t, kit.Sim.Writes(), 1)
}

func TestAnAdministratorCreatesForSomebodyElse(t *testing.T) {
	t.Parallel()
	var made written
	newKit(t, testkit.As(testkit.Ada)).Call("v3_create_report", args{"name": "For Rita", "user": testkit.Rita}).Into(&made)
	assert.Equal(t, testkit.Rita, made.Report.OwnerLogin)
	failure := newKit(t).Call("v3_create_report", args{"name": "For Luca", "user": testkit.Luca}).Failure()
	assert.Equal(t, "403", failure["http_status"])
	assert.Contains(t, failure["next_step"], "administrator")
}

func TestAReportIsChangedInPart(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, openReport)
	var changed written
	kit.Call("v3_update_report", args{
		"id": id, "name": "Porto, line 4", "comment": "Line 4 added", "user_defined_date": "2026-03-18", "custom_fields": args{"custom3": ""},
	}).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	assert.Equal(t, []string{"Porto, line 4", "Line 4 added", "2026-03-18"},
		[]string{changed.Report.Name, changed.Report.LastComment, changed.Report.ReportDate})
	assert.Empty(t, changed.Report.CustomFields, "an empty value clears")
	assert.JSONEq(t, `{"Name": "Porto, line 4", "Comment": "Line 4 added", "UserDefinedDate": "2026-03-18", "Custom3": ""}`,
		string(kit.Sent("update_report_v3").RequestBody))
	assert.Equal(t, []string{"get_report_v3", "update_report_v3", "get_report_v3"}, kit.Operations())

	kit.Call("v3_update_report", args{"id": id, "purpose": "Acceptance"}).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	kit.Sim.AddFault(simulator.Fault{Operation: "get_report", Kind: simulator.HTMLPage, Status: 200})
	kit.Call("v3_update_report", args{"id": id, "purpose": "Unseen"}).Into(&changed)
	assert.False(t, changed.Verified)
	assert.Contains(t, changed.Note, "purpose was not checked")

	failure := kit.Call("v3_update_report", args{"id": testkit.ReportID(t, submittedReport), "name": "Anew"}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["next_step"], "unsubmitted")
}

func TestALostAnswerOfAReportIsLookedAfter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool string
		fault      simulator.FaultKind
		arguments  args
		changed    string // of the failure; empty where the call works out
	}{
		{"an update that was made", "v3_update_report", simulator.CommitThenDrop, args{"name": "Anew"}, ""},
		{"an update that was not made", "v3_update_report", simulator.ResetBefore, args{"name": "Anew"}, "nothing_changed"},
		{"an update that broke", "v3_update_report", simulator.ServerError, args{"name": "Anew"}, "nothing_changed"},
		{
			"an update of which a part was so before", "v3_update_report", simulator.ResetBefore,
			args{"name": openReport, "comment": "x"},
			"nothing_changed",
		},
		{"a purpose that was set", "v3_update_report", simulator.CommitThenDrop, args{"purpose": "Anew"}, ""},
		{"a creation that was made", "v3_create_report", simulator.CommitThenDrop, args{"name": "Anew", "purpose": "x", "comment": "y"}, ""},
		{"a creation of which Concur says that it failed", "v3_create_report", simulator.ServerError, args{"name": "Anew"}, "nothing_changed"},
		{"a creation that was not made", "v3_create_report", simulator.ResetBefore, args{"name": "Anew"}, "unknown"},
		{"a creation with an answer that breaks off", "v3_create_report", simulator.Malformed, args{"name": "Anew"}, ""},
		{"a creation with no answer", "v3_create_report", simulator.EmptyBody, args{"name": "Anew"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			operation := "create_report_v3"
			if c.tool == "v3_update_report" {
				operation, c.arguments["id"] = "update_report_v3", testkit.ReportID(t, openReport)
			}
			kit.Sim.AddFault(simulator.Fault{Operation: operation, Nth: 1, Kind: c.fault})
			result := kit.Call(c.tool, c.arguments)
			writes := 0
			for _, sent := range kit.Operations() {
				if sent == operation {
					writes++
				}
			}
			assert.Equal(t, 1, writes, "it is never repeated")
			if c.changed == "" {
				var done written
				result.Into(&done)
				assert.True(t, done.Verified, done.Note)
				assert.Contains(t, done.Note, "answer was lost")
				return
			}
			failure := result.Failure()
			assert.Equal(t, c.changed, failure["changed"])
			if c.tool == "v3_create_report" && c.changed == "unknown" {
				assert.Contains(t, failure["next_step"], "list_reports")
			}
		})
	}
}

func TestAReportThatCannotBeReadBackIsNoFailure(t *testing.T) {
	t.Parallel()
	for tool, arguments := range map[string]args{
		"v3_create_report": {"name": "Anew"}, "v3_update_report": {"name": "Anew", "id": testkit.ReportID(t, openReport)},
	} {
		kit := newKit(t)
		kit.Sim.AddFault(simulator.Fault{Operation: "get_report_v3", Kind: simulator.HTMLPage, Status: 200})
		var done written
		kit.Call(tool, arguments).Into(&done)
		assert.Regexp(t, `^[0-9A-F]{20}$`, done.ReportID)
		assert.False(t, done.Verified)
		assert.Contains(t, done.Note, "HTML page")
	}
}
