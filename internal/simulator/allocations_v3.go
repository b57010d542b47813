package simulator

import (
	"fmt"
	"net/http"
	"slices"
)

// allocationV3 is Expense v3 > AllocationV3 without its custom fields.
type allocationV3 struct {
	ID              string  `json:"ID"`
	URI             string  `json:"URI"`
	EntryID         string  `json:"EntryID"`
	Percentage      string  `json:"Percentage"`
	IsPercentEdited bool    `json:"IsPercentEdited"`
	IsHidden        bool    `json:"IsHidden"`
	AccountCode1    *string `json:"AccountCode1"`
	AccountCode2    *string `json:"AccountCode2"`
}

// labelledV3 is Expense v3 > CustomFieldExtension.
type labelledV3 struct {
	customFieldV3
	Label    string `json:"Label"`
	Sequence int    `json:"Sequence"`
}

// allocationWithCustom prints Custom1 to Custom20 after the other members, null where
// they are not set.
type allocationWithCustom struct {
	members allocationV3
	custom  map[string]labelledV3
}

const allocationCustoms = 20

// MarshalJSON prints one flat object.
func (a allocationWithCustom) MarshalJSON() ([]byte, error) {
	text, err := inJSON(a.members)
	if err != nil {
		return nil, err
	}
	text = text[:len(text)-1]
	for i := range allocationCustoms {
		name, value := fmt.Sprintf("Custom%d", i+1), []byte("null")
		if field, set := a.custom[name]; set {
			if value, err = inJSON(field); err != nil {
				return nil, err
			}
		}
		text = fmt.Appendf(text, ",%q:%s", name, value)
	}
	return append(text, '}'), nil
}

func (st *state) allocationV3(c *call, s portion) allocationWithCustom {
	printed := allocationWithCustom{custom: map[string]labelledV3{}, members: allocationV3{
		ID: s.v3ID, URI: c.base + "/api/v3.0/expense/allocations/" + s.v3ID, EntryID: s.on.v3ID,
		Percentage: s.percentage.StringFixed(8), IsPercentEdited: s.edited, IsHidden: s.system,
		AccountCode1: orNull(st.account(s.report, s.on)),
	}}
	values := st.customV3(s.custom)
	for i, field := range st.customFields {
		if value, set := values[field.fieldName()]; set {
			printed.custom[field.fieldName()] = labelledV3{value, field.label, i + 1}
		}
	}
	return printed
}

// listAllocationsV3 answers Allocations v3 > List. The parameter user is taken as the
// API explorer has it.
func listAllocationsV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, true)
	if refusal != nil {
		return *refusal
	}
	reports, refusal := st.reportsOfEntries(c, whose)
	if refusal != nil {
		return *refusal
	}
	if refusal := st.refuseUnknownEntry(c); refusal != nil {
		return *refusal
	}
	entry, item := c.query.Get("entryID"), c.query.Get("itemizationID")
	var rows []portion
	for _, r := range reports {
		for _, e := range r.expenses {
			if entry != "" && e.v3ID != entry {
				continue
			}
			rows = append(rows, slices.DeleteFunc(st.portionsOf(r, e), func(s portion) bool { return item != "" && s.on.v3ID != item })...)
		}
	}
	return pageV3(c, rows, func(s portion) any { return st.allocationV3(c, s) })
}

// getAllocationV3 answers Allocations v3 > Get.
func getAllocationV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	for _, r := range st.reports {
		for _, s := range st.allPortionsOf(r) {
			if s.v3ID != c.path["id"] {
				continue
			}
			if refusal := st.refuseEntriesOf(c, r, whose); refusal != nil {
				return *refusal
			}
			return ok(st.allocationV3(c, s))
		}
	}
	return refuseV3(c, http.StatusNotFound, "The allocation was not found")
}
