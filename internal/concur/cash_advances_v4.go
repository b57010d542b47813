package concur

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// Cash Advance v4.1, and Cash Advance Associations v4, which link them to reports.

// CashAdvanceID names a cash advance: 32 upper-case hex characters. Reports write it as
// a UUID; that both are the same value is inferred.
type CashAdvanceID string

// UnmarshalText reads the id in either spelling.
func (id *CashAdvanceID) UnmarshalText(text []byte) error {
	parsed, ok := parseHex32(string(text))
	if !ok {
		return fmt.Errorf("%s is not the id of a cash advance; list_report_cash_advances and create_cash_advance give it, 32 hex characters long",
			quote(string(text)))
	}
	*id = CashAdvanceID(parsed)
	return nil
}

func (id CashAdvanceID) dashed() string {
	uuid, _ := parseDashed(string(id))
	return uuid
}

// AdvanceAmount is an amount as Cash Advance v4.1 writes it: a text.
type AdvanceAmount struct {
	Amount   Decimal `json:"amount"`
	Currency string  `json:"currency"`
}

// CashAdvance is money that somebody gets beforehand (Cash Advance v4.1 > CashAdvance).
type CashAdvance struct {
	Name             string        `json:"name"`
	Purpose          string        `json:"purpose"`
	Comment          string        `json:"comment"`
	AccountCode      string        `json:"accountCode"`
	AmountRequested  AdvanceAmount `json:"amountRequested"`
	AvailableBalance AdvanceAmount `json:"availableBalance"`
	ExchangeRate     struct {
		Value     Decimal `json:"value"`
		Operation string  `json:"operation"`
	} `json:"exchangeRate"`
	PaymentType struct {
		Code        string `json:"paymentCode"`
		Description string `json:"description"`
	} `json:"paymentType"`
	ApprovalStatus AdvanceStatus `json:"approvalStatus"`
	// The times are UTC, like 2024-03-26 09:14:07.0.
	RequestDate      string `json:"requestDate"`
	IssuedDate       string `json:"issuedDate"`
	LastModifiedDate string `json:"lastModifiedDate"`
	// HasReceipts is a boolean, or a text by the page's table.
	HasReceipts textFlag `json:"hasReceipts"`
}

// textFlag is true, "true" or neither.
type textFlag bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *textFlag) UnmarshalJSON(data []byte) error {
	*f = textFlag(strings.EqualFold(strings.Trim(string(data), `"`), "true"))
	return nil
}

// AdvanceStatus is where a cash advance stands.
type AdvanceStatus struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// AdvanceIssued is the code of a cash advance that was paid out.
const AdvanceIssued = "C_ISSU"

// NewCashAdvance is what is asked for.
type NewCashAdvance struct {
	Name        string
	Amount      Decimal
	Currency    Currency
	Purpose     string
	Comment     string
	AccountCode string
}

// CreateCashAdvance asks for a cash advance in the name of a person: that of the user
// connection if none is named. An answer without an id fails as unreadable: the cash
// advance exists all the same.
func (s *Session) CreateCashAdvance(ctx context.Context, user UserID, advance NewCashAdvance) (CashAdvanceID, error) {
	operation := s.client.operations["cash_advance_create"]
	owner := user
	if owner == "" {
		var err error
		if owner, err = s.Self(ctx); err != nil {
			return "", err
		}
	}
	if owner == "" {
		return "", &NoTokenError{Operation: operation, Missing: catalogue.User, Unnamed: true}
	}
	type requested struct {
		Currency Currency `json:"currency"`
		Amount   string   `json:"amount"` // a text, so that it stays exact
	}
	body := struct {
		Name        string    `json:"name"`
		UserID      UserID    `json:"userId"`
		Requested   requested `json:"amountRequested"`
		Purpose     string    `json:"purpose,omitempty"`
		Comment     string    `json:"comment,omitempty"`
		AccountCode string    `json:"accountCode,omitempty"`
	}{
		advance.Name, owner,
		requested{advance.Currency, advance.Amount.String()},
		advance.Purpose, advance.Comment, advance.AccountCode,
	}
	answer, err := s.send(ctx, operation, request{operation: operation.Name, about: user, body: body})
	if err != nil {
		return "", err
	}
	var made struct {
		ID string `json:"cashAdvanceId"`
	}
	if err := json.Unmarshal(answer.body, &made); err != nil {
		return "", unreadable(operation, answer, err)
	}
	id, ok := parseHex32(made.ID)
	if !ok {
		return "", unreadable(operation, answer, errNoID)
	}
	return CashAdvanceID(id), nil
}

// GetCashAdvance reads a cash advance. The path names nobody; the user only decides which
// connection is used. An answer without a status fails as unreadable: it must not be taken
// for one that was not issued.
func (s *Session) GetCashAdvance(ctx context.Context, user UserID, id CashAdvanceID) (CashAdvance, error) {
	operation := s.client.operations["cash_advance_get"]
	answer, err := s.send(ctx, operation, request{operation: operation.Name, about: user, path: advancePath(id)})
	if err != nil {
		return CashAdvance{}, err
	}
	var advance CashAdvance
	if err := json.Unmarshal(answer.body, &advance); err != nil {
		return CashAdvance{}, unreadable(operation, answer, err)
	}
	if advance.ApprovalStatus.Code == "" {
		return CashAdvance{}, unreadable(operation, answer, errNoStatus)
	}
	return advance, nil
}

// Issue is how a cash advance is paid out. What is nil or empty is Concur's to choose.
type Issue struct {
	AccountCode  string   `json:"accountCode,omitempty"`
	Comment      string   `json:"comment,omitempty"`
	ExchangeRate *Decimal `json:"exchangeRate,omitempty"`
}

// IssueCashAdvance pays a cash advance out.
func (s *Session) IssueCashAdvance(ctx context.Context, user UserID, id CashAdvanceID, issue Issue) error {
	operation := s.client.operations["cash_advance_issue"]
	answer, err := s.send(ctx, operation, request{operation: operation.Name, about: user, path: advancePath(id), body: issue})
	if err != nil {
		return err
	}
	var issued struct {
		Status AdvanceStatus `json:"status"`
	}
	if err := json.Unmarshal(answer.body, &issued); err != nil {
		return unreadable(operation, answer, err)
	}
	return nil
}

func advancePath(id CashAdvanceID) map[string]string {
	return map[string]string{"cashAdvanceId": string(id)}
}

var errNoLinks = errors.New("no list of cash advances")

// ReportCashAdvances lists the cash advances that are linked to a report. An answer
// without the list, or with a link without its id, fails as unreadable: who replaces the
// whole set by what was read must not take it for an empty one.
func (s *Session) ReportCashAdvances(ctx context.Context, on Subject, report ReportID) ([]CashAdvanceID, error) {
	operation := s.client.operations["get_report_cash_advances"]
	answer, err := s.send(ctx, operation, request{operation: operation.Name, about: on.User, path: linksPath(report)})
	if err != nil {
		return nil, err
	}
	var linked struct {
		CashAdvances []struct {
			ID CashAdvanceID `json:"id"`
		} `json:"cashAdvances"`
	}
	if err := json.Unmarshal(answer.body, &linked); err != nil {
		return nil, unreadable(operation, answer, err)
	}
	if linked.CashAdvances == nil {
		return nil, unreadable(operation, answer, errNoLinks)
	}
	ids := make([]CashAdvanceID, len(linked.CashAdvances))
	for i, advance := range linked.CashAdvances {
		if ids[i] = advance.ID; ids[i] == "" {
			return nil, unreadable(operation, answer, errNoID)
		}
	}
	return ids, nil
}

// SetReportCashAdvances links cash advances to a report, in place of all that were linked.
func (s *Session) SetReportCashAdvances(ctx context.Context, on Subject, report ReportID, ids []CashAdvanceID) error {
	body := struct {
		IDs []string `json:"cashAdvanceIds"`
	}{dashedIDs(ids)}
	var linked struct {
		URI string `json:"uri"` // of the whole, so that it tells nothing
	}
	return s.do(ctx, request{operation: "set_report_cash_advances", about: on.User, path: linksPath(report), body: body}, &linked)
}

// RemoveReportCashAdvances takes links away.
func (s *Session) RemoveReportCashAdvances(ctx context.Context, on Subject, report ReportID, ids []CashAdvanceID) error {
	return s.do(ctx, request{
		operation: "remove_report_cash_advances", about: on.User, path: linksPath(report), query: url.Values{"cashAdvanceIds": dashedIDs(ids)},
	}, nil)
}

func linksPath(report ReportID) map[string]string {
	return map[string]string{"reportId": string(report)}
}

func dashedIDs(ids []CashAdvanceID) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.dashed()
	}
	return list
}
