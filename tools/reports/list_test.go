package reports_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestOwnReportsAreListedWithWhatAnAgentNeedsNext(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	found := list(kit, nil)
	require.Len(t, found.Reports, 10)
	require.NotNil(t, found.Total)
	assert.Equal(t, 10, *found.Total)
	assert.Empty(t, found.NextCursor)
	assert.Equal(t, []string{"list_reports"}, kit.Operations())
	assert.Contains(t, found.Untrusted, "reports[].name")
	for _, r := range found.Reports {
		assert.Regexp(t, `^[0-9A-F]{20}$`, r.ReportID)
		assert.Equal(t, "Rita Alves", r.Owner)
		require.NotNil(t, r.Total)
		assert.Equal(t, "EUR", r.Total.Currency)
		assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`, r.Created)
		assert.Empty(t, r.OwnerLogin, "it is no part of the summary")
	}
}

func TestReportsSubmittedLongAgoAndNotApprovedAreFoundInOneCall(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	// More than five days before 2026-03-20.
	found := list(kit, args{"approval_status": "submitted", "submitted_before": "2026-03-15"})
	assert.ElementsMatch(t, []string{"Munich calibration audit", "Zurich distributor talks", "Madrid trade evening"}, found.names(),
		"London was submitted two days ago, the fair is approved, Paris was sent back")
	assert.Equal(t, []string{"list_reports"}, kit.Operations())
}

func TestStatusesAreFoundByNameAndByCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		filter args
		want   []string
	}{
		{"not submitted", args{"approval_status": "not submitted"}, []string{"Porto plant visit", "Lisbon home office"}},
		{"spelled otherwise", args{"approval_status": "Not_Submitted"}, []string{"Porto plant visit", "Lisbon home office"}},
		{"sent back", args{"approval_status": "sent back"}, []string{"Paris onsite"}},
		{
			"submitted",
			args{"approval_status": "submitted"},
			[]string{"Munich calibration audit", "Zurich distributor talks", "Madrid trade evening", "London key account"},
		},
		{"approved, by the payment not made", args{"approval_status": "approved", "payment_status": "not paid"}, []string{"Sensor+Test fair"}},
		{"paid", args{"payment_status": "paid"}, []string{"Lisbon quarter drinks", "Stockholm pilot"}},
		{"a code", args{"approval_status": "a_extv"}, []string{"Madrid trade evening"}},
		{"several", args{"approval_status": "A_EXTV, sent back"}, []string{"Madrid trade evening", "Paris onsite"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.ElementsMatch(t, c.want, list(newKit(t), c.filter).names())
		})
	}
}

func TestDaysAreFromTheFirstUpToBeforeTheLast(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	// Zurich was submitted nine days before 2026-03-20, at some time of the day.
	zurich := []string{"Zurich distributor talks"}
	assert.Equal(t, zurich, list(kit, args{"submitted_after": "2026-03-11", "submitted_before": "2026-03-12"}).names())
	assert.Empty(t, list(kit, args{"submitted_after": "2026-03-12", "submitted_before": "2026-03-13"}).names())
	assert.Empty(t, list(kit, args{"submitted_after": "2026-03-10", "submitted_before": "2026-03-11"}).names())
}

func TestFiltersReachConcur(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.Call("list_reports", args{
		"modified_after": "2026-01-01", "modified_before": "2026-02-01", "created_after": "2026-01-02", "created_before": "2026-02-02",
		"paid_after": "2026-01-03", "paid_before": "2026-02-03", "processed_after": "2026-01-04", "processed_before": "2026-02-04",
		"has_attendees": true, "has_images": false, "is_test_user": "false", "currency": "eur", "country": "pt", "vendor": "TAP & Co",
		"reimbursement_method": "cnqrpay", "batch_id": "B/1", "approver": testkit.Tom, "payment_status": "P_HOLD",
	})
	query := kit.Sent("list_reports").Query
	for _, want := range []string{
		"modifiedDateAfter=2025-12-31T23%3A59%3A59.999", "modifiedDateBefore=2026-02-01", "createDateAfter=2026-01-01T23%3A59%3A59.999",
		"createDateBefore=2026-02-02",
		"paidDateAfter=2026-01-02T23%3A59%3A59.999", "paidDateBefore=2026-02-03", "processingPaymentDateAfter=2026-01-03T23%3A59%3A59.999",
		"processingPaymentDateBefore=2026-02-04",
		"hasAttendees=true", "hasImages=false", "isTestUser=false", "currencyCode=EUR", "countryCode=PT", "vendorName=TAP+%26+Co",
		"reimbursementMethod=CNQRPAY", "batchID=B%2F1", "approverLoginID=tom.berg%40haldenreyes.example", "paymentStatusCode=P_HOLD",
	} {
		assert.Contains(t, query, want)
	}
}

func TestTypesAreNamedInsteadOfKnownById(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	byName := list(kit, args{"expense_type": "train"})
	assert.Contains(t, byName.names(), "Porto plant visit", "a trip by rail")
	assert.Equal(t, byName.names(), list(kit, args{"expense_type": "TRAIN"}).names())
	card := list(kit, args{"payment_type": "Corporate Card (individual liability)"})
	assert.Contains(t, card.names(), "Sensor+Test fair")
	assert.NotContains(t, card.names(), submittedReport)
	assert.Equal(t, card.names(), list(kit, args{"payment_type": "1022"}).names(), "the code of v4")

	kit.Sim.ResetJournal()
	list(kit, args{"expense_type": "Train", "payment_type": "1022"})
	assert.Equal(t, []string{"list_reports"}, kit.Operations(), "what was looked up is known for minutes")

	failure := kit.Call("list_reports", args{"expense_type": "Trane"}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["next_step"], "Train (TRAIN)")
}

func TestAdministratorsSeeTheReportsOfOthers(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	rita := list(kit, args{"user": testkit.Rita})
	assert.Len(t, rita.Reports, 10)
	assert.ElementsMatch(t, rita.names(), list(kit, args{"user": "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f604"}).names(), "by UUID")
	all := list(kit, args{"user": "all", "approval_status": "submitted", "submitted_before": "2026-03-15", "limit": 200})
	assert.Contains(t, all.names(), "Milan service week")
	assert.Contains(t, all.names(), "Munich calibration audit")
	assert.NotContains(t, all.names(), "Vienna spare parts", "submitted less than five days ago")
	for _, r := range all.Reports {
		assert.NotContains(t, []string{"A_NOTF", "A_RESU", "A_APPR", "A_ACCO"}, r.Code)
		assert.Less(t, r.Submitted, "2026-03-15")
	}
}

func TestNobodyNeedsARightToNameThemselves(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	assert.Len(t, list(kit, args{"user": "7D1F2C3A-5B6E-4F70-8A91-B2C3D4E5F604"}).Reports, 10)
	assert.Equal(t, []string{"list_reports"}, kit.Operations())
	assert.Len(t, list(kit, args{"user": testkit.Rita}).Reports, 10, "though the search for users is refused")
}

func TestTheReportsOfOthersAreForAdministratorsOnly(t *testing.T) {
	t.Parallel()
	failure := newKit(t).Call("list_reports", args{"user": "ALL"}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.NotEmpty(t, failure["next_step"])
}

func TestAListIsWalkedPageByPage(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	whole := list(kit, args{"user": "ALL", "limit": 200})
	assert.Greater(t, len(whole.Reports), 40)
	var walked []string
	cursor := ""
	for limit := 7; ; limit++ { // a page may be longer than the one before
		page := list(kit, args{"user": "ALL", "limit": limit, "cursor": cursor})
		assert.LessOrEqual(t, len(page.Reports), limit)
		walked = append(walked, page.names()...)
		if cursor = page.NextCursor; cursor == "" {
			break
		}
		assert.Nil(t, page.Total)
	}
	assert.Equal(t, whole.names(), walked, "no report is missed or shown twice")

	first := list(kit, args{"user": "ALL", "limit": 7})
	failure := kit.Call("list_reports", args{"user": testkit.Rita, "cursor": first.NextCursor}).Failure()
	assert.Contains(t, failure["message"], "cursor", "a cursor belongs to its filters")
}

func TestFieldsWidenAndNarrowTheRows(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	var narrow struct{ Reports []map[string]any }
	kit.Call("list_reports", args{"fields": []string{"report_id"}, "limit": 1}).Into(&narrow)
	require.Len(t, narrow.Reports, 1)
	assert.Len(t, narrow.Reports[0], 1)
	assert.Contains(t, narrow.Reports[0], "report_id")
	wide := list(kit, args{"fields": "all"})
	assert.Equal(t, testkit.Rita, wide.Reports[0].OwnerLogin)
	assert.Contains(t, kit.Call("list_reports", args{"fields": "colour"}).Failure()["message"], "approval_status_code")
}

func TestAnEmptyListSaysWhy(t *testing.T) {
	t.Parallel()
	found := list(newKit(t), args{"currency": "JPY"})
	assert.Empty(t, found.Reports)
	assert.Contains(t, found.Note, "own reports")
	assert.Contains(t, list(newKit(t, testkit.As(testkit.Ada)), args{"user": "ALL", "currency": "JPY"}).Note, "everybody")
}

func TestACompanyAloneCannotListReports(t *testing.T) {
	t.Parallel()
	failure := newKit(t, testkit.CompanyOnly()).Call("list_reports", nil).Failure()
	assert.Contains(t, failure["message"], "user connection")
}

func TestReportsAreFoundByCostObject(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	var some, all, none struct {
		Reports []map[string]any
		Note    string
	}
	kit.Call("list_reports", args{"limit": 200, "fields": []string{"all"}}).Into(&all)
	kit.Sim.ResetJournal()
	kit.Call("list_reports", args{"cost_object": "CC-210", "limit": 200, "fields": []string{"all"}}).Into(&some)
	assert.Equal(t, []string{"list_report_digests"}, kit.Operations())
	require.NotEmpty(t, some.Reports)
	assert.Less(t, len(some.Reports), len(all.Reports))
	assert.Contains(t, all.Reports[0], "has_exceptions")
	assert.NotContains(t, some.Reports[0], "has_exceptions", "which is not known")
	assert.Contains(t, some.Reports[0], "total")
	assert.Contains(t, some.Note, "gives less")
	kit.Call("list_reports", args{"cost_object": "CC-999"}).Into(&none)
	assert.Empty(t, none.Reports)
	assert.Contains(t, none.Note, "No report fits")
}
