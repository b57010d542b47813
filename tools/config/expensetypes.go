package config

import (
	"context"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listExpenseTypesIn struct {
	Policy   concur.Ref `json:"policy,omitempty" jsonschema:"id or name; the default one if left out"`
	Search   string     `json:"search,omitempty" max:"64" jsonschema:"words of name, category or code"`
	Headings bool       `json:"headings,omitempty" jsonschema:"list headings too"`
	User     concur.Ref `json:"user,omitempty" jsonschema:"UUID, login, e-mail or name"`
	tools.Page
}

type listExpenseTypesOut struct {
	ExpenseTypes render.Rows `json:"expense_types"`
	render.Listing
}

type expenseType struct {
	ExpenseTypeID string      `json:"expense_type_id"`
	Name          render.Text `json:"name"`
	Category      render.Text `json:"category,omitempty"`
	Under         render.Text `json:"under,omitempty"`
	CategoryCode  string      `json:"category_code,omitempty"`
	Heading       bool        `json:"heading,omitempty"`
}

func (k kit) listExpenseTypes() tools.Tool {
	def := define("list_expense_types", "List expense types")
	def.Description = "Lists the expense types of a policy, for expense_type of other tools. list_policies gives the policies."
	def.Operations = []string{"expense_config_list_expense_types"}
	def.Supporting = []string{"expense_config_list_policies", "identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listExpenseTypesIn) (listExpenseTypesOut, error) {
		page := in.Page
		in.Page = tools.Page{}
		ask, err := view.Ask(def.Name, page, in)
		if err != nil {
			return listExpenseTypesOut{}, err
		}
		session := k.concur.As(call.Caller)
		on, err := session.On(ctx, in.User, concur.RoleTraveler)
		if err != nil {
			return listExpenseTypesOut{}, err
		}
		policy, err := session.FindPolicy(ctx, on.User, in.Policy)
		if err != nil {
			return listExpenseTypesOut{}, err
		}
		types, err := session.ExpenseTypes(ctx, on.User, policy.ID)
		if err != nil {
			return listExpenseTypesOut{}, err
		}
		rows := in.matching(types)
		var out listExpenseTypesOut
		out.ExpenseTypes, out.Listing, err = render.Whole(rows, ask, []string{"expense_type_id", "name", "category", "heading"})
		if len(rows) == 0 {
			out.Note = "No expense type of this policy fits. Try fewer words, leave search out, or look at another policy of list_policies."
		}
		return out, view.ListError(err)
	})
}

// matching are the types that have every word of the search in their name, code,
// category or heading. Headings are left out unless asked for: no expense can be
// made with one.
func (in listExpenseTypesIn) matching(types []concur.ExpenseType) []expenseType {
	words := strings.Fields(strings.ToLower(in.Search))
	rows := []expenseType{}
	for _, t := range types {
		if t.IsCategory && !in.Headings {
			continue
		}
		text := strings.ToLower(strings.Join([]string{t.ID, t.Name, t.CategoryName, t.ParentName}, "\n"))
		if hasAll(text, words) {
			rows = append(rows, expenseType{
				ExpenseTypeID: t.ID, Name: render.Text(t.Name), Category: render.Text(t.CategoryName), Under: render.Text(t.ParentName),
				CategoryCode: t.CategoryCode, Heading: t.IsCategory,
			})
		}
	}
	return rows
}

func hasAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
