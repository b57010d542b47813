package config

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listPaymentTypesIn struct {
	User concur.Ref `json:"user,omitempty" jsonschema:"UUID, login, e-mail or name"`
	tools.Page
}

type listPaymentTypesOut struct {
	PaymentTypes render.Rows `json:"payment_types"`
	render.Listing
}

type paymentType struct {
	PaymentTypeID string      `json:"payment_type_id"`
	Name          render.Text `json:"name"`
	Default       bool        `json:"default,omitempty"`
}

func (k kit) listPaymentTypes() tools.Tool {
	def := define("list_payment_types", "List payment types")
	def.Description = "Lists how expenses can have been paid: cash, company card and the like. Needs a user connection. " +
		"Expense tools take the id or the name."
	def.Operations = []string{"expense_config_list_payment_types"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listPaymentTypesIn) (listPaymentTypesOut, error) {
		ask, err := view.Ask(def.Name, in.Page, in.User)
		if err != nil {
			return listPaymentTypesOut{}, err
		}
		session := k.concur.As(call.Caller)
		on, err := session.On(ctx, in.User, concur.RoleTraveler)
		if err != nil {
			return listPaymentTypesOut{}, err
		}
		types, err := session.PaymentTypes(ctx, on.User)
		if err != nil {
			return listPaymentTypesOut{}, err
		}
		rows := showPaymentTypes(types)
		var out listPaymentTypesOut
		out.PaymentTypes, out.Listing, err = render.Whole(rows, ask, nil)
		if len(rows) == 0 {
			out.Note = "Concur lists no payment type for this person. An administrator assigns them to the expense group."
		}
		return out, view.ListError(err)
	})
}

func showPaymentTypes(types []concur.PaymentType) []paymentType {
	rows := make([]paymentType, len(types))
	for i, t := range types {
		rows[i] = paymentType{PaymentTypeID: t.ID, Name: render.Text(t.Name), Default: t.IsDefault}
	}
	return rows
}
