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

// getCostObjects answers Workflows v4 > Get cost objects for approver. Expenses are not
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
		name := st.costCenterOf(r, e)
		at := slices.IndexFunc(objects, func(o *costObject) bool { return o.Name == name })
		if at < 0 {
			at = len(objects)
			objects = append(objects, &costObject{
				Name: name, ApproverID: approver.id, IsOwnedByCaller: approver == user, IsFullyApproved: !waits,
				IsApprovableAsUser: waits && approver == user, IsApprovableAsDelegate: waits && approver.trusts(user, canApprove),
				ApprovedAmount: money(decimal.Zero, r.currency), ClaimedAmount: money(decimal.Zero, r.currency),
			})
		}
		o := objects[at]
		o.ClaimedAmount.value, o.ApprovedAmount.value = o.ClaimedAmount.value.Add(e.claimed()), o.ApprovedAmount.value.Add(e.approved())
		o.Expenses = append(o.Expenses, costObjectExpense{e.id, money(e.approved(), r.currency), money(e.claimed(), r.currency)})
	}
	return ok(objects)
}

// costCenterOf is the cost center of an expense, or else of its report.
func (st *state) costCenterOf(r *report, e *expense) string {
	field := st.customField(costCenterField)
	for _, id := range []string{e.custom[costCenterField], r.custom[costCenterField]} {
		if item := field.item(id); id != "" && item != nil {
			return item.value
		}
	}
	return "Unassigned"
}
