package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type pageOf[T any] struct {
	Items    []T
	NextPage *string
}

type reportRow struct {
	ID, Name, ApprovalStatusCode, PaymentStatusCode, CurrencyCode, OwnerLoginID string
	ApproverLoginID, SubmitDate                                                 *string
}

// walk follows NextPage to the end.
func walk[T any](t *testing.T, s *scene, login, path string) (rows []T, pages int) {
	t.Helper()
	for path != "" {
		answer := s.get(login, path)
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		var page pageOf[T]
		answer.into(t, &page)
		rows, path = append(rows, page.Items...), ""
		pages++
		if page.NextPage != nil {
			path = strings.TrimPrefix(*page.NextPage, InProcessURL)
			require.NotEqual(t, *page.NextPage, path, "NextPage is absolute")
		}
	}
	return rows, pages
}

const reportsV3 = "/api/v3.0/expense/reports"

func TestTextsOfV3ArePrintedBare(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	list := s.get(rita, reportsV3+"?approvalStatusCode=A_PEND").body
	assert.Contains(t, list, `"ApprovalStatusName":"Submitted & Pending Approval"`)
}

func TestThePagesOfAListAreTheWholeList(t *testing.T) {
	t.Parallel()
	cases := []struct {
		query string
		pages int
	}{{"user=ALL", 2}, {"user=ALL&limit=10", 5}, {"user=ALL&limit=43", 1}, {"user=ALL&limit=100", 1}, {"user=ALL&limit=1000", 1}}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			rows, pages := walk[reportRow](t, s, ada, reportsV3+"?"+c.query)
			assert.Equal(t, c.pages, pages)
			require.Len(t, rows, len(s.state.reports))
			for i, r := range s.state.reports {
				assert.Equal(t, r.id, rows[i].ID)
			}
		})
	}
}

func TestNextPageCarriesTheFilters(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var page pageOf[reportRow]
	s.get(ada, reportsV3+"?user=ALL&approvalStatusCode=A_PEND,A_NOTF&limit=3").into(t, &page)
	require.NotNil(t, page.NextPage)
	next, err := url.Parse(*page.NextPage)
	require.NoError(t, err)
	assert.Equal(
		t,
		[]string{"ALL", "A_PEND,A_NOTF", "3"},
		[]string{next.Query().Get("user"), next.Query().Get("approvalStatusCode"), next.Query().Get("limit")},
	)
	rows, _ := walk[reportRow](t, s, ada, reportsV3+"?user=ALL&approvalStatusCode=A_PEND,A_NOTF&limit=3")
	codes := map[string]int{}
	for _, row := range rows {
		codes[row.ApprovalStatusCode]++
	}
	assert.Equal(t, map[string]int{"A_PEND": 12, "A_NOTF": 8}, codes)
}

func TestAnEmptyListHasItemsAndNoNextPage(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	assert.JSONEq(t, `{"Items": [], "NextPage": null}`, s.get(rita, reportsV3+"?batchID=NONE").body)
}

func TestEachFilterOfReportsNarrowsTheList(t *testing.T) {
	t.Parallel()
	st := sample(t)
	day := func(daysAgo int) string { return newClock().now().AddDate(0, 0, -daysAgo).Format(time.DateOnly) }
	before := func(at time.Time, daysAgo int) bool {
		return !at.IsZero() && at.Before(dayOf(newClock().now()).AddDate(0, 0, -daysAgo))
	}
	after := func(at time.Time, daysAgo int) bool { return at.After(dayOf(newClock().now()).AddDate(0, 0, -daysAgo)) }
	someEntry := func(matches func(*expense) bool) func(*report) bool {
		return func(r *report) bool { return anyExpense(r, matches) }
	}
	cases := map[string]func(*report) bool{
		"approvalStatusCode=A_PEND": func(r *report) bool { return r.approvalStatus == "A_PEND" },
		"approvalStatusCode=A_PEND,A_ACCO": func(r *report) bool {
			return r.approvalStatus == "A_PEND" || r.approvalStatus == "A_ACCO"
		},
		"paymentStatusCode=P_PAID":                   func(r *report) bool { return r.paymentStatus == "P_PAID" },
		"currencyCode=USD":                           func(r *report) bool { return r.currency == "USD" },
		"countryCode=GB":                             func(r *report) bool { return r.country == "GB" },
		"approverLoginID=" + rita:                    func(r *report) bool { return r.approverID == st.personByLogin(rita).id },
		"expenseTypeCode=MILEG":                      someEntry(func(e *expense) bool { return e.typeID == "MILEG" }),
		"vendorName=bolt":                            someEntry(func(e *expense) bool { return e.vendor == "Bolt" }),
		"paymentType=" + st.paymentType("1021").v3ID: someEntry(func(e *expense) bool { return e.paymentTypeID == "1021" }),
		"attendeeTypeCode=sysemp":                    someEntry(hasAttendees),
		"hasAttendees=false":                         func(r *report) bool { return !anyExpense(r, hasAttendees) },
		"hasBillableExpenses=true":                   someEntry(func(e *expense) bool { return e.billable }),
		"hasImages=false": func(r *report) bool {
			return !anyExpense(r, func(e *expense) bool { return e.imageID != "" })
		},
		"isTestUser=true":                        func(r *report) bool { return st.person(r.ownerID).isTestUser },
		"reimbursementMethod=CNQRPAY":            func(r *report) bool { return r.currency == "EUR" },
		"submitDateBefore=" + day(5):             func(r *report) bool { return before(r.submitted, 5) },
		"submitDateAfter=" + day(10):             func(r *report) bool { return after(r.submitted, 10) },
		"createDateAfter=" + day(30):             func(r *report) bool { return after(r.created, 30) },
		"paidDateBefore=" + day(60):              func(r *report) bool { return before(r.paid, 60) },
		"processingPaymentDateAfter=" + day(60):  func(r *report) bool { return after(r.processing, 60) },
		"modifiedDateBefore=" + day(60):          func(r *report) bool { return before(r.modified, 60) },
		"userDefinedDateAfter=" + day(9):         func(r *report) bool { return after(r.reportDate, 9) },
		"entryTransactionDateBefore=" + day(130): someEntry(func(e *expense) bool { return before(e.date, 130) }),
		"createDateAfter=" + day(40) + "&createDateBefore=" + day(20): func(r *report) bool {
			return after(r.created, 40) && before(r.created, 20)
		},
	}
	for query, matches := range cases {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			rows, _ := walk[reportRow](t, s, ada, reportsV3+"?user=ALL&"+strings.ReplaceAll(query, "$", "%24"))
			var got, want []string
			for _, row := range rows {
				got = append(got, row.Name)
			}
			for _, r := range st.reports {
				if matches(r) {
					want = append(want, r.name)
				}
			}
			require.NotEmpty(t, want)
			assert.Less(t, len(want), len(st.reports))
			assert.Equal(t, want, got)
		})
	}
}

func TestBeforeAndAfterAreExclusive(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	at := r.submitted.Format("2006-01-02T15:04:05.000")
	list := func(query string) []string {
		rows, _ := walk[reportRow](t, s, rita, reportsV3+"?"+query)
		var found []string
		for _, row := range rows {
			found = append(found, row.Name)
		}
		return found
	}
	assert.NotContains(t, list("submitDateBefore="+at), r.name)
	assert.NotContains(t, list("submitDateAfter="+at), r.name)
	assert.Contains(t, list("submitDateAfter="+r.submitted.Add(-time.Millisecond).Format("2006-01-02T15:04:05.000")), r.name)
	assert.NotContains(t, list("submitDateBefore=2099-01-01"), "Porto plant visit", "what was never submitted was not submitted before")
}

func TestAListIsRefusedForItsMistakes(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	for _, query := range []string{
		"limit=0", "limit=many", "offset=25", "offset=gWDsAAAA", "hasImages=perhaps", "submitDateAfter=yesterday",
		"reimbursementMethod=CASH",
	} {
		answer := s.get(rita, reportsV3+"?"+query)
		assert.Equal(t, http.StatusBadRequest, answer.status, query)
		assert.Contains(t, answer.body, `"Error"`, query)
	}
}

func TestAReportInV3HasEveryDocumentedMember(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var page pageOf[map[string]any]
	s.get(rita, reportsV3+"?vendorName=none").into(t, &page)
	require.Empty(t, page.Items)
	s.get(rita, reportsV3+"?approvalStatusCode=A_RESU").into(t, &page)
	require.Len(t, page.Items, 1)
	row := page.Items[0]
	documented := append(strings.Fields(`ID URI Name Total CurrencyCode Country CountrySubdivision CreateDate SubmitDate ProcessingPaymentDate
		PaidDate UserDefinedDate LastModifiedDate ReceiptsReceived LastComment OwnerLoginID OwnerName ApproverLoginID ApproverName
		ApprovalStatusCode ApprovalStatusName PaymentStatusCode PaymentStatusName PersonalAmount AmountDueEmployee AmountDueCompanyCard
		TotalClaimedAmount TotalApprovedAmount LedgerName PolicyID EverSentBack HasException WorkflowActionUrl`), customMembers(20)...)
	assert.ElementsMatch(t, documented, membersOf(row))
	r := s.report("Paris onsite")
	for name, want := range map[string]any{
		"ID": r.id, "OwnerName": "Rita Alves", "ApproverLoginID": nil, "ApprovalStatusName": "Sent Back to Employee", "EverSentBack": true,
		"LastComment": r.comments[0].text, "SubmitDate": nil, "UserDefinedDate": dayOf(r.reportDate).Format("2006-01-02T15:04:05"),
		"PolicyID": s.state.policies[0].v3ID, "WorkflowActionUrl": "", "Custom1": nil, "OrgUnit1": nil, "HasException": true,
		"URI": InProcessURL + reportsV3 + "/" + r.id,
	} {
		assert.Equal(t, want, row[name], name)
	}
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?$`, row["CreateDate"])
}

func TestCustomFieldsInV3HaveTypeValueAndCode(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var page pageOf[struct {
		Name                               string
		Custom3, Custom16                  *customFieldV3
		ApproverLoginID, WorkflowActionURL string
	}]
	s.get(rita, reportsV3).into(t, &page)
	at := slices.IndexFunc(page.Items, func(i struct {
		Name                               string
		Custom3, Custom16                  *customFieldV3
		ApproverLoginID, WorkflowActionURL string
	},
	) bool {
		return i.Name == "Munich calibration audit"
	})
	require.GreaterOrEqual(t, at, 0)
	row, item := page.Items[at], s.state.customField("custom3").item("CC-210")
	assert.Equal(t, &customFieldV3{"List", "Calibration Services", &item.code, &item.v3ID}, row.Custom3)
	assert.Equal(t, &customFieldV3{"Text", "PO-7702", nil, nil}, row.Custom16)
	assert.Equal(t, tom, row.ApproverLoginID)
	assert.True(t, strings.HasPrefix(row.WorkflowActionURL, InProcessURL+"/api/expense/expensereport/v1.1/report/"))
}
