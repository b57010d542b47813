package cashadvances

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type getAdvanceIn struct {
	CashAdvanceID concur.CashAdvanceID `json:"cash_advance_id"`
	User          concur.Ref           `json:"user,omitempty" jsonschema:"owner"`
}

func (k kit) getCashAdvance() tools.Tool {
	def := define("get_cash_advance", "Get a cash advance", tools.Read)
	def.Description = "Shows a cash advance: amount, balance, status. Concur has no list of them; list_report_cash_advances gives the ids " +
		"of those on a report."
	def.Operations = []string{"cash_advance_get"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in getAdvanceIn) (cashAdvance, error) {
		session := k.concur.As(call.Caller)
		on, err := session.On(ctx, in.User, concur.RoleTraveler)
		if err != nil {
			return cashAdvance{}, err
		}
		found, err := session.GetCashAdvance(ctx, on.User, in.CashAdvanceID)
		if err != nil {
			return cashAdvance{}, view.Advise(err, "Check whose it is: name its owner in user, so that a company connection is used.")
		}
		return shown(in.CashAdvanceID, found), nil
	})
}

type createAdvanceIn struct {
	Name        string          `json:"name"                   max:"40"`
	Amount      json.Number     `json:"amount"`
	Currency    concur.Currency `json:"currency"`
	Purpose     string          `json:"purpose,omitempty"      max:"2000"`
	Comment     string          `json:"comment,omitempty"      max:"2000"`
	AccountCode string          `json:"account_code,omitempty" max:"48" jsonschema:"else that of the person"`
	User        concur.Ref      `json:"user,omitempty"         jsonschema:"who gets it"`
}

type writtenAdvance struct {
	cashAdvance
	outcome.Written
}

func (k kit) createCashAdvance() tools.Tool {
	def := define("create_cash_advance", "Ask for a cash advance", tools.Create)
	def.Description = "Makes a cash advance, for you or the `user`. Keep its cash_advance_id: Concur has no list of cash advances. " +
		"It is not paid out until issue_cash_advance."
	def.Operations = []string{"cash_advance_create"}
	def.Supporting = []string{"cash_advance_get", "identity_search_users"}
	return tools.NewWrite(def, k.runCreateCashAdvance, func(context.Context, *tools.Call, createAdvanceIn, tools.Sent) (tools.Seen, error) {
		return tools.Seen{Verdict: tools.Unknown, Found: "Nobody can tell by looking: " + unlisted}, nil
	})
}

func (k kit) runCreateCashAdvance(ctx context.Context, call *tools.Call, in createAdvanceIn) (writtenAdvance, error) {
	wanted, err := in.checked()
	if err != nil {
		return writtenAdvance{}, err
	}
	session := k.concur.As(call.Caller)
	on, err := session.On(ctx, in.User, concur.RoleTraveler)
	if err != nil {
		return writtenAdvance{}, err
	}
	call.NoUndo("Concur has no operation that takes a cash advance back. Until it is issued, its owner deletes it in Concur under Cash " +
		"Advances.")
	id, err := session.CreateCashAdvance(ctx, on.User, wanted)
	if err != nil {
		return writtenAdvance{}, lookInConcur(err)
	}
	found, err := session.GetCashAdvance(ctx, on.User, id)
	if err != nil {
		return writtenAdvance{cashAdvance{CashAdvanceID: id}, outcome.Unread(err)}, nil
	}
	return writtenAdvance{shown(id, found), outcome.Shown("new cash advance", untaken(wanted, found))}, nil
}

func (in createAdvanceIn) checked() (concur.NewCashAdvance, error) {
	amount, err := concur.ParseAmount(in.Amount, in.Currency)
	if err != nil {
		return concur.NewCashAdvance{}, tools.Argumentf("amount", "%s", err.Error())
	}
	if amount.IsNegative() {
		return concur.NewCashAdvance{}, tools.Argumentf("amount", "%s is less than nothing", amount)
	}
	return concur.NewCashAdvance{
		Name: in.Name, Amount: amount, Currency: in.Currency, Purpose: in.Purpose, Comment: in.Comment, AccountCode: in.AccountCode,
	}, nil
}

// untaken names what a new cash advance does not show as it was asked for.
func untaken(sent concur.NewCashAdvance, got concur.CashAdvance) []string {
	var names []string
	for _, check := range []struct {
		name  string
		taken bool
	}{
		{"name", same(sent.Name, got.Name)},
		{"amount", sent.Amount.Equal(got.AmountRequested.Amount.Decimal)},
		{"currency", string(sent.Currency) == got.AmountRequested.Currency},
		{"purpose", sent.Purpose == "" || same(sent.Purpose, got.Purpose)},
		{"comment", sent.Comment == "" || same(sent.Comment, got.Comment)},
		{"account_code", sent.AccountCode == "" || same(sent.AccountCode, got.AccountCode)},
	} {
		if !check.taken {
			names = append(names, check.name)
		}
	}
	return names
}

func same(sent, got string) bool { return strings.TrimSpace(sent) == strings.TrimSpace(got) }
