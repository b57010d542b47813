package reports_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

const submitted = "update_submitted_report"

func TestASubmittedReportIsChangedByTheCompany(t *testing.T) {
	t.Parallel()
	id := testkit.ReportID(t, submittedReport)
	for name, c := range map[string]struct {
		options []testkit.Option
		user    string
	}{
		"for its owner, who is connected too": {[]testkit.Option{testkit.WithCompany()}, ""},
		"for its approver":                    {[]testkit.Option{testkit.WithCompany(), testkit.As(testkit.Tom)}, ""},
		"for the owner, by name":              {[]testkit.Option{testkit.CompanyOnly()}, testkit.Rita},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			arguments := args{
				"report_id": id, "name": "Munich (audited)", "business_purpose": "", "comment": "Cost centre corrected",
				"custom_fields": args{"custom3": "CC-110"}, "paper_receipts_received": true,
			}
			if c.user != "" {
				arguments["user"] = c.user
			}
			var changed written
			kit.Call(submitted, arguments).Into(&changed)
			require.NotNil(t, changed.Report, changed.Note)
			assert.True(t, changed.Verified, changed.Note)
			assert.Empty(t, changed.Note)
			assert.Equal(t, []string{"Munich (audited)", "", "A_PEND"},
				[]string{changed.Report.Name, changed.Report.BusinessPurpose, changed.Report.Code})
			assert.True(t, changed.Report.PaperReceipts)
			assert.Contains(t, string(kit.Sent(submitted).RequestBody), `"businessPurpose":null`)
			assert.NotContains(t, string(kit.Sent(submitted).RequestBody), "reportSource", "this change has none")
			writes := kit.Sim.Writes()
			require.Len(t, writes, 1)
			assert.EqualValues(t, "company", writes[0].Token)
		})
	}
}

func TestWithoutItsOwnerASubmittedReportIsNotReadBack(t *testing.T) {
	t.Parallel()
	var changed written
	newKit(t, testkit.CompanyOnly()).Call(submitted, args{"report_id": testkit.ReportID(t, submittedReport), "name": "Anew"}).Into(&changed)
	assert.False(t, changed.Verified)
	assert.Contains(t, changed.Note, "Concur took it")
	assert.Contains(t, changed.Note, "Name its owner in user")
}

func TestACommentOnASubmittedReportIsLookedFor(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.WithCompany())
	var changed written
	kit.Call(submitted, args{"report_id": testkit.ReportID(t, submittedReport), "comment": "Seen"}).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	assert.Equal(t, []string{"get_report", submitted, "get_report", "get_report_comments"}, kit.Operations())
}

func TestASubmittedReportChangesUntilItIsPaid(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		openReport: "", submittedReport: "", "Sensor+Test fair": "", "Lisbon quarter drinks": "already paid", "Stockholm pilot": "already paid",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := newKit(t, testkit.WithCompany()).Call(submitted, args{"report_id": testkit.ReportID(t, name), "business_purpose": "Audited"})
			if want == "" {
				var changed written
				result.Into(&changed)
				assert.True(t, changed.Verified, changed.Note)
				return
			}
			failure := result.Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Equal(t, "400", failure["http_status"])
			assert.Contains(t, failure["message"], want)
			assert.Contains(t, failure["next_step"], "paid")
		})
	}
}

func TestAPersonAloneCannotChangeASubmittedReport(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	failure := kit.Call(submitted, args{"report_id": testkit.ReportID(t, submittedReport), "name": "Anew"}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["message"], "company connection")
	assert.Empty(t, kit.Sim.Writes())
}

func TestALostAnswerOfASubmittedChangeIsLookedAfter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault     simulator.FaultKind
		arguments args
		changed   string // of the failure; empty where the call works out
	}{
		"that was made":                    {simulator.CommitThenDrop, args{"name": "Anew"}, ""},
		"that was not made":                {simulator.ResetBefore, args{"name": "Anew"}, "nothing_changed"},
		"that broke":                       {simulator.ServerError, args{"name": "Anew"}, "nothing_changed"},
		"of which a part was so before":    {simulator.ResetBefore, args{"name": submittedReport, "business_purpose": "Anew"}, "nothing_changed"},
		"of a comment":                     {simulator.CommitThenDrop, args{"comment": "Anew"}, ""},
		"of no comment":                    {simulator.ResetBefore, args{"comment": "Anew"}, "nothing_changed"},
		"of a report that nobody may read": {simulator.CommitThenDrop, args{"name": "Anew", "user": testkit.Luca}, "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, testkit.WithCompany())
			c.arguments["report_id"] = testkit.ReportID(t, submittedReport)
			kit.Sim.AddFault(simulator.Fault{Operation: submitted, Nth: 1, Kind: c.fault})
			result := kit.Call(submitted, c.arguments)
			sent := 0
			for _, operation := range kit.Operations() {
				if operation == submitted {
					sent++
				}
			}
			assert.Equal(t, 1, sent)
			if c.changed == "" {
				var changed written
				result.Into(&changed)
				assert.True(t, changed.Verified, changed.Note)
				return
			}
			assert.Equal(t, c.changed, result.Failure()["changed"])
		})
	}
}

func TestBadChangesOfASubmittedReportAreNotSent(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.WithCompany())
	for name, c := range map[string]struct {
		arguments args
		about     string
	}{
		"nothing":                     {args{}, "nothing is to be changed"},
		"an empty name":               {args{"name": ""}, "name"},
		"an empty comment":            {args{"comment": " "}, "comment"},
		"a purpose that is too long":  {args{"business_purpose": strings.Repeat("x", 65)}, "business_purpose"},
		"a custom field of no form":   {args{"custom_fields": args{"custom41": "x"}}, "custom41"},
		"a field of another change":   {args{"policy": "EMEA Expense Policy"}, "unknown argument policy"},
		"a report id of another form": {args{"report_id": "123", "name": "x"}, "report_id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := kit.For(t)
			arguments := args{"report_id": testkit.ReportID(t, submittedReport)}
			maps.Copy(arguments, c.arguments)
			failure := kit.Call(submitted, arguments).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Contains(t, failure["message"], c.about)
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}
