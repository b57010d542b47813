package taxes

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// kit is what the tools of this toolset work with.
type kit struct{ concur *concur.Client }

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client}
	return []tools.Tool{k.listExpenseTaxes(), k.updateExpenseTax()}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "taxes", Optional: true, Effect: effect}
}

// tax is a tax of an expense as an agent reads it. Concur gives its amounts without a
// currency: TaxAmount and ReclaimAmount are in that of the expense, the posted ones
// in that of the report.
type tax struct {
	TaxID         concur.TaxAuthorityID `json:"tax_id"`
	Authority     render.Text           `json:"authority,omitempty"`
	Label         render.Text           `json:"label,omitempty"`
	RateType      render.Text           `json:"rate_type,omitempty"`
	TaxCode       string                `json:"tax_code,omitempty"`
	TaxAmount     *concur.Decimal       `json:"tax_amount,omitempty"`
	ReclaimCode   string                `json:"reclaim_code,omitempty"`
	ReclaimAmount *concur.Decimal       `json:"reclaim_amount,omitempty"`
	TaxPosted     *concur.Decimal       `json:"tax_posted,omitempty"`
	ReclaimPosted *concur.Decimal       `json:"reclaim_posted,omitempty"`
	CustomFields  []view.CustomField    `json:"custom_fields,omitempty"`
}

func summary() []string {
	return []string{"tax_id", "authority", "label", "tax_code", "tax_amount", "reclaim_code", "reclaim_amount", "custom_fields"}
}

func shown(t concur.ExpenseTax) tax {
	row := tax{
		TaxID: t.AuthorityID, Authority: render.Text(t.AuthorityName), Label: render.Text(t.Label), RateType: render.Text(t.RateTypeName),
		TaxCode: t.Code, TaxAmount: t.Amount, ReclaimCode: t.ReclaimCode, ReclaimAmount: t.Reclaim, TaxPosted: t.Posted,
		ReclaimPosted: t.ReclaimPosted,
	}
	for _, datum := range t.CustomData {
		if datum.Value != "" {
			row.CustomFields = append(row.CustomFields, view.CustomField{ID: datum.ID, Value: render.Text(datum.Value)})
		}
	}
	return row
}
