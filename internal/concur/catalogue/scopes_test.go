package catalogue

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestScopesToAskForAreThoseOfTheOperations(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		operations []string
		kind       Token
		want       []string
	}{
		"nothing asks for who it is": {nil, User, []string{"openid"}},
		"the first alternative":      {[]string{"get_report"}, User, []string{"expense.report.read", "openid"}},
		"one of each group": {
			[]string{"expense_config_list_expense_types"},
			User,
			[]string{"expense.config.expensetypes.restricted.read", "expense.config.policies.restricted.read", "openid"},
		},
		"each once": {
			[]string{"get_report", "list_expenses", "get_report"}, User, []string{"expense.report.read", "openid"},
		},
		"nothing for what the kind cannot run": {[]string{"approve_report", "get_report"}, Company, []string{"expense.report.read", "openid"}},
		"a person's own profile":               {[]string{"profile_get_me"}, User, []string{"openid", "user.read"}},
		"a company's own profile":              {[]string{"profile_get_me"}, Company, []string{"company.read", "openid"}},
		"nothing for what carries no bearer":   {[]string{"oauth_token", "connection_revoke"}, User, []string{"openid"}},
		"nothing for what is not in the table": {[]string{"brew_coffee"}, User, []string{"openid"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, ScopesFor(c.operations, c.kind))
		})
	}
}
