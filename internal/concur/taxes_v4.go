package concur

import (
	"context"
	"encoding/json"
	"fmt"
)

// Expense Tax v4: the taxes of an expense, for the company alone.

// TaxAuthorityID names who a tax is owed to, and within an expense the tax: 32
// upper-case hex characters.
type TaxAuthorityID string

// ExpenseTax is a tax of an expense (Expense Tax v4 > schema ExpenseTax). The amounts
// are bare numbers: those of the transaction in its currency, the posted ones in
// that of the report. Nil ones are not set.
type ExpenseTax struct {
	AuthorityID   TaxAuthorityID `json:"taxAuthorityId"`
	AuthorityName string         `json:"taxAuthorityName"`
	Label         string         `json:"taxLabel"`
	Code          string         `json:"taxCode"`
	ReclaimCode   string         `json:"reclaimCode"`
	Amount        *Decimal       `json:"taxTransactionAmount"`
	Reclaim       *Decimal       `json:"reclaimTransactionAmount"`
	Posted        *Decimal       `json:"taxPostedAmount"`
	ReclaimPosted *Decimal       `json:"taxReclaimPostedAmount"`
	RateTypeName  string         `json:"taxRateTypeName"`
	CustomData    []CustomDatum  `json:"customData"`
}

// ExpenseTaxes lists the taxes of an expense.
func (s *Session) ExpenseTaxes(ctx context.Context, report ReportID, expense ExpenseID) ([]ExpenseTax, error) {
	var answer struct {
		Taxes []ExpenseTax `json:"expenseTaxes"`
	}
	err := s.do(ctx, request{operation: "get_expense_taxes", path: expensePath(report, expense)}, &answer)
	return answer.Taxes, err
}

// FindTaxAuthority gives the id of a tax of an expense by that id, by the name of the
// authority or by the label. An id is taken at its word.
func (s *Session) FindTaxAuthority(ctx context.Context, report ReportID, expense ExpenseID, ref Ref) (TaxAuthorityID, error) {
	if id, ok := parseHex32(string(ref)); ok {
		return TaxAuthorityID(id), nil
	}
	taxes, err := s.ExpenseTaxes(ctx, report, expense)
	if err != nil {
		return "", err
	}
	var choices, labels []choice
	for _, t := range taxes {
		choices = append(choices, choice{id: string(t.AuthorityID), name: t.AuthorityName, about: t.Label})
		labels = append(labels, choice{id: string(t.AuthorityID), name: t.Label, about: t.AuthorityName})
	}
	at, err := pick("tax of the expense", ref, choices)
	if err != nil {
		if byLabel, labelErr := pick("tax of the expense", ref, labels); labelErr == nil {
			at, err = byLabel, nil
		}
	}
	if err != nil {
		return "", err
	}
	id, ok := parseHex32(string(taxes[at].AuthorityID))
	if !ok {
		return "", &LookupError{Kind: "tax of the expense", Name: string(ref)}
	}
	return TaxAuthorityID(id), nil
}

// TaxPatch is a merge patch of a tax (Expense Tax v4 > UpdateExpenseTax). What is nil
// stays as it is.
type TaxPatch struct {
	Amount      *Decimal           `json:"taxTransactionAmount,omitempty"`
	Reclaim     *Decimal           `json:"reclaimTransactionAmount,omitempty"`
	Code        *Clearable         `json:"taxCode,omitempty"`
	ReclaimCode *Clearable         `json:"reclaimCode,omitempty"`
	CustomData  []CustomDatumPatch `json:"customData,omitempty"`
}

// UpdateExpenseTax changes a tax while the report is pending external validation
// (A_EXTV).
func (s *Session) UpdateExpenseTax(ctx context.Context, report ReportID, expense ExpenseID, id TaxAuthorityID, patch TaxPatch) error {
	path := expensePath(report, expense)
	path["taxAuthorityId"] = string(id)
	return s.do(ctx, request{operation: "update_expense_tax", path: path, body: patch}, nil)
}

// ParseTaxAmount reads the amount of a tax or of a reclaim, which may be zero. Its
// currency is not known here; no currency has more than four decimals.
func ParseTaxAmount(value json.Number) (Decimal, error) {
	const mostDigits = 4
	amount, err := parseDecimal(value.String())
	if err != nil || amount.Abs().GreaterThanOrEqual(largestAmount) || !amount.Equal(amount.Truncate(mostDigits)) {
		return Decimal{}, fmt.Errorf("%s is not an amount of tax; write a number such as 15.74", quote(value.String()))
	}
	return Decimal{amount}, nil
}
