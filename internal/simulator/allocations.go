package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
)

func allocationsHandlers() map[string]handler {
	return map[string]handler{
		"list_allocations":    listAllocations,
		"get_allocation":      getAllocation,
		"update_allocation":   updateAllocation,
		"list_allocations_v3": listAllocationsV3,
		"get_allocation_v3":   getAllocationV3,
	}
}

// allocationV4 is Allocations v4 > Allocation.
type allocationV4 struct {
	AllocationID         string       `json:"allocationId"`
	ExpenseID            string       `json:"expenseId"`
	Percentage           json.Number  `json:"percentage"`
	IsPercentEdited      bool         `json:"isPercentEdited"`
	IsSystemAllocation   bool         `json:"isSystemAllocation"`
	AccountCode          *string      `json:"accountCode"`
	OverLimitAccountCode *string      `json:"overLimitAccountCode"`
	AllocationAmount     amount       `json:"allocationAmount"`
	ApprovedAmount       amount       `json:"approvedAmount"`
	ClaimedAmount        amount       `json:"claimedAmount"`
	CustomData           []customData `json:"customData"`
}

// allocationV4 prints an allocation, its amounts in the currency of the report
// (inferred).
func (st *state) allocationV4(c *call, s portion) allocationV4 {
	currency := s.report.currency
	return allocationV4{
		AllocationID: s.id, ExpenseID: s.on.id, Percentage: json.Number(s.percentage.StringFixed(8)), IsPercentEdited: s.edited,
		IsSystemAllocation: s.system, AccountCode: orNull(st.account(s.report, s.on)), AllocationAmount: money(s.posted, currency),
		ApprovedAmount: money(s.approved, currency), ClaimedAmount: money(s.claimed, currency),
		CustomData: st.printedCustom(c, s.custom, allocationForm),
	}
}

// allocationForm are the custom fields of an allocation: those of an expense
// (inferred, every company has its own form).
func allocationForm(f *customField) bool { return expenseFields(f) }

// listAllocations answers Allocations v4 > List allocations.
func listAllocations(st *state, c *call) reply {
	r, e, _, refusal := st.readableExpense(c)
	if refusal != nil {
		return *refusal
	}
	rows := []allocationV4{}
	for _, s := range st.portionsOf(r, e) {
		rows = append(rows, st.allocationV4(c, s))
	}
	return ok(rows)
}

// getAllocation answers Allocations v4 > Get an allocation.
func getAllocation(st *state, c *call) reply {
	r, refusal := st.readable(c)
	if refusal != nil {
		return *refusal
	}
	found, refusal := st.allocationAt(c, r)
	if refusal != nil {
		return *refusal
	}
	return ok(st.allocationV4(c, found))
}

// allocationPatch is Allocations v4 > UpdateAllocation.
type allocationPatch struct {
	Allocation *struct {
		CustomData member[[]customDatum] `json:"customData"`
	} `json:"allocation"`
	ExpenseIDs []string `json:"expenseIds"`
}

// updateAllocation answers Allocations v4 > Update an allocation, on a report that is
// not submitted. expenseIds has to name the expense of the allocation; that another
// one has no copy of it, and is not found, is inferred.
func updateAllocation(st *state, c *call) reply {
	r, refusal := st.writable(c)
	if refusal != nil {
		return *refusal
	}
	found, refusal := st.allocationAt(c, r)
	switch {
	case refusal != nil:
		return *refusal
	case r.reopened:
		return *refuseReopened(c)
	case !r.changeable():
		return *forbidden(c, "The report is submitted and cannot be changed")
	case found.system:
		return *forbidden(c, "A system allocation is read-only")
	case st.policyOf(r).allocationFormID == "":
		return refuseV4(c, http.StatusNotFound, "", "The policy of the report has no allocation form")
	}
	var patch allocationPatch
	if refusal := decodeV4(c, &patch); refusal != nil {
		return *refusal
	}
	var v validation
	if len(patch.ExpenseIDs) == 0 {
		v.add("expenseIds", "expenseIds is required", "field.required")
	}
	changes := map[string]string{}
	if patch.Allocation == nil {
		v.add("allocation", "allocation is required", "field.required")
	} else {
		changes = st.customPatch(&v, patch.Allocation.CustomData, allocationForm)
	}
	if len(v) > 0 {
		return refuseFields(c, v...)
	}
	if slices.ContainsFunc(patch.ExpenseIDs, func(id string) bool { return v4ID(id) != found.on.id }) {
		return refuseV4(c, http.StatusNotFound, "", "expenseId not found")
	}
	applyCustom(found.custom, changes)
	found.on.modified = c.now
	r.touch(c)
	return noContent()
}
