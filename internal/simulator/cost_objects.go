package simulator

import (
	"net/http"
	"slices"

	"github.com/shopspring/decimal"
)

// costCenterField is the custom field that says who bears an expense.
const costCenterField = "custom3"

// costObject is Workflows v4 > CostObjectForApprover.
type costObject struct {
	Name                   string              `json:"name"`
	ApprovedAmount         amount              `json:"approvedAmount"`
	ClaimedAmount          amount              `json:"claimedAmount"`
	ApproverID             string              `json:"approverId"`
	Expenses               []costObjectExpense `json:"expenses"`
	IsOwnedByCaller        bool                `json:"isOwnedByCaller"`
	IsFullyApproved        bool                `json:"isFullyApproved"`
	IsApprovableAsUser     bool                `json:"isApprovableAsUser"`
	IsApprovableAsDelegate bool                `json:"isApprovableAsDelegate"`
}

type costObjectExpense struct {
	ID             string `json:"id"`
	ApprovedAmount amount `json:"approvedAmount"`
	PostedAmount   amount `json:"postedAmount"`
}

// getCostObjects answers Workflows v4 > Get cost objects for approver. An expense that is
// allocated is with each of its cost objects, for its share (inferred). Expenses are not
// filtered by cost object in the sample company, so that all of a report are shown to
// its approvers. The approver of all is that of the current step, or the last one
// (inferred).
func getCostObjects(st *state, c *call) reply {
	r, refusal := st.reportAt(c)
	if refusal != nil {
		return *refusal
	}
	user := st.person(c.path["userId"])
	if user == nil {
		return refuseV4(c, http.StatusNotFound, "", "userId not found")
	}
	if !st.inApproverRole(c, user, func(p *person) bool { return slices.Contains(r.approverIDs, p.id) }) {
		return *forbidden(c, "The user is not an approver of this report")
	}
	approver := st.person(r.approverIDs[len(r.approverIDs)-1])
	waits := r.approverID != ""
	objects := []*costObject{}
	for _, e := range r.expenses {
		for _, part := range st.portionsOf(r, e) {
			name := st.costCenterOf(part, e)
			at := slices.IndexFunc(objects, func(o *costObject) bool { return o.Name == name })
			if at < 0 {
				at = len(objects)
				objects = append(objects, &costObject{
					Name: name, ApproverID: approver.id, IsOwnedByCaller: approver == user, IsFullyApproved: !waits,
					IsApprovableAsUser: waits && approver == user, IsApprovableAsDelegate: waits && approver.trusts(user, canApprove),
					ApprovedAmount: money(decimal.Zero, r.currency), ClaimedAmount: money(decimal.Zero, r.currency),
				})
			}
			objects[at].add(e, part)
		}
	}
	return ok(objects)
}

// add puts a portion of an expense to those of it that are there already.
func (o *costObject) add(e *expense, part portion) {
	o.ClaimedAmount.value = o.ClaimedAmount.value.Add(part.claimed)
	o.ApprovedAmount.value = o.ApprovedAmount.value.Add(part.approved)
	if n := len(o.Expenses); n == 0 || o.Expenses[n-1].ID != e.id {
		nothing := money(decimal.Zero, part.report.currency)
		o.Expenses = append(o.Expenses, costObjectExpense{ID: e.id, ApprovedAmount: nothing, PostedAmount: nothing})
	}
	whole := &o.Expenses[len(o.Expenses)-1]
	whole.PostedAmount.value = whole.PostedAmount.value.Add(part.claimed)
	whole.ApprovedAmount.value = whole.ApprovedAmount.value.Add(part.approved)
}

// costCenterOf is the cost center of a portion, or else of its expense or report.
func (st *state) costCenterOf(part portion, e *expense) string {
	field := st.customField(costCenterField)
	for _, id := range []string{
		part.custom[costCenterField], part.on.custom[costCenterField], e.custom[costCenterField], part.report.custom[costCenterField],
	} {
		if item := field.item(id); id != "" && item != nil {
			return item.value
		}
	}
	return "Unassigned"
}
