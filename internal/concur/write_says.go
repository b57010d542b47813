package concur

import (
	"bytes"
	"encoding/json"
)

// Says is what the JSON of a write says about money and rules, as it would be sent: the
// pages of its operation name the members.
type Says struct {
	// Amount is nil where the write sets none, and Currency empty.
	Amount   *Decimal
	Currency string
	// ExchangeRate is nil where the write sets none.
	ExchangeRate *Decimal
	// Journey says that it sets one, of which Concur makes the amount.
	Journey bool
	// ExpenseType is a code, or the id of a quick expense's type.
	ExpenseType string
	// Policy is an id.
	Policy string
}

// Says reads what a write says. What an operation does not have stays empty.
func (w Write) Says() Says {
	says := Says{
		ExpenseType: firstOf(w.member("ExpenseTypeCode"), w.member("expenseTypeId")),
		Policy:      firstOf(w.member("policyId"), w.member("PolicyID")),
		Currency: firstOf(w.member("TransactionCurrencyCode"), w.member("CurrencyCode"), w.member("transactionAmount", "currencyCode"),
			w.member("amountRequested", "currency"), w.member("currencyCode")),
		Journey: w.member("Journey") != "",
	}
	says.Amount = number(firstOf(w.member("TransactionAmount"), w.member("transactionAmount", "value"),
		w.member("amountRequested", "amount"), w.member("total")))
	says.ExchangeRate = number(firstOf(w.member("ExchangeRate"), w.member("exchangeRate")))
	return says
}

func number(text string) *Decimal {
	value, err := parseDecimal(text)
	if err != nil {
		return nil
	}
	return &Decimal{value}
}

// member finds a member of the JSON by its path, without its quotes; empty where there is
// none.
func (w Write) member(path ...string) string {
	raw := w.Body
	for _, name := range path {
		members := map[string]json.RawMessage{}
		if json.Unmarshal(raw, &members) != nil {
			return ""
		}
		raw = members[name]
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(bytes.TrimSpace(raw))
}
