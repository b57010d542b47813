package catalogue

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWhoCommentsAndInvites holds the rows of Comments v4, the writes of Exceptions v4 and
// Attendee Associations v4 to their pages: method, tokens, scopes, roles and safety.
func TestWhoCommentsAndInvites(t *testing.T) {
	t.Parallel()
	const (
		read, write   = "expense.report.read|expense.report.readwrite", "expense.report.readwrite"
		owner, header = "TRAVELER PROXY", "TRAVELER MANAGER PROXY"
	)
	for name, want := range map[string][5]string{
		"get_report_comments":                   {http.MethodGet, "user", read, header, "safe"},
		"get_expense_comments":                  {http.MethodGet, "user", read, owner, "safe"},
		"get_expense_comments_company":          {http.MethodGet, "company", read, "", "safe"},
		"create_report_comment":                 {http.MethodPost, "user", write, header, "unsafe"},
		"create_expense_comment":                {http.MethodPost, "user", write, owner, "unsafe"},
		"create_report_comment_company":         {http.MethodPost, "company", write, "", "unsafe"},
		"update_latest_report_comment":          {http.MethodPut, "user", write, owner, "idempotent"},
		"update_latest_expense_comment_company": {http.MethodPut, "company", write, "", "idempotent"},
		"delete_latest_expense_comment":         {http.MethodDelete, "user", write, owner, "unsafe"},
		"delete_latest_report_comment_company":  {http.MethodDelete, "company", write, "", "unsafe"},
		"add_report_exception":                  {http.MethodPut, "company", write, "", "idempotent"},
		"delete_allocation_exception":           {http.MethodDelete, "company", write, "", "idempotent"},
		"get_expense_attendees":                 {http.MethodGet, "user company", read, owner, "safe"},
		"get_expense_attendees_company":         {http.MethodGet, "company", read, "", "safe"},
		"set_expense_attendees":                 {http.MethodPost, "user company", write, owner, "idempotent"},
		"delete_expense_attendees":              {http.MethodDelete, "user company", write, owner, "idempotent"},
		"list_attendees":                        {http.MethodGet, "user", "ATTEND", "", "safe"},
		"create_attendee":                       {http.MethodPost, "user", "ATTEND", "", "unsafe"},
		"list_entry_attendees":                  {http.MethodGet, "user", "EXPRPT", "", "safe"},
	} {
		op, known := Lookup(name)
		require.True(t, known, name)
		tokens := make([]string, len(op.Tokens))
		for i, token := range op.Tokens {
			tokens[i] = string(token)
		}
		got := [5]string{op.Method, strings.Join(tokens, " "), strings.Join(op.Scopes[0], "|"), strings.Join(op.Contexts, " "), string(op.Safety)}
		assert.Equal(t, want, got, name)
	}
}
