package cards

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// kit is what the tools of this toolset work with.
type kit struct{ concur *concur.Client }

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client}
	return []tools.Tool{k.listCardTransactions()}
}

type listCardsIn struct {
	cardFilter
	tools.Page
}

type cardFilter struct {
	From   tools.Date `json:"from,omitzero"`
	To     tools.Date `json:"to,omitzero"`
	Status cardStatus `json:"status,omitempty"`
}

// cardStatus says whether a transaction is an expense on a report.
type cardStatus string

// Values lists the statuses.
func (cardStatus) Values() []string { return []string{"unassigned", "assigned"} }

func (s cardStatus) code() concur.CardStatus {
	switch s {
	case "unassigned":
		return concur.CardUnassigned
	case "assigned":
		return concur.CardAssigned
	default:
		return ""
	}
}

func statusOf(code string) string {
	switch concur.CardStatus(code) {
	case concur.CardUnassigned:
		return "unassigned"
	case concur.CardAssigned:
		return "assigned"
	default:
		return code
	}
}

type listCardsOut struct {
	Transactions render.Rows `json:"transactions"`
	render.Listing
}

// transaction is a card transaction as a row.
type transaction struct {
	TransactionID string        `json:"transaction_id"`
	Date          string        `json:"date"`
	Merchant      render.Text   `json:"merchant,omitempty"`
	City          render.Text   `json:"city,omitempty"`
	Country       string        `json:"country,omitempty"`
	Amount        *render.Money `json:"amount,omitempty"` // a credit is negative
	// Posted is what the card was charged, where that is another amount or currency.
	Posted *render.Money `json:"posted,omitempty"`
	// Billed is in the currency of the statement, where that is another one again.
	Billed         *render.Money `json:"billed,omitempty"`
	Tax            *render.Money `json:"tax,omitempty"`
	Status         string        `json:"status"`
	PostedDate     string        `json:"posted_date,omitempty"`
	Type           render.Text   `json:"type,omitempty"`
	Description    render.Text   `json:"description,omitempty"`
	CategoryCode   string        `json:"category_code,omitempty"`
	CardEndsWith   string        `json:"card_ends_with,omitempty"`
	PaymentType    string        `json:"payment_type,omitempty"` // IBCP: the person pays the bill; CBCP: the company
	Reference      string        `json:"reference,omitempty"`
	ReceiptImageID string        `json:"receipt_image_id,omitempty"`
}

func (k kit) listCardTransactions() tools.Tool {
	def := tools.Definition{
		Name: "list_card_transactions", Title: "List card transactions", Toolset: "cards", Optional: true, Effect: tools.Read,
		Description: "Lists your corporate card transactions, the latest first: unassigned ones are on no report yet. " +
			"At most 24 months back, both days included. Needs a user connection.",
		Operations: []string{"card_transaction_list"},
	}
	return tools.New(def, k.runListCardTransactions)
}

func (k kit) runListCardTransactions(ctx context.Context, call *tools.Call, in listCardsIn) (listCardsOut, error) {
	ask, err := view.Ask("list_card_transactions", in.Page, in.cardFilter)
	if err != nil {
		return listCardsOut{}, err
	}
	if !in.From.IsZero() && !in.To.IsZero() && in.To.Time().Before(in.From.Time()) {
		return listCardsOut{}, tools.Argumentf("from", "%s is after to, %s", in.From, in.To).WithHint("Both days are included.")
	}
	session := k.concur.As(call.Caller)
	filter := concur.CardFilter{Status: in.Status.code(), From: in.From.Time(), To: in.To.Time()}
	var total *int
	rows, listing, err := render.Paged(ctx, ask, []string{"transaction_id", "date", "merchant", "amount", "posted", "status"},
		func(ctx context.Context, token string, _ int) (render.Batch[transaction], error) {
			page, err := session.CardTransactions(ctx, filter, token)
			total = page.Total
			batch := render.Batch[transaction]{Next: page.Next}
			for _, t := range page.Transactions {
				batch.Rows = append(batch.Rows, shown(t))
			}
			return batch, err
		})
	if err != nil {
		return listCardsOut{}, view.ListError(explained(err))
	}
	if total != nil {
		listing.Total = total
	}
	if rows.Len() == 0 && listing.NextCursor == "" {
		listing.Note = "There is no such transaction. Concur shows cleared transactions of company cards only, and none of personal cards. " +
			"Leave out status, or widen the days."
	}
	return listCardsOut{Transactions: rows, Listing: listing}, nil
}

func shown(t concur.CardTransaction) transaction {
	row := transaction{
		TransactionID: t.ID, Date: view.Day(t.TransactionDate), Merchant: render.Text(t.Merchant.Name),
		City: render.Text(t.Merchant.Address.City), Country: t.Merchant.Address.CountryCode, Status: statusOf(t.Administrative.Status),
		PostedDate: view.Day(t.PostedDate), Type: render.Text(t.Type), Description: render.Text(t.Description),
		CategoryCode: t.Merchant.CategoryCode,
		CardEndsWith: t.Account.LastSegment, Reference: t.ReferenceNumber, ReceiptImageID: t.Administrative.ReceiptImageID,
		PaymentType: t.Account.PaymentType.ID, Amount: money(t.TransactionAmount), Tax: money(t.TotalTaxAmount),
	}
	if differ(t.PostedAmount, t.TransactionAmount) {
		row.Posted = money(t.PostedAmount)
	}
	if differ(t.BilledAmount, t.TransactionAmount) && differ(t.BilledAmount, t.PostedAmount) {
		row.Billed = money(t.BilledAmount)
	}
	return row
}

// differ reports whether an amount says anything that another does not.
func differ(a, other *concur.CardAmount) bool {
	return a != nil && (other == nil || a.Currency != other.Currency || !a.Value.Equal(other.Value.Decimal))
}

func money(a *concur.CardAmount) *render.Money {
	if a == nil || a.Currency == "" {
		return nil
	}
	return view.MoneyOf(a.Value, a.Currency)
}

// explained adds what most refusals come from.
func explained(err error) error {
	const badRequest = 400
	if refused, ok := errors.AsType[*concur.Error](err); ok && refused.Status == badRequest {
		return view.Advise(err, "Give days of the last 24 months in from and to.")
	}
	return err
}
