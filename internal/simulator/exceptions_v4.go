package simulator

import (
	"net/http"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// reportException is Exceptions v4 > ReportException.
type reportException struct {
	ExceptionCode       string  `json:"exceptionCode"`
	ExceptionVisibility string  `json:"exceptionVisibility"`
	IsBlocking          bool    `json:"isBlocking"`
	Message             string  `json:"message"`
	AllocationID        *string `json:"allocationId"`
	ExpenseID           *string `json:"expenseId"`
	ParentExpenseID     *string `json:"parentExpenseId"`
}

func printedFindings(findings []finding) []reportException {
	rows := make([]reportException, 0, len(findings))
	for _, f := range findings {
		row := reportException{ExceptionCode: f.code, ExceptionVisibility: f.visibility, IsBlocking: f.blocking, Message: f.message}
		if f.on != nil {
			row.ExpenseID = &f.on.id
		}
		if f.parent != nil {
			row.ParentExpenseID = &f.parent.id
		}
		if f.allocation != nil {
			row.AllocationID = &f.allocation.id
		}
		rows = append(rows, row)
	}
	return rows
}

// viewOf is what the caller gets to see in the role of the path.
func viewOf(c *call) view {
	switch c.path["contextType"] {
	case catalogue.Traveler, catalogue.Proxy:
		return travelerView
	case catalogue.Manager:
		return approverView
	default:
		return officeView
	}
}

// getReportExceptions answers both Exceptions v4 paths of a report.
func getReportExceptions(st *state, c *call) reply {
	r, refusal := st.readable(c)
	if refusal != nil {
		return *refusal
	}
	headerOnly, problem := switchV4(c, "excludeExpenses")
	if problem != nil {
		return *problem
	}
	found := st.findings(r, c.now, viewOf(c))
	if headerOnly {
		found = slices.DeleteFunc(found, func(f finding) bool { return f.on != nil })
	}
	return ok(printedFindings(found))
}

// getExpenseExceptions answers both Exceptions v4 paths of an expense.
func getExpenseExceptions(st *state, c *call) reply {
	r, e, parent, refusal := st.readableExpense(c)
	if refusal != nil {
		return *refusal
	}
	alone, problem := switchV4(c, "excludeItemizations")
	if problem != nil {
		return *problem
	}
	whole := e
	if parent != nil {
		whole = parent
	}
	found := st.findingsOn(r, whole, c.now, viewOf(c))
	if alone || parent != nil {
		found = slices.DeleteFunc(found, func(f finding) bool { return f.on != e })
	}
	return ok(printedFindings(found))
}

// getAllocationExceptions answers both Exceptions v4 paths of an allocation.
func getAllocationExceptions(st *state, c *call) reply {
	r, refusal := st.readable(c)
	if refusal != nil {
		return *refusal
	}
	on, refusal := st.allocationAt(c, r)
	if refusal != nil {
		return *refusal
	}
	_, parent := r.expense(on.on.id)
	return ok(printedFindings(on.findings(parent, viewOf(c))))
}

// readableExpense finds the report and the expense of a v4 path, as readable does.
func (st *state) readableExpense(c *call) (r *report, e, parent *expense, refusal *reply) {
	if r, refusal = st.readable(c); refusal == nil {
		e, parent, refusal = expenseAt(c, r)
	}
	return r, e, parent, refusal
}

// expenseAt finds the expense of a v4 path, and the expense that it itemizes.
func expenseAt(c *call, r *report) (e, parent *expense, refusal *reply) {
	if e, parent = r.expense(c.path["expenseId"]); e != nil {
		return e, parent, nil
	}
	missing := refuseV4(c, http.StatusNotFound, "", "expenseId not found")
	return nil, nil, &missing
}

// switchV4 reads a boolean query parameter that is false when absent.
func switchV4(c *call, name string) (bool, *reply) {
	switch c.query.Get(name) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	default:
		refusal := refuseV4(c, http.StatusBadRequest, "", name+" must be true or false")
		return false, &refusal
	}
}
