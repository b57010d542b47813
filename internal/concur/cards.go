package concur

import (
	"context"
	"strconv"
	"time"
)

// Cards v4: transactions of corporate cards.

// CardStatus says whether a card transaction is an expense on a report.
type CardStatus string

// The statuses.
const (
	CardUnassigned CardStatus = "UN"
	CardAssigned   CardStatus = "AS"
)

// CardTransaction is a transaction of a corporate card (Cards v4 > CardTransaction).
type CardTransaction struct {
	ID                string       `json:"id"`
	Type              string       `json:"type"` // RPE is a regular purchase
	TransactionAmount *CardAmount  `json:"transactionAmount"`
	PostedAmount      *CardAmount  `json:"postedAmount"`
	BilledAmount      *CardAmount  `json:"billedAmount"`
	TotalTaxAmount    *CardAmount  `json:"totalTaxAmount"`
	TransactionDate   string       `json:"transactionDate"`
	PostedDate        string       `json:"postedDate"`
	Description       string       `json:"description"`
	Merchant          CardMerchant `json:"merchant"`
	Account           struct {
		LastSegment string `json:"lastSegment"` // the last four digits
		PaymentType struct {
			ID string `json:"id"`
		} `json:"paymentType"`
	} `json:"account"`
	Administrative struct {
		Status         string `json:"status"`
		ReceiptImageID string `json:"receiptImageId"`
	} `json:"administrativeData"`
	ReferenceNumber string `json:"referenceNumber"`
}

// CardAmount is an amount as Cards v4 writes it. A credit is negative.
type CardAmount struct {
	Value    Decimal `json:"value"`
	Currency string  `json:"currencyCode"`
}

// CardMerchant is who was paid.
type CardMerchant struct {
	Name         string `json:"name"`
	CategoryCode string `json:"categoryCode"` // MCC (ISO 18245)
	Address      struct {
		City        string `json:"city"`
		CountryCode string `json:"countryCode"`
	} `json:"address"`
}

// CardFilter narrows card transactions down. Zero values filter nothing; both days are
// included.
type CardFilter struct {
	Status   CardStatus
	From, To time.Time
}

// CardPage is a page of card transactions, the latest first.
type CardPage struct {
	Transactions []CardTransaction
	// Total is how many there are in all; nil where Concur does not tell.
	Total *int
	// Next is the token of the page after it; empty on the last one.
	Next string
}

// cardsAtOnce is the longest page of Cards v4.
const cardsAtOnce = 100

// CardTransactions gives a page of the own card transactions, beginning at a token that
// an earlier page named.
func (s *Session) CardTransactions(ctx context.Context, filter CardFilter, token string) (CardPage, error) {
	q := query(
		"status", string(filter.Status), "transactionDateFrom", dayText(filter.From), "transactionDateTo", dayText(filter.To),
		"pageSize", strconv.Itoa(cardsAtOnce), "pageToken", token,
	)
	const operation = "card_transaction_list"
	var page struct {
		Transactions []CardTransaction `json:"transactions"`
		Paging       struct {
			Total *int   `json:"totalElements"`
			Next  string `json:"nextPageToken"`
		} `json:"paging"`
	}
	if err := s.do(ctx, request{operation: operation, query: q}, &page); err != nil {
		return CardPage{}, err
	}
	next, err := s.following(operation, page.Paging.Next, token)
	return CardPage{Transactions: page.Transactions, Total: page.Paging.Total, Next: next}, err
}

func dayText(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}
