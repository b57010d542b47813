package writes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAStepOfTheWorkflowIsAskedAboutInWords(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking())
	id := testkit.ReportID(t, lucasReport)
	arguments := args{"report_id": id, "comment": "Fine by me"}
	q := asked(kit, "approve_report", arguments)
	assert.Equal(t, "nothing_changed", q.Changed)
	assert.Empty(t, kit.Writes())
	report := testkit.Report(t, lucasReport)
	for _, part := range []string{lucasReport, "Luca Ferri", "EUR", "Expenses: ", "Blocking exceptions: none", "Fine by me"} {
		assert.Contains(t, q.Confirmation.Question, part)
	}
	assert.NotEmpty(t, report.ID)

	done := wrote(kit, "approve_report", testkit.With(arguments, args{"confirm_token": q.Confirmation.Token}))
	assert.True(t, done.Verified)
	assert.Equal(t, []string{"approve_report"}, kit.Writes())
}

func TestLeaveIsGoodOnce(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking())
	id := testkit.ReportID(t, readyReport)
	token := asked(kit, "submit_report", args{"report_id": id}).Confirmation.Token
	wrote(kit, "submit_report", args{"report_id": id, "confirm_token": token})
	recall := asked(kit, "recall_report", args{"report_id": id}).Confirmation.Token
	wrote(kit, "recall_report", args{"report_id": id, "confirm_token": recall})
	again := asked(kit, "submit_report", args{"report_id": id, "confirm_token": token})
	assert.NotEmpty(t, again.Confirmation.Token, "the report is not what it was")
	assert.Equal(t, []string{"submit_report", "recall_report"}, kit.Writes())
}

func TestWhatChangedSinceIsAskedAboutAgain(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking())
	id := testkit.ReportID(t, readyReport)
	first := asked(kit, "submit_report", args{"report_id": id})
	wrote(kit, "create_report_expense", args{
		"report_id": id, "expense_type": "Taxi", "transaction_date": "2026-03-18", "amount": 7.7, "currency": "EUR", "vendor": "Taxi Tejo",
	})
	second := asked(kit, "submit_report", args{"report_id": id, "confirm_token": first.Confirmation.Token})
	assert.Regexp(t, "different from what was agreed to before:\nState: it was changed.*; below is how it is now\n\nOwner: ",
		second.Confirmation.Question)
	assert.NotEqual(t, first.Confirmation.Question, second.Confirmation.Question)
	assert.NotContains(t, kit.Writes(), "submit_report")
	wrote(kit, "submit_report", args{"report_id": id, "confirm_token": second.Confirmation.Token})
	assert.Contains(t, kit.Writes(), "submit_report")
}

func TestLeaveIsForOneCall(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking())
	id := testkit.ReportID(t, lucasReport)
	token := asked(kit, "approve_report", args{"report_id": id}).Confirmation.Token
	for name, other := range map[string]struct {
		tool      string
		arguments args
	}{
		"another comment": {"approve_report", args{"report_id": id, "comment": "Pay it twice"}},
		"another tool":    {"send_back_report", args{"report_id": id, "comment": "x"}},
		"another report":  {"approve_report", args{"report_id": testkit.ReportID(t, "Vienna spare parts")}},
	} {
		q := asked(kit, other.tool, testkit.With(other.arguments, args{"confirm_token": token}))
		assert.Contains(t, q.Confirmation.Question, "different from what was agreed to", name)
	}
	failure := kit.Call("approve_report", args{"report_id": id, "confirm_token": token + "x"}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Empty(t, kit.Writes())
}

func TestEveryWriteIsAskedAboutIfTheOperatorWants(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.Under(approve.Policy{Confirm: approve.All}))
	q := asked(kit, "create_report", args{"name": "Ghent", "business_purpose": "A fair"})
	assert.Contains(t, q.Confirmation.Question, "A fair")
	assert.Empty(t, kit.Writes())
	made := wrote(kit, "create_report", args{"name": "Ghent", "business_purpose": "A fair", "confirm_token": q.Confirmation.Token})
	require.NotEmpty(t, made.ReportID)
	change := args{"report_id": made.ReportID, "name": "Gent"}
	token := asked(kit, "update_report", change).Confirmation.Token
	wrote(kit, "update_report", testkit.With(change, args{"confirm_token": token}))
	assert.Equal(t, []string{"create_report", "update_report"}, kit.Writes())
}

func TestACompanyAloneHasToNameTheOwner(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking(), testkit.CompanyOnly())
	id := testkit.ReportID(t, "Madrid trade evening") // at the step of the system
	failure := kit.Call("approve_report", args{"report_id": id}).Failure()
	assert.Contains(t, failure["message"], "user")
	q := asked(kit, "approve_report", args{"report_id": id, "user": testkit.Rita})
	assert.Contains(t, q.Confirmation.Question, "Rita Alves")
	assert.Contains(t, q.Confirmation.Question, "company")
	assert.Empty(t, kit.Writes())
}
