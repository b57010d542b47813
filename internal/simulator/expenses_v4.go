package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
)

// listExpenses answers Expenses v4 > List expenses.
func listExpenses(st *state, c *call) reply {
	r, refusal := st.readable(c)
	if refusal != nil {
		return *refusal
	}
	withItemizations, refusal := switchV4(c, "includeItemizations")
	if refusal != nil {
		return *refusal
	}
	rows := []expenseSummary{}
	for _, e := range r.expenses {
		rows = append(rows, st.summary(c, r, e, nil))
		if withItemizations {
			rows = append(rows, st.itemizationRows(c, r, e)...)
		}
	}
	return ok(rows)
}

func (st *state) itemizationRows(c *call, r *report, e *expense) []expenseSummary {
	rows := make([]expenseSummary, 0, len(e.itemizations))
	for _, item := range e.itemizations {
		rows = append(rows, st.summary(c, r, item, e))
	}
	return rows
}

// getExpense answers Expenses v4 > Get an expense, of itemizations too.
func getExpense(st *state, c *call) reply {
	r, e, parent, refusal := st.readableExpense(c)
	if refusal != nil {
		return *refusal
	}
	return ok(st.detail(c, r, e, parent))
}

// getItemizations answers Expenses v4 > Get itemizations: none for an expense that
// is not itemized.
func getItemizations(st *state, c *call) reply {
	r, e, _, refusal := st.readableExpense(c)
	if refusal != nil {
		return *refusal
	}
	return ok(st.itemizationRows(c, r, e))
}

// deleteExpense answers Expenses v4 > Delete an expense. Its itemizations go with it.
// Which status an expense in the wrong state gets is not documented; it is 400 here
// (inferred).
func deleteExpense(st *state, c *call) reply {
	r, refusal := st.writable(c)
	if refusal != nil {
		return *refusal
	}
	e, parent, refusal := expenseAt(c, r)
	if refusal != nil {
		return *refusal
	}
	if r.reopened {
		return *refuseReopened(c)
	}
	if !r.changeable() {
		return refuseV4(c, http.StatusBadRequest, "", "The expense is not in a deletable state")
	}
	if parent != nil {
		parent.itemizations, parent.modified = without(parent.itemizations, e), c.now
	} else {
		r.expenses = without(r.expenses, e)
	}
	r.touch(c)
	return noContent()
}

func without(expenses []*expense, gone *expense) []*expense {
	return slices.DeleteFunc(expenses, func(other *expense) bool { return other == gone })
}

// expensePatch is Expenses v4 > UpdateExpenseCompact, a merge patch.
type expensePatch struct {
	ExpenseSource          member[string]        `json:"expenseSource"`
	BusinessPurpose        member[string]        `json:"businessPurpose"`
	CustomData             member[[]customDatum] `json:"customData"`
	IsExpenseRejected      member[bool]          `json:"isExpenseRejected"`
	IsPaperReceiptReceived member[bool]          `json:"isPaperReceiptReceived"`
}

// updateExpenseSubmitted answers Expenses v4 > Update an expense of a submitted
// report. Only few fields are taken; that others are refused rather than passed over
// is inferred.
func updateExpenseSubmitted(st *state, c *call) reply {
	r, refusal := st.reportAt(c)
	if refusal != nil {
		return *refusal
	}
	e, _, refusal := expenseAt(c, r)
	if refusal != nil {
		return *refusal
	}
	if r.paidOut() {
		return refuseV4(c, http.StatusBadRequest, "", "The report is already paid")
	}
	if r.reopened {
		return *refuseReopened(c)
	}
	var patch expensePatch
	if refusal := decodeV4(c, &patch); refusal != nil {
		return *refusal
	}
	var v validation
	v.onlyMembers(c.body, "expenseSource", "businessPurpose", "customData", "isExpenseRejected", "isPaperReceiptReceived")
	v.required("expenseSource", patch.ExpenseSource.value)
	if patch.ExpenseSource.given() {
		v.oneOf("expenseSource", patch.ExpenseSource.value, []string{"EA", "MOB", "OTHER", "SE", "TA", "TR", "UI"})
	}
	v.atMost("businessPurpose", patch.BusinessPurpose.value, purposeLimit)
	changes := st.customPatch(&v, patch.CustomData, expenseFields)
	if len(v) > 0 {
		return refuseFields(c, v...)
	}
	set(&e.purpose, patch.BusinessPurpose)
	set(&e.rejected, patch.IsExpenseRejected)
	set(&e.paperReceived, patch.IsPaperReceiptReceived)
	applyCustom(e.custom, changes)
	e.modified = c.now
	r.touch(c)
	return noContent()
}

// onlyMembers refuses members of a body other than the given ones.
func (v *validation) onlyMembers(body []byte, known ...string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return // the body is empty: decodeV4 has refused every other mistake
	}
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !slices.Contains(known, name) {
			v.add(name, name+" cannot be changed here", "field.invalid")
		}
	}
}
