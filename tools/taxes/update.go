package taxes

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type updateExpenseTaxIn struct {
	ReportID      concur.ReportID     `json:"report_id"`
	ExpenseID     concur.ExpenseRef   `json:"expense_id"`
	TaxID         concur.Ref          `json:"tax_id" jsonschema:"id, authority or label"`
	TaxAmount     json.Number         `json:"tax_amount,omitempty"`
	ReclaimAmount json.Number         `json:"reclaim_amount,omitempty"`
	TaxCode       *string             `json:"tax_code,omitempty" max:"20"`
	ReclaimCode   *string             `json:"reclaim_code,omitempty" max:"20"`
	CustomFields  concur.CustomFields `json:"custom_fields,omitempty" jsonschema:"custom1..40 to text or item id"`
}

type writtenTaxOut struct {
	ReportID  concur.ReportID  `json:"report_id"`
	ExpenseID concur.ExpenseID `json:"expense_id"`
	tax
	view.Written
}

func (k kit) updateExpenseTax() tools.Tool {
	def := define("update_expense_tax", "Change a tax of an expense", tools.Change)
	def.Description = "Changes the given fields of a tax while the report is pending external validation (A_EXTV), in no other state. " +
		"Company connection. list_expense_taxes gives tax_id."
	def.Operations = []string{"update_expense_tax"}
	def.Supporting = []string{"get_expense_taxes", "get_entry"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in updateExpenseTaxIn) (writtenTaxOut, error) {
		patch, err := in.patch()
		if err != nil {
			return writtenTaxOut{}, err
		}
		session := k.concur.As(call.Caller)
		expense, err := session.ExpenseOf(ctx, "", in.ExpenseID)
		if err != nil {
			return writtenTaxOut{}, err
		}
		id, err := session.FindTaxAuthority(ctx, in.ReportID, expense, in.TaxID)
		if err != nil {
			return writtenTaxOut{}, err
		}
		return in.send(ctx, session, expense, id, patch)
	})
}

// patch is what can be said about the arguments without asking Concur.
func (in updateExpenseTaxIn) patch() (concur.TaxPatch, error) {
	patch := concur.TaxPatch{Code: (*concur.Clearable)(in.TaxCode), ReclaimCode: (*concur.Clearable)(in.ReclaimCode)}
	var err error
	if patch.Amount, err = amount("tax_amount", in.TaxAmount); err != nil {
		return patch, err
	}
	if patch.Reclaim, err = amount("reclaim_amount", in.ReclaimAmount); err != nil {
		return patch, err
	}
	data, err := in.CustomFields.Data()
	if err != nil {
		return patch, tools.Argumentf("custom_fields", "%s", err.Error())
	}
	for _, datum := range data {
		patch.CustomData = append(patch.CustomData, concur.CustomDatumPatch{ID: datum.ID, Value: concur.Clearable(datum.Value)})
	}
	if fieldsOf(patch) == 0 {
		return patch, tools.Argumentf("", "there is nothing to change").WithHint("Give at least one field besides the ids.")
	}
	return patch, nil
}

func amount(name string, value json.Number) (*concur.Decimal, error) {
	if value == "" {
		return nil, nil //nolint:nilnil // No amount is one that stays as it is.
	}
	parsed, err := concur.ParseTaxAmount(value)
	if err != nil {
		return nil, tools.Argumentf(name, "%s", err.Error())
	}
	return &parsed, nil
}

// fieldsOf counts the fields that are changed.
func fieldsOf(patch concur.TaxPatch) int {
	n := len(patch.CustomData)
	for _, given := range []bool{patch.Amount != nil, patch.Reclaim != nil, patch.Code != nil, patch.ReclaimCode != nil} {
		if given {
			n++
		}
	}
	return n
}

// errPartly says that a tax shows some of the changes, or is not there. After a lost
// answer that proves nothing: those may have been its values before.
var errPartly = errors.New("some fields are as they should be, and some are not")

// send sends the changes and reads the tax back.
func (in updateExpenseTaxIn) send(
	ctx context.Context, session *concur.Session, expense concur.ExpenseID, id concur.TaxAuthorityID, patch concur.TaxPatch,
) (writtenTaxOut, error) {
	out := writtenTaxOut{ReportID: in.ReportID, ExpenseID: expense, tax: tax{TaxID: id}}
	read := func(ctx context.Context) (bool, error) {
		taxes, err := session.ExpenseTaxes(ctx, in.ReportID, expense)
		if err != nil {
			return false, err
		}
		missing := []string{"everything"}
		at := slices.IndexFunc(taxes, func(t concur.ExpenseTax) bool { return strings.EqualFold(string(t.AuthorityID), string(id)) })
		if at >= 0 {
			out.tax = shown(taxes[at])
			missing = untaken(patch, taxes[at])
		}
		out.Written = view.Shown("tax", missing)
		if at < 0 || (len(missing) > 0 && len(missing) < fieldsOf(patch)) {
			return false, errPartly
		}
		return len(missing) == 0, nil
	}
	if err := session.UpdateExpenseTax(ctx, in.ReportID, expense, id, patch); err != nil {
		err = tools.Settle(ctx, err, read) // it fills out
		return out, view.Advise(err, "Correct what Concur names. Taxes can be changed only while the report is pending external validation "+
			"(A_EXTV); get_report shows its status.")
	}
	if _, err := read(ctx); err != nil && !errors.Is(err, errPartly) {
		out.Written = view.Unread(err)
	}
	return out, nil
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
