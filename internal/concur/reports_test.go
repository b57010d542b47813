package concur

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func refusalOf(t *testing.T, err error) *Error {
	t.Helper()
	var refused *Error
	require.ErrorAs(t, err, &refused)
	return refused
}

// says is how an error passes on what Concur said. Where it said nothing, the words
// are ours, and begin with its name.
func says(words string) string {
	if strings.HasPrefix(words, "Concur") {
		return words
	}
	return "Concur says “" + words + "”"
}

func TestAReportIsReadWithItsNullsAndZeros(t *testing.T) {
	t.Parallel()
	report, err := playing(t, auth.User, "get_report/unsubmitted").GetReport(t.Context(), Subject{}, reportID)
	require.NoError(t, err)
	assert.Equal(t, reportID, report.ID)
	assert.Equal(t, "312.4", report.ReportTotal.Value.String())
	assert.True(t, report.AmountNotApproved.Value.IsZero(), "0E-8 is zero")
	assert.Empty(t, report.SubmitDate)
	assert.False(t, report.IsReopened)
	assert.Equal(t, []CustomDatum{{"custom3", "B7E41C9035A24D6FA1D2C3B4A5968778"}, {"custom16", ""}}, report.CustomData)

	_, err = playing(t, auth.User, "get_report/not_found").GetReport(t.Context(), Subject{}, reportID)
	assert.True(t, IsNotFound(err))
	assert.False(t, IsForbidden(err))
	assert.Equal(t, "5b1d9f2e-0000-4000-8000-1234567890ab", refusalOf(t, err).CorrelationID)
}

func TestAReportIsCreatedOnce(t *testing.T) {
	t.Parallel()
	bare := NewReport{Name: "Lisbon onsite"}
	cases := []struct {
		name, exchange string
		report         NewReport
		fault          Fault // empty: it works
	}{
		{"with all fields", "create_report/created", NewReport{
			Name: "Lisbon onsite", PolicyID: "5C0E2B9D71A84F36B1D20E7F4A5588C1", BusinessPurpose: "Customer workshop", Comment: "Workshop week 13",
			CountryCode: "PT", StartDate: "2024-03-25", EndDate: "2024-03-28", CustomData: []CustomDatum{{"custom16", "PO-7781"}},
		}, ""},
		{"with its address in the header alone", "create_report/location_only", bare, ""},
		{"without a policy", "create_report/missing_policy", bare, Refused},
		{"with an answer that names no report", "create_report/no_uri", bare, Unreadable},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			id, err := playing(t, auth.User, c.exchange).CreateReport(t.Context(), Subject{}, c.report, "once")
			if c.fault == "" {
				require.NoError(t, err)
				assert.Equal(t, reportID, id)
				return
			}
			refused := refusalOf(t, err)
			assert.Equal(t, c.fault, refused.Fault)
			assert.Equal(t, c.fault == Unreadable, refused.MayHaveHappened())
		})
	}
}

func TestAPatchClearsWithNull(t *testing.T) {
	t.Parallel()
	purpose, none, down := Clearable("Customer workshop (2 days)"), Clearable(""), true
	err := playing(t, auth.User, "update_report/patched").UpdateReport(t.Context(), Subject{}, reportID, ReportPatch{
		Source: "OTHER", BusinessPurpose: &purpose, StartDate: &none, CopyDown: &down,
		CustomData: []CustomDatumPatch{{"custom16", "PO-7790"}, {"custom17", ""}},
	})
	assert.NoError(t, err)
}

func TestAReportIsDeletedOnTheShortPath(t *testing.T) {
	t.Parallel()
	for _, kind := range []auth.Kind{auth.User, auth.Company} {
		require.NoError(t, playing(t, kind, "delete_report/deleted").DeleteReport(t.Context(), Subject{}, reportID))
	}
	err := playing(t, auth.User, "delete_report/busy").DeleteReport(t.Context(), Subject{}, reportID)
	assert.Contains(t, refusalOf(t, err).NextStep(), "Something else is working on it")
}

func TestReportsAreListedPageByPage(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_reports/page", "list_reports/last")
	everybody := ReportFilter{User: Everybody}
	first, err := session.ListReports(t.Context(), everybody, "")
	require.NoError(t, err)
	require.Len(t, first.Reports, 1)
	assert.Equal(t, "312.4", first.Reports[0].Total.String())
	assert.Equal(t, "2024-04-03T16:40:03.047", first.Reports[0].SubmitDate)
	assert.Equal(t, "gWDs8Qm1Zx", first.Next)
	last, err := session.ListReports(t.Context(), everybody, first.Next)
	require.NoError(t, err)
	assert.Equal(t, ReportPage{}, last)
}

func TestReportsAreFilteredExactly(t *testing.T) {
	t.Parallel()
	yes := true
	page, err := playing(t, auth.User, "list_reports/filtered").ListReports(t.Context(), ReportFilter{
		ApprovalStatusCodes: []string{"A_ACCO", "A_APPR"}, HasImages: &yes,
		Submitted: Days{From: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC), Before: time.Date(2024, 4, 2, 0, 0, 0, 0, time.UTC)},
	}, "")
	require.NoError(t, err)
	assert.Empty(t, page.Reports, "the tenant ignored the list of codes and sent a pending report")
}

func TestListsThatLeadNowhereEnd(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "list_reports/circle").ListReports(t.Context(), ReportFilter{}, "gWDs8Qm1Zx")
	assert.Equal(t, Unreadable, refusalOf(t, err).Fault)
	_, err = playing(t, auth.User, "list_reports/refused").ListReports(t.Context(), ReportFilter{User: Everybody}, "")
	assert.Equal(t, "The user has no administrative role", refusalOf(t, err).Message, "status 200 with an error is an error")
}

func TestExceptionsAreReadOnBothPaths(t *testing.T) {
	t.Parallel()
	const expense, allocation = ExpenseID("F0A1B2C3D4E5460798A9BACBDCEDFE0F"), AllocationID("A6B3F0C2D1E54987A0C4B5E6F7081923")
	all := []Exception{
		{Code: "ITEMDIFF", Message: "Itemizations do not add up to the expense.", Visibility: "ALL", IsBlocking: true, ExpenseID: expense},
		{Code: "LATE90", Visibility: "APPROVER_PROCESSOR"},
	}
	cases := []struct {
		name, exchange string
		kind           auth.Kind
		read           func(*Session) ([]Exception, error)
		want           []Exception
	}{
		{"of a report", "get_report_exceptions/all", auth.User, func(s *Session) ([]Exception, error) {
			return s.ReportExceptions(t.Context(), Subject{}, reportID, false)
		}, all},
		{"of its header", "get_report_exceptions/header", auth.User, func(s *Session) ([]Exception, error) {
			return s.ReportExceptions(t.Context(), Subject{}, reportID, true)
		}, []Exception{}},
		{"of a report, by the company", "get_report_exceptions_company/all", auth.Company, func(s *Session) ([]Exception, error) {
			return s.ReportExceptions(t.Context(), Subject{}, reportID, false)
		}, all},
		{"of an expense", "get_expense_exceptions/one", auth.User, func(s *Session) ([]Exception, error) {
			return s.ExpenseExceptions(t.Context(), Subject{}, reportID, expense)
		}, all},
		{"of an expense, by the company", "get_expense_exceptions_company/one", auth.Company, func(s *Session) ([]Exception, error) {
			return s.ExpenseExceptions(t.Context(), Subject{}, reportID, expense)
		}, all},
		{"of an allocation", "get_allocation_exceptions/one", auth.User, func(s *Session) ([]Exception, error) {
			return s.AllocationExceptions(t.Context(), Subject{}, reportID, expense, allocation)
		}, []Exception{}},
		{"of an allocation, by the company", "get_allocation_exceptions_company/one", auth.Company, func(s *Session) ([]Exception, error) {
			return s.AllocationExceptions(t.Context(), Subject{}, reportID, expense, allocation)
		}, []Exception{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.read(playing(t, c.kind, c.exchange))
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}

func TestWhoActsForTheOwner(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		kinds     []auth.Kind
		user      Ref
		operation string
		want      Subject
	}{
		{"nobody named is the person of the connection", []auth.Kind{auth.User}, "", "create_report", Subject{Role: RoleTraveler}},
		{"the own name is the owner's", []auth.Kind{auth.User}, rita, "create_report", Subject{User: rita, Role: RoleTraveler}},
		{"a person acts for another as proxy", []auth.Kind{auth.User}, tom, "create_report", Subject{User: tom, Role: RoleProxy}},
		{"the company acts as the owner", []auth.Kind{auth.User, auth.Company}, tom, "create_report", Subject{User: tom, Role: RoleTraveler}},
		{"unless it cannot", []auth.Kind{auth.User, auth.Company}, tom, "recall_report", Subject{User: tom, Role: RoleProxy}},
		{"the company alone", []auth.Kind{auth.Company}, tom, "create_report", Subject{User: tom, Role: RoleTraveler}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			on, err := newWire(t, c.kinds...).session.OnOwner(t.Context(), c.user, c.operation)
			require.NoError(t, err)
			assert.Equal(t, c.want, on)
		})
	}
}

func TestCustomFieldsAreSpelledAsConcurDoes(t *testing.T) {
	t.Parallel()
	data, err := CustomFields{"Custom09": " x ", "ORGUNIT1": "y", "custom40": ""}.Data()
	require.NoError(t, err)
	assert.Equal(t, []CustomDatum{{"custom40", ""}, {"custom9", "x"}, {"orgUnit1", "y"}}, data)
	for _, name := range []string{"custom0", "custom41", "custom", "custom1/..", "orgUnit0", "orgUnit10", "field1", ""} {
		_, err := CustomFields{name: "x"}.Data()
		assert.Error(t, err, name)
	}
}

func TestPlacesAreISOCodes(t *testing.T) {
	t.Parallel()
	var country Country
	require.NoError(t, country.UnmarshalText([]byte(" pt ")))
	assert.Equal(t, Country("PT"), country)
	for _, code := range []string{"XX", "EU", "PRT", "1", "", "620", "P/"} {
		require.Error(t, country.UnmarshalText([]byte(code)), code)
	}
	var part Subdivision
	require.NoError(t, part.UnmarshalText([]byte("us-wa")))
	assert.Equal(t, Subdivision("US-WA"), part)
	for _, code := range []string{"WA", "US-", "US-WASH", "../x", ""} {
		assert.Error(t, part.UnmarshalText([]byte(code)), code)
	}
}

func TestALoginStandsForItselfWhereNobodyCanBeLookedUp(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	w.scope = "EXPRPT" // and none of the identity scopes
	login, err := w.session.v3Login(t.Context(), "tom.berg@example.com")
	require.NoError(t, err)
	assert.Equal(t, "tom.berg@example.com", login)
	_, err = w.session.v3Login(t.Context(), tom)
	var missing *NoTokenError
	require.ErrorAs(t, err, &missing, "a UUID is no login")
	var unknown *PersonError
	_, err = w.session.v3Login(t.Context(), "Tom Berg")
	require.ErrorAs(t, err, &unknown, "nor is a name: Concur would find no report for it")
	assert.Contains(t, unknown.NextStep(), "UUID")
	_, err = w.session.On(t.Context(), "tom.berg@example.com", RoleManager)
	require.ErrorAs(t, err, &unknown)
	assert.Equal(t, "nothing_changed", unknown.WhatChanged())
}
