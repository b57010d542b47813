package expenses_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// Reports of the sample company.
const (
	openReport      = "Porto plant visit"        // Rita's, not submitted
	submittedReport = "Munich calibration audit" // Rita's, with Tom
)

type args = testkit.Args

// row is what the tests look at in an expense.
type row struct {
	ExpenseID          string `json:"expense_id"`
	V3ID               string `json:"v3_id"`
	ReportID           string `json:"report_id"`
	ExpenseType        string `json:"expense_type"`
	ExpenseTypeID      string `json:"expense_type_id"`
	Date               string `json:"date"`
	Amount             money  `json:"amount"`
	Posted             *money `json:"posted"`
	Vendor             string `json:"vendor"`
	BusinessPurpose    string `json:"business_purpose"`
	PaymentType        string `json:"payment_type"`
	Location           string `json:"location"`
	HasReceipt         *bool  `json:"has_receipt"`
	HasExceptions      bool   `json:"has_exceptions"`
	BlockingExceptions bool   `json:"blocking_exceptions"`
	Personal           bool   `json:"personal"`
	Billable           bool   `json:"billable"`
	Rejected           bool   `json:"rejected"`
	PaperReceipt       bool   `json:"paper_receipt_received"`
	TaxReceiptType     string `json:"tax_receipt_type"`
	Distance           int    `json:"distance"`
	ParentExpenseID    string `json:"parent_expense_id"`
	CustomFields       []struct{ ID, Value string }
	Verified           bool   `json:"verified"`
	Note               string `json:"note"`
}

type money struct {
	Value    float64 `json:"value"`
	Currency string  `json:"currency"`
}

type listing struct {
	Expenses   []row    `json:"expenses"`
	Total      *int     `json:"total"`
	NextCursor string   `json:"next_cursor"`
	Note       string   `json:"note"`
	Untrusted  []string `json:"untrusted_text"`
}

// expensesOf lists the expenses of a report.
func expensesOf(kit *testkit.Kit, report string) []row {
	var list listing
	kit.Call("list_report_expenses", args{"report_id": report, "fields": []string{"all"}}).Into(&list)
	return list.Expenses
}

// expenseOfType gives an expense of a report by the name of its type.
func expenseOfType(t *testing.T, kit *testkit.Kit, report, expenseType string) row {
	t.Helper()
	for _, e := range expensesOf(kit, report) {
		if e.ExpenseType == expenseType {
			return e
		}
	}
	require.Fail(t, "there is no expense of type "+expenseType)
	return row{}
}
