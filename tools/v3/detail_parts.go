package v3

import (
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// part is an itemization of an expense.
type part struct {
	ExpenseType     render.Text   `json:"expense_type"`
	Date            string        `json:"date,omitempty"`
	Amount          *render.Money `json:"amount,omitempty"`
	Approved        *render.Money `json:"approved,omitempty"`
	BusinessPurpose render.Text   `json:"business_purpose,omitempty"`
	Personal        bool          `json:"personal,omitempty"`
}

// guest is an attendee.
type guest struct {
	Name    render.Text `json:"name"`
	Type    render.Text `json:"type,omitempty"`
	Company render.Text `json:"company,omitempty"`
	Title   render.Text `json:"title,omitempty"`
}

// card is a card transaction. Of the card's number only the end is shown.
type card struct {
	Card      render.Text   `json:"card,omitempty"`
	LastFour  string        `json:"last_four,omitempty"`
	Reference string        `json:"reference,omitempty"`
	Amount    *render.Money `json:"amount,omitempty"`
	Posted    *render.Money `json:"posted,omitempty"`
	Date      string        `json:"date,omitempty"`
	PostedOn  string        `json:"posted_on,omitempty"`
	Merchant  render.Text   `json:"merchant,omitempty"`
	City      render.Text   `json:"city,omitempty"`
	Country   string        `json:"country,omitempty"`
	Category  string        `json:"merchant_category_code,omitempty"`
}

func ofCard(c concur.V2Card) *card {
	if c == (concur.V2Card{}) {
		return nil
	}
	return &card{
		Card: render.Text(c.CardDescription), LastFour: c.AccountNumberLastSegment, Reference: c.TransactionReferenceNumber,
		Amount: moneyV2(c.TransactionAmount, c.TransactionAlphaCode), Posted: moneyV2(c.PostedAmount, c.PostedAlphaCode),
		Date: view.Day(c.TransactionDate), PostedOn: view.Day(c.PostedDate), Merchant: render.Text(c.TransactionMerchantName),
		City: render.Text(c.MerchantCity), Country: c.MerchantCountryCode, Category: c.MasterCardCode,
	}
}

// share is where a part of an expense, or all of it, is booked.
type share struct {
	// Of names the part; it is empty where the expense is not itemized.
	Of           string          `json:"of,omitempty"`
	Percentage   *concur.Decimal `json:"percentage,omitempty"`
	Account      string          `json:"account,omitempty"`
	Account2     string          `json:"account_2,omitempty"`
	CustomFields []customField   `json:"custom_fields,omitempty"`
	Journal      []booking       `json:"journal,omitempty"`
	Taxes        []tax           `json:"taxes,omitempty"`
}

// booking is an entry of the books, in the currency of the report.
type booking struct {
	Account string        `json:"account"`
	Side    string        `json:"side"` // DR or CR
	Amount  *render.Money `json:"amount,omitempty"`
	Payer   string        `json:"payer,omitempty"`
	Payee   string        `json:"payee,omitempty"`
}

// tax is a tax, and how much of it is reclaimed.
type tax struct {
	Name      render.Text   `json:"name"`
	Authority render.Text   `json:"authority,omitempty"`
	Source    string        `json:"source,omitempty"`
	Amount    *render.Money `json:"amount,omitempty"`
	Posted    *render.Money `json:"posted,omitempty"`
	Reclaimed *render.Money `json:"reclaimed,omitempty"`
}

func ofAllocation(a concur.V2Allocation, of, reportCurrency, currency string) share {
	booked := share{Of: of, Account: a.AccountCode1, Account2: a.AccountCode2, CustomFields: customFields(a.Custom)}
	if a.Percentage.Given {
		booked.Percentage = &a.Percentage.Decimal
	}
	for _, j := range a.Journal {
		booked.Journal = append(booked.Journal, booking{
			Account: j.AccountCode, Side: j.DebitOrCredit, Amount: moneyV2(j.Amount, reportCurrency),
			Payer: j.PayerPaymentTypeName, Payee: j.PayeePaymentTypeName,
		})
	}
	for _, t := range a.Taxes {
		booked.Taxes = append(booked.Taxes, tax{
			Name: render.Text(t.TaxName), Authority: render.Text(t.TaxAuthorityLabel), Source: t.Source,
			Amount: moneyV2(t.TaxTransactionAmount, currency),
			Posted: moneyV2(t.TaxPostedAmount, reportCurrency), Reclaimed: moneyV2(t.TaxReclaimPostedAmount, reportCurrency),
		})
	}
	return booked
}

// moneyV2 is an amount, unless there is none.
func moneyV2(n concur.V2Number, currency string) *render.Money {
	if !n.Given || currency == "" {
		return nil
	}
	return view.MoneyOf(n.Decimal, currency)
}

// timeV2 is a time, unless it is the year 1, by which v2 means none.
func timeV2(text string) string {
	if strings.HasPrefix(text, "0001-") {
		return ""
	}
	return view.Instant(text)
}
