package catalogue

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryRowIsInOrder(t *testing.T) {
	t.Parallel()
	names, places := map[string]bool{}, map[string]bool{}
	for _, op := range All() {
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			assert.NotEmpty(t, op.API)
			assert.NotEmpty(t, op.Tokens)
			unscoped := slices.Contains(op.Tokens, None) || op.Name == "connection_revoke"
			assert.Equal(t, unscoped, len(op.Scopes) == 0, "scopes are for bearers")
			assert.Equal(t, slices.Contains(op.Parameters(), "contextType"), len(op.Contexts) > 0)
			if op.Method == http.MethodGet {
				assert.Equal(t, Safe, op.Safety)
			}
			if op.Paging != "" {
				assert.Equal(t, Safe, op.Safety)
			}
			if op.State != Current {
				assert.NotEmpty(t, op.Note, "what replaces it")
			}
		})
		assert.False(t, names[op.Name], op.Name)
		assert.False(t, places[op.Method+op.Path], op.Path)
		names[op.Name], places[op.Method+op.Path] = true, true
	}
}

// TestWhoMayRunWhat holds the rows of Expense Reports v4 to the tables of its pages: who, with
// which scope, in which role. Every scope list is one group of alternatives.
func TestWhoMayRunWhat(t *testing.T) {
	t.Parallel()
	const (
		read     = "expense.report.read|expense.report.readwrite"
		write    = "expense.report.readwrite"
		workflow = "expense.report.workflowstatus.write"
	)
	owner, reader, all := "TRAVELER PROXY", "TRAVELER MANAGER PROXY", "TRAVELER MANAGER PROCESSOR PROXY"
	for name, want := range map[string][3]string{
		"get_report":                        {"user company", read, all},
		"create_report":                     {"user company", write, owner},
		"update_report":                     {"user company", write, owner},
		"update_submitted_report":           {"company", write, ""},
		"delete_report":                     {"user company", write, ""},
		"get_report_form_fields":            {"user company", read, ""},
		"get_reports_to_approve":            {"user company", read, "MANAGER"},
		"get_report_exceptions":             {"user", read, reader},
		"get_report_exceptions_company":     {"company", read, ""},
		"get_expense_exceptions":            {"user", read, reader},
		"get_expense_exceptions_company":    {"company", read, ""},
		"get_allocation_exceptions":         {"user", read, reader},
		"get_allocation_exceptions_company": {"company", read, ""},
		"list_expenses":                     {"user company", read, owner},
		"get_expense":                       {"user company", read, reader},
		"get_itemizations":                  {"user company", read, owner},
		"update_expense_submitted":          {"company", write, ""},
		"delete_expense":                    {"user company", write, ""},
		"get_expense_form_fields":           {"user company", read, ""},
		"submit_report":                     {"user company", write, ""},
		"approve_report":                    {"user", workflow, "MANAGER"},
		"approve_report_company":            {"company", workflow, ""},
		"send_back_report":                  {"user", workflow, "MANAGER"},
		"send_back_report_company":          {"company", workflow, ""},
		"recall_report":                     {"user", workflow, owner},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			op, known := Lookup(name)
			require.True(t, known)
			tokens := make([]string, len(op.Tokens))
			for i, token := range op.Tokens {
				tokens[i] = string(token)
			}
			require.Len(t, op.Scopes, 1)
			assert.Equal(t, want, [3]string{strings.Join(tokens, " "), strings.Join(op.Scopes[0], "|"), strings.Join(op.Contexts, " ")})
		})
	}
}

func TestOnlyListsSayHowTheyContinue(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]Paging{
		"get_report": "", "get_expense": "", "get_entry": "", "profile_get_me": "", "create_entry": "", "list_expenses": Whole,
		"get_report_exceptions": Whole, "get_reports_to_approve": Whole, "expense_config_list_policies": Whole, "list_reports": NextPage,
		"location_v3_list": NextPage, "identity_search_users": Cursor,
		"card_transaction_list": PageToken, "payment_batch_list": Whole, "list_receipt_images": NextPage, "get_report_cash_advances": Whole,
		"cash_advance_get": "",
	} {
		op, known := Lookup(name)
		require.True(t, known, name)
		assert.Equal(t, want, op.Paging, name)
	}
}

func TestEveryGroupOfScopesNeedsOne(t *testing.T) {
	t.Parallel()
	op, known := Lookup("expense_config_list_expense_types")
	require.True(t, known)
	const types, policies = "expense.config.expensetypes.restricted.read", "expense.config.policies.restricted.read"
	missing, enough := op.ScopedFor([]string{"openid", types})
	assert.False(t, enough)
	assert.Equal(t, []string{policies}, missing)
	_, enough = op.ScopedFor([]string{policies, types})
	assert.True(t, enough)
	_, known = Lookup("nothing")
	assert.False(t, known)
}
