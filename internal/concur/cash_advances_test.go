package concur

import (
	"encoding/json"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const (
	advanceID    = CashAdvanceID("3C1F0E9D8B7A4655A2B10F6F5B6E1C2D")
	firstLinked  = CashAdvanceID("2B9C0D1E3F404A518B627C83D94EA5F0")
	secondLinked = CashAdvanceID("90FE12DC34BA4598A77615E24D33C0B1")
)

func TestLinksOfCashAdvances(t *testing.T) {
	t.Parallel()
	both := []CashAdvanceID{firstLinked, secondLinked}
	for _, kind := range []auth.Kind{auth.User, auth.Company} {
		session := playing(t, kind, "get_report_cash_advances/two", "set_report_cash_advances/set", "remove_report_cash_advances/removed")
		linked, err := session.ReportCashAdvances(t.Context(), Subject{}, reportID)
		require.NoError(t, err)
		assert.Equal(t, both, linked, "a UUID is the same id")
		require.NoError(t, session.SetReportCashAdvances(t.Context(), Subject{}, reportID, both[:1]))
		require.NoError(t, session.RemoveReportCashAdvances(t.Context(), Subject{}, reportID, both))
	}
	_, err := playing(t, auth.User, "get_report_cash_advances/not_found").ReportCashAdvances(t.Context(), Subject{}, reportID)
	assert.True(t, IsNotFound(err))
	err = playing(t, auth.User, "set_report_cash_advances/invalid_id").SetReportCashAdvances(t.Context(), Subject{}, reportID, both[:1])
	assert.Equal(t, says("Cash advance ids are invalid"), refusalOf(t, err).Error())
	err = playing(t, auth.User, "remove_report_cash_advances/not_found").RemoveReportCashAdvances(t.Context(), Subject{}, reportID, both)
	assert.True(t, IsNotFound(err))
}

func TestAnAnswerWithoutTheLinksIsNotTakenForNone(t *testing.T) {
	t.Parallel()
	none, err := playing(t, auth.User, "get_report_cash_advances/none").ReportCashAdvances(t.Context(), Subject{}, reportID)
	require.NoError(t, err)
	assert.Empty(t, none)
	for _, name := range []string{"get_report_cash_advances/without_list", "get_report_cash_advances/without_id"} {
		_, err := playing(t, auth.User, name).ReportCashAdvances(t.Context(), Subject{}, reportID)
		assert.Equal(t, Unreadable, refusalOf(t, err).Fault, name)
	}
}

func TestACashAdvanceIsAskedForExactly(t *testing.T) {
	t.Parallel()
	fair := NewCashAdvance{Name: "Trade fair", Amount: Decimal{decimal.RequireFromString("250.10")}, Currency: "EUR", Purpose: "Stand costs"}
	for _, c := range []struct {
		exchange string
		kind     auth.Kind
		user     UserID
		fault    Fault
		message  string
	}{
		{"cash_advance_create/created", auth.User, "", "", ""},
		{"cash_advance_create/created", auth.Company, rita, "", ""},
		{"cash_advance_create/without_id", auth.User, "", Unreadable, "Concur's answer is not the JSON it should be"},
		{"cash_advance_create/invalid", auth.User, "", Refused, "The user has no cash advance account: The purpose is required"},
		{"cash_advance_create/flat_error", auth.User, "", Refused, "Access denied"},
	} {
		t.Run(c.exchange+string(c.kind), func(t *testing.T) {
			t.Parallel()
			id, err := playing(t, c.kind, c.exchange).CreateCashAdvance(t.Context(), c.user, fair)
			if c.fault == "" {
				require.NoError(t, err)
				assert.Equal(t, advanceID, id)
				return
			}
			refused := refusalOf(t, err)
			assert.Equal(t, c.fault, refused.Fault)
			assert.Equal(t, says(c.message), refused.Error())
			assert.Equal(t, c.fault == Unreadable, refused.MayHaveHappened())
		})
	}
	_, err := newWire(t, auth.Company).session.CreateCashAdvance(t.Context(), "", fair)
	var nobody *NoTokenError
	require.ErrorAs(t, err, &nobody)
	assert.Contains(t, nobody.NextStep(), "`user`")
}

func TestACashAdvanceIsReadAndIssued(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "cash_advance_get/issued", "cash_advance_get/not_found", "cash_advance_get/without_status")
	found, err := session.GetCashAdvance(t.Context(), "", advanceID)
	require.NoError(t, err)
	assert.Equal(t, "250.1", found.AmountRequested.Amount.String())
	assert.True(t, found.AvailableBalance.Amount.IsZero())
	assert.False(t, bool(found.HasReceipts), "written as a text there")
	assert.Equal(t, AdvanceStatus{Code: AdvanceIssued, Name: "Issued"}, found.ApprovalStatus)
	_, err = session.GetCashAdvance(t.Context(), "", advanceID)
	assert.True(t, IsNotFound(err))
	_, err = session.GetCashAdvance(t.Context(), "", advanceID)
	assert.Equal(t, Unreadable, refusalOf(t, err).Fault, "it says nothing, and not that it was not issued")

	rate := Decimal{decimal.RequireFromString("1.0825")}
	session = playing(t, auth.Company, "cash_advance_issue/issued", "cash_advance_issue/already", "cash_advance_issue/timed_out")
	issue := Issue{Comment: "Paid in cash", ExchangeRate: &rate}
	require.NoError(t, session.IssueCashAdvance(t.Context(), "", advanceID, issue))
	err = session.IssueCashAdvance(t.Context(), "", advanceID, issue)
	assert.Equal(t, says("The cash advance is already issued"), refusalOf(t, err).Error())
	assert.Equal(t, "1020", refusalOf(t, err).ID)
	err = session.IssueCashAdvance(t.Context(), "", advanceID, issue)
	assert.True(t, refusalOf(t, err).MayHaveHappened(), "a 408 does not say that it was not paid out")
}

func TestReceiptsOfCashAdvancesAreAFlagOrAText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{`true`: true, `"true"`: true, `"TRUE"`: true, `false`: false, `"false"`: false, `""`: false} {
		var flag textFlag
		require.NoError(t, json.Unmarshal([]byte(text), &flag), text)
		assert.Equal(t, want, bool(flag), text)
	}
}

func TestIdsOfCashAdvances(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]CashAdvanceID{
		"2b9c0d1e-3f40-4a51-8b62-7c83d94ea5f0": firstLinked,
		"2b9c0d1e3f404a518b627c83d94ea5f0":     firstLinked,
		"2b9c":                                 "",
		"../../oauth2":                         "",
	} {
		var id CashAdvanceID
		err := id.UnmarshalText([]byte(" " + text + " "))
		assert.Equal(t, want == "", err != nil, text)
		assert.Equal(t, want, id)
	}
	assert.Equal(t, "2b9c0d1e-3f40-4a51-8b62-7c83d94ea5f0", firstLinked.dashed())
}
