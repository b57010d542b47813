package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// reportToApprove is Expense Reports v4 > ReportToApprove.
type reportToApprove struct {
	ReportID              string   `json:"reportId"`
	ReportNumber          string   `json:"reportNumber"`
	Name                  string   `json:"name"`
	ReportDate            *string  `json:"reportDate"`
	SubmitDate            *string  `json:"submitDate"`
	Approver              employee `json:"approver"`
	Employee              employee `json:"employee"`
	EmployeeFirstName     string   `json:"employeeFirstName"`
	EmployeeLastName      string   `json:"employeeLastName"`
	EmployeeMiddleInitial *string  `json:"employeeMiddleInitial"`
	AmountDueEmployee     amount   `json:"amountDueEmployee"`
	ClaimedAmount         amount   `json:"claimedAmount"`
	TotalApprovedAmount   amount   `json:"totalApprovedAmount"`
	HasExceptions         bool     `json:"hasExceptions"`
	ReportType            string   `json:"reportType"`
	CurrencyCode          string   `json:"crnCode"`
	Links                 []link   `json:"links"`
}

// getReportsToApprove answers Expense Reports v4 > Get reports to approve.
func getReportsToApprove(st *state, c *call) reply {
	approver, caller := st.person(c.path["userId"]), st.caller(c)
	if approver == nil {
		return refuseV4(c, http.StatusNotFound, "", "userId not found")
	}
	if caller != nil && caller != approver && !approver.trusts(caller, canApprove) {
		return *forbidden(c, "The user may not see the approvals of another user")
	}
	if !approver.isApprover {
		return *forbidden(c, "The user does not have the approver role")
	}
	// The explorer marks the parameter as required, the documentation does not; absent
	// counts as false.
	withDelegated, refusal := switchV4(c, "includeDelegateApprovals")
	if refusal != nil {
		return *refusal
	}
	waiting := st.queue(approver, withDelegated)
	if refusal := st.sortQueue(c, waiting); refusal != nil {
		return *refusal
	}
	rows := make([]reportToApprove, 0, len(waiting))
	for _, r := range waiting {
		rows = append(rows, st.queueRow(c, r))
	}
	return ok(rows)
}

// queue is what waits for an approver, or for somebody whose approvals were
// delegated to the approver. Own reports are left out: nobody approves those.
func (st *state) queue(approver *person, withDelegated bool) []*report {
	var waiting []*report
	for _, r := range st.reports {
		current := st.person(r.approverID)
		if current == nil || r.ownerID == approver.id {
			continue
		}
		if current == approver || (withDelegated && current.trusts(approver, canApprove)) {
			waiting = append(waiting, r)
		}
	}
	return waiting
}

// sortQueue orders by sort and order: by default the newest report date first.
func (st *state) sortQueue(c *call, reports []*report) *reply {
	owner := func(r *report) *person { return st.person(r.ownerID) }
	amountOf := func(pick func(totals) decimal.Decimal) func(a, b *report) int {
		return func(a, b *report) int { return pick(st.totals(a)).Cmp(pick(st.totals(b))) }
	}
	orders := map[string]func(a, b *report) int{
		"amountDueEmployee": amountOf(func(t totals) decimal.Decimal { return t.dueEmployee }),
		"claimedAmount":     amountOf(func(t totals) decimal.Decimal { return t.claimed }),
		"employeeFirstName": func(a, b *report) int { return strings.Compare(owner(a).given, owner(b).given) },
		"employeeLastName":  func(a, b *report) int { return strings.Compare(owner(a).family, owner(b).family) },
		"name":              func(a, b *report) int { return strings.Compare(a.name, b.name) },
		"reportDate":        func(a, b *report) int { return a.reportDate.Compare(b.reportDate) },
		"submitDate":        func(a, b *report) int { return a.submitted.Compare(b.submitted) },
	}
	by, known := orders[cmp.Or(c.query.Get("sort"), "reportDate")]
	direction := cmp.Or(c.query.Get("order"), "desc")
	if !known || (direction != "asc" && direction != "desc") {
		refusal := refuseV4(c, http.StatusBadRequest, "", "sort or order has a value that is not supported")
		return &refusal
	}
	slices.SortStableFunc(reports, by)
	if direction == "desc" {
		slices.Reverse(reports)
	}
	return nil
}

func (st *state) queueRow(c *call, r *report) reportToApprove {
	owner, sum := st.person(r.ownerID), st.totals(r)
	return reportToApprove{
		ReportID:            r.id,
		ReportNumber:        r.number,
		Name:                r.name,
		ReportDate:          dateV4(r.reportDate),
		SubmitDate:          dateV4(r.submitted),
		Approver:            employeeOf(st.person(r.approverID)),
		Employee:            employeeOf(owner),
		EmployeeFirstName:   owner.given,
		EmployeeLastName:    owner.family,
		AmountDueEmployee:   money(sum.dueEmployee, r.currency),
		ClaimedAmount:       money(sum.claimed, r.currency),
		TotalApprovedAmount: money(sum.approved, r.currency),
		HasExceptions:       len(st.findings(r, c.now, approverView)) > 0,
		ReportType:          reportType,
		CurrencyCode:        r.currency,
		Links:               []link{{Rel: "self", Href: reportAddress(c, r.id), Method: http.MethodGet}},
	}
}
