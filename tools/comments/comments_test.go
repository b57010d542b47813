package comments_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// now is when the tests happen: the sample reports were submitted some days before.
var now = time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)

// Reports of Rita in the sample company.
const (
	openReport      = "Porto plant visit"        // not submitted; she commented on it
	returnedReport  = "Paris onsite"             // sent back by Tom with a comment
	submittedReport = "Munich calibration audit" // waits for Tom
	someReport      = "7A90C4E15B2D4F6883AC"
)

type args = testkit.Args

type row struct {
	Comment   string `json:"comment"`
	AuthorID  string `json:"author_id"`
	Author    string `json:"author"`
	ForID     string `json:"written_for_id"`
	Created   string `json:"created"`
	ExpenseID string `json:"expense_id"`
	Latest    bool   `json:"latest"`
	Mine      bool   `json:"mine"`
}

type listing struct {
	Comments   []row    `json:"comments"`
	Total      *int     `json:"total"`
	NextCursor string   `json:"next_cursor"`
	Note       string   `json:"note"`
	Untrusted  []string `json:"untrusted_text"`
}

type written struct {
	ReportID string `json:"report_id"`
	Verified bool   `json:"verified"`
	Note     string `json:"note"`
	Written  *row   `json:"written"`
	Deleted  *row   `json:"deleted"`
}

func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	return testkit.New(t, append([]testkit.Option{testkit.On(now)}, options...)...)
}

func comments(kit *testkit.Kit, arguments args) listing {
	var found listing
	kit.Call("list_comments", arguments).Into(&found)
	return found
}

func (l listing) texts() []string {
	texts := []string{}
	for _, c := range l.Comments {
		texts = append(texts, c.Comment)
	}
	return texts
}

func TestCommentsAreListedWithTheirAuthors(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	found := comments(kit, args{"report_id": testkit.ReportID(t, openReport)})
	require.Len(t, found.Comments, 1)
	assert.Equal(t, "Waiting for the hotel to send the invoice.", found.Comments[0].Comment)
	assert.True(t, found.Comments[0].Mine)
	assert.True(t, found.Comments[0].Latest)
	assert.Equal(t, 1, *found.Total)
	assert.Contains(t, found.Untrusted, "comments[].comment")
	assert.Equal(t, []string{"get_report_comments"}, kit.Operations())
	returned := comments(kit, args{"report_id": testkit.ReportID(t, returnedReport)})
	assert.False(t, returned.Comments[0].Mine, "it is Tom's")
}

func TestAnEmptyListSaysWhatToDo(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	report := testkit.ReportID(t, submittedReport)
	assert.Contains(t, comments(kit, args{"report_id": report}).Note, "include_expenses")
	assert.Contains(t, comments(kit, args{"report_id": report, "include_expenses": true}).Note, "add_comment")
	assert.Contains(t, comments(kit, testkit.Expense(t, submittedReport, 0)).Note, "add_comment")
}

func TestCommentsArePaged(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	report := testkit.ReportID(t, openReport)
	kit.Call("add_comment", args{"report_id": report, "comment": "Second"})
	first := comments(kit, args{"report_id": report, "limit": 1})
	assert.Len(t, first.Comments, 1)
	second := comments(kit, args{"report_id": report, "limit": 1, "cursor": first.NextCursor})
	assert.Equal(t, []string{"Second"}, second.texts())
	assert.Empty(t, second.NextCursor)
}

func TestACommentIsAddedChangedAndDeleted(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]testkit.Option{
		"the owner":                            nil,
		"the owner, with the company beside":   {testkit.WithCompany()},
		"the company alone":                    {testkit.CompanyOnly()},
		"the proxy":                            {testkit.As(testkit.Ada)},
		"somebody else, by way of the company": {testkit.As(testkit.Tom), testkit.WithCompany()},
	} {
		for place, onExpense := range map[string]bool{"on the report": false, "on an expense": true} {
			t.Run(name+", "+place, func(t *testing.T) {
				t.Parallel()
				kit := newKit(t, options...)
				about := args{"report_id": testkit.ReportID(t, openReport)}
				if onExpense {
					about = testkit.Expense(t, openReport, 0)
				}
				if strings.HasPrefix(name, "the proxy") || strings.HasPrefix(name, "somebody") {
					about["user"] = testkit.Rita
				}
				with := func(text string) args {
					merged := args{"comment": text}
					maps.Copy(merged, about)
					return merged
				}
				var done written
				kit.Call("add_comment", with("Dinner with Iberdata")).Into(&done)
				assert.True(t, done.Verified, done.Note)
				require.NotNil(t, done.Written)
				assert.Equal(t, "Dinner with Iberdata", done.Written.Comment)
				assert.Equal(t, onExpense, done.Written.ExpenseID != "")
				kit.Call("update_latest_comment", with("Dinner with Iberdata and Nordvik")).Into(&done)
				assert.True(t, done.Verified, done.Note)
				assert.Contains(t, comments(kit, about).texts(), "Dinner with Iberdata and Nordvik")
				kit.Call("delete_latest_comment", about).Into(&done)
				assert.True(t, done.Verified, done.Note)
				require.NotNil(t, done.Deleted)
				assert.Equal(t, "Dinner with Iberdata and Nordvik", done.Deleted.Comment)
				assert.NotContains(t, comments(kit, about).texts(), "Dinner with Iberdata and Nordvik")
			})
		}
	}
}

func TestAnApproverCommentsOnTheReport(t *testing.T) {
	t.Parallel()
	for name, role := range map[string]any{"who says so": "manager", "who does not": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, testkit.As(testkit.Tom))
			report := testkit.ReportID(t, submittedReport)
			var done written
			kit.Call("add_comment", args{"report_id": report, "comment": "Which customers?", "role": role}).Into(&done)
			assert.True(t, done.Verified, done.Note)
			assert.True(t, done.Written.Mine)
			assert.Equal(t, []string{"Which customers?"}, comments(kit, args{"report_id": report, "role": role}).texts())
		})
	}
}

func TestAnApproverReadsTheCommentsOfAnExpense(t *testing.T) {
	t.Parallel()
	owner := newKit(t)
	report := testkit.ReportID(t, submittedReport)
	expense := testkit.Expense(t, submittedReport, 0)["expense_id"]
	owner.Call("add_comment", args{"report_id": report, "expense_id": expense, "comment": "With the client"})
	owner.Call("add_comment", args{"report_id": report, "comment": "On the report"})
	tom := owner.As(testkit.Tom)
	assert.Equal(t, []string{"With the client"}, comments(tom, args{"report_id": report, "expense_id": expense}).texts())
	failure := tom.Call("add_comment", args{"report_id": report, "expense_id": expense, "comment": "x"}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["next_step"], "leave expense_id out")
	for _, tool := range []string{"update_latest_comment", "delete_latest_comment"} {
		change := args{"report_id": report}
		if tool == "update_latest_comment" {
			change["comment"] = "x"
		}
		failure := tom.Call(tool, change).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"])
		assert.NotContains(t, failure["next_step"], "role manager", "these tools take no role")
	}
}

func TestWithoutACommentOfOnesOwnThereIsNothingToChange(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	report := testkit.ReportID(t, returnedReport) // Tom commented on it
	for tool, arguments := range map[string]args{
		"update_latest_comment": {"report_id": report, "comment": "x"}, "delete_latest_comment": {"report_id": report},
	} {
		failure := kit.Call(tool, arguments).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"])
		assert.Equal(t, "404", failure["http_status"])
		assert.Contains(t, failure["next_step"], "list_comments")
	}
	assert.Len(t, comments(kit, args{"report_id": report}).Comments, 1)
}

func TestAfterALostAnswerTheCommentsAreLookedAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool, operation string
		fault                 simulator.FaultKind
		changed               string // of the failure; empty where the call works out
	}{
		{"an addition that was made", "add_comment", "create_report_comment", simulator.CommitThenDrop, ""},
		{"an addition that was not made", "add_comment", "create_report_comment", simulator.ResetBefore, "unknown"},
		{"an addition that broke", "add_comment", "create_report_comment", simulator.ServerError, "nothing_changed"},
		{"a change that was made", "update_latest_comment", "update_latest_report_comment", simulator.CommitThenDrop, ""},
		{"a change that was not made", "update_latest_comment", "update_latest_report_comment", simulator.ResetBefore, "nothing_changed"},
		{"a deletion that was made", "delete_latest_comment", "delete_latest_report_comment", simulator.CommitThenDrop, ""},
		{"a deletion that was not made", "delete_latest_comment", "delete_latest_report_comment", simulator.ResetBefore, "unknown"},
		{"a deletion that broke", "delete_latest_comment", "delete_latest_report_comment", simulator.ServerError, "nothing_changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			arguments := args{"report_id": testkit.ReportID(t, openReport)}
			if c.tool != "delete_latest_comment" {
				arguments["comment"] = "Anew"
			}
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Nth: 1, Kind: c.fault})
			result := kit.Call(c.tool, arguments)
			assert.Equal(t, 1, kit.Attempts(c.operation), "a write is sent once")
			if c.changed != "" {
				failure := result.Failure()
				assert.Equal(t, c.changed, failure["changed"])
				if c.changed == "unknown" { // Concur may still be at it, and twice would be two.
					assert.Contains(t, failure["next_step"], "Do not repeat it yet")
				}
				return
			}
			var done written
			result.Into(&done)
			assert.True(t, done.Verified, done.Note)
			assert.Contains(t, done.Note, "lost")
			if c.tool == "delete_latest_comment" {
				return
			}
			assert.Equal(t, "Anew", done.Written.Comment)
		})
	}
}

func TestALookThatFailsLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "create_report_comment", Kind: simulator.CommitThenDrop})
	kit.Sim.AddFault(simulator.Fault{Operation: "get_report_comments", Kind: simulator.HTMLPage, Status: 200})
	failure := kit.Call("add_comment", args{"report_id": testkit.ReportID(t, openReport), "comment": "Anew"}).Failure()
	assert.Equal(t, "unknown", failure["changed"])
	assert.Contains(t, failure["next_step"], "list_comments")
	assert.Equal(t, 1, kit.Attempts("create_report_comment"))
}

func TestAWriteThatCannotBeReadBackIsNoFailure(t *testing.T) {
	t.Parallel()
	for tool, nth := range map[string]int{"add_comment": 1, "update_latest_comment": 2, "delete_latest_comment": 2} {
		kit := newKit(t)
		arguments := args{"report_id": testkit.ReportID(t, openReport)}
		if tool != "delete_latest_comment" {
			arguments["comment"] = "Anew"
		}
		kit.Sim.AddFault(simulator.Fault{Operation: "get_report_comments", Nth: nth, Kind: simulator.HTMLPage, Status: 200})
		var done written
		kit.Call(tool, arguments).Into(&done)
		assert.False(t, done.Verified, tool)
		assert.Contains(t, done.Note, "could not be read back", tool)
	}
}

func TestGarbageIsReportedAsSuch(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.Truncated, simulator.HTMLPage, simulator.EmptyBody} {
		kit.Sim.ClearFaults()
		kit.Sim.AddFault(simulator.Fault{Operation: "get_report_comments", Kind: kind, Status: 200})
		failure := kit.Call("list_comments", args{"report_id": testkit.ReportID(t, openReport)}).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], kind)
		assert.Equal(t, "get_report_comments", failure["operation"], kind)
	}
}

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.WithCompany())
	for _, c := range []struct {
		name, tool string
		args       args
		message    string
	}{
		{"no report", "list_comments", args{}, "report_id: is required"},
		{"a report id that climbs", "list_comments", args{"report_id": "../../x"}, "report_id"},
		{"an expense id with a slash", "list_comments", args{"report_id": someReport, "expense_id": "a/b"}, "expense_id"},
		{
			"all expenses and one", "list_comments",
			args{"report_id": someReport, "expense_id": "gW$1", "include_expenses": true},
			"include_expenses",
		},
		{"a role that sees none", "list_comments", args{"report_id": someReport, "role": "processor"}, "role"},
		{"a limit of nothing", "list_comments", args{"report_id": someReport, "limit": 0}, "limit"},
		{"no text", "add_comment", args{"report_id": someReport}, "comment: is required"},
		{"a text of blanks", "add_comment", args{"report_id": someReport, "comment": "  "}, "comment"},
		{"a text of 2001 characters", "add_comment", args{"report_id": someReport, "comment": strings.Repeat("x", 2001)}, "2001 characters"},
		{"a hidden character", "add_comment", args{"report_id": someReport, "comment": "a\u202eb"}, "U+202E"},
		{"an unknown argument", "add_comment", args{"report_id": someReport, "comment": "x", "text": "y"}, "unknown argument text"},
		{"an empty change", "update_latest_comment", args{"report_id": someReport, "comment": ""}, "comment"},
		{
			"a role of a change", "update_latest_comment",
			args{"report_id": someReport, "comment": "x", "role": "manager"},
			"unknown argument role",
		},
		{"a deletion of nothing", "delete_latest_comment", args{"report_id": ""}, "report_id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			failure := kit.Call(c.tool, c.args).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.NotEmpty(t, failure["next_step"])
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}
