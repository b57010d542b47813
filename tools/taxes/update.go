package taxes

import (
	"context"
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
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
	outcome.Written
}

func (k kit) updateExpenseTax() tools.Tool {
	def := define("update_expense_tax", "Change a tax of an expense", tools.Change)
	def.Description = "Changes the given fields of a tax while the report is pending external validation (A_EXTV), in no other state. " +
		"Company connection. list_expense_taxes gives tax_id."
	def.Operations = []string{"update_expense_tax"}
	def.Supporting = []string{"get_expense_taxes", "get_entry"}
	return tools.NewWrite(def, k.runUpdateExpenseTax, k.lookUpdateExpenseTax)
}

func (k kit) runUpdateExpenseTax(ctx context.Context, call *tools.Call, in updateExpenseTaxIn) (writtenTaxOut, error) {
	c, err := k.changeOf(ctx, call, in)
	if err != nil {
		return writtenTaxOut{}, err
	}
	switch before, err := c.read(ctx); {
	case err != nil:
		outcome.NoFormer(call, err)
	case before == nil:
		outcome.NoFormer(call, errNoTax)
	default:
		c.undo(call, *before)
		c.lacking = len(untaken(c.patch, *before))
	}
	out := writtenTaxOut{ReportID: c.report, ExpenseID: c.expense, tax: tax{TaxID: c.id}}
	look := func(ctx context.Context) (tools.Seen, error) { return c.look(ctx, &out) }
	found, err := tools.Resolve(ctx, c.session.UpdateExpenseTax(ctx, c.report, c.expense, c.id, c.patch), look)
	if err != nil {
		err = view.Advise(err, "Correct what Concur names. Taxes can be changed only while the report is pending external validation "+
			"(A_EXTV); get_report shows its status.")
		return writtenTaxOut{}, outcome.LookWith(err, "list_expense_taxes")
	}
	if found == "" {
		if _, err := look(ctx); err != nil {
			out.Written = outcome.Unread(err)
		}
	}
	out.Noted(found)
	return out, nil
}

func (k kit) lookUpdateExpenseTax(ctx context.Context, call *tools.Call, in updateExpenseTaxIn, _ tools.Sent) (tools.Seen, error) {
	c, err := k.changeOf(ctx, call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	return c.look(ctx, &writtenTaxOut{})
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
