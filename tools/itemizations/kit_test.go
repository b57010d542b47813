package itemizations_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// Reports of the sample company.
const (
	openReport      = "Porto plant visit"        // Rita's, not submitted; its hotel is itemized
	sentBackReport  = "Paris onsite"             // Rita's, sent back; its hotel is in one piece
	submittedReport = "Munich calibration audit" // Rita's, with Tom
)

type args = testkit.Args

// money keeps an amount as it is written.
type money struct {
	Value    json.Number `json:"value"`
	Currency string      `json:"currency"`
}

// part is what the tests look at in an itemization, and in the result of a write.
type part struct {
	ExpenseID       string                       `json:"expense_id"`
	V3ID            string                       `json:"v3_id"`
	ParentExpenseID string                       `json:"parent_expense_id"`
	ReportID        string                       `json:"report_id"`
	ExpenseType     string                       `json:"expense_type"`
	ExpenseTypeID   string                       `json:"expense_type_id"`
	Date            string                       `json:"date"`
	Amount          *money                       `json:"amount"`
	BusinessPurpose string                       `json:"business_purpose"`
	Personal        bool                         `json:"personal"`
	Billable        bool                         `json:"billable"`
	HasExceptions   bool                         `json:"has_exceptions"`
	CustomFields    []struct{ ID, Value string } `json:"custom_fields"`
	Deleted         string                       `json:"deleted_itemization_id"`
	ExpenseAmount   *money                       `json:"expense_amount"`
	Itemized        *money                       `json:"itemized"`
	Remaining       *money                       `json:"remaining"`
	Verified        bool                         `json:"verified"`
	Note            string                       `json:"note"`
	Untrusted       []string                     `json:"untrusted_text"`
}

type listing struct {
	Itemizations []part `json:"itemizations"`
	Itemized     *money `json:"itemized"`
	Total        *int   `json:"total"`
	Note         string `json:"note"`
}

// expenseOfType gives the first expense of a type of a report of the kit's person.
func expenseOfType(t *testing.T, kit *testkit.Kit, report, expenseType string) part {
	t.Helper()
	var list struct {
		Expenses []part `json:"expenses"`
	}
	kit.Call("list_report_expenses", args{"report_id": report}).Into(&list)
	for _, e := range list.Expenses {
		if e.ExpenseType == expenseType {
			return e
		}
	}
	require.Fail(t, "there is no expense of type "+expenseType)
	return part{}
}

// hotelOf gives a report of Rita's, its hotel and the parts of that.
func hotelOf(t *testing.T, kit *testkit.Kit, name string) (hotel args, parts []part) {
	t.Helper()
	hotel = testkit.ExpenseOfType(t, name, "Hotel")
	return hotel, partsOf(kit, hotel).Itemizations
}

func partsOf(kit *testkit.Kit, hotel args) listing {
	var list listing
	kit.Call("list_expense_itemizations", hotel).Into(&list)
	return list
}
