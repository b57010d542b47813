package taxes

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// change is what a tax of an expense is to show.
type change struct {
	session *concur.Session
	report  concur.ReportID
	expense concur.ExpenseID
	id      concur.TaxAuthorityID
	patch   concur.TaxPatch
	// lacking counts the fields that the tax did not show before; all of them where that
	// is not known.
	lacking int
}

// changeOf finds out what is meant.
func (k kit) changeOf(ctx context.Context, call *tools.Call, in updateExpenseTaxIn) (change, error) {
	c := change{session: k.concur.As(call.Caller), report: in.ReportID}
	var err error
	if c.patch, err = in.patch(); err != nil {
		return c, err
	}
	c.lacking = fieldsOf(c.patch)
	if c.expense, err = c.session.ExpenseOf(ctx, "", in.ExpenseID); err != nil {
		return c, err
	}
	c.id, err = c.session.FindTaxAuthority(ctx, in.ReportID, c.expense, in.TaxID)
	return c, err
}

var errNoTax = errors.New("the expense does not show this tax")

// read reads the tax; nil if the expense does not show it.
func (c change) read(ctx context.Context) (*concur.ExpenseTax, error) {
	taxes, err := c.session.ExpenseTaxes(ctx, c.report, c.expense)
	at := slices.IndexFunc(taxes, func(t concur.ExpenseTax) bool { return strings.EqualFold(string(t.AuthorityID), string(c.id)) })
	if err != nil || at < 0 {
		return nil, err
	}
	return &taxes[at], nil
}

// look reads the tax into a result and says whether it shows the change.
func (c change) look(ctx context.Context, out *writtenTaxOut) (tools.Seen, error) {
	got, err := c.read(ctx)
	switch {
	case err != nil:
		return tools.Seen{Verdict: tools.Unknown}, err
	case got == nil:
		out.Written = outcome.Written{Note: "Concur accepted the request, but does not show the tax any more. Look with list_expense_taxes."}
		return tools.Seen{Verdict: tools.Unknown, Found: "The expense does not show the tax any more."}, nil
	}
	missing := untaken(c.patch, *got)
	out.tax, out.Written = shown(*got), outcome.Shown("tax", missing)
	return outcome.SeenChanged("tax", missing, c.lacking), nil
}

// undo says how the fields that are sent get their former values back. An amount that was
// not set cannot be taken out again.
func (c change) undo(call *tools.Call, former concur.ExpenseTax) {
	back := updateExpenseTaxIn{ReportID: c.report, ExpenseID: concur.ExpenseRef{V4: c.expense}, TaxID: concur.Ref(c.id)}
	var lost []string
	formerly := func(sent, was *concur.Decimal, name string) json.Number {
		switch {
		case sent == nil:
			return ""
		case was == nil:
			lost = append(lost, "that "+name+" was not set")
			return ""
		default:
			return json.Number(was.String())
		}
	}
	back.TaxAmount = formerly(c.patch.Amount, former.Amount, "tax_amount")
	back.ReclaimAmount = formerly(c.patch.Reclaim, former.Reclaim, "reclaim_amount")
	if c.patch.Code != nil {
		back.TaxCode = &former.Code
	}
	if c.patch.ReclaimCode != nil {
		back.ReclaimCode = &former.ReclaimCode
	}
	for _, field := range c.patch.CustomData {
		if back.CustomFields == nil {
			back.CustomFields = concur.CustomFields{}
		}
		back.CustomFields[field.ID] = ""
		if at := slices.IndexFunc(former.CustomData, func(d concur.CustomDatum) bool { return d.ID == field.ID }); at >= 0 {
			back.CustomFields[field.ID] = former.CustomData[at].Value
		}
	}
	if len(lost) == fieldsOf(c.patch) {
		call.NoUndo("No tool takes an amount out again that was not set before.")
		return
	}
	call.Undo("update_expense_tax", back, strings.TrimSpace(outcome.NotBroughtBack(lost)+
		" It works while the report is pending external validation (A_EXTV)."))
}

// untaken names the arguments of which a tax does not show what was sent.
func untaken(sent concur.TaxPatch, got concur.ExpenseTax) []string {
	var names []string
	check := func(name string, sent, taken bool) {
		if sent && !taken {
			names = append(names, name)
		}
	}
	check("tax_amount", sent.Amount != nil, same(sent.Amount, got.Amount))
	check("reclaim_amount", sent.Reclaim != nil, same(sent.Reclaim, got.Reclaim))
	check("tax_code", sent.Code != nil, sent.Code != nil && string(*sent.Code) == got.Code)
	check("reclaim_code", sent.ReclaimCode != nil, sent.ReclaimCode != nil && string(*sent.ReclaimCode) == got.ReclaimCode)
	plain := func(value string) string { return strings.ToUpper(strings.ReplaceAll(value, "-", "")) }
	is := map[string]string{}
	for _, datum := range got.CustomData {
		is[datum.ID] = plain(datum.Value)
	}
	for _, datum := range sent.CustomData {
		check(datum.ID, true, is[datum.ID] == plain(string(datum.Value)))
	}
	return names
}

func same(sent, got *concur.Decimal) bool {
	return sent != nil && got != nil && sent.Equal(got.Decimal)
}
