package reports_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAReportIsCreatedUnderTheDefaultPolicy(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	asked := args{
		"name": "Oslo visit", "business_purpose": "Kick-off <&> dinner", "comment": "first", "report_date": "2026-03-19",
		"start_date": "2026-03-16", "end_date": "2026-03-18", "country_code": "us", "country_subdivision_code": "us-wa",
		"custom_fields": args{"custom016": "PO-1"},
	}
	var made written
	kit.Call("create_report", asked).Into(&made)
	assert.True(t, made.Verified, made.Note)
	assert.Empty(t, made.Note)
	require.NotNil(t, made.Report)
	assert.Equal(t, made.ReportID, made.Report.ReportID)
	assert.Equal(t, "Oslo visit", made.Report.Name)
	assert.Equal(t, "Kick-off <&> dinner", made.Report.BusinessPurpose)
	assert.Equal(t, "EMEA Expense Policy", made.Report.Policy)
	assert.Equal(t, "A_NOTF", made.Report.Code)
	assert.Equal(t, []string{"2026-03-19", "2026-03-16", "2026-03-18", "US", "US-WA"},
		[]string{made.Report.ReportDate, made.Report.StartDate, made.Report.EndDate, made.Report.Country, made.Report.Subdivision})
	assert.Equal(t, []field{{"custom16", "PO-1"}}, made.Report.CustomFields)
	assert.Equal(t, []string{
		"expense_config_list_policies", "list_reports", "get_report_form_fields", "create_report", "get_report", "get_report_comments",
	}, kit.Operations(), "any report of hers tells the form")

	kit.Sim.ResetJournal()
	kit.Call("create_report", args{"name": "Second", "custom_fields": args{"custom16": "PO-2"}}).Into(&made)
	assert.Equal(t, []string{"create_report", "get_report"}, kit.Operations(), "the policies and the form are known")
}

func TestAPolicyIsNamedByAnyOfItsNames(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	var first written
	kit.Call("create_report", args{"name": "By name", "policy": "emea expense policy"}).Into(&first)
	require.NotNil(t, first.Report)
	id := first.Report.PolicyID
	dashed := id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
	groups, err := kit.Session.V3Groups(t.Context())
	require.NoError(t, err)
	v3 := ""
	for _, p := range groups[0].Policies {
		if p.Name == "EMEA Expense Policy" {
			v3 = p.ID
		}
	}
	for name, policy := range map[string]string{"v4 id": id, "dashed": dashed, "v3 id": v3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var made written
			kit.Call("create_report", args{"name": "By " + name, "policy": policy}).Into(&made)
			assert.True(t, made.Verified, made.Note)
			assert.Equal(t, id, made.Report.PolicyID)
		})
	}
	failure := kit.Call("create_report", args{"name": "By mistake", "policy": "Mars Policy"}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["next_step"], "EMEA Expense Policy")
}

func TestAReportIsMadeForSomebodyElse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options []testkit.Option
	}{
		{"by the expense proxy", []testkit.Option{testkit.As(testkit.Ada)}},
		{"by the company beside an own connection", []testkit.Option{testkit.As(testkit.Tom), testkit.WithCompany()}},
		{"by the company alone", []testkit.Option{testkit.CompanyOnly()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var made written
			newKit(t, c.options...).Call("create_report", args{"name": "For Rita", "user": testkit.Rita}).Into(&made)
			assert.True(t, made.Verified, made.Note)
			assert.Equal(t, "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f604", made.Report.OwnerID)
		})
	}
	failure := newKit(t).Call("create_report", args{"name": "For Tom", "user": testkit.Tom}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"], "Rita is nobody's proxy")
	failure = newKit(t, testkit.CompanyOnly()).Call("create_report", args{"name": "For nobody"}).Failure()
	assert.Contains(t, failure["message"], "`user`")
}

func TestAReportIsChangedFieldByField(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, openReport)
	var changed written
	kit.Call("update_report", args{
		"report_id": id, "name": "Porto revisited", "business_purpose": "", "start_date": "2026-03-14", "end_date": "2026-03-17",
		"custom_fields": args{"custom16": "PO-9"}, "paper_receipts_received": true, "comment": "moved",
	}).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	assert.Empty(t, changed.Note)
	assert.Equal(t, "Porto revisited", changed.Report.Name)
	assert.Empty(t, changed.Report.BusinessPurpose, "an empty text clears")
	assert.True(t, changed.Report.PaperReceipts)
	assert.Len(t, changed.Report.CustomFields, 2, "the cost centre stays")
	assert.Equal(t, []string{"get_report_form_fields", "get_report", "update_report", "get_report", "get_report_comments"}, kit.Operations())
	assert.JSONEq(t, `{
		"reportSource": "OTHER", "name": "Porto revisited", "businessPurpose": null, "comment": "moved", "startDate": "2026-03-14",
		"endDate": "2026-03-17", "customData": [{"id": "custom16", "value": "PO-9"}], "isPaperReceiptsReceived": true
	}`, string(kit.Sent("update_report").RequestBody))

	var cleared written
	kit.Call("update_report", args{
		"report_id": id, "start_date": "", "custom_fields": args{"custom16": ""}, "report_source": "UI", "copy_down": true,
	}).Into(&cleared)
	assert.True(t, cleared.Verified, cleared.Note)
	assert.Contains(t, cleared.Note, "copy_down", "it goes on to where nobody looks")
	assert.Empty(t, cleared.Report.StartDate)
	assert.JSONEq(t,
		`{"reportSource": "UI", "startDate": null, "customData": [{"id": "custom16", "value": null}], "isCopyDownInherited": true}`,
		string(kit.Sent("update_report").RequestBody))
}

func TestACommentIsLookedFor(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	change := args{"report_id": testkit.ReportID(t, openReport), "comment": "On its way"}
	var commented written
	kit.Call("update_report", change).Into(&commented)
	assert.True(t, commented.Verified, commented.Note)
	kit.Sim.AddFault(simulator.Fault{Operation: "get_report_comments", Kind: simulator.HTMLPage, Status: 200})
	kit.Call("update_report", testkit.With(change, args{"comment": "Unseen"})).Into(&commented)
	assert.False(t, commented.Verified)
	assert.Contains(t, commented.Note, "could not be checked")
}

func TestAReportIsReadInTheRoleThatFits(t *testing.T) {
	t.Parallel()
	id := testkit.ReportID(t, submittedReport)
	for _, c := range []struct {
		name      string
		options   []testkit.Option
		arguments args
		role      string
	}{
		{"the owner", nil, args{}, "TRAVELER"},
		{"the approver", []testkit.Option{testkit.As(testkit.Tom)}, args{"role": "manager"}, "MANAGER"},
		{"the approver who names no role", []testkit.Option{testkit.As(testkit.Tom)}, args{}, "MANAGER"},
		{"the proxy", []testkit.Option{testkit.As(testkit.Ada)}, args{"user": testkit.Rita}, "PROXY"},
		{"the company", []testkit.Option{testkit.CompanyOnly()}, args{"user": testkit.Rita}, "TRAVELER"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			c.arguments["report_id"] = id
			var seen row
			kit.Call("get_report", c.arguments).Into(&seen)
			assert.Equal(t, submittedReport, seen.Name)
			journal := kit.Sim.Journal()
			assert.Contains(t, journal[len(journal)-1].Path, "/context/"+c.role+"/")
		})
	}
}

func TestAReportThatIsNobodysOfYoursStaysHidden(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Luca))
	for _, arguments := range []args{{}, {"role": "traveler"}} {
		arguments["report_id"] = testkit.ReportID(t, submittedReport)
		failure := kit.Call("get_report", arguments).Failure()
		assert.Equal(t, "403", failure["http_status"])
		assert.Contains(t, failure["message"], "TRAVELER", "the first refusal stands")
		assert.Contains(t, failure["next_step"], "delegate")
	}
	assert.Len(t, kit.Operations(), 3, "a role that is given is the only one tried")
}

func TestASubmittedReportCannotBeChanged(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	failure := kit.Call("update_report", args{"report_id": testkit.ReportID(t, submittedReport), "name": "Other"}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["message"], "submitted")
	assert.Contains(t, failure["next_step"], "recall_report")
}

func TestAnUnsubmittedReportIsDeletedForGood(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, openReport)
	var gone written
	kit.Call("delete_report", args{"report_id": id}).Into(&gone)
	assert.Equal(t, written{Deleted: id, Verified: true}, gone)
	assert.Equal(t, []string{"delete_report", "get_report"}, kit.From("delete_report"))
	assert.NotContains(t, list(kit, nil).names(), openReport)

	failure := kit.Call("delete_report", args{"report_id": id}).Failure()
	assert.Equal(t, "404", failure["http_status"])
	failure = kit.Call("delete_report", args{"report_id": testkit.ReportID(t, submittedReport)}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["next_step"], "recall_report")
}

func TestTheCompanyDeletesWithoutSeeingUnlessTheOwnerIsNamed(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	id := testkit.ReportID(t, openReport)
	var gone written
	kit.Call("delete_report", args{"report_id": id}).Into(&gone)
	assert.Equal(t, id, gone.Deleted)
	assert.False(t, gone.Verified)
	assert.Contains(t, gone.Note, "`user`")
	var seen written
	kit.Call("delete_report", args{"report_id": testkit.ReportID(t, "Lisbon home office"), "user": testkit.Rita}).Into(&seen)
	assert.True(t, seen.Verified, seen.Note)
}
