package catalog

import (
	"slices"

	"github.com/concur-mcp/concur-mcp/tools"
)

// The profiles that are not lists of their own.
const (
	// Default is every tool that is not optional. As a toolset it stands for them.
	Default = "default"
	// All is every tool.
	All = "all"
)

// profile is a set of tools for one kind of work.
type profile struct {
	name string
	// toolsets are in it as a whole, and readable with the tools that only read.
	toolsets, readable []string
	// tools are in it by name.
	tools []string
}

// takes reports whether a tool belongs to the profile.
func (p profile) takes(tool tools.Tool) bool {
	switch p.name {
	case All:
		return true
	case Default:
		return !tool.Optional
	default:
		return slices.Contains(p.toolsets, tool.Toolset) || slices.Contains(p.tools, tool.Name) ||
			(tool.Effect == tools.Read && slices.Contains(p.readable, tool.Toolset))
	}
}

// profiles lists the profiles, the default first.
func profiles() []profile {
	return []profile{
		{name: Default},
		{
			// What a person needs for the own reports, from the first receipt to a recall.
			name:     "traveler",
			toolsets: []string{"expenses", "itemizations", "receipts", "quick_expenses", "comments", "analysis"},
			readable: []string{"allocations", "requests"},
			tools: []string{
				"list_reports", "get_report", "create_report", "update_report", "delete_report", "get_report_form_fields",
				"list_report_exceptions", "list_policies", "list_expense_types", "list_payment_types", "list_attendee_types",
				"search_locations", "get_current_user", "submit_report", "recall_report", "update_expense_allocation",
				"list_expense_attendees", "set_expense_attendees", "search_attendees", "create_attendee",
				"list_report_cash_advances", "set_report_cash_advances", "search_list_items",
			},
		},
		{
			// What an approver needs: to see everything of a report, and to decide.
			name:     "approver",
			readable: []string{"expenses", "receipts", "comments", "allocations", "requests", "analysis"},
			tools: []string{
				"list_reports", "get_report", "list_report_exceptions", "get_current_user", "search_users", "list_delegators",
				"list_reports_to_approve", "approve_report", "send_back_report", "get_approval_cost_objects", "add_comment",
				"list_expense_attendees", "list_report_cash_advances",
			},
		},
		{
			// What a finance department needs: the whole company to read, payments,
			// exceptions, taxes, and what may still be changed after submission.
			name: "finance",
			readable: []string{
				"reports", "expenses", "receipts", "config", "identity", "approvals", "comments", "attendees", "allocations",
				"requests",
			},
			toolsets: []string{"exceptions", "lists", "payments", "cards", "cash_advances", "taxes", "analysis"},
			tools:    []string{"update_submitted_report", "update_report_expense", "approve_report", "send_back_report", "add_comment"},
		},
		{name: All},
	}
}

// Profiles lists the names of the profiles.
func Profiles() []string {
	var names []string
	for _, p := range profiles() {
		names = append(names, p.name)
	}
	return names
}

func profileNamed(name string) (profile, bool) {
	if name == "" {
		name = Default
	}
	all := profiles()
	at := slices.IndexFunc(all, func(p profile) bool { return p.name == name })
	if at < 0 {
		return profile{}, false
	}
	return all[at], true
}
