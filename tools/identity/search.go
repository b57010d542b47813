package identity

import (
	"context"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type searchUsersIn struct {
	UserName string `json:"user_name,omitempty" max:"128" jsonschema:"part of the login ID"`
	Name     string `json:"name,omitempty" max:"128" jsonschema:"words of given, family or nick name"`
	Email    string `json:"email,omitempty" max:"128"`
	Active   *bool  `json:"active,omitempty"`
	Filter   string `json:"filter,omitempty" max:"2000" jsonschema:"SCIM, like userName sw \"ann\""`
	tools.Page
}

func (k kit) searchUsers() tools.Tool {
	def := tools.Definition{
		Name: "search_users", Title: "Search users", Toolset: "identity", Effect: tools.Read,
		Description: "Finds people by parts of name, login ID or e-mail, all of which must fit; user arguments of other tools take the " +
			"UUID, login, e-mail or full name. Needs a company connection, or an administrator's.",
		Operations: []string{"identity_search_users"},
	}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in searchUsersIn) (usersOut, error) {
		page := in.Page
		in.Page = tools.Page{}
		ask, err := view.Ask(def.Name, page, in)
		if err != nil {
			return usersOut{}, err
		}
		session := k.concur.As(call.Caller)
		return showUsers(ctx, ask, userSummary(), "Nobody fits. Try fewer words or a shorter part, or leave active out.",
			func(ctx context.Context, cursor string) (concur.UserPage, error) {
				return session.SearchUsers(ctx, in.scim(), cursor)
			})
	})
}

// scim joins the arguments with the raw filter.
func (in searchUsersIn) scim() string {
	made := concur.UserFilter{Login: in.UserName, Name: in.Name, Email: in.Email, Active: in.Active}.SCIM()
	own := strings.TrimSpace(in.Filter)
	switch {
	case made == "":
		return own
	case own == "":
		return made
	default:
		return made + " and (" + own + ")"
	}
}
