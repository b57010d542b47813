package simulator

import (
	"net/http"
	"slices"
)

type advanceLinks struct {
	CashAdvances []advanceLink `json:"cashAdvances"`
}

type advanceLink struct {
	ID string `json:"id"`
}

// getReportCashAdvances answers Cash Advance Associations v4 > Get.
func getReportCashAdvances(st *state, c *call) reply {
	r, refusal := st.readable(c)
	if refusal != nil {
		return *refusal
	}
	links := advanceLinks{CashAdvances: []advanceLink{}}
	for _, id := range r.cashAdvanceIDs {
		links.CashAdvances = append(links.CashAdvances, advanceLink{dashed(id)})
	}
	return ok(links)
}

// setReportCashAdvances answers Cash Advance Associations v4 > Set: what is sent takes the
// place of what was linked. Only cash advances of the owner that were issued can be linked
// (inferred).
func setReportCashAdvances(st *state, c *call) reply {
	r, refusal := st.linkable(c)
	if refusal != nil {
		return *refusal
	}
	var wanted struct{ CashAdvanceIDs []string }
	if refusal := decodeV4(c, &wanted); refusal != nil {
		return *refusal
	}
	if wanted.CashAdvanceIDs == nil {
		return refuseFields(c, fieldError{"cashAdvanceIds", "cashAdvanceIds is required", "field.required"})
	}
	var v validation
	var ids []string
	for _, id := range wanted.CashAdvanceIDs {
		found := st.cashAdvance(id)
		if found == nil || !uuidForm.MatchString(id) || found.ownerID != r.ownerID || found.status != advanceIssued {
			v.add("cashAdvanceIds", id+" is not a cash advance that can be linked to this report", "field.invalid")
			continue
		}
		if !slices.Contains(ids, found.id) {
			ids = append(ids, found.id)
		}
	}
	if len(v) > 0 {
		return refuseFields(c, v...)
	}
	r.cashAdvanceIDs = ids
	r.touch(c)
	return created(map[string]string{"uri": c.base + c.uri})
}

// removeReportCashAdvances answers Cash Advance Associations v4 > Remove. One that is not
// linked is passed over (inferred).
func removeReportCashAdvances(st *state, c *call) reply {
	r, refusal := st.linkable(c)
	if refusal != nil {
		return *refusal
	}
	unwanted := c.query["cashAdvanceIds"]
	if len(unwanted) == 0 {
		return refuseFields(c, fieldError{"cashAdvanceIds", "cashAdvanceIds is required", "field.required"})
	}
	for i, id := range unwanted {
		if !uuidForm.MatchString(id) {
			return refuseFields(c, fieldError{"cashAdvanceIds", id + " is not a UUID", "field.invalid"})
		}
		unwanted[i] = v4ID(id)
	}
	r.cashAdvanceIDs = slices.DeleteFunc(r.cashAdvanceIDs, func(id string) bool { return slices.Contains(unwanted, id) })
	r.touch(c)
	return noContent()
}

// linkable finds the report of a path for a caller who may edit it, in a state in which
// its header could be edited too (inferred).
func (st *state) linkable(c *call) (*report, *reply) {
	r, refusal := st.writable(c)
	if refusal != nil {
		return nil, refusal
	}
	if !r.changeable() {
		refusal := refuseV4(c, http.StatusForbidden, "", "The report cannot be changed: it is submitted or reopened")
		return nil, &refusal
	}
	return r, nil
}
