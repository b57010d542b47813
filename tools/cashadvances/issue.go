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
	return tools.NewWrite(def, k.runIssueCashAdvance, k.lookIssueCashAdvance)
}

func (k kit) runIssueCashAdvance(ctx context.Context, call *tools.Call, in issueIn) (writtenAdvance, error) {
	out := writtenAdvance{cashAdvance: cashAdvance{CashAdvanceID: in.CashAdvanceID}}
	issue, err := in.issue()
	if err != nil {
		return out, err
	}
	p, err := k.payoutOf(ctx, call, in)
	if err != nil {
		return out, err
	}
	before, err := p.read(ctx)
	if err := in.expected(before, err); err != nil {
		return out, err
	}
	p.open = err == nil && before.ApprovalStatus.Code != concur.AdvanceIssued
	call.NoUndo("Its owner has the money: Concur takes no cash advance back that was issued.")
	found, err := tools.Resolve(ctx, p.session.IssueCashAdvance(ctx, p.user, in.CashAdvanceID, issue), p.look)
	if err != nil {
		err = view.Advise(err, "get_cash_advance shows its status: one is issued once. Issuing is for who administers cash advances; a "+
			"company connection does it for anybody if user names the owner.")
		return out, outcome.LookWith(err, "get_cash_advance")
	}
	switch now, err := p.read(ctx); {
	case err != nil:
		out.Written = outcome.Unread(err)
	default:
		out.cashAdvance, out.Written = shown(in.CashAdvanceID, now), outcome.Shown("cash advance", unissued(issue, now))
	}
	out.Noted(found)
	return out, nil
}

func (k kit) lookIssueCashAdvance(ctx context.Context, call *tools.Call, in issueIn, sent tools.Sent) (tools.Seen, error) {
	p, err := k.payoutOf(ctx, call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	p.sent = sent
	return p.look(ctx)
}

// issue is how the cash advance is to be paid out.
func (in issueIn) issue() (concur.Issue, error) {
	issue := concur.Issue{AccountCode: in.AccountCode, Comment: in.Comment}
	if in.ExchangeRate == "" {
		return issue, nil
	}
	rate, err := concur.ParseExchangeRate(in.ExchangeRate)
	if err != nil {
		return issue, tools.Argumentf("exchange_rate", "%s", err.Error())
	}
	issue.ExchangeRate = &rate
	return issue, nil
}

// unissued names what a cash advance does not show as it was asked for.
func unissued(sent concur.Issue, got concur.CashAdvance) []string {
	var names []string
	for _, check := range []struct {
		name  string
		taken bool
	}{
		{"status", got.ApprovalStatus.Code == concur.AdvanceIssued},
		{"exchange_rate", sent.ExchangeRate == nil || sent.ExchangeRate.Equal(got.ExchangeRate.Value.Decimal)},
		{"account_code", sent.AccountCode == "" || same(sent.AccountCode, got.AccountCode)},
		{"comment", sent.Comment == "" || same(sent.Comment, got.Comment)},
	} {
		if !check.taken {
			names = append(names, check.name)
		}
	}
	return names
}

// expected refuses a cash advance that is not in the status that the caller expects. What
// it is like matters only then.
func (in issueIn) expected(found concur.CashAdvance, unread error) error {
	if in.Status == "" {
		return nil
	}
	if unread != nil {
		return unread
	}
	is := found.ApprovalStatus
	if strings.EqualFold(is.Code, string(in.Status)) || strings.EqualFold(is.Name, string(in.Status)) {
		return nil
	}
	return tools.Argumentf("status", "the cash advance is %s (%s), so it was not issued", is.Name, is.Code).
		WithHint("Look at it with get_cash_advance, and leave status out to issue it in any.")
}
