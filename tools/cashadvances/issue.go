package cashadvances

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type issueIn struct {
	CashAdvanceID concur.CashAdvanceID `json:"cash_advance_id"`
	ExchangeRate  json.Number          `json:"exchange_rate,omitempty"`
	Status        concur.Ref           `json:"status,omitempty"       jsonschema:"only if it has this status, name or code"`
	Comment       string               `json:"comment,omitempty"      max:"2000"`
	AccountCode   string               `json:"account_code,omitempty" max:"48"`
	User          concur.Ref           `json:"user,omitempty"         jsonschema:"owner"`
}

func (k kit) issueCashAdvance() tools.Tool {
	def := define("issue_cash_advance", "Pay out a cash advance", tools.Workflow)
	def.Description = "Issues a cash advance: its owner gets the money. For who administers cash advances, or a company connection. " +
		"create_cash_advance gives the id."
	def.Operations = []string{"cash_advance_issue"}
	def.Supporting = []string{"cash_advance_get", "identity_search_users"}
	return tools.New(def, k.runIssueCashAdvance)
}

func (k kit) runIssueCashAdvance(ctx context.Context, call *tools.Call, in issueIn) (writtenAdvance, error) {
	out := writtenAdvance{cashAdvance: cashAdvance{CashAdvanceID: in.CashAdvanceID}}
	issue := concur.Issue{AccountCode: in.AccountCode, Comment: in.Comment}
	if in.ExchangeRate != "" {
		rate, err := concur.ParseExchangeRate(in.ExchangeRate)
		if err != nil {
			return out, tools.Argumentf("exchange_rate", "%s", err.Error())
		}
		issue.ExchangeRate = &rate
	}
	session := k.concur.As(call.Caller)
	on, err := session.On(ctx, in.User, concur.RoleTraveler)
	if err != nil {
		return out, err
	}
	read := func(ctx context.Context) (concur.CashAdvance, error) {
		return session.GetCashAdvance(ctx, on.User, in.CashAdvanceID)
	}
	if err := in.expected(ctx, read); err != nil {
		return out, err
	}
	err = tools.Settle(ctx, session.IssueCashAdvance(ctx, on.User, in.CashAdvanceID, issue), func(ctx context.Context) (bool, error) {
		found, err := read(ctx)
		return found.ApprovalStatus.Code == concur.AdvanceIssued, err
	})
	if err != nil {
		return out, view.Advise(err, "get_cash_advance shows its status: one is issued once. Issuing is for who administers cash advances; "+
			"a company connection does it for anybody if user names the owner.")
	}
	found, err := read(ctx)
	if err != nil {
		out.Written = view.Unread(err)
		return out, nil
	}
	out.cashAdvance = shown(in.CashAdvanceID, found)
	var missing []string
	if found.ApprovalStatus.Code != concur.AdvanceIssued {
		missing = append(missing, "status")
	}
	if issue.ExchangeRate != nil && !issue.ExchangeRate.Equal(found.ExchangeRate.Value.Decimal) {
		missing = append(missing, "exchange_rate")
	}
	if issue.AccountCode != "" && !same(issue.AccountCode, found.AccountCode) {
		missing = append(missing, "account_code")
	}
	out.Written = view.Shown("cash advance", missing)
	return out, nil
}

// expected refuses a cash advance that is not in the status that the caller expects.
func (in issueIn) expected(ctx context.Context, read func(context.Context) (concur.CashAdvance, error)) error {
	if in.Status == "" {
		return nil
	}
	found, err := read(ctx)
	if err != nil {
		return err
	}
	is := found.ApprovalStatus
	if strings.EqualFold(is.Code, string(in.Status)) || strings.EqualFold(is.Name, string(in.Status)) {
		return nil
	}
	return tools.Argumentf("status", "the cash advance is %s (%s), so it was not issued", is.Name, is.Code).
		WithHint("Look at it with get_cash_advance, and leave status out to issue it in any.")
}

// lookInConcur is for a creation whose answer was lost: Concur lists cash advances to
// nobody, so only a person can look.
func lookInConcur(err error) error {
	lost, ok := errors.AsType[*concur.Error](err)
	if !ok || !lost.MayHaveHappened() {
		return view.Advise(err, "Correct what Concur names. For somebody else, a company connection is needed, or an administrator's.")
	}
	return &unseenError{lost}
}

// unseenError is a cash advance that may have been made.
type unseenError struct{ tools.Problem }

// Unwrap gives what happened.
func (e *unseenError) Unwrap() error { return e.Problem }

// NextStep implements tools.Problem.
func (e *unseenError) NextStep() string {
	return "Do not repeat it yet: it may have been made, and no tool can list cash advances. Its owner sees it in Concur under Cash Advances."
}
