package config

import (
	"context"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// part is a list that an expense group ties to its people.
type part string

const (
	withPolicies      part = "policies"
	withPaymentTypes  part = "payment_types"
	withAttendeeTypes part = "attendee_types"
)

// Values lists the parts.
func (part) Values() []string {
	return []string{string(withPolicies), string(withPaymentTypes), string(withAttendeeTypes)}
}

// concurName is what the API calls a part (Expense Configuration v4 >
// applicableConfigs).
func (p part) concurName() string {
	switch p {
	case withPaymentTypes:
		return "paymentTypes"
	case withAttendeeTypes:
		return "attendeeTypes"
	case withPolicies:
		return string(p)
	default:
		return string(p)
	}
}

type getExpenseGroupIn struct {
	GroupID concur.GroupID `json:"group_id,omitempty" jsonschema:"else that of the user"`
	Include []part         `json:"include,omitempty" jsonschema:"all if left out"`
	User    concur.Ref     `json:"user,omitempty" jsonschema:"UUID, login, e-mail or name"`
}

// group is an expense group without its lists.
type group struct {
	GroupID          concur.GroupID `json:"group_id"`
	Name             render.Text    `json:"name"`
	AttendeeForm     render.Text    `json:"attendee_form,omitempty"`
	TaxInvoices      bool           `json:"digital_tax_invoices,omitempty"`
	PersonalCards    bool           `json:"personal_cards,omitempty"`
	CashAdvances     bool           `json:"cash_advances,omitempty"`
	AdvanceWorkflow  render.Text    `json:"cash_advance_workflow,omitempty"`
	CarryBalance     bool           `json:"advances_carry_balance,omitempty"`
	SeveralAdvances  bool           `json:"several_advances_per_report,omitempty"`
	RatesCanBeEdited bool           `json:"advance_rates_can_be_edited,omitempty"`
}

type groupWithLists struct {
	group
	Policies      []policy       `json:"policies,omitempty"`
	PaymentTypes  []paymentType  `json:"payment_types,omitempty"`
	AttendeeTypes []attendeeType `json:"attendee_types,omitempty"`
}

func (k kit) getExpenseGroup() tools.Tool {
	def := define("get_expense_group", "Get an expense group")
	def.Description = "Shows the expense group of a person, or one of the company's by id, with the policies, payment types and " +
		"attendee types that its people may use. list_expense_groups gives the ids."
	def.Operations = []string{"expense_config_get_user_group", "expense_config_get_company_group"}
	def.Supporting = []string{"identity_search_users", "profile_get_me"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in getExpenseGroupIn) (groupWithLists, error) {
		if in.GroupID != "" && in.User != "" {
			return groupWithLists{}, tools.Argumentf("group_id", "names a group, and user that of a person").WithHint("Leave one of them out.")
		}
		found, err := in.read(ctx, k.concur.As(call.Caller))
		if err != nil {
			return groupWithLists{}, err
		}
		return in.show(found), nil
	})
}

func (in getExpenseGroupIn) read(ctx context.Context, session *concur.Session) (concur.Group, error) {
	if in.GroupID == "" {
		on, err := session.On(ctx, in.User, concur.RoleTraveler)
		if err != nil {
			return concur.Group{}, err
		}
		return session.GroupOf(ctx, on.User)
	}
	var lists []string
	for _, name := range part("").Values() {
		if in.wants(part(name)) {
			lists = append(lists, part(name).concurName())
		}
	}
	return session.CompanyGroup(ctx, in.GroupID, lists)
}

func (in getExpenseGroupIn) wants(p part) bool {
	return len(in.Include) == 0 || slices.Contains(in.Include, p)
}

func (in getExpenseGroupIn) show(g concur.Group) groupWithLists {
	shown := groupWithLists{group: showGroup(g)}
	if in.wants(withPolicies) {
		shown.Policies = showPolicies(g.Policies)
	}
	if in.wants(withPaymentTypes) {
		shown.PaymentTypes = showPaymentTypes(g.PaymentTypes)
	}
	if in.wants(withAttendeeTypes) {
		shown.AttendeeTypes = showAttendeeTypes(g.AttendeeTypes)
	}
	return shown
}

func showGroup(g concur.Group) group {
	shown := group{
		GroupID: g.ID, Name: render.Text(g.Name), AttendeeForm: render.Text(g.AttendeeListFormName),
		TaxInvoices: g.AllowUserDigitalTaxInvoice, PersonalCards: g.AllowUserRegisterYodlee,
	}
	if g.CashAdvance != nil && g.CashAdvance.WorkflowID != "" {
		shown.CashAdvances, shown.AdvanceWorkflow = true, render.Text(g.CashAdvance.Name)
		shown.CarryBalance, shown.SeveralAdvances = g.CashAdvance.CarryBalance, g.CashAdvance.LinkMultiple
		shown.RatesCanBeEdited = g.CashAdvance.UpdateExchangeRate
	}
	return shown
}

type listExpenseGroupsIn struct{ tools.Page }

type listExpenseGroupsOut struct {
	Groups render.Rows `json:"groups"`
	render.Listing
}

func (k kit) listExpenseGroups() tools.Tool {
	def := define("list_expense_groups", "List expense groups")
	def.Optional = true
	def.Description = "Lists the company's expense groups, which tie people to policies. get_expense_group shows one in full."
	def.Operations = []string{"expense_config_list_company_groups"}
	def.Supporting = []string{"profile_get_me"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listExpenseGroupsIn) (listExpenseGroupsOut, error) {
		ask, err := view.Ask(def.Name, in.Page, nil)
		if err != nil {
			return listExpenseGroupsOut{}, err
		}
		found, err := k.concur.As(call.Caller).CompanyGroups(ctx)
		if err != nil {
			return listExpenseGroupsOut{}, err
		}
		var rows []group
		for _, g := range found {
			rows = append(rows, showGroup(g))
		}
		var out listExpenseGroupsOut
		out.Groups, out.Listing, err = render.Whole(rows, ask, []string{"group_id", "name", "cash_advances"})
		if len(rows) == 0 {
			out.Note = "Concur shows this connection no expense group of the company."
		}
		return out, view.ListError(err)
	})
}
