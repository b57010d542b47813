package view

import (
	"maps"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// ItemizationSummary are the fields that a list of itemizations shows unless asked
// otherwise.
func ItemizationSummary() []string {
	return []string{
		"expense_id", "v3_id", "expense_type", "date", "amount", "business_purpose", "allocation", "has_exceptions", "blocking_exceptions",
		"personal",
	}
}

// OfItemization shows a part of an expense as v3 tells it. currency is that of the
// expense. v3 does not tell its v4 id.
func OfItemization(i concur.Itemization, currency string) ExpenseDetail {
	detail := ExpenseDetail{
		Expense: Expense{
			V3ID: i.ID, ExpenseType: render.Text(i.ExpenseTypeName), ExpenseTypeID: i.ExpenseTypeCode, Date: i.Date(),
			BusinessPurpose: render.Text(i.Description), Location: render.Text(i.LocationName), HasExceptions: i.HasExceptions,
			Allocation: allocation(i.AllocationType), Personal: i.IsPersonal,
		},
		ReportID: i.ReportID, Billable: i.IsBillable, LastModified: Instant(i.LastModified),
	}
	if currency != "" {
		detail.Amount = MoneyOf(i.TransactionAmount, currency)
	}
	for _, id := range slices.Sorted(maps.Keys(i.Custom)) {
		detail.CustomFields = append(detail.CustomFields, CustomField{ID: id, Value: render.Text(i.Custom[id].Value)})
	}
	return detail
}
