package v3

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// group is an expense group without the expense types of its policies.
type group struct {
	ID                 string        `json:"id"`
	Name               render.Text   `json:"name"`
	Policies           []groupPolicy `json:"policies,omitempty"`
	PaymentTypes       []groupChoice `json:"payment_types,omitempty"`
	AttendeeTypes      []guestType   `json:"attendee_types,omitempty"`
	AttendeeListForm   render.Text   `json:"attendee_list_form,omitempty"`
	CashAdvance        *cashAdvance  `json:"cash_advance,omitempty"`
	DigitalTaxInvoices bool          `json:"digital_tax_invoices,omitempty"`
	YodleeCards        bool          `json:"yodlee_cards,omitempty"`
}

type groupPolicy struct {
	groupChoice
	Inheritable  bool `json:"inheritable,omitempty"`
	ExpenseTypes int  `json:"expense_types"`
}

type groupChoice struct {
	ID      string      `json:"id"`
	Name    render.Text `json:"name"`
	Default bool        `json:"default,omitempty"`
}

type guestType struct {
	Code string      `json:"code"`
	Name render.Text `json:"name"`
}

type cashAdvance struct {
	Name               render.Text `json:"name"`
	CarryBalance       bool        `json:"carry_balance,omitempty"`
	LinkMultiple       bool        `json:"link_multiple,omitempty"`
	UpdateExchangeRate bool        `json:"update_exchange_rate,omitempty"`
}

// groupSummary names the fields that a list shows unless asked otherwise.
func groupSummary() []string { return []string{"id", "name", "policies", "payment_types"} }

func ofGroup(g concur.V3Group) group {
	row := group{
		ID: g.ID, Name: render.Text(g.Name), AttendeeListForm: render.Text(g.AttendeeListFormName),
		DigitalTaxInvoices: g.AllowUserDigitalTaxInvoice,
		YodleeCards:        g.AllowUserRegisterYodlee,
	}
	for _, p := range g.Policies {
		row.Policies = append(row.Policies, groupPolicy{
			groupChoice: groupChoice{ID: p.ID, Name: render.Text(p.Name), Default: p.IsDefault},
			Inheritable: p.IsInheritable, ExpenseTypes: len(p.ExpenseTypes),
		})
	}
	for _, t := range g.PaymentTypes {
		row.PaymentTypes = append(row.PaymentTypes, groupChoice{ID: t.ID, Name: render.Text(t.Name), Default: t.IsDefault})
	}
	for _, t := range g.AttendeeTypes {
		row.AttendeeTypes = append(row.AttendeeTypes, guestType{Code: t.Code, Name: render.Text(t.Name)})
	}
	if c := g.CashAdvance; c != (concur.V3CashAdvance{}) {
		row.CashAdvance = &cashAdvance{
			Name: render.Text(c.Name), CarryBalance: c.AllowUserCarryBalance, LinkMultiple: c.AllowUserLinkMultiple,
			UpdateExchangeRate: c.AllowUserUpdateExchangeRate,
		}
	}
	return row
}

// expenseType is an expense type of a policy. Its code is the same in v4.
type expenseType struct {
	Code   string      `json:"code"`
	Name   render.Text `json:"name"`
	Class  string      `json:"class,omitempty"` // OTHER, MEALS, PCARMILE, …
	Policy render.Text `json:"policy"`
}

func typesOf(g concur.V3Group) []expenseType {
	var types []expenseType
	for _, p := range g.Policies {
		for _, t := range p.ExpenseTypes {
			types = append(types, expenseType{Code: t.Code, Name: render.Text(t.Name), Class: t.ExpenseCode, Policy: render.Text(p.Name)})
		}
	}
	return types
}
