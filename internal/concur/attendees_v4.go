package concur

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Attendee Associations v4: who is on an expense.

// AttendeeID names an attendee in v4: 32 upper-case hex characters. It is not the
// id of v3.
type AttendeeID string

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *AttendeeID) UnmarshalText(text []byte) error {
	parsed, ok := parseHex32(string(text))
	if !ok {
		return fmt.Errorf("%s is not the id of an attendee; it has 32 hex characters", quote(string(text)))
	}
	*id = AttendeeID(parsed)
	return nil
}

// dashed spells the id as requests do.
func (id AttendeeID) dashed() string {
	text := strings.ToLower(string(id))
	return strings.Join([]string{text[:8], text[8:12], text[12:16], text[16:20], text[20:]}, "-")
}

// ExpenseAttendees is who is on an expense (schema ExpenseAttendeesWithAmounts).
type ExpenseAttendees struct {
	// NoShows were expected and did not come.
	NoShows int               `json:"noShowAttendeeCount"`
	List    []ExpenseAttendee `json:"expenseAttendeeList"`
}

// UnmarshalJSON implements json.Unmarshaler: an answer without the list is none. Who took
// it for an empty one, and then set the list, would remove everybody.
func (a *ExpenseAttendees) UnmarshalJSON(data []byte) error {
	type plain ExpenseAttendees
	var told struct {
		List json.RawMessage `json:"expenseAttendeeList"`
	}
	if err := json.Unmarshal(data, &told); err != nil {
		return err
	}
	if told.List == nil {
		return errNoAttendees
	}
	return json.Unmarshal(data, (*plain)(a))
}

var errNoAttendees = errors.New("no list of attendees")

// Nameless reports whether somebody on the list has no id, who would be lost when the list
// is set.
func (a ExpenseAttendees) Nameless() bool {
	return slices.ContainsFunc(a.List, func(one ExpenseAttendee) bool { return one.ID == "" })
}

// ExpenseAttendee is an attendee with the share of an expense (schema
// ExpenseAttendeeWithAmounts). v4 does not say who it is.
type ExpenseAttendee struct {
	ID AttendeeID `json:"attendeeId"`
	// Amount is the share in the currency of the expense, Approved in that of the report.
	Amount   *Amount `json:"transactionAmount"`
	Approved *Amount `json:"approvedAmount"`
	// Count is more than 1 where the attendee stands for others without a name.
	Count int `json:"associatedAttendeeCount"`
	// AmountEdited says that a person set the amount.
	AmountEdited bool          `json:"isAmountUserEdited"`
	Traveling    *bool         `json:"isTraveling"`
	Version      int           `json:"versionNumber"`
	CustomData   []CustomDatum `json:"customData"`
}

// Share is the amount, zero where there is none.
func (a ExpenseAttendee) Share() Decimal {
	if a.Amount == nil {
		return Decimal{}
	}
	return a.Amount.Value
}

// GetExpenseAttendees reads who is on an expense. Concur shows it to the owner, who
// stands in for the owner, and the company.
func (s *Session) GetExpenseAttendees(ctx context.Context, on Subject, report ReportID, expense ExpenseID) (ExpenseAttendees, error) {
	r, err := s.eitherForm(ctx, on, "get_expense_attendees", expensePath(report, expense))
	if err != nil {
		return ExpenseAttendees{}, err
	}
	var attendees ExpenseAttendees
	err = s.do(ctx, r, &attendees)
	return attendees, err
}

// MostAttendees is how many attendees an expense can have.
const MostAttendees = 500

// SetExpenseAttendees replaces the attendees of an expense. Amount and AmountEdited
// of each are sent, and Approved is not.
func (s *Session) SetExpenseAttendees(ctx context.Context, on Subject, report ReportID, expense ExpenseID, to ExpenseAttendees) error {
	type attendee struct {
		ID           string        `json:"attendeeId"`
		Amount       Decimal       `json:"transactionAmount"` // bare, as in Concur's sample
		Count        int           `json:"associatedAttendeeCount"`
		AmountEdited bool          `json:"isAmountUserEdited"`
		Traveling    *bool         `json:"isTraveling,omitempty"`
		Version      int           `json:"versionNumber,omitempty"`
		CustomData   []CustomDatum `json:"customData,omitempty"`
	}
	body := struct {
		NoShows int        `json:"noShowAttendeeCount"`
		List    []attendee `json:"expenseAttendeeList"`
	}{NoShows: to.NoShows, List: []attendee{}}
	for _, a := range to.List {
		valued := slices.DeleteFunc(slices.Clone(a.CustomData), func(datum CustomDatum) bool { return datum.Value == "" })
		body.List = append(body.List, attendee{
			ID: a.ID.dashed(), Amount: a.Share(), Count: max(a.Count, 1), AmountEdited: a.AmountEdited, Traveling: a.Traveling,
			Version: a.Version, CustomData: valued,
		})
	}
	r := on.request("set_expense_attendees")
	r.path, r.body = expensePath(report, expense), body
	return s.do(ctx, r, nil)
}

// DeleteExpenseAttendees removes all attendees from an expense.
func (s *Session) DeleteExpenseAttendees(ctx context.Context, on Subject, report ReportID, expense ExpenseID) error {
	r := on.request("delete_expense_attendees")
	r.path = expensePath(report, expense)
	return s.do(ctx, r, nil)
}

// ParseShare reads a share of an expense: with no more decimals than its currency
// has, where that is known. It may be zero, and of a credit it is negative.
func ParseShare(value json.Number, code Currency) (Decimal, error) {
	share, err := parseDecimal(value.String())
	switch {
	case err != nil || share.Abs().GreaterThanOrEqual(largestAmount):
		return Decimal{}, fmt.Errorf("%s is not an amount; write a number such as 84.20", quote(value.String()))
	case code != "" && !share.Equal(share.Truncate(code.Digits())):
		return Decimal{}, fmt.Errorf("%s has too many decimals; %s has %d", share, code, code.Digits())
	default:
		return Decimal{share}, nil
	}
}
