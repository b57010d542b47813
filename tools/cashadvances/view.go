package cashadvances

import (
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// cashAdvance is a cash advance as it is shown.
type cashAdvance struct {
	CashAdvanceID concur.CashAdvanceID `json:"cash_advance_id"`
	Name          render.Text          `json:"name,omitempty"`
	Purpose       render.Text          `json:"purpose,omitempty"`
	Comment       render.Text          `json:"comment,omitempty"`
	Status        render.Text          `json:"status,omitempty"`
	StatusCode    string               `json:"status_code,omitempty"`
	Requested     *render.Money        `json:"requested,omitempty"`
	Balance       *render.Money        `json:"available_balance,omitempty"`
	ExchangeRate  *exchangeRate        `json:"exchange_rate,omitempty"`
	PaymentType   render.Text          `json:"payment_type,omitempty"`
	AccountCode   string               `json:"account_code,omitempty"`
	RequestedAt   string               `json:"requested_at,omitempty"`
	IssuedAt      string               `json:"issued_at,omitempty"`
	ModifiedAt    string               `json:"modified_at,omitempty"`
	HasReceipts   bool                 `json:"has_receipts,omitempty"`
}

// exchangeRate turns the amount that was requested into the currency of the balance.
type exchangeRate struct {
	Value     concur.Decimal `json:"value"`
	Operation string         `json:"operation,omitempty"`
}

func shown(id concur.CashAdvanceID, a concur.CashAdvance) cashAdvance {
	seen := cashAdvance{
		CashAdvanceID: id, Name: render.Text(a.Name), Purpose: render.Text(a.Purpose), Comment: render.Text(a.Comment),
		Status: render.Text(a.ApprovalStatus.Name), StatusCode: a.ApprovalStatus.Code,
		Requested: money(a.AmountRequested), Balance: money(a.AvailableBalance),
		PaymentType: render.Text(a.PaymentType.Description), AccountCode: a.AccountCode,
		RequestedAt: instant(a.RequestDate), IssuedAt: instant(a.IssuedDate), ModifiedAt: instant(a.LastModifiedDate),
		HasReceipts: bool(a.HasReceipts),
	}
	if one := concur.Whole(1); !a.ExchangeRate.Value.IsZero() && !a.ExchangeRate.Value.Equal(one.Decimal) {
		seen.ExchangeRate = &exchangeRate{Value: a.ExchangeRate.Value, Operation: strings.ToLower(a.ExchangeRate.Operation)}
	}
	return seen
}

func money(a concur.AdvanceAmount) *render.Money {
	if a.Currency == "" {
		return nil
	}
	return view.MoneyOf(a.Amount, a.Currency)
}

// instant turns a time of Cash Advance v4.1, like 2024-03-26 09:14:07.0 in UTC, into RFC
// 3339. What is not such a time stays as it is.
func instant(text string) string {
	at, err := time.Parse(time.DateTime, text) // takes decimals of the second too
	if err != nil {
		return text
	}
	return at.Format(time.RFC3339)
}
