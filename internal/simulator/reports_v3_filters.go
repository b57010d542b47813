package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// filtersV3 reads the query of a v3 list. The first parameter that it cannot read
// is the problem.
type filtersV3 struct {
	query   url.Values
	problem string
}

// text is whether a parameter is absent or names the value, in any case.
func (f *filtersV3) text(name, value string) bool {
	wanted := f.query.Get(name)
	return wanted == "" || strings.EqualFold(wanted, value)
}

// list is whether a parameter is absent or has the value among others, separated by
// commas.
func (f *filtersV3) list(name, value string) bool {
	wanted := f.query.Get(name)
	return wanted == "" || slices.ContainsFunc(strings.Split(wanted, ","), func(one string) bool {
		return strings.EqualFold(strings.TrimSpace(one), value)
	})
}

// flag is whether a boolean parameter is absent or has the value.
func (f *filtersV3) flag(name string, value bool) bool {
	wanted := f.query.Get(name)
	if wanted == "" {
		return true
	}
	parsed, err := strconv.ParseBool(strings.ToLower(wanted))
	if err != nil {
		f.problem = name + " must be true or false"
	}
	return parsed == value
}

// after and before are whether a moment lies within name+"After" and name+"Before",
// both exclusive, as the words say. What never happened lies within nothing.
func (f *filtersV3) within(name string, moments ...time.Time) bool {
	after, hasAfter := f.moment(name + "After")
	before, hasBefore := f.moment(name + "Before")
	if !hasAfter && !hasBefore {
		return true
	}
	return slices.ContainsFunc(moments, func(t time.Time) bool {
		return !t.IsZero() && (!hasAfter || t.After(after)) && (!hasBefore || t.Before(before))
	})
}

func (f *filtersV3) moment(name string) (time.Time, bool) {
	text := f.query.Get(name)
	if text == "" {
		return time.Time{}, false
	}
	moment, err := parseMomentV3(text)
	if err != nil {
		f.problem = name + " must be a date like 2024-03-26 or 2024-03-26T09:14:07.210"
	}
	return moment, true
}

// parseMomentV3 reads the two forms of v3 dates, in UTC.
func parseMomentV3(text string) (time.Time, error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, nil
	}
	return time.Parse("2006-01-02T15:04:05", strings.TrimSuffix(text, "Z")) // takes decimals of the second too
}

// reimbursementMethods are the values of reimbursementMethod.
func reimbursementMethods() []string { return []string{"ADPPAYR", "APCHECK", "CNQRPAY", "PMTSERV"} }

// matchesV3 holds a report to the filters of Expense v3 > Reports.
func (st *state) matchesV3(f *filtersV3, r *report) bool {
	owner, approver := st.person(r.ownerID), st.person(r.approverID)
	approverLogin := ""
	if approver != nil {
		approverLogin = approver.login
	}
	if method := f.query.Get("reimbursementMethod"); method != "" && !slices.Contains(reimbursementMethods(), method) {
		f.problem = "reimbursementMethod must be one of " + strings.Join(reimbursementMethods(), ", ")
	}
	// Each filter is read for every report, so that a mistake is found whichever
	// reports there are.
	return all(
		f.list("approvalStatusCode", r.approvalStatus),
		f.list("paymentStatusCode", r.paymentStatus),
		f.text("currencyCode", r.currency),
		f.text("countryCode", r.country),
		f.text("batchID", r.batchID),
		f.text("approverLoginID", approverLogin),
		f.text("reimbursementMethod", st.policyOf(r).reimbursement),
		f.text("expenseGroupConfigID", st.company.groupID),
		f.flag("isTestUser", owner.isTestUser),
		f.flag("hasVAT", anyExpense(r, hasTaxes)),
		f.flag("hasImages", r.hasImages()),
		f.flag("hasAttendees", anyExpense(r, hasAttendees)),
		f.flag("hasBillableExpenses", anyExpense(r, func(e *expense) bool { return e.billable })),
		f.within("createDate", r.created),
		f.within("userDefinedDate", r.reportDate),
		f.within("submitDate", r.submitted),
		f.within("processingPaymentDate", r.processing),
		f.within("paidDate", r.paid),
		f.within("modifiedDate", r.modified),
		f.within("entryTransactionDate", transactionDates(r)...),
		st.someEntryV3(f, r),
	)
}

func all(conditions ...bool) bool { return !slices.Contains(conditions, false) }

// someEntryV3 holds the filters that want at least one entry with something. They
// may be different entries (inferred).
func (st *state) someEntryV3(f *filtersV3, r *report) bool {
	some := func(name string, value func(*expense) string) bool {
		wanted := f.query.Get(name)
		return wanted == "" || anyExpense(r, func(e *expense) bool { return strings.EqualFold(value(e), wanted) })
	}
	return some("paymentType", func(e *expense) string { return st.paymentType(e.paymentTypeID).v3ID }) &&
		some("expenseTypeCode", func(e *expense) string { return e.typeID }) &&
		some("vendorName", func(e *expense) string { return e.vendor }) &&
		f.someGuest("attendeeTypeCode", guestType, r.expenses...)
}

func (r *report) hasImages() bool {
	return r.imageID != "" || anyExpense(r, func(e *expense) bool { return e.imageID != "" })
}

// someGuest is whether a parameter is absent or names a value of somebody who is on
// one of the expenses.
func (f *filtersV3) someGuest(name string, value func(*guest) string, expenses ...*expense) bool {
	wanted := f.query.Get(name)
	return wanted == "" || slices.ContainsFunc(expenses, func(e *expense) bool {
		return e.hasGuest(func(g *guest) bool { return strings.EqualFold(value(g), wanted) })
	})
}

func transactionDates(r *report) []time.Time {
	dates := make([]time.Time, 0, len(r.expenses))
	for _, e := range r.expenses {
		dates = append(dates, e.date)
	}
	return dates
}

// listReportsV3 answers Expense v3 > List reports, the only documented list.
func listReportsV3(st *state, c *call) reply {
	matching, refusal := st.reportsMatchingV3(c, func(*report) bool { return true })
	if refusal != nil {
		return *refusal
	}
	return pageV3(c, matching, func(r *report) any { return st.reportV3(c, r) })
}

// reportsMatchingV3 are the reports that the filters of a v3 list let through, and that
// a further condition does too.
func (st *state) reportsMatchingV3(c *call, also func(*report) bool) ([]*report, *reply) {
	whose, refusal := st.ownersV3(c, true)
	if refusal != nil {
		return nil, refusal
	}
	filters := &filtersV3{query: c.query}
	var matching []*report
	for _, r := range st.reports {
		if st.matchesV3(filters, r) && whose.include(r.ownerID) && also(r) {
			matching = append(matching, r)
		}
	}
	if filters.problem != "" {
		refusal := refuseV3(c, http.StatusBadRequest, filters.problem)
		return nil, &refusal
	}
	return matching, nil
}
