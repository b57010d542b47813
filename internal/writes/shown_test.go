package writes_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestABatchThatIsNamedIsShownAsTheOneThatIsClosed(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking(), testkit.As(testkit.Ada))
	var listed struct {
		Batches []struct {
			BatchID string `json:"batch_id"`
			Name    string `json:"name"`
			Count   int    `json:"count"`
		} `json:"batches"`
	}
	kit.Call("list_payment_batches", args{"status": "OPEN"}).Into(&listed)
	for _, b := range listed.Batches {
		if b.Count == 0 {
			continue
		}
		byID := asked(kit, "close_payment_batch", args{"batch_id": b.BatchID})
		byName := asked(kit, "close_payment_batch", args{"batch_id": b.Name})
		for _, q := range []question{byID, byName} {
			assert.Contains(t, q.Confirmation.Question, "Total: ")
			assert.Contains(t, q.Confirmation.Question, "OPEN")
		}
		wrote(kit, "close_payment_batch", args{"batch_id": b.Name, "confirm_token": byName.Confirmation.Token})
		assert.Equal(t, []string{"payment_batch_close_async"}, kit.Writes())
		return
	}
	require.Fail(t, "no batch can be closed")
}

func TestExceptionsThatCannotBeReadAreNotCalledNone(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking())
	kit.Sim.AddFault(simulator.Fault{Operation: "get_report_exceptions", Kind: simulator.ServerError, Status: 403})
	q := asked(kit, "submit_report", args{"report_id": testkit.ReportID(t, readyReport)})
	assert.NotContains(t, q.Confirmation.Question, "Blocking exceptions: none")
	assert.Contains(t, q.Confirmation.Question, "Blocking exceptions: could not be read")
}

func TestManyExceptionsDoNotPushWhatTheAgentSaysOutOfSight(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking(), testkit.Through(func(next http.RoundTripper) http.RoundTripper {
		return testkit.RoundTripper(func(r *http.Request) (*http.Response, error) {
			answer, err := next.RoundTrip(r)
			if err == nil && strings.HasSuffix(r.URL.Path, "/exceptions") {
				all := make([]string, 40)
				for i := range all {
					all[i] = fmt.Sprintf(`{"exceptionCode":"X","isBlocking":true,"message":"%d%s"}`, i, strings.Repeat(" long", 60))
				}
				answer.Body = io.NopCloser(strings.NewReader("[" + strings.Join(all, ",") + "]"))
				answer.ContentLength = -1
			}
			return answer, err
		})
	}))
	q := asked(kit, "approve_report", args{"report_id": testkit.ReportID(t, lucasReport), "comment": "Pay it at once"})
	assert.Contains(t, q.Confirmation.Question, "Other kinds of blocking exceptions: 35")
	assert.Contains(t, q.Confirmation.Question, "comment: “Pay it at once”")
}

func TestAnAmountIsShownAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.Under(approve.Policy{Confirm: approve.All}))
	for _, amount := range []any{json.Number("0.00005e7"), "0.00005E+7", "0.00005E+0007"} {
		q := asked(kit, "create_report_expense", args{
			"report_id": testkit.ReportID(t, readyReport), "expense_type": "Taxi", "transaction_date": "2026-03-18",
			"amount": amount, "currency": "EUR", "vendor": "1e999999999",
		})
		assert.Regexp(t, `amount: “0.00005[Ee]\+?0*7 = 500”`, q.Confirmation.Question)
		assert.Contains(t, q.Confirmation.Question, "vendor: “1e999999999”")
	}
	q := asked(kit, "upload_e_receipt", args{
		"merchant": "Tejo", "merchant_country": "PT", "date_time": "2026-03-18T10:00:00+00:00", "total": 100, "currency": "EUR",
		"line_items": []any{args{"description": "1e2", "total": json.Number("1e2")}},
	})
	assert.Contains(t, q.Confirmation.Question, `[{'description':'1e2 = 100','total':1e2 = 100}]`)
}

func TestWhatCannotBeReadIsNamedByItsID(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly(), testkit.Under(approve.Policy{Confirm: approve.All}))
	id := testkit.ReportID(t, pendingReport)
	q := asked(kit, "add_comment", args{"report_id": id, "comment": "Paid twice"})
	assert.Contains(t, q.Confirmation.Question, "could not be read")
	assert.Contains(t, q.Confirmation.Question, id)
}

func TestAnEntryOfV4IdIsShownAsTheOneThatIsDeleted(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking())
	var listed struct {
		Entries []struct {
			ID        string `json:"id"`
			ExpenseID string `json:"expense_id"`
		} `json:"entries"`
	}
	kit.Call("v3_list_entries", args{"report_id": testkit.ReportID(t, readyReport), "fields": []string{"id", "expense_id"}}).Into(&listed)
	require.NotEmpty(t, listed.Entries)
	entry := listed.Entries[0]
	for _, id := range []string{entry.ID, entry.ExpenseID} {
		q := asked(kit, "v3_delete_entry", args{"id": id})
		assert.Contains(t, q.Confirmation.Question, readyReport)
	}
}

func TestNothingIsDeletedUnseen(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking(), testkit.CompanyOnly())
	expense := testkit.Expense(t, readyReport, 0)
	failure := kit.Call("delete_report_expense", expense).Failure()
	assert.Contains(t, failure["next_step"], "user")
	q := asked(kit, "delete_report_expense", testkit.With(expense, args{"user": testkit.Rita}))
	assert.Contains(t, q.Confirmation.Question, "Rita Alves")
	assert.Empty(t, kit.Writes())
}

func TestAnItemizationIsShownAndHeldAsTheOneThatIsDeleted(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking())
	hotel := testkit.ExpenseOfType(t, "Porto plant visit", "Hotel")
	var listed struct {
		Itemizations []struct {
			ExpenseID   string `json:"expense_id"`
			V3ID        string `json:"v3_id"`
			ExpenseType string `json:"expense_type"`
		} `json:"itemizations"`
	}
	kit.Call("list_expense_itemizations", hotel).Into(&listed)
	require.NotEmpty(t, listed.Itemizations)
	one := listed.Itemizations[0]
	for _, id := range []string{one.ExpenseID, one.V3ID} {
		deletion := testkit.With(hotel, args{"itemization_id": id})
		q := asked(kit, "delete_expense_itemization", deletion)
		assert.Contains(t, q.Confirmation.Question, "the itemization "+one.ExpenseType)
		wrote(kit, "update_expense_itemization", testkit.With(deletion, args{"description": "as " + id}))
		again := asked(kit, "delete_expense_itemization", testkit.With(deletion, args{"confirm_token": q.Confirmation.Token}))
		assert.Contains(t, again.Confirmation.Question, "it was changed since the question was asked")
	}
	assert.NotContains(t, kit.Writes(), "delete_itemization")
}

func TestACommentIsShownAndHeldAsTheOneThatIsDeleted(t *testing.T) {
	t.Parallel()
	report := args{"report_id": testkit.ReportID(t, readyReport)}
	for name, c := range map[string]struct {
		about   args
		options []testkit.Option
		delete  string
	}{
		"of a report":                        {report, nil, "delete_latest_report_comment"},
		"of an expense":                      {testkit.Expense(t, readyReport, 0), nil, "delete_latest_expense_comment"},
		"of a report that only the id names": {report, []testkit.Option{testkit.CompanyOnly()}, "delete_latest_report_comment_company"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, append(c.options, asking())...)
			wrote(kit, "add_comment", testkit.With(c.about, args{"comment": "The first word"}))
			q := asked(kit, "delete_latest_comment", c.about)
			assert.Contains(t, q.Confirmation.Question, "The first word")
			wrote(kit, "add_comment", testkit.With(c.about, args{"comment": "The last word"}))
			again := asked(kit, "delete_latest_comment", testkit.With(c.about, args{"confirm_token": q.Confirmation.Token}))
			assert.Contains(t, again.Confirmation.Question, "it was changed since the question was asked")
			assert.Contains(t, again.Confirmation.Question, "The last word")
			assert.NotContains(t, kit.Writes(), c.delete)
			wrote(kit, "delete_latest_comment", testkit.With(c.about, args{"confirm_token": again.Confirmation.Token}))
			assert.Contains(t, kit.Writes(), c.delete)
		})
	}
}

func TestWhatBlocksManyExpensesIsSaidOnce(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking())
	report := args{"report_id": testkit.ReportID(t, readyReport)}
	for _, vendor := range []string{"A", "B"} {
		wrote(kit, "create_report_expense", testkit.With(report, args{
			"expense_type": "Office Supplies", "transaction_date": "2026-03-18", "amount": 80, "currency": "EUR", "vendor": vendor,
		}))
	}
	q := asked(kit, "submit_report", report)
	assert.Contains(t, q.Confirmation.Question, "Blocking exception (2 times): “A receipt image is required from 25 EUR. (NORCPT)”")
	assert.Equal(t, 1, strings.Count(q.Confirmation.Question, "NORCPT"))
}
