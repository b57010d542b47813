package config

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listPoliciesIn struct {
	User concur.Ref `json:"user,omitempty" jsonschema:"UUID, login, e-mail or name"`
	tools.Page
}

type listPoliciesOut struct {
	Policies render.Rows `json:"policies"`
	render.Listing
}

type policy struct {
	PolicyID concur.PolicyID `json:"policy_id"`
	Name     render.Text     `json:"name"`
	Default  bool            `json:"default,omitempty"`
}

func (k kit) listPolicies() tools.Tool {
	def := define("list_policies", "List expense policies")
	def.Description = "Lists the policies that a person may file expense reports under, and which is the default."
	def.Operations = []string{"expense_config_list_policies"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listPoliciesIn) (listPoliciesOut, error) {
		ask, err := view.Ask(def.Name, in.Page, in.User)
		if err != nil {
			return listPoliciesOut{}, err
		}
		session := k.concur.As(call.Caller)
		on, err := session.On(ctx, in.User, concur.RoleTraveler)
		if err != nil {
			return listPoliciesOut{}, err
		}
		policies, err := session.Policies(ctx, on.User)
		if err != nil {
			return listPoliciesOut{}, err
		}
		rows := showPolicies(policies)
		var out listPoliciesOut
		out.Policies, out.Listing, err = render.Whole(rows, ask, nil)
		if len(rows) == 0 {
			out.Note = "Concur lists no policy for this person, who may have no Expense licence. An administrator assigns an expense group."
		}
		return out, view.ListError(err)
	})
}

func showPolicies(policies []concur.Policy) []policy {
	rows := make([]policy, len(policies))
	for i, p := range policies {
		rows[i] = policy{PolicyID: p.ID, Name: render.Text(p.Name), Default: p.IsDefault}
	}
	return rows
}
