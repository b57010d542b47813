package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// quickExpenseV3 is an expense that is on no report yet.
type quickExpenseV3 struct {
	id       string // protected
	ownerID  string
	typeID   string // empty while nobody said
	payment  string // CASHX, CPAID or PENDC
	date     time.Time
	amount   decimal.Decimal
	currency string
	vendor   string
	location string
	comment  string
	imageID  string
	modified time.Time
}

// paymentsV3 are the payment types of quick expenses, the default first (Quick Expense
// v3 > PaymentTypeCode).
func paymentsV3() []string { return []string{"PENDC", "CASHX", "CPAID"} }

func quickExpensesV3Handlers() map[string]handler {
	return map[string]handler{
		"list_quick_expenses":  whereNotRetired(listQuickExpensesV3),
		"get_quick_expense":    whereNotRetired(getQuickExpenseV3),
		"create_quick_expense": whereNotRetired(createQuickExpenseV3),
		"update_quick_expense": whereNotRetired(updateQuickExpenseV3),
		"delete_quick_expense": whereNotRetired(deleteQuickExpenseV3),
	}
}

// whereNotRetired answers as Concur does since it has taken Quick Expense v3 away. The
// status and the words are inferred: documented is that the message says so.
func whereNotRetired(answer handler) handler {
	return func(st *state, c *call) reply {
		if !st.hasQuickExpensesV3 {
			return refuseV3(c, http.StatusGone, "This API has been decommissioned. Please use the Quick Expense v4 API.")
		}
		return answer(st, c)
	}
}

type quickExpenseRow struct {
	ID                string  `json:"ID"`
	URI               string  `json:"URI"`
	ExpenseTypeCode   string  `json:"ExpenseTypeCode"`
	ExpenseTypeName   string  `json:"ExpenseTypeName"`
	PaymentTypeCode   string  `json:"PaymentTypeCode"`
	TransactionDate   *string `json:"TransactionDate"`
	TransactionAmount number  `json:"TransactionAmount"`
	CurrencyCode      string  `json:"CurrencyCode"`
	VendorDescription string  `json:"VendorDescription"`
	LocationName      string  `json:"LocationName"`
	Comment           string  `json:"Comment"`
	ReceiptImageID    *string `json:"ReceiptImageID"`
	OwnerLoginID      string  `json:"OwnerLoginID"`
	OwnerName         string  `json:"OwnerName"`
}

func (st *state) quickExpenseRow(c *call, q *quickExpenseV3) any {
	owner := st.person(q.ownerID)
	row := quickExpenseRow{
		ID: q.id, URI: c.base + "/api/v3.0/expense/quickexpenses/" + q.id, PaymentTypeCode: q.payment, TransactionDate: momentV3(q.date),
		TransactionAmount: number(q.amount), CurrencyCode: q.currency, VendorDescription: q.vendor, LocationName: q.location,
		Comment: q.comment, ReceiptImageID: orNull(q.imageID), OwnerLoginID: owner.login, OwnerName: owner.family + ", " + owner.given,
	}
	if spentOn := st.policy(owner.policies[0]).expenseType(q.typeID); spentOn != nil {
		row.ExpenseTypeCode, row.ExpenseTypeName = spentOn.id, spentOn.name
	}
	return row
}

// listQuickExpensesV3 answers Quick Expense v3 > List. The filters by date of change are
// exclusive, like those of reports (inferred).
func listQuickExpensesV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, true)
	if refusal != nil {
		return *refusal
	}
	filters := &filtersV3{query: c.query}
	var found []*quickExpenseV3
	for _, q := range st.quickExpensesV3 {
		if whose.include(q.ownerID) && filters.within("modifiedDate", q.modified) {
			found = append(found, q)
		}
	}
	if filters.problem != "" {
		return refuseV3(c, http.StatusBadRequest, filters.problem)
	}
	return pageV3(c, found, func(q *quickExpenseV3) any { return st.quickExpenseRow(c, q) })
}

// quickExpenseAt finds the quick expense of a path for its owner or an administrator.
func (st *state) quickExpenseAt(c *call) (*quickExpenseV3, *reply) {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return nil, refusal
	}
	for _, q := range st.quickExpensesV3 {
		if q.id != c.path["id"] {
			continue
		}
		if whose.include(q.ownerID) {
			return q, nil
		}
		refusal := refuseV3(c, http.StatusForbidden, "The quick expense belongs to another user")
		return nil, &refusal
	}
	missing := refuseV3(c, http.StatusNotFound, "The quick expense was not found")
	return nil, &missing
}

func getQuickExpenseV3(st *state, c *call) reply {
	q, refusal := st.quickExpenseAt(c)
	if refusal != nil {
		return *refusal
	}
	return ok(st.quickExpenseRow(c, q))
}

func deleteQuickExpenseV3(st *state, c *call) reply {
	q, refusal := st.quickExpenseAt(c)
	if refusal != nil {
		return *refusal
	}
	st.quickExpensesV3 = slices.DeleteFunc(st.quickExpensesV3, func(other *quickExpenseV3) bool { return other == q })
	return noContent()
}

// createQuickExpenseV3 answers Quick Expense v3 > Create. What is required is inferred
// from an OpenAPI description of Concur.
func createQuickExpenseV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	wanted, refusal := decodeQuickExpense(c)
	if refusal != nil {
		return *refusal
	}
	for name, missing := range map[string]bool{
		"TransactionDate": wanted.TransactionDate == nil, "TransactionAmount": wanted.TransactionAmount == nil,
		"CurrencyCode": wanted.CurrencyCode == nil,
	} {
		if missing {
			return refuseV3(c, http.StatusBadRequest, name+" is required")
		}
	}
	made := &quickExpenseV3{ownerID: whose.one.id, payment: paymentsV3()[0], modified: c.now}
	if mistake := st.fillQuickExpense(made, wanted); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	made.id = c.ids.protected("nVhq")
	st.quickExpensesV3 = append(st.quickExpensesV3, made)
	return ok(createdV3{made.id, c.base + c.uri + "/" + made.id})
}

// updateQuickExpenseV3 answers Quick Expense v3 > Update: what is absent stays.
func updateQuickExpenseV3(st *state, c *call) reply {
	q, refusal := st.quickExpenseAt(c)
	if refusal != nil {
		return *refusal
	}
	wanted, refusal := decodeQuickExpense(c)
	if refusal != nil {
		return *refusal
	}
	changed := *q
	if mistake := st.fillQuickExpense(&changed, wanted); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	*q = changed
	q.modified = c.now
	return noContent()
}

func decodeQuickExpense(c *call) (quickExpenseWrite, *reply) {
	var wanted quickExpenseWrite
	if json.Unmarshal(c.body, &wanted) == nil {
		return wanted, nil
	}
	refusal := refuseV3(c, http.StatusBadRequest, "The request body is not a readable quick expense")
	return wanted, &refusal
}
