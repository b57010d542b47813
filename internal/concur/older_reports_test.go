package concur

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const dinner = EntryID("gWidFO7ikQm8Zt2LxV0bKc$sPn5RwYj1Td4g")

func TestAReportOfV3IsReadWithItsCustomFields(t *testing.T) {
	t.Parallel()
	report, err := playing(t, auth.User, "get_report_v3/in_full").GetV3Report(t.Context(), "", reportID)
	require.NoError(t, err)
	assert.Equal(t, reportID, report.ID)
	assert.Equal(t, "312.4", report.Total.String())
	assert.Equal(t, map[string]CustomValue{"custom2": {Value: "Sales EMEA", Code: "S-EMEA", ListItemID: "gWtq7VbnM2kLp0x"}}, report.Custom)
}

func TestAnAnswerThatIsNotTheReportProvesNothing(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "get_report_v3/empty").GetV3Report(t.Context(), "", reportID)
	assert.Equal(t, Unreadable, refusalOf(t, err).Fault)
}

func TestTheCurrencyOfV2IsFoundWhereItIsNotTold(t *testing.T) {
	t.Parallel()
	rate := func(text string) (n V2Number) {
		require.NoError(t, n.UnmarshalText([]byte(text)))
		return n
	}
	for want, entry := range map[string]V2Entry{
		"GBP": {TransactionCurrencyCode: "GBP", CardTransaction: V2Card{TransactionAlphaCode: "USD"}},
		"USD": {CardTransaction: V2Card{TransactionAlphaCode: "USD"}, ExchangeRate: rate("1.00000000000000")},
		"EUR": {ExchangeRate: rate("1.00000000000000")},
		"":    {ExchangeRate: rate("0.92000000000000")},
	} {
		assert.Equal(t, want, entry.Currency("EUR"))
	}
	assert.Empty(t, V2Entry{}.Currency("EUR"))
}

func TestAReportOfV3IsMadeAndChangedInPart(t *testing.T) {
	t.Parallel()
	purpose, none := "Customer workshop", ""
	id, err := playing(t, auth.User, "create_report_v3/created").CreateV3Report(t.Context(), "", V3ReportWrite{
		Name: "Lisbon onsite", Purpose: &purpose, Comment: "Week 13", UserDefinedDate: "2024-04-02",
		Custom: []CustomDatum{{"custom16", "PO-7781"}},
	})
	require.NoError(t, err)
	assert.Equal(t, reportID, id)

	_, err = playing(t, auth.User, "create_report_v3/without_an_id").CreateV3Report(t.Context(), "", V3ReportWrite{Name: "Lisbon onsite"})
	assert.True(t, refusalOf(t, err).MayHaveHappened(), "the report exists all the same")

	session := playing(t, auth.User, "update_report_v3/renamed", "update_report_v3/answered_with_200")
	require.NoError(t, session.UpdateV3Report(t.Context(), "", reportID, V3ReportWrite{
		Name: "Lisbon onsite, twice", Purpose: &none, Custom: []CustomDatum{{"custom16", ""}},
	}))
	assert.NoError(t, session.UpdateV3Report(t.Context(), "", reportID, V3ReportWrite{Comment: "Week 13"}))
}

func TestEntriesAreListedByAllTheirFilters(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	session := playing(t, auth.User, "list_entries/filtered")
	page, err := session.ListEntries(t.Context(), EntryFilter{
		User: Everybody, ReportID: reportID, PaymentTypeID: "gWurh2Kd0s8TqLmB4vXpZ1c$pYw", BatchID: "HRB1", ExpenseTypeCode: "DINNR",
		AttendeeTypeCode: "BUSGUEST", AttendeeID: "gWj3IHRYiHZ", IsBillable: &no, HasAttendees: &yes, HasVAT: &no,
	}, "gWDs1")
	require.NoError(t, err)
	require.Len(t, page.Entries, 1)
	assert.Equal(t, "rita.alves@example.com", page.Entries[0].ReportOwnerID)
	assert.Equal(t, "gWDs2", page.Next)

	known, err := session.KnownEntry(ExpenseRef{V4: page.Entries[0].ExpenseID})
	require.NoError(t, err)
	assert.Equal(t, dinner, known, "it was seen beside its v4 id")
	_, err = session.KnownEntry(ExpenseRef{V4: "00000000000000000000000000000000"})
	var unknown *LookupError
	require.ErrorAs(t, err, &unknown)

	_, err = playing(t, auth.User, "list_entries/circle").ListEntries(t.Context(), EntryFilter{}, "gWDs1")
	assert.Equal(t, Unreadable, refusalOf(t, err).Fault)
}

func TestAnEntryIsDeletedWhateverWarningsComeWithIt(t *testing.T) {
	t.Parallel()
	assert.NoError(t, playing(t, auth.User, "delete_entry/done").DeleteEntry(t.Context(), "", dinner))
}

func TestAGroupIsReadByItsIDAndFoundByItsName(t *testing.T) {
	t.Parallel()
	const id = Ref("gWv5bj$sQ2Lz7Kt1Vb9Xc")
	group, err := playing(t, auth.User, "get_expense_group_configuration/emea").GetV3Group(t.Context(), "", id)
	require.NoError(t, err)
	assert.Equal(t, []V3AttendeeType{{"BUSGUEST", "Business Guest"}}, group.AttendeeTypes)
	assert.True(t, group.CashAdvance.AllowUserCarryBalance)

	session := grouped(t, "get_expense_group_configuration/emea")
	group, err = session.GetV3Group(t.Context(), "", "emea")
	require.NoError(t, err)
	assert.Equal(t, string(id), group.ID)
	_, err = session.GetV3Group(t.Context(), "", "APAC")
	var unknown *LookupError
	require.ErrorAs(t, err, &unknown)
	assert.Equal(t, "expense group", unknown.Kind)

	policy, err := session.FindV3Policy(t.Context(), "", "us expense policy")
	require.NoError(t, err)
	assert.Equal(t, "US Expense Policy", policy.Name)
}

func TestDigestsAreListedPageByPage(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_report_digests/pending", "list_report_digests/last")
	pending := ReportFilter{ApprovalStatusCodes: []string{"A_PEND"}}
	first, err := session.ListReportDigests(t.Context(), pending, "CC-310", "")
	require.NoError(t, err)
	require.Len(t, first.Digests, 1, "the tenant sent an approved report too")
	assert.Equal(t, "2024-04-03T16:40:03.47", first.Digests[0].ReportHeaderLastModifiedDate)
	last, err := session.ListReportDigests(t.Context(), pending, "CC-310", first.Next)
	require.NoError(t, err)
	assert.Equal(t, DigestPage{}, last)
	one, err := playing(t, auth.User, "get_report_digest/one").GetReportDigest(t.Context(), "", reportID)
	require.NoError(t, err)
	assert.Equal(t, first.Digests[0], one)
}

func TestTheCompanyPatchesASubmittedReport(t *testing.T) {
	t.Parallel()
	name, none, comment, yes := "Lisbon onsite (audited)", Clearable(""), "Cost centre corrected", true
	session := playing(t, auth.Company, "update_submitted_report/audited")
	assert.NoError(t, session.UpdateSubmittedReport(t.Context(), reportID, SubmittedReportPatch{
		Name: &name, BusinessPurpose: &none, Comment: &comment, PaperReceiptsReceived: &yes,
		CustomData: []CustomDatumPatch{{"custom3", "b7e41c90-35a2-4d6f-a1d2-c3b4a5968778"}},
	}))
}

func TestOlderAPIsRefuseInConcursWords(t *testing.T) {
	t.Parallel()
	everybody := ReportFilter{User: Everybody}
	name := "Lisbon onsite (audited)"
	cases := []struct {
		exchanges []string
		kind      auth.Kind
		call      func(context.Context, *Session) error
		status    int
		message   string
	}{
		{[]string{"get_report_v3/unknown"}, auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.GetV3Report(ctx, "", reportID)
			return err
		}, http.StatusNotFound, "Invalid report ID"},
		{[]string{"get_report_v3/error_with_status_200"}, auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.GetV3Report(ctx, "", reportID)
			return err
		}, http.StatusOK, "Report not found"},
		{[]string{"identity_get_user/tom", "create_report_v3/no_administrator"}, auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.CreateV3Report(ctx, tom, V3ReportWrite{Name: "Lisbon onsite"})
			return err
		}, http.StatusForbidden, "The user has no administrative role"},
		{[]string{"update_report_v3/submitted"}, auth.User, func(ctx context.Context, s *Session) error {
			return s.UpdateV3Report(ctx, "", reportID, V3ReportWrite{Comment: "Week 13"})
		}, http.StatusBadRequest, "The report cannot be changed"},
		{[]string{"delete_entry/submitted"}, auth.User, func(ctx context.Context, s *Session) error {
			return s.DeleteEntry(ctx, "", dinner)
		}, http.StatusBadRequest, "The entry cannot be deleted"},
		{[]string{"get_expense_group_configuration/unknown"}, auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.GetV3Group(ctx, "", "gWv5bj$sQ2Lz7Kt1Vb9Xc")
			return err
		}, http.StatusNotFound, "The expense group configuration was not found"},
		{[]string{"list_report_digests/no_administrator"}, auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.ListReportDigests(ctx, everybody, "", "")
			return err
		}, http.StatusForbidden, "The user has no administrative role"},
		{[]string{"get_report_digest/unknown"}, auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.GetReportDigest(ctx, "", reportID)
			return err
		}, http.StatusNotFound, "Invalid report ID"},
		{[]string{"get_report_details_v2/no_administrator"}, auth.User, func(ctx context.Context, s *Session) error {
			_, err := s.GetReportDetails(ctx, reportID)
			return err
		}, http.StatusForbidden, "The user needs the Web Services Administrator role"},
		{[]string{"update_submitted_report/already_paid"}, auth.Company, func(ctx context.Context, s *Session) error {
			return s.UpdateSubmittedReport(ctx, reportID, SubmittedReportPatch{Name: &name})
		}, http.StatusBadRequest, "The report is already paid"},
	}
	for _, c := range cases {
		t.Run(c.exchanges[len(c.exchanges)-1], func(t *testing.T) {
			t.Parallel()
			refused := refusalOf(t, c.call(t.Context(), playing(t, c.kind, c.exchanges...)))
			assert.Equal(t, Refused, refused.Fault)
			assert.Equal(t, c.status, refused.Status)
			assert.Equal(t, says(c.message), refused.Error())
			assert.Equal(t, "nothing_changed", refused.WhatChanged())
		})
	}
}

func TestTheDetailsOfAReportAreTheSameInJSONAndXML(t *testing.T) {
	t.Parallel()
	read := func(name string) V2Report {
		report, err := playing(t, auth.User, name).GetReportDetails(t.Context(), reportID)
		require.NoError(t, err)
		report.XMLName.Local, report.XMLName.Space = "", ""
		return report
	}
	inJSON, inXML := read("get_report_details_v2/in_json"), read("get_report_details_v2/in_xml")
	assert.Equal(t, "0001-01-01T00:00:00", inXML.SubmitDate)
	inXML.SubmitDate = ""
	assert.Equal(t, inJSON, inXML)

	assert.Equal(t, "312.4", inJSON.ReportTotal.String())
	assert.True(t, bool(inJSON.EverSentBack))
	assert.False(t, bool(inJSON.HasException))
	assert.Equal(t, "CNQRPAY", inJSON.ReportOwner.ReimbursementMethodCode)
	require.Len(t, inJSON.Entries, 1)
	entry := inJSON.Entries[0]
	assert.Equal(t, "48113", entry.LegacyEntryID.String())
	assert.False(t, entry.ApprovedAmount.Given, "empty is not zero")
	assert.True(t, bool(entry.HasVat))
	assert.Equal(t, "TASCA DO RIO", entry.CardTransaction.TransactionMerchantName)
	require.Len(t, entry.Itemizations, 1)
	assert.Equal(t, []V2Attendee{{"Business Guest", "Joana", "Prates", "Cais Norte", "Engineer"}}, entry.Itemizations[0].Attendees)
	require.Len(t, entry.Itemizations[0].Allocations, 1)
	share := entry.Itemizations[0].Allocations[0]
	assert.Equal(t, "60", share.Percentage.String())
	assert.Equal(t, map[string]CustomValue{"custom9": {Value: "Quality Assurance", Code: "CC-410"}}, share.Custom)
	require.Len(t, share.Journal, 1)
	assert.Equal(t, "50.52", share.Journal[0].Amount.String())
	require.Len(t, share.Taxes, 1)
	assert.Equal(t, "9.69", share.Taxes[0].TaxPostedAmount.String())
}

func TestAnotherDocumentIsNoReport(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "get_report_details_v2/another_document").GetReportDetails(t.Context(), reportID)
	assert.Equal(t, Unreadable, refusalOf(t, err).Fault)
}

func TestNumbersOfV2(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"84.20000000"`: "84.2", `"+50.00"`: "50", `"-3.5"`: "-3.5", `"100.00000000%"`: "100", `7`: "7",
	} {
		var n V2Number
		require.NoError(t, n.UnmarshalJSON([]byte(text)), text)
		assert.True(t, n.Given)
		assert.Equal(t, want, n.String(), text)
	}
	for _, text := range []string{`""`, `null`} {
		n := V2Number{Given: true}
		require.NoError(t, n.UnmarshalJSON([]byte(text)))
		assert.False(t, n.Given, text)
	}
	var n V2Number
	assert.Error(t, n.UnmarshalJSON([]byte(`"lots"`)))
}
