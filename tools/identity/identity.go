package identity

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// kit is what the tools of this toolset work with.
type kit struct{ concur *concur.Client }

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client}
	return []tools.Tool{
		k.getCurrentUser(),
	}
}

type currentUserOut struct {
	ID string `json:"id"`
	// Kind is person, or company where only that is connected.
	Kind       string      `json:"kind"`
	Name       render.Text `json:"name,omitempty"`
	Login      string      `json:"login,omitempty"`
	EmployeeID string      `json:"employee_id,omitempty"`
	Currency   string      `json:"currency,omitempty"`
	Country    string      `json:"country,omitempty"`
	CompanyID  string      `json:"company_id,omitempty"`
	Domain     string      `json:"domain,omitempty"`
}

func (k kit) getCurrentUser() tools.Tool {
	def := tools.Definition{
		Name: "get_current_user", Title: "Get the connected person", Toolset: "identity", Effect: tools.Read,
		Description: "Tells whose Concur connection this is: the person with login, employee id, currency and country; " +
			"or the company where no person is connected.",
		Operations: []string{"profile_get_me"},
	}
	return tools.New(def, func(ctx context.Context, call *tools.Call, _ struct{}) (currentUserOut, error) {
		me, err := k.concur.As(call.Caller).Me(ctx)
		if err != nil {
			return currentUserOut{}, err
		}
		if me.IsCompany() {
			return currentUserOut{ID: me.ID, Kind: "company", Name: render.Text(me.CompanyName()), Domain: me.CompanyDomain}, nil
		}
		return currentUserOut{
			ID: me.ID, Kind: "person", Name: render.Text(me.DisplayName), Login: me.Login(), EmployeeID: me.Employee.EmployeeID,
			Currency: me.Expense.Currency, Country: me.Expense.Country, CompanyID: me.Employee.CompanyID,
		}, nil
	})
}
