package v3

import (
	"maps"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// people are the operations that find the login ID of whom `user` names.
func people() []string { return []string{"identity_search_users", "identity_get_user"} }

// anybody is an owner in a list, where ALL stands for everybody.
func anybody(user concur.Ref) concur.Ref {
	if strings.EqualFold(string(user), string(concur.Everybody)) {
		return concur.Everybody
	}
	return user
}

// somebody refuses ALL where there is one owner (Expense v3 > user).
func somebody(user concur.Ref) error {
	if anybody(user) == concur.Everybody {
		return tools.Argumentf("user", "ALL is for lists").WithHint("Name the owner: UUID, login, e-mail or name.")
	}
	return nil
}

// advise says what helps where Concur does not let somebody at another's things, or at
// what is not open for changes.
func advise(err error) error {
	return view.Advise(err, "Correct what Concur names. What belongs to somebody else needs an administrator's connection and its owner in "+
		"user; only unsubmitted and sent-back reports can be changed.")
}

// whyEmpty says what an empty list may come from.
func whyEmpty(what string, user concur.Ref) string {
	whose := "Only your own were looked at; an administrator names another owner, or ALL, in user."
	switch anybody(user) {
	case "":
	case concur.Everybody:
		whose = "Those of everybody this connection may see were looked at."
	default:
		whose = "Only those of the owner named in user were looked at."
	}
	return "No " + what + " fits. " + whose + " Otherwise leave filters out one by one."
}

// customField is a custom field or org unit with its value, and the code of the list
// item that it is.
type customField struct {
	ID    string      `json:"id"`
	Value render.Text `json:"value"`
	Code  render.Text `json:"code,omitempty"`
}

func customFields(custom map[string]concur.CustomValue) []customField {
	var fields []customField
	for _, id := range slices.Sorted(maps.Keys(custom)) {
		fields = append(fields, customField{ID: id, Value: render.Text(custom[id].Value), Code: render.Text(custom[id].Code)})
	}
	return fields
}
