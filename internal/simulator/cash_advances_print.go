package simulator

import (
	"encoding/json"
	"net/http"
	"time"
)

// decodeAdvance reads a JSON request body; an absent one counts as {}.
func decodeAdvance(c *call, into any) *reply {
	if len(c.body) == 0 {
		return nil
	}
	if json.Unmarshal(c.body, into) == nil {
		return nil
	}
	refusal := refuseAdvance(http.StatusBadRequest, "The request body is not readable")
	return &refusal
}

type codedName struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// advanceAmount is money as a text (Cash Advance v4.1).
type advanceAmount struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

type advanceRate struct {
	Operation string `json:"operation"`
	Value     string `json:"value"`
}

type advancePayment struct {
	PaymentCode string `json:"paymentCode"`
	Description string `json:"description"`
}

// printedAdvance is Cash Advance v4.1 > CashAdvance.
type printedAdvance struct {
	CashAdvanceID         string         `json:"cashAdvanceId"`
	Name                  string         `json:"name"`
	Purpose               string         `json:"purpose"`
	Comment               string         `json:"comment"`
	AccountCode           string         `json:"accountCode"`
	AmountRequested       advanceAmount  `json:"amountRequested"`
	AvailableBalance      advanceAmount  `json:"availableBalance"`
	ExchangeRate          advanceRate    `json:"exchangeRate"`
	PaymentType           advancePayment `json:"paymentType"`
	ApprovalStatus        codedName      `json:"approvalStatus"`
	RequestDate           string         `json:"requestDate"`
	IssuedDate            string         `json:"issuedDate,omitempty"`
	LastModifiedDate      string         `json:"lastModifiedDate"`
	HasReceipts           bool           `json:"hasReceipts"`
	ReimbursementCurrency string         `json:"reimbursementCurrency"`
}

// advanceTime prints UTC to the second; the last digit is always 0.
func advanceTime(t time.Time) string {
	return t.UTC().Truncate(time.Second).Format("2006-01-02 15:04:05.0")
}

func (st *state) printedAdvance(a *cashAdvance) printedAdvance {
	paidIn, status, balance := st.person(a.ownerID).currency, codedName{a.status, "Not Submitted"}, "0.0"
	if a.status == advanceIssued {
		status.Name = "Issued"
	}
	if !a.balance.IsZero() {
		balance = a.balance.StringFixed(6)
	}
	printed := printedAdvance{
		CashAdvanceID: a.id, Name: a.name, Purpose: a.purpose, Comment: a.comment, AccountCode: a.accountCode,
		AmountRequested:  advanceAmount{a.requested.value.StringFixed(6), a.requested.currency},
		AvailableBalance: advanceAmount{balance, paidIn}, ExchangeRate: advanceRate{"MULTIPLY", a.rate.StringFixed(14)},
		PaymentType: advancePayment{"CASH", "Cash"}, ApprovalStatus: status,
		RequestDate: advanceTime(a.created), LastModifiedDate: advanceTime(a.modified),
		ReimbursementCurrency: paidIn,
	}
	if !a.issued.IsZero() {
		printed.IssuedDate = advanceTime(a.issued)
	}
	return printed
}
