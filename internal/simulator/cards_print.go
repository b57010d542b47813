package simulator

import (
	"strings"

	"github.com/shopspring/decimal"
)

type cardTransactions struct {
	Transactions []cardRow  `json:"transactions"`
	Paging       cardPaging `json:"paging"`
}

type cardPaging struct {
	TotalElements int     `json:"totalElements"`
	NextPageToken *string `json:"nextPageToken"`
	Page          int     `json:"page"`
	PageSize      int     `json:"pageSize"`
	TotalPages    int     `json:"totalPages"`
}

// cardRow is Cards v4 > CardTransaction.
type cardRow struct {
	ID                string             `json:"id"`
	CompanyID         string             `json:"companyId"`
	Type              string             `json:"type"`
	TransactionAmount cardAmount         `json:"transactionAmount"`
	PostedAmount      cardAmount         `json:"postedAmount"`
	BilledAmount      *cardAmount        `json:"billedAmount"`
	TransactionDate   string             `json:"transactionDate"`
	PostedDate        string             `json:"postedDate"`
	Description       string             `json:"description"`
	Merchant          cardMerchant       `json:"merchant"`
	Account           cardAccount        `json:"account"`
	Administrative    cardAdministrative `json:"administrativeData"`
	ReferenceNumber   string             `json:"referenceNumber"`
}

type cardAmount struct {
	CurrencyCode string `json:"currencyCode"`
	Value        number `json:"value"`
}

type cardMerchant struct {
	Name         string      `json:"name"`
	ID           *string     `json:"id"`
	CategoryCode string      `json:"categoryCode,omitempty"`
	Address      cardAddress `json:"address"`
}

type cardAddress struct {
	City        string `json:"city,omitempty"`
	CountryCode string `json:"countryCode,omitempty"`
}

type cardAccount struct {
	ID              string          `json:"id"`
	LastSegment     string          `json:"lastSegment"`
	PaymentType     cardPaymentType `json:"paymentType"`
	CardProductType string          `json:"cardProductType"`
}

type cardPaymentType struct {
	ID string `json:"id"`
}

type cardAdministrative struct {
	Status       string `json:"status"`
	ProcessType  string `json:"processType"`
	LastModified string `json:"lastModified"`
	HasRichData  bool   `json:"hasRichData"`
	IsDeletable  bool   `json:"isDeletable"`
}

func (st *state) cardPage(asked cardQuery, found []cardCharge) cardTransactions {
	end := min(asked.start+asked.size, len(found))
	page := cardTransactions{Transactions: []cardRow{}, Paging: cardPaging{
		TotalElements: len(found), Page: asked.start/asked.size + 1, PageSize: asked.size,
		TotalPages: (len(found) + asked.size - 1) / asked.size,
	}}
	for _, charge := range found[min(asked.start, len(found)):end] {
		page.Transactions = append(page.Transactions, st.cardRow(charge))
	}
	if end < len(found) {
		next := offsetAt(end)
		page.Paging.NextPageToken = &next
	}
	return page
}

// cardRow prints a transaction. It is posted the day after, in the currency in which the
// owner is paid.
func (st *state) cardRow(charge cardCharge) cardRow {
	owner, posted := st.person(charge.ownerID), charge.date.AddDate(0, 0, 1)
	rate := st.rate(charge.money.currency, owner.currency)
	row := cardRow{
		ID: charge.id, CompanyID: st.company.id, Type: "RPE",
		TransactionAmount: cardAmount{charge.money.currency, number(charge.money.value)},
		PostedAmount:      cardAmount{owner.currency, number(charge.money.value.Mul(rate).Round(st.digits(owner.currency)))},
		TransactionDate:   charge.date.Format("2006-01-02"), PostedDate: posted.Format("2006-01-02"),
		Description: strings.ToUpper(charge.merchant), ReferenceNumber: hashID("reference", charge.id)[:12],
		Merchant: cardMerchant{
			Name: charge.merchant, CategoryCode: charge.code, Address: cardAddress{City: charge.place.city, CountryCode: charge.place.country},
		},
		Account: cardAccount{
			ID: hashID("account", owner.id), LastSegment: owner.employeeID[len(owner.employeeID)-4:],
			PaymentType: cardPaymentType{"CBCP"}, CardProductType: "CORP",
		},
		Administrative: cardAdministrative{Status: "UN", ProcessType: "REG", LastModified: posted.Format("2006-01-02T15:04:05Z")},
	}
	if charge.money.value.LessThan(decimal.Zero) {
		row.Administrative.ProcessType = "CR"
	}
	if charge.assigned {
		row.Administrative.Status = "AS"
	}
	return row
}
