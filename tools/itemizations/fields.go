package itemizations

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// finest is a currency with four decimals, the most that there are.
const finest concur.Currency = "CLF"

// plausible checks an amount before its currency is known.
func plausible(amount json.Number) error {
	if amount == "" {
		return nil
	}
	if _, err := concur.ParseAmount(amount, finest); err != nil {
		return tools.Argumentf("amount", "%s", err.Error())
	}
	return nil
}

// setAmount sets an amount in the currency of the expense.
func setAmount(write *concur.ItemizationWrite, amount json.Number, in concur.Currency) error {
	if amount == "" {
		return nil
	}
	parsed, err := concur.ParseAmount(amount, in)
	if err != nil {
		return tools.Argumentf("amount", "%s", err.Error())
	}
	write.TransactionAmount = &parsed
	return nil
}

// typeCode finds the code of an expense type that a part can have.
func typeCode(
	ctx context.Context, session *concur.Session, user concur.Ref, report concur.ReportID, ref concur.Ref,
) (string, error) {
	if ref == "" {
		return "", nil
	}
	on, err := session.OnOwner(ctx, user, "get_itemizations")
	if err != nil {
		return "", err
	}
	found, err := session.FindEntryType(ctx, on, report, ref)
	if err != nil {
		return "", err
	}
	if found.IsMileage() {
		return "", tools.Argumentf("expense_type", "%s is mileage, which is no part of an expense", render.Quote(found.Name)).
			WithHint("Give another expense type.")
	}
	return found.Code, nil
}

// ignored names the arguments of which an itemization does not show what was sent.
func ignored(sent concur.ItemizationWrite, got concur.Itemization) []string {
	var names []string
	check := func(name string, sent, taken bool) {
		if sent && !taken {
			names = append(names, name)
		}
	}
	check("expense_type", sent.ExpenseTypeCode != "", got.ExpenseTypeCode == sent.ExpenseTypeCode)
	check("transaction_date", sent.TransactionDate != "", got.Date() == sent.TransactionDate)
	check(
		"amount", sent.TransactionAmount != nil, sent.TransactionAmount != nil && sent.TransactionAmount.Equal(got.TransactionAmount.Decimal),
	)
	check("description", sent.Description != nil,
		sent.Description != nil && strings.TrimSpace(*sent.Description) == strings.TrimSpace(got.Description))
	check("comment", sent.Comment != "", got.HasComments)
	check("is_personal", sent.IsPersonal != nil, sent.IsPersonal != nil && *sent.IsPersonal == got.IsPersonal)
	check("is_billable", sent.IsBillable != nil, sent.IsBillable != nil && *sent.IsBillable == got.IsBillable)
	for _, datum := range sent.Custom {
		check(datum.ID, true, got.Custom[datum.ID].Is(datum.Value))
	}
	return names
}
