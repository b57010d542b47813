package writes_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func TestNothingIsWrittenOutsideOfACall(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	_, err := kit.Client.As("local").CreateReport(t.Context(), concur.Subject{}, concur.NewReport{Name: "x"}, "id")
	require.Error(t, err)
	assert.Empty(t, kit.Writes())
}

func TestADryRunShowsTheRequestAndSendsNone(t *testing.T) {
	t.Parallel()
	kit := newKit(t, asking())
	var shown struct {
		DryRun    bool `json:"dry_run"`
		Asks      bool `json:"asks_the_user"`
		WouldSend struct {
			Operation, Method, Path string
			Body                    map[string]any
		} `json:"would_send"`
	}
	arguments := args{"report_id": testkit.ReportID(t, lucasReport), "comment": "Fine"}
	kit.Call("approve_report", testkit.With(arguments, args{"dry_run": true})).Into(&shown)
	assert.True(t, shown.DryRun && shown.Asks)
	assert.Equal(t, "approve_report", shown.WouldSend.Operation)
	assert.Equal(t, map[string]any{"comment": "Fine"}, shown.WouldSend.Body)
	assert.Empty(t, kit.Writes())
	assert.Empty(t, records(t, kit))

	kit.Sim.ResetJournal()
	token := asked(kit, "approve_report", arguments).Confirmation.Token
	wrote(kit, "approve_report", testkit.With(arguments, args{"confirm_token": token}))
	assert.Equal(t, shown.WouldSend.Path, kit.Sent("approve_report").Path, "it is the very request")
}

func TestADryRunShowsWhatWouldBlockASubmission(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"Porto plant visit": {"A receipt image is required from 25 EUR. (NORCPT)"}, readyReport: nil,
	} {
		kit := newKit(t)
		var shown struct {
			Blocking []string `json:"blocking_exceptions"`
		}
		kit.Call("submit_report", args{"report_id": testkit.ReportID(t, name), "dry_run": true}).Into(&shown)
		assert.Equal(t, want, shown.Blocking, name)
		assert.Empty(t, kit.Writes())
	}
}

func TestADryRunRefusesWhatTheCallWould(t *testing.T) {
	t.Parallel()
	kit := newKit(t, rules(t, `{"max_create": {"EUR": "50"}}`))
	failure := kit.Call("create_report_expense", args{
		"report_id": testkit.ReportID(t, readyReport), "expense_type": "Taxi", "transaction_date": "2026-03-18",
		"amount": 51, "currency": "EUR", "dry_run": true,
	}).Failure()
	assert.Equal(t, "limits.max_create.EUR", failure["rule"])
	failure = kit.Call("create_report", args{"name": "x", "policy": "none such", "dry_run": true}).Failure()
	assert.Contains(t, failure["message"], "none such")
}

func TestEachWriteIsRecordedBeforeAndAfter(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, readyReport)
	done := wrote(kit, "update_report", args{"report_id": id, "name": "Lisbon at home"})
	failed := kit.Call("submit_report", args{"report_id": testkit.ReportID(t, pendingReport)})
	assert.True(t, failed.Failed)
	all := records(t, kit)
	require.Len(t, all, 2)
	assert.Equal(t, done.WriteID, all[0].Write)
	assert.Equal(t, journal.Done, all[0].Outcome)
	assert.True(t, all[0].Verified())
	assert.Equal(t, "update_report", all[0].Begun.Operation)
	assert.Equal(t, "local", all[0].Principal)
	assert.Equal(t, "report", all[0].Begun.Target.Kind)
	assert.Equal(t, map[string]any{"report_id": id, "name": readyReport}, all[0].Begun.Before, "the former name")
	assert.Equal(t, "update_report", all[0].Ended.Undo.Tool)
	assert.Equal(t, journal.Refused, all[1].Outcome)
	assert.Equal(t, pendingReport, all[1].Begun.Target.Name)
	_, err := kit.Journal.Verify(t.Context())
	require.NoError(t, err)
}

// brokenStore fails to append.
type brokenStore struct {
	tokenstore.Store
	fails func(tokenstore.Entry) bool
}

var errDisk = errors.New("the disk is full")

func (s *brokenStore) Append(ctx context.Context, e tokenstore.Entry, quotas ...tokenstore.Quota) (tokenstore.Entry, error) {
	if s.fails(e) {
		return tokenstore.Entry{}, errDisk
	}
	return s.Store.Append(ctx, e, quotas...)
}

func TestWhatCannotBeRecordedIsNotSent(t *testing.T) {
	t.Parallel()
	store := &brokenStore{tokenstore.NewMemory(), func(e tokenstore.Entry) bool { return e.Kind == journal.KindBegun }}
	kit := newKit(t, testkit.Keeping(store))
	failure := kit.Call("create_report", args{"name": "Oslo"}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.NotContains(t, failure["message"], "disk")
	assert.Empty(t, kit.Writes())
	store.fails = func(tokenstore.Entry) bool { return false }
	assert.NotEmpty(t, wrote(kit, "create_report", args{"name": "Oslo"}).ReportID, "and it was not claimed for good")
}

func TestAJournalThatFailsAfterwardsIsTold(t *testing.T) {
	t.Parallel()
	store := &brokenStore{tokenstore.NewMemory(), func(e tokenstore.Entry) bool { return e.Kind == journal.KindEnded }}
	kit := newKit(t, testkit.Keeping(store))
	result := kit.Call("create_report", args{"name": "Oslo"})
	require.False(t, result.Failed, result.Text)
	require.Len(t, result.Notes, 1)
	assert.Contains(t, result.Notes[0], "journal")
	assert.Equal(t, 1, kit.Attempts("create_report"))
}

func TestALostWriteThatWasFoundIsRecordedAsDone(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "submit_report", Nth: 1, Kind: simulator.CommitThenDrop})
	assert.True(t, wrote(kit, "submit_report", args{"report_id": testkit.ReportID(t, readyReport)}).Verified)
	kit.Sim.AddFault(simulator.Fault{Operation: "recall_report", Nth: 1, Kind: simulator.ResetBefore})
	kit.Call("recall_report", args{"report_id": testkit.ReportID(t, readyReport)}).Failure()
	all := records(t, kit)
	require.Len(t, all, 2)
	assert.Equal(t, journal.Done, all[0].Outcome)
	assert.Equal(t, journal.NotDone, all[1].Outcome)
}
